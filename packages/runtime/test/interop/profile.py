"""Asks Gateways whether their Flow is ready, and for a profile: ports by protocol."""

from answering import answer_questions
from jina import Client


def look(protocol, port):
    client = Client(host='127.0.0.1', port=port, protocol=protocol)
    profile = client.profiling(show_table=False)
    return {'ready': client.is_flow_ready(), 'profile': {key.strip(): value for key, value in profile.items()}}


answer_questions(lambda ports: [look(protocol, port) for protocol, port in ports.items()])
