"""Says which of the Python files named on standard input this interpreter cannot parse.

Paths are separated by null bytes. Each answer is one line of JSON: null, or {"line", "message"}. Nothing of a file runs, and nothing is
imported for it.
"""

import ast
import json
import sys
import warnings

# Enough for any real file; an attack on the parser's memory ends as a MemoryError instead of taking the machine's.
MEMORY_BYTES = 2 << 30


def limit_memory():
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        pass


def parse(source, path):
    """Raises what Python raises when it imports such a file."""
    try:
        compile(source, path, 'exec', ast.PyCF_ONLY_AST, dont_inherit=True)
    except RecursionError:
        # Only the tree that Python code can look at is limited so: ask for what an import makes, which is still not run.
        compile(source, path, 'exec', dont_inherit=True)


def null_byte_line(source):
    """Line of the first null byte, which Python refuses without a line; 1 when there is none."""
    return source[: max(source.find(b'\0'), 0)].count(b'\n') + 1


def check(path):
    try:
        with open(path, 'rb') as file:
            source = file.read()
    except OSError as error:
        return {'line': 1, 'message': error.strerror or 'the file cannot be read'}
    try:
        parse(source, path)
    except SyntaxError as error:
        return {'line': error.lineno or null_byte_line(source), 'message': error.msg}
    except ValueError as error:
        return {'line': null_byte_line(source), 'message': str(error)}
    except (MemoryError, RecursionError):
        return {'line': 1, 'message': 'the file is nested too deeply or is too large to parse'}
    return None


def main():
    limit_memory()
    warnings.simplefilter('ignore')
    for path in sys.stdin.buffer.read().split(b'\0'):
        if path:
            print(json.dumps(check(path)), flush=True)


main()
