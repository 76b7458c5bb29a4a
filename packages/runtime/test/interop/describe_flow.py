"""What Jina tells the Gateway of a Flow: its graph and its settings, for the texts of Flow files."""

import json

from answering import answer_questions
from jina import Flow


def describe(text):
    told = Flow.load_config(text).build(copy_flow=False)._deployment_nodes['gateway'].args
    return {
        'graph': json.loads(told.graph_description),
        'conditions': json.loads(told.graph_conditions),
        'noReduce': json.loads(told.deployments_no_reduce),
        'addresses': json.loads(told.deployments_addresses),
    }


answer_questions(lambda texts: [describe(text) for text in texts])
