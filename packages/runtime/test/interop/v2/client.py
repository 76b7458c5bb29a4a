"""Asks a Gateway with Jina's own client and docarray v2: a port, a protocol and cases at a time."""

import asyncio
from hashlib import sha256

from answering import answer_questions
from docarray import DocList
from echo import Full
from jina import Client


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str) and len(value) > 10000:
        return f'{len(value)} characters, {sha256(value.encode()).hexdigest()}'
    if isinstance(value, DocList):
        return [plain(doc) for doc in value]
    if hasattr(value, 'tolist'):
        return value.tolist()
    if hasattr(value, '_docarray_fields'):
        return {key: plain(getattr(value, key)) for key in value._docarray_fields()}
    return value


async def streamed(asked, case):
    client = Client(host='127.0.0.1', port=asked['port'], protocol=asked['protocol'], asyncio=True)
    doc = Full(**case['docs'][0])
    return [doc async for doc in client.stream_doc(on=case['endpoint'], inputs=doc, return_type=Full)]


def answer(asked, case):
    try:
        if case.get('stream'):
            return {'docs': [plain(doc) for doc in asyncio.run(streamed(asked, case))]}
        client = Client(host='127.0.0.1', port=asked['port'], protocol=asked['protocol'])
        options = {key: case[key] for key in ('parameters', 'target_executor', 'request_size') if key in case}
        docs = DocList[Full]([Full(**doc) for doc in case['docs']])
        # Without on_error, Jina's WebSocket client loses an error when the Gateway closes before the error is raised.
        failed = []
        got = client.post(case['endpoint'], docs, return_type=DocList[Full], on_error=failed.append, **options)
        if failed:
            return {'error': failed[0].status.description}
    except Exception as error:
        return {'error': f'{type(error).__name__}: {error}'}
    return {'docs': [plain(doc) for doc in got]}


answer_questions(lambda asked: [answer(asked, case) for case in asked['cases']])
