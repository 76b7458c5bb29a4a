"""Makes Jina's worker answer every request, also where Jina 3.34 alone waits for ever or ends its process.

Jina leaves a request without an answer when a method raises what a future cannot hold (StopIteration) or what ends an event loop
(SystemExit, KeyboardInterrupt), when a stream raises what cannot be printed or sent, and when a batched endpoint gets no documents, a
metric of zero or documents of another class back.
"""

import asyncio
import functools
import inspect
import traceback


def is_sayable(error):
    """Whether Jina can write an exception and its traceback into an answer."""
    try:
        traced = traceback.format_exception(type(error), error, error.__traceback__)
        ''.join([repr(error), str(error), *traced]).encode()
    except BaseException:
        return False
    return True


def say(value):
    """An argument of an exception, or what can be told of it."""
    try:
        repr(value).encode()
        str(value).encode()
        return value
    except UnicodeError:
        return str(value).encode(errors='backslashreplace').decode()
    except BaseException:
        return f'<{type(value).__name__}>'


def as_exception(error):
    """An exception of the same name, arguments and traceback that a future may hold, an event loop survives and Jina can write."""
    kind = type(error)
    made = type(kind.__name__, (RuntimeError,), {'__module__': kind.__module__})(*map(say, error.args))
    made.__cause__ = error if is_sayable(error) else None
    made.__suppress_context__ = True
    return made.with_traceback(error.__traceback__)


def comes_from_outside(error):
    """Whether the call itself is being cancelled; otherwise the method raised what looks like it."""
    if not isinstance(error, asyncio.CancelledError):
        return False
    # Python 3.11 and later can tell; before, it is taken for a cancelled call.
    cancelling = getattr(asyncio.current_task(), 'cancelling', None)
    return cancelling is None or cancelling() > 0


def needs_another(error):
    if isinstance(error, (StopIteration, StopAsyncIteration)) or not isinstance(error, Exception):
        return True
    return not is_sayable(error)


async def guarded_stream(documents):
    """The documents of a generator, which raises only what can be told to its caller."""
    try:
        while True:
            try:
                document = await documents.__anext__()
            except StopAsyncIteration:
                return
            except BaseException as error:
                if not needs_another(error) or comes_from_outside(error):
                    raise
                raise as_exception(error)
            yield document
    finally:
        await documents.aclose()


def guarded(fn):
    """A method of an Executor that raises only what can be told to its caller."""

    @functools.wraps(fn)
    def call(*args, **kwargs):
        try:
            made = fn(*args, **kwargs)
        except BaseException as error:
            if not needs_another(error):
                raise
            raise as_exception(error)
        return guarded_stream(made) if inspect.isasyncgen(made) else made

    @functools.wraps(fn)
    async def call_async(*args, **kwargs):
        try:
            return await fn(*args, **kwargs)
        except BaseException as error:
            if not needs_another(error) or comes_from_outside(error):
                raise
            raise as_exception(error)

    chosen = call_async if inspect.iscoroutinefunction(fn) else call
    chosen.is_guarded = True
    return chosen


def guard_methods():
    from jina.serve.executors import BaseExecutor

    original = BaseExecutor.__acall_endpoint__

    @functools.wraps(original)
    async def call(self, req_endpoint, *args, **kwargs):
        bound = self.requests[req_endpoint]
        if not getattr(bound.fn, 'is_guarded', False):
            self.requests[req_endpoint] = bound._replace(fn=guarded(bound.fn))
        return await original(self, req_endpoint, *args, **kwargs)

    BaseExecutor.__acall_endpoint__ = call


def guard_batches():
    from jina.serve.runtimes.worker.batch_queue import BatchQueue

    push = BatchQueue.push
    flush = BatchQueue._await_then_flush

    @functools.wraps(push)
    async def push_all(self, request, *args, **kwargs):
        before = len(self._docs_metrics)
        if len(request.docs) == 0:
            # Nothing to gather: no batch would ever complete it.
            queue = asyncio.Queue()
            queue.put_nowait(None)
            return queue
        try:
            queue = await push(self, request, *args, **kwargs)
        except BaseException as error:
            # A metric that raises leaves documents behind that belong to no request.
            del self._big_doc[len(self._request_idxs) :]
            if not needs_another(error) or comes_from_outside(error):
                raise
            raise as_exception(error)
        # Documents that weigh nothing would be left out of every batch.
        self._docs_metrics[before:] = [weight if weight > 0 else 1e-9 for weight in self._docs_metrics[before:]]
        return queue

    @functools.wraps(flush)
    async def flush_all(self, *args, **kwargs):
        await self._flush_trigger.wait()
        waiting = list(self._requests_completed)
        failure = RuntimeError('the batch ended without the documents of this request')
        try:
            await flush(self, *args, **kwargs)
        except BaseException as error:
            failure = as_exception(error) if needs_another(error) else error
            if comes_from_outside(error):
                raise
        finally:
            # Each request takes one answer: one that has it already does not see this.
            for queue in waiting:
                queue.put_nowait(failure)

    BatchQueue.push = push_all
    BatchQueue._await_then_flush = flush_all


def answer_always():
    """Changes Jina's classes in this process. Before any Executor is loaded."""
    guard_methods()
    guard_batches()
