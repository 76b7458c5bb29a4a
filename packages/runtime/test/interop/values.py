"""What an Executor gets from Jina's own loader: Flow texts as JSON on standard input, arguments as JSON texts on standard output."""

import contextlib
import io
import json
import os
import sys

import parsers_once  # noqa: F401
from jina import Flow
from jina.jaml import JAML

os.environ['VALUE_INT'] = '007'
os.environ['VALUE_FLOAT'] = '1.0'
os.environ['VALUE_NESTED'] = '$VALUE_FLOAT'


def in_pod(uses_with):
    # What the constructor of a Python Executor gets (`BaseExecutor.load_config`).
    return json.dumps(JAML.expand_dict({'with': json.loads(json.dumps(uses_with))})['with'])


def read_config(config, uses_with):
    # The steps of `BaseExecutor.load_config` that make values.
    tree = JAML.load_no_tags(io.StringIO(config))
    tree['with'].update(uses_with)
    JAML.expand_dict(tree)
    return {'with': json.dumps(tree['with']), 'metas': json.dumps(tree['metas'])}


def look(text):
    try:
        if isinstance(text, dict):
            return read_config(**text)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            flow = Flow.load_config(io.StringIO(text))
        (args,) = [node.args for name, node in flow._deployment_nodes.items() if name != 'gateway']
        return {
            # As it stands in the command line of `jina executor`.
            'with': json.dumps(args.uses_with),
            'pod': in_pod(args.uses_with),
            'entrypoint': args.entrypoint,
            # As the process finds it in its environment.
            'env': {name: str(value) for name, value in (args.env or {}).items()},
        }
    except BaseException as error:
        return {'error': type(error).__name__}


print(json.dumps([look(text) for text in json.load(sys.stdin)]))
