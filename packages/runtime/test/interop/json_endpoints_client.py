"""Asks with `jina.Client` and describes what arrives, so that the types of numbers are compared too."""

import json

import numpy as np
from answering import answer_questions
from jina import Client, Document, DocumentArray

FIELDS = ('weight', 'offset', 'location', 'granularity', 'blob', 'text')


def array(value):
    return None if value is None else [str(np.asarray(value).dtype), np.asarray(value).tolist()]


def describe(doc):
    found = {name: repr(getattr(doc, name)) for name in FIELDS}
    tags = json.dumps(doc.tags, sort_keys=True)
    scores = {name: score.value for name, score in doc.scores.items()}
    return repr([array(doc.tensor), array(doc.embedding), found, tags, scores])


def ask(port, protocol, endpoint):
    sent = Document(id='a', tensor=np.array([0.0, float('nan'), float('inf')]))
    got = Client(host='127.0.0.1', port=port, protocol=protocol).post(
        endpoint, DocumentArray([sent]), parameters={'f': 0.0, 'deep': [1.0, {'i': 1}]}, return_responses=True
    )
    return [got[0].parameters, [describe(doc) for doc in got[0].docs]]


def answers(asked):
    found = []
    for port, protocol in asked['ports']:
        for endpoint in asked['endpoints']:
            try:
                found.append(ask(port, protocol, endpoint))
            except Exception as error:
                found.append(f'{type(error).__name__}: {error}')
    return found


answer_questions(answers)
