"""Whether Jina's own loader takes Flow texts: texts as JSON on standard input, what each Executor needs (or the error) as JSON into the file that is named."""

import contextlib
import io
import json
import sys

import parsers_once  # noqa: F401
from jina import Flow


def look(text):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            flow = Flow.load_config(io.StringIO(text))
            flow.build()
        nodes = flow._deployment_nodes
        return {
            'needs': {name: sorted(map(str, node.needs)) for name, node in nodes.items() if name != 'gateway'},
            'replicas': {name: node.args.replicas for name, node in nodes.items() if name != 'gateway'},
        }
    except BaseException as error:
        return {'error': type(error).__name__}


answers = [look(text) for text in json.load(sys.stdin)]
with open(sys.argv[1], 'w') as file:
    json.dump(answers, file)
