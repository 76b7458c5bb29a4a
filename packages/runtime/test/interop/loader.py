"""What Jina's own loader makes of Flow files: their paths as JSON on standard input, graphs as JSON on standard output."""

import json
import os
import sys
import tempfile

import parsers_once  # noqa: F401
from jina import Flow


def loaded(path):
    os.chdir(os.path.dirname(path))
    flow = Flow.load_config(path)
    saved = os.path.join(tempfile.mkdtemp(), 'saved.yml')
    flow.save_config(saved)
    flow.build()
    conditions = {
        name: node.args.when for name, node in flow._deployment_nodes.items() if getattr(node.args, 'when', None)
    }
    addresses = flow._get_deployments_addresses()
    return {
        # What the Gateway is told.
        'edges': json.loads(flow._deployment_nodes['gateway'].args.graph_description),
        'conditions': conditions,
        'addresses': {name: len(found) for name, found in addresses.items()},
        'saved': open(saved).read(),
        'protocols': [protocol.name for protocol in flow.protocol] if isinstance(flow.protocol, list) else [flow.protocol.name],
    }


def look(path):
    try:
        return loaded(path)
    except BaseException as error:
        return {'error': type(error).__name__}


print(json.dumps([look(path) for path in json.load(sys.stdin)]))
