import time

from jina import Document, DocumentArray, Executor, requests


class Echo(Executor):
    """The same as echo.ts."""

    @requests(on='/echo')
    def echo(self, docs: DocumentArray, **kwargs):
        pass

    @requests(on='/mark')
    def mark(self, docs: DocumentArray, **kwargs):
        for doc in docs:
            doc.text = doc.text + self.runtime_args.name.split('/')[0]

    @requests(on='/parameters')
    def parameters(self, docs: DocumentArray, parameters, **kwargs):
        docs.append(Document(id='parameters', tags=parameters))

    @requests(on='/fewer')
    def fewer(self, docs: DocumentArray, **kwargs):
        return docs[:1]

    @requests(on='/join')
    def join(self, docs: DocumentArray, **kwargs):
        name = self.runtime_args.name.split('/')[0]
        if name == 'late':
            # The last to arrive, whose fields a join takes last.
            time.sleep(0.5)
        for doc in docs:
            if name == 'left':
                doc.weight = 1
            elif name == 'right':
                doc.uri = 'right'
            elif name == 'late':
                doc.modality = 'late'

    @requests(on='/all')
    def all(self, docs: DocumentArray, **kwargs):
        docs.append(Document(id=f'shard-{self.runtime_args.shard_id}'))

    @requests(on='/results')
    def results(self, **kwargs):
        return {'from': self.runtime_args.name}

    @requests(on='/fail')
    def fail(self, **kwargs):
        raise ValueError('too far')
