"""Checks exported files against the schemas of Kubernetes and of the Compose specification: lists of objects as JSON on standard input."""

import json
import sys
from importlib.metadata import files

import jsonschema
import kubernetes_validate

[found] = [path for path in files('docker-compose') if path.name == 'compose_spec.json']
COMPOSE = json.loads(found.read_text())


def kubernetes(value):
    # Not part of Kubernetes itself, so that no schema of it is there.
    if value['kind'] == 'ServiceMonitor':
        return None
    try:
        kubernetes_validate.validate(value, '1.34.1', strict=True)
    except Exception as error:
        return f"{value['kind']} {value['metadata']['name']}: {error}"


def compose(value):
    try:
        jsonschema.validate(value, COMPOSE)
    except jsonschema.ValidationError as error:
        return f"{'/'.join(map(str, error.absolute_path))}: {error.message}"


given = json.load(sys.stdin)
print(json.dumps([*map(kubernetes, given['kubernetes']), *map(compose, given['compose'])]))
