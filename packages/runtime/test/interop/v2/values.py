"""Executors of docarray v2 whose values JSON can lose: every kind of number, texts, bytes, tensors, None."""

from typing import Any, Dict, List, Optional, Union

import numpy as np
from docarray import BaseDoc, DocList
from docarray.typing import AnyTensor, NdArray
from jina import Executor, requests
from pydantic import BaseModel


class Part(BaseDoc):
    n: int = 0
    f: float = 0.0


class Value(BaseDoc):
    text: Optional[str] = None
    n: Optional[int] = None
    f: Optional[float] = None
    b: Optional[bool] = None
    raw: Optional[bytes] = None
    t: Optional[NdArray] = None
    a: Optional[AnyTensor] = None
    ints: Optional[List[int]] = None
    floats: Optional[List[float]] = None
    u: Union[int, float, str, None] = None
    part: Optional[Part] = None
    parts: Optional[DocList[Part]] = None
    tags: Dict[str, Any] = {}


class Options(BaseModel):
    n: Optional[int] = None
    f: Optional[float] = None
    s: Optional[str] = None
    l: Optional[List[int]] = None
    d: Optional[Dict[str, Any]] = None


def describe(value):
    if isinstance(value, np.ndarray):
        return f'{value.dtype}{value.shape}{value.tolist()!r}'
    if isinstance(value, BaseDoc):
        return {name: describe(getattr(value, name)) for name in value.__fields__ if name != 'id'}
    if isinstance(value, (list, DocList)):
        return [describe(item) for item in value]
    if isinstance(value, dict):
        return {key: describe(item) for key, item in sorted(value.items())}
    return f'{type(value).__name__} {value!r}'


class Values(Executor):
    @requests(on='/describe')
    def describe(self, docs: DocList[Value], **kwargs) -> DocList[Value]:
        return DocList[Value]([Value(id='seen', text=repr([describe(doc) for doc in docs]))])

    @requests(on='/options')
    def options(self, docs: DocList[Value], parameters: Options, **kwargs) -> DocList[Value]:
        return DocList[Value]([Value(id='seen', text=repr(parameters))])

    @requests(on='/loose')
    def loose(self, docs: DocList[Value], parameters: Dict, **kwargs) -> DocList[Value]:
        return DocList[Value]([Value(id='seen', text=repr(describe(parameters)))])

    @requests(on='/echo')
    def echo(self, docs: DocList[Value], **kwargs) -> DocList[Value]:
        return docs

    @requests(on='/give')
    def give(self, docs: DocList[Value], **kwargs) -> DocList[Value]:
        arrays = {
            'float16': np.array([1.5, 65504], dtype=np.float16),
            'float32': np.array([0.1, 1, 1e30, 16777216], dtype=np.float32),
            'float64': np.array([0.0, -0.0, 1e16, 1e22, 0.1, 5e-324]),
            'special': np.array([np.nan, np.inf, -np.inf, 1.0]),
            'special16': np.array([np.nan, np.inf], dtype=np.float16),
            'int64': np.array([2**53 + 1, -(2**63), 2**63 - 1]),
            'uint64': np.array([2**64 - 1, 0], dtype=np.uint64),
            'int8': np.array([[-128, 127]], dtype=np.int8),
            'bool': np.array([True, False]),
            'text': np.array([['a', 'bc'], ['ü😀', '']]),
            'bytes': np.array([b'xy', b'z']),
            'complex': np.array([1 + 2j]),
            'empty': np.zeros((0, 3)),
            'emptied': np.zeros((2, 0)),
            'scalar': np.array(5.0),
            'fortran': np.asfortranarray([[1, 2, 3], [4, 5, 6]]),
            'strided': np.arange(10)[::2],
            'big_endian': np.array([1, 2], dtype='>i4'),
            'date': np.array(['2020-01-01'], dtype='datetime64[D]'),
        }
        tags = {
            'whole': 1.0,
            'int': 1,
            'neg': -0.0,
            'big': 2**31 - 1,
            'none': None,
            'deep': [None, [None], {'b': [1.0, 2, True, 'x', {'a': None}]}],
            'nan': float('nan'),
            'inf': float('inf'),
            'huge': 1e300,
            'raw': b'abc',
            'tuple': (1, 2.0),
        }
        name = docs[0].text
        if name == 'fields':
            return DocList[Value]([Value(id='a', n=2**31 - 1, f=1.0, b=True, raw=b'\xff\x00a', ints=[1, -1], floats=[1.0, -0.0, 0.5], u=1.0, part=Part(id='p', n=1, f=2.0), parts=DocList[Part]([Part(id='q')]))])
        if name in arrays:
            return DocList[Value]([Value(id='a', t=arrays[name])])
        if name == 'many':
            return DocList[Value]([Value(id=str(i), n=i) for i in range(3)])
        if name == 'nothing':
            return DocList[Value]()
        return DocList[Value]([Value(id='a', tags={name: tags[name]})])
