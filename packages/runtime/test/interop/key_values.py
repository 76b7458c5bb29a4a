"""What Jina makes of the value of a key: of every key of an Executor and of the Gateway, with every value."""

import contextlib
import enum
import io
import json

from answering import answer_questions
from jina import Flow
from jina.helper import ArgNamespace, expand_env_var
from jina.jaml.parsers.flow.v1 import V1Parser
from jina.parsers import set_deployment_parser, set_gateway_parser

PARSERS = {'executor': set_deployment_parser(), 'gateway': set_gateway_parser()}


class Loaded(BaseException):
    """What the loader has read when it begins to build: all that is before is asked once per value."""


def stop(self, cls, data, runtime_args=None):
    raise Loaded(data['executors'][0]['v'])


V1Parser.parse = stop


def load(written):
    try:
        Flow.load_config(io.StringIO(f'jtype: Flow\nexecutors:\n  - v: {written}\n'))
    except Loaded as loaded:
        return loaded.args[0]


def plain(value):
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def read(parser, key, value):
    try:
        args = ArgNamespace.kwargs2namespace({key: expand_env_var(value)}, parser)
        return json.dumps(plain(getattr(args, key)))
    except BaseException:
        return None


def answer(question):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        values = [load(written) for written in question['values']]
        return {
            scope: {
                key: {'default': read(PARSERS[scope], key, None), 'read': [read(PARSERS[scope], key, value) for value in values]}
                for key in keys
            }
            for scope, keys in question['keys'].items()
        }


answer_questions(answer)
