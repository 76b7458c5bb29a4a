"""Makes each of Jina's argument parsers once: a Flow asks for some thirty, which is nearly all that loading one takes."""

import sys

import jina.parsers


def once(make):
    made = []

    def given(*args, **kwargs):
        # With arguments they fill a parser that the caller has.
        if args or kwargs:
            return make(*args, **kwargs)
        if not made:
            made.append(make())
        return made[0]

    return given


for name in dir(jina.parsers):
    make = getattr(jina.parsers, name)
    if not (name.startswith(('set_', 'get_')) and name.endswith('_parser') and callable(make)):
        continue
    given = once(make)
    # Modules hold them under their names.
    for module in list(sys.modules.values()):
        if getattr(module, '__name__', '').startswith('jina') and getattr(module, name, None) is make:
            setattr(module, name, given)
