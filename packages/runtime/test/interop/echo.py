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

    @requests(on='/fail')
    def fail(self, **kwargs):
        raise ValueError('too far')
