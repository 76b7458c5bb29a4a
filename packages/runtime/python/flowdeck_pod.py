"""Runs Jina Executors and Gateways as Pods of Flowdeck: `python flowdeck_pod.py executor --native ...`, with Jina's own arguments.

Beside what `jina executor --native` and `jina gateway` do, it tells its supervisor over file descriptor 3 what it is doing, when it
listens and why it cannot (a JSON object a line), and ends when standard input does: then the supervisor is gone.

`--arguments-on-stdin` behind `executor` or `gateway` means that Jina's arguments come as a JSON list, the first line of standard input: every
user of a machine can read command lines, and arguments may hold secrets.

`python flowdeck_pod.py launch` imports Jina once and forks a Pod for each order, a JSON object a line on standard input.
"""

import json
import os
import sys
import threading
import traceback

CONTROL_FD = 3
NONCE = 'FLOWDECK_RUN_NONCE'
# What reads Jina's arguments. It takes longer to make than all else that a Pod does: the launcher makes it for all of them.
parser = None


def tell(**message):
    """One line to the supervisor; nothing when there is none."""
    try:
        os.write(CONTROL_FD, (json.dumps(message) + '\n').encode())
    except OSError:
        pass


def watch_supervisor():
    def wait():
        try:
            while os.read(0, 1024):
                pass
        except OSError:
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def blame(error):
    """What went wrong and where: the innermost line of the user's own files."""
    # Jina wraps what happens while it imports a module.
    while error.__cause__ is not None:
        error = error.__cause__
    text = f'{type(error).__name__}: {error}'
    if isinstance(error, SyntaxError) and error.filename:
        return f'{os.path.basename(error.filename)}:{error.lineno}: {type(error).__name__}: {error.msg}'
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if 'site-packages' not in frame.filename
        and not frame.filename.startswith((sys.base_prefix + os.sep + 'lib', '<'))
        and frame.filename != __file__
    ]
    return f'{os.path.basename(ours[-1].filename)}:{ours[-1].lineno}: {text}' if ours else text


def failed(code, message):
    sys.stderr.flush()
    tell(type='failed', error={'code': code, 'message': message, 'stack': traceback.format_exc()})


def load_beside(name):
    """A module of this folder, which is on no search path: it holds nothing for Executors."""
    import importlib.util

    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f'{name}.py')
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def handler_of(args):
    """What answers requests, as `jina executor` and `jina gateway` choose it."""
    if args.cli == 'gateway':
        from jina.parsers.helper import _update_gateway_args
        from jina.serve.runtimes.gateway.request_handling import GatewayRequestHandler

        _update_gateway_args(args)
        return GatewayRequestHandler
    from jina.serve.runtimes.worker.request_handling import WorkerRequestHandler

    args.host = args.host[0]
    return WorkerRequestHandler


def serve(argv):
    """Parses Jina's arguments, builds the Executor or Gateway and answers requests until a signal comes."""
    import faulthandler
    import signal

    from jina.helper import random_identity
    from jina.parsers import get_main_parser
    from jina.serve.runtimes import asyncio as runtimes

    # As for a program that lies in this folder. Not before Jina is imported: a file called http.py would break that.
    sys.path.insert(0, os.getcwd())
    sys.argv = ['jina', *argv]
    args = (parser or get_main_parser()).parse_args(argv)
    if '--workspace-id' not in argv:
        # Its default was chosen with the parser, and would be that of every Pod.
        args.workspace_id = random_identity()
    handler = handler_of(args)
    args.port_monitoring = args.port_monitoring[0]
    if args.cli != 'gateway':
        load_beside('flowdeck_answers').answer_always()
    tell(type='phase', phase=f'loading {args.uses}')
    # Jina handles SIGSEGV like SIGTERM, in its loop: the thread that faulted then faults again, for ever.
    runtimes.HANDLED_SIGNALS = (signal.SIGINT, signal.SIGTERM)
    faulthandler.enable()
    runtime = runtimes.AsyncNewLoopRuntime(args=args, req_handler_cls=handler)
    servers = zip(args.protocol, args.port)
    tell(
        type='listening',
        servers=[{'protocol': protocol.to_string().lower(), 'port': port} for protocol, port in servers],
    )
    with runtime:
        runtime.run_forever()


def run(argv):
    """One Pod from beginning to end; gives its exit code."""
    watch_supervisor()
    tell(type='phase', phase='importing jina')
    try:
        import jina  # noqa: F401
    except Exception as error:
        traceback.print_exc()
        failed('PYTHON_BROKEN', f'{sys.executable} cannot import jina: {type(error).__name__}: {error}')
        return 1
    try:
        serve(argv)
    # Also sys.exit() in an Executor's file or constructor: its supervisor has to know why it does not listen.
    except BaseException as error:
        traceback.print_exc()
        failed('EXECUTOR_LOAD_FAILED', blame(error))
        return 1
    return 0


