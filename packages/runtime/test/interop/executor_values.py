"""What Jina's own loader hands to the Executors of the Flow files in argv, as JSON on standard output."""

import json
import os
import sys

import parsers_once  # noqa: F401
from jina import Flow


def values(path):
    os.chdir(os.path.dirname(path))
    flow = Flow.load_config(path)
    return [
        {
            'name': name,
            'needs': sorted(node.needs),
            'uses': None if node.args.uses == 'BaseExecutor' else node.args.uses,
            'uses_with': node.args.uses_with or None,
        }
        for name, node in flow._deployment_nodes.items()
        if name != 'gateway'
    ]


def look(path):
    try:
        return {'values': values(path)}
    except BaseException as error:
        return {'error': f'{type(error).__name__}: {error}'}


print(json.dumps([look(path) for path in sys.argv[1:]]))
