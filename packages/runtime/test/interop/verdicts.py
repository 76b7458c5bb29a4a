"""Whether Jina's own loader takes Flow texts: what each Executor needs, or the error."""

import contextlib
import io

import parsers_once  # noqa: F401
from answering import answer_questions
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


answer_questions(lambda texts: [look(text) for text in texts])
