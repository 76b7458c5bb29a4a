"""Asks a Gateway with Jina's own client: a port, a protocol and cases at a time."""

import base64

from answering import answer_questions
from jina import Client, Document, DocumentArray


def documents(case):
    made = DocumentArray.from_protobuf(array_proto(case['docs']))
    return DocumentArray(made * case.get('repeat', 1)) if case.get('repeat', 1) > 1 else made


def array_proto(encoded):
    from docarray.proto.docarray_pb2 import DocumentArrayProto

    proto = DocumentArrayProto()
    proto.ParseFromString(base64.b64decode(encoded))
    return proto


def answer(client, case):
    options = {key: case[key] for key in ('parameters', 'target_executor', 'request_size') if key in case}
    try:
        # Without on_error, Jina's WebSocket client loses an error when the Gateway closes before the error is raised.
        failed = []
        got = client.post(case['endpoint'], documents(case), on_error=failed.append, **options)
        if failed:
            return {'error': failed[0].status.description}
    except Exception as error:
        return {'error': f'{type(error).__name__}: {error}'}
    return {'docs': base64.b64encode(got.to_protobuf().SerializeToString()).decode()}


def answers(asked):
    client = Client(host='127.0.0.1', port=asked['port'], protocol=asked['protocol'])
    return [answer(client, case) for case in asked['cases']]


answer_questions(answers)
