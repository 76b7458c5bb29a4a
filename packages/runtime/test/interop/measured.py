"""Executors that are measured. The same as measured.ts."""

from jina import Executor, dynamic_batching, requests


class Part(Executor):
    @requests(on='/echo')
    def echo(self, docs, **kwargs):
        with self.monitor('shouting_seconds', 'Time to shout'):
            for doc in docs:
                doc.text += '!'

    @requests(on='/fail')
    def fail(self, **kwargs):
        with self.monitor('failing_seconds', 'Time to fail'):
            raise ValueError('too far')


class Last(Executor):
    @requests
    def rest(self, **kwargs):
        pass

    @requests(on='/batch')
    @dynamic_batching(preferred_batch_size=2, timeout=200)
    def batch(self, docs, **kwargs):
        pass
