"""Runs one Jina Executor as a Pod of Flowdeck: `python flowdeck_pod.py executor --native ...`, with Jina's own arguments.

Beside what `jina executor --native` does, it tells its supervisor over file descriptor 3 what it is doing, when it
listens and why it cannot (a JSON object a line), and ends when standard input does: then the supervisor is gone.
"""

import json
import os
import sys
import threading
import traceback

CONTROL_FD = 3


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


def serve(argv):
    """Parses Jina's arguments, builds the Executor and answers requests until a signal comes."""
    from jina.parsers import get_main_parser
    from jina.serve.runtimes.asyncio import AsyncNewLoopRuntime
    from jina.serve.runtimes.worker.request_handling import WorkerRequestHandler

    # As for a program that lies in this folder. Not before Jina is imported: a file called http.py would break that.
    sys.path.insert(0, os.getcwd())
    sys.argv = ['jina', *argv]
    args = get_main_parser().parse_args(argv)
    args.host = args.host[0]
    args.port_monitoring = args.port_monitoring[0]
    tell(type='phase', phase=f'loading {args.uses}')
    runtime = AsyncNewLoopRuntime(args=args, req_handler_cls=WorkerRequestHandler)
    tell(type='listening', servers=[{'protocol': 'grpc', 'port': port} for port in args.port])
    with runtime:
        runtime.run_forever()


def main(argv):
    watch_supervisor()
    tell(type='phase', phase='importing jina')
    # The folder of this script holds nothing for Executors.
    sys.path.pop(0)
    try:
        import jina  # noqa: F401
    except Exception as error:
        traceback.print_exc()
        failed('PYTHON_BROKEN', f'{sys.executable} cannot import jina: {type(error).__name__}: {error}')
        return 1
    try:
        serve(argv)
    except Exception as error:
        traceback.print_exc()
        failed('EXECUTOR_LOAD_FAILED', blame(error))
        return 1
    return 0


if __name__ == '__main__':
    # Threads that the Executor left behind must not keep the process.
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
