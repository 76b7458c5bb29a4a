"""Executors whose values JSON can lose: every kind of number, texts, bytes, NaN."""

import json

import numpy as np
from jina import DocumentArray, Executor, requests


class Values(Executor):
    @requests(on='/float16')
    def float16(self, docs, **_):
        for doc in docs:
            doc.tensor = np.array([1.5, 65504, np.nan], dtype=np.float16)

    @requests(on='/integers')
    def integers(self, docs, **_):
        for doc in docs:
            doc.tensor = np.array([2**53 + 1, -(2**63), 2**63 - 1], dtype=np.int64)
            doc.embedding = np.array([[True, False]])

    @requests(on='/texts')
    def texts(self, docs, **_):
        for doc in docs:
            doc.tensor = np.array([['a', 'bc'], ['ü😀', '']])
            doc.embedding = np.array([b'xy', b'z'])

    @requests(on='/whole')
    def whole(self, docs, **_):
        for doc in docs:
            doc.tensor = np.array([0.1, 1, 1e30, 16777216], dtype=np.float32)
            doc.embedding = np.array([0.0, -0.0, 1e16, 1e22, 0.1])
            doc.tags = {'one': 1.0, 'zero': 0.0, 'yes': True, 'deep': [1.0, {'zero': 0.0}, 'x', 0.5], 'big': 1e21}
            doc.weight = 1.0
            doc.offset = 2.0
            doc.location = [1.0, 0.5]
            doc.granularity = 3
            doc.scores['s'].value = 1.0

    @requests(on='/nan')
    def nan(self, docs, **_):
        for doc in docs:
            doc.tensor = np.array([1.0, np.nan, np.inf, -np.inf])
            doc.weight = float('nan')

    @requests(on='/results')
    def results(self, docs, parameters, **_):
        docs[0].text = json.dumps(parameters, sort_keys=True)
        return {'i': 1, 'f': 1.0, 'deep': [1, 2.5, True, None, {'x': 0.0}]}

    @requests(on='/none')
    def none(self, docs, **_):
        return DocumentArray()

    @requests(on='/describe')
    def describe(self, docs, **_):
        for doc in docs:
            kind = None if doc.tensor is None else [str(np.asarray(doc.tensor).dtype), np.asarray(doc.tensor).shape]
            text = json.dumps([kind, repr(doc.tensor), json.dumps(doc.tags, sort_keys=True), repr(doc.blob), doc.weight])
            doc.pop('tensor', 'blob', 'tags', 'weight')
            doc.text = text
