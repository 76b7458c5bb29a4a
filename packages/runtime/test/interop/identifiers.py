"""Which characters Python takes at the start of an identifier, and which behind it, as lists of code points."""

import unicodedata

from answering import answer_questions


def look(_question):
    known = [code for code in range(0x110000) if unicodedata.category(chr(code)) not in ('Cn', 'Cs')]
    return {
        'known': known,
        'start': [code for code in known if chr(code).isidentifier()],
        'inside': [code for code in known if ('a' + chr(code)).isidentifier()],
    }


answer_questions(look)