def arguments(argv):
    """The arguments of this process, from the command line or from standard input."""
    if argv[1:] != ['--arguments-on-stdin']:
        return argv
    line = b''
    # Byte by byte: what follows on standard input is not ours to take.
    while not line.endswith(b'\n'):
        byte = os.read(0, 1)
        if not byte:
            os._exit(1)
        line += byte
    return [argv[0], *json.loads(line)]


def leave(status):
    """Ends at once: threads that the Executor left behind must not keep the process."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def launch():
    """Waits for orders and forks; tells the pid of each Pod and how it ended, a JSON object a line on standard output."""
    import gc
    import select
    import signal

    import jina.parsers
    import jina.serve.runtimes.asyncio  # noqa: F401
    import jina.serve.runtimes.servers.grpc  # noqa: F401
    import jina.serve.runtimes.worker.request_handling  # noqa: F401

    global parser
    parser = jina.parsers.get_main_parser()
    # What is there now stays shared between all Pods.
    gc.collect()
    gc.freeze()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    pods = {}
    rest = b''

    def say(**message):
        os.write(1, (json.dumps(message) + '\n').encode())

    say(type='ready')
    while True:
        readable, _, _ = select.select([0, woken], [], [])
        if woken in readable:
            os.read(woken, 4096)
            while pods:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                code = os.waitstatus_to_exitcode(status)
                # A signal is a negative number here.
                say(type='exited', id=pods.pop(pid), code=max(code, 0), signal=max(-code, 0))
        if 0 in readable:
            chunk = os.read(0, 65536)
            if not chunk:
                os._exit(0)
            *lines, rest = (rest + chunk).split(b'\n')
            for line in lines:
                order = json.loads(line)
                pid = os.fork()
                if pid == 0:
                    become(order)
                pods[pid] = order['id']
                say(type='forked', id=order['id'], pid=pid)


def show_nonce(nonce):
    """Puts a run's nonce in place of the launcher's, so that a sweep finds whatever this process forks (`/proc/PID/environ`)."""
    import ctypes

    with open('/proc/self/stat', 'rb') as stat, open('/proc/self/environ', 'rb') as environ:
        # `env_start`; what stands before it may hold spaces.
        start = int(stat.read().rpartition(b')')[2].split()[47])
        before, name, after = environ.read().partition(f'{NONCE}='.encode())
    if start > 0 and after[: len(nonce) + 1].endswith(b'\0'):
        ctypes.memmove(start + len(before) + len(name), nonce.encode(), len(nonce))


def show_mark(nonce):
    """Sets the limit by which a sweep finds whatever this process starts, with any environment (`runMark.ts`)."""
    import resource

    realtime = 15  # RLIMIT_RTTIME, which Python has no name for.
    try:
        _, hard = resource.getrlimit(realtime)
        resource.setrlimit(realtime, (1 << 56 | int(nonce[:14], 16), hard))
    except (OSError, ValueError):
        pass  # Not Linux, or it may not be set.


def become(order):
    """In the child: looks like a process of its own to the Executor, then is one."""
    import ctypes
    import random
    import signal
    import socket

    launcher = os.getppid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    # Linux: ends with the launcher, which ends with the supervisor.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != launcher:
        os._exit(1)
    for stream, numbers in (('stdout', [1]), ('stderr', [2]), ('control', [CONTROL_FD, 0])):
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(order['socket'])
        except ConnectionRefusedError:
            # Node fills up the name of an abstract socket on some versions.
            link.connect(order['socket'].ljust(108, '\0'))
        link.sendall((json.dumps({'id': order['id'], 'stream': stream}) + '\n').encode())
        source = os.dup(link.fileno())
        link.close()
        # Never one of those that are still to be filled.
        if source <= CONTROL_FD:
            source = os.dup2(source, 20 + numbers[0])
        for number in numbers:
            os.dup2(source, number, inheritable=number < CONTROL_FD)
    os.closerange(CONTROL_FD + 1, 1024)
    os.environ.clear()
    os.environ.update(order['env'])
    show_nonce(order['env'][NONCE])
    show_mark(order['env'][NONCE])
    # Read once, when Python starts: the launcher did that without it.
    sys.dont_write_bytecode = bool(os.environ.get('PYTHONDONTWRITEBYTECODE'))
    os.chdir(order['cwd'])
    random.seed()
    leave(run(order['argv']))


if __name__ == '__main__':
    # The folder of this script holds nothing for Executors.
    sys.path.pop(0)
    if sys.argv[1:] == ['launch']:
        launch()
    else:
        leave(run(arguments(sys.argv[1:])))
