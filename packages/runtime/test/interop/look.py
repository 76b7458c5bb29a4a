"""Executors that show what a join gives them; for docarray v1 and v2. The same as look.ts."""

import json
import time

# Written by the test: those of docarray v1 or of v2.
from documents import Docs, Document
from jina import Executor, requests


class Look(Executor):
    @property
    def own_name(self):
        return self.runtime_args.name.split('/')[0]

    @requests(on='/put')
    def put(self, docs: Docs, **kwargs) -> Docs:
        """Changes what is there, and adds one of its own and one that all add."""
        if self.own_name == 'slow':
            time.sleep(0.3)
        for doc in docs:
            doc.text = f'{doc.text or ""}{self.own_name};'
            if hasattr(doc, 'words'):
                doc.words.append(self.own_name)
        docs.append(Document(id=f'new-{self.own_name}', text=self.own_name))
        docs.append(Document(id='shared', text=self.own_name))

    @requests(on='/look')
    def look(self, docs: Docs, parameters, docs_matrix=None, docs_map=None, **kwargs) -> Docs:
        if self.own_name in ('foo', 'slow', 'parts'):
            return self.put(docs=docs)
        texts = lambda some: [[doc.id, doc.text or ''] for doc in some if not doc.id.startswith('seen')]
        seen = {
            'docs': texts(docs),
            'matrix': [texts(part) for part in docs_matrix or []],
            'map': {name: texts(part) for name, part in (docs_map or {}).items()},
            'parameters': parameters,
        }
        docs.append(Document(id=f'seen-{self.own_name}', text=json.dumps(seen)))

    @requests(on='/fail')
    def fail(self, docs: Docs, **kwargs) -> Docs:
        if self.own_name in ('foo', 'slow'):
            raise ValueError(f'{self.own_name} went too far')


class Lookless(Executor):
    """Binds nothing that is asked."""

    @requests(on='/elsewhere')
    def elsewhere(self, docs: Docs, **kwargs) -> Docs:
        pass
