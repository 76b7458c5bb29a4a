"""What `jina export` writes for Flow files: their paths as JSON on standard input, the files as data on standard output."""

import argparse
import json
import os
import sys
import tempfile

import requests
import yaml
from hubble.executor.hubio import HubIO


def no_network(*_, **__):
    raise ConnectionError('no network in this test')


def hub_image(name, *_, **__):
    """What the Hub answered: the image of an Executor."""
    if name.startswith('docker'):
        raise ConnectionError('no network in this test')
    return argparse.Namespace(image_name=f'hub/{name.lower()}:latest'), True


requests.get = no_network
# A parser is made for every Pod, and looks for translations of its words each time.
argparse._ = str
HubIO.fetch_meta = staticmethod(hub_image)

from jina.exporter import export_docker_compose, export_kubernetes  # noqa: E402


def read(path):
    with open(path, encoding='utf-8') as file:
        return list(yaml.safe_load_all(file))


def compose(path, out):
    export_docker_compose(argparse.Namespace(config_path=path, outpath=out, network_name=None))
    return read(out)[0]


def kubernetes(path, out):
    export_kubernetes(argparse.Namespace(config_path=path, outpath=out, k8s_namespace=None))
    return {
        os.path.relpath(os.path.join(folder, name), out): read(os.path.join(folder, name))
        for folder, _, names in os.walk(out)
        for name in names
    }


def attempt(export, path):
    try:
        with tempfile.TemporaryDirectory() as folder:
            return export(path, os.path.join(folder, 'out'))
    except BaseException as error:
        return {'error': f'{type(error).__name__}: {error}'}


def look(path):
    os.chdir(os.path.dirname(path))
    return {'compose': attempt(compose, path), 'kubernetes': attempt(kubernetes, path)}


print(json.dumps([look(path) for path in json.load(sys.stdin)]))
