from typing import Optional

from docarray import BaseDoc, DocList
from jina import Executor, requests


class Part(BaseDoc):
    q: str = ''


class Whole(BaseDoc):
    part: Optional[Part] = None
    parts: DocList[Part] = DocList[Part]()


class Nested(Executor):
    """Documents within documents, which Jina's own Gateway (3.34 with pydantic 2) cannot pass on."""

    @requests(on='/nested')
    def nested(self, docs: DocList[Whole], **kwargs) -> DocList[Whole]:
        for doc in docs:
            doc.part.q += '+'
            doc.parts.append(Part(id='new', q='more'))
        return docs
