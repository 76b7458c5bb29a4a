import time
from typing import Any, AsyncGenerator, Dict, List, Optional

from docarray import BaseDoc, DocList
from docarray.typing import AnyTensor, ImageUrl, NdArray
from jina import Executor, requests
from pydantic import BaseModel


class Full(BaseDoc):
    text: str = ''
    count: int = 0
    weight: float = 0.0
    on: bool = False
    raw: Optional[bytes] = None
    nothing: Optional[str] = None
    embedding: Optional[NdArray[2]] = None
    grid: Optional[AnyTensor] = None
    url: Optional[ImageUrl] = None
    numbers: List[float] = []
    words: List[str] = []
    tags: Dict[str, Any] = {}


class Options(BaseModel):
    limit: int = 3
    word: str = 'x'


class Echo(Executor):
    """The same as echo.ts."""

    @requests(on='/echo')
    def echo(self, docs: DocList[Full], **kwargs) -> DocList[Full]:
        return docs

    @requests(on='/mark')
    def mark(self, docs: DocList[Full], **kwargs) -> DocList[Full]:
        for doc in docs:
            doc.text = doc.text + self.runtime_args.name.split('/')[0]
        return docs

    @requests(on='/single')
    def single(self, doc: Full, parameters: Options, **kwargs) -> Full:
        return Full(id=doc.id, text=doc.text + parameters.word * parameters.limit, count=doc.count + 1)

    @requests(on='/fewer')
    def fewer(self, docs: DocList[Full], **kwargs) -> DocList[Full]:
        return docs[:1]

    @requests(on='/join')
    def join(self, docs: DocList[Full], **kwargs) -> DocList[Full]:
        name = self.runtime_args.name.split('/')[0]
        if name == 'late':
            # The last to arrive, whose fields a join takes last.
            time.sleep(0.5)
        for doc in docs:
            if name == 'left':
                doc.weight = 1
            elif name == 'right':
                doc.words = ['right']
            elif name == 'late':
                doc.count = 7
        return docs

    @requests(on='/all')
    def all(self, docs: DocList[Full], **kwargs) -> DocList[Full]:
        docs.append(Full(id=f'shard-{self.runtime_args.shard_id}'))
        return docs

    @requests(on='/fail')
    def fail(self, docs: DocList[Full], **kwargs) -> DocList[Full]:
        raise ValueError('too far')

    @requests(on='/stream')
    async def stream(self, doc: Full, **kwargs) -> AsyncGenerator[Full, None]:
        for i in range(3):
            yield Full(id=f'{doc.id}{i}', text=f'{doc.text}{i}')
