"""Asks Gateways whether their Flow is ready, and for a profile: ports by protocol on standard input, answers into the file that is named."""

import json
import sys

from jina import Client


def look(protocol, port):
    client = Client(host='127.0.0.1', port=port, protocol=protocol)
    profile = client.profiling(show_table=False)
    return {'ready': client.is_flow_ready(), 'profile': {key.strip(): value for key, value in profile.items()}}


ports = json.load(sys.stdin)
answers = [look(protocol, port) for protocol, port in ports.items()]
with open(sys.argv[1], 'w') as out:
    json.dump(answers, out)
