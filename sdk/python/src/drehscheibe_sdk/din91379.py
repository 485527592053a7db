"""The characters of DIN 91379: what names and texts in German registers may consist of.

Some letters are a base letter and combining marks; the norm allows certain of these sequences only. Text
must be in normal form C, as the norm demands.
"""

import re
from typing import Literal

#: `name`: data type A, names of natural persons. `text`: data type C, texts with line breaks.
Kind = Literal["name", "text"]

#: Ranges of code points.
_IN_NAMES = (
    "20 27 2c-2e 41-5a 60-7a 7e a8 b4 b7 c0-d6 d8-f6 f8-17e 187-188 18f 197 1a0-1a1 1af-1b0 1b7 1cd-1dc "
    "1de-1df 1e2-1f0 1f4-1f5 1f8-1ff 212-213 218-21b 21e-21f 227-233 259 268 292 2b9-2ba 2be-2bf 2c8 2cc "
    "1e02-1e03 1e06-1e07 1e0a-1e11 1e17 1e1c-1e2b 1e2f-1e37 1e3a-1e3b 1e40-1e49 1e52-1e5b 1e5e-1e63 "
    "1e6a-1e6f 1e80-1e87 1e8c-1e97 1e9e 1ea0-1ef9 2019 2021"
)
#: What data type C has besides.
_ONLY_IN_TEXTS = (
    "9-a d 21-26 28-2b 2f-40 5b-5f 7b-7d a0-a7 a9-ac ae-b3 b5-b6 b8-bf d7 f7 20ac"
)
#: Combining marks and the letters that they may follow; longer ones first.
_SEQUENCES = (
    ("\u031b\u0304", "Ss"),
    ("\u0325\u0304", "LRlr"),
    ("\u0328\u0306", "Cc"),
    ("\u035fH", "K"),
    ("\u035fh", "Kk"),
    ("\u0300", "CFGKMPSTZcfgkmpstz"),
    ("\u0301", "Jj\u00ff\u012a\u012b"),
    ("\u0302", "DKLMNdklmn"),
    ("\u0304", "CFHKNPSTZcfhknpstz\u00db\u00fb\u1e32\u1e33\u1e62\u1e63\u1e6c\u1e6d\u1ee4\u1ee5"),
    ("\u0306", "CMNRZcmnrz\u00c7\u00e7"),
    ("\u0307", "KUku"),
    ("\u0308", "CTZcz\u1ea0\u1ea1\u1ecc\u1ecd\u1ee4\u1ee5"),
    ("\u030b", "Aa"),
    ("\u030c", "J"),
    ("\u030d", "\u0113\u014d"),
    ("\u0310", "Mm"),
    ("\u0315", "CKPTckpt\u010c\u010d"),
    ("\u031b", "KTkt"),
    ("\u0323", "CPcp\u010c\u010d"),
    ("\u0325", "LRlr"),
    ("\u0326", "CHKLNchkln\u017d\u017e"),
    ("\u0327", "Zz\u017d\u017e"),
    ("\u0331", "HSs"),
)


def _class(ranges: str) -> str:
    ends = [[chr(int(end, 16)) for end in part.split("-")] for part in ranges.split()]
    return "".join(re.escape(part[0]) + "-" + re.escape(part[-1]) for part in ends)


_LETTERS = {"name": _class(_IN_NAMES), "text": _class(_IN_NAMES) + _class(_ONLY_IN_TEXTS)}
_SOUND = {
    kind: re.compile("(?:" + "|".join(f"[{base}]{marks}" for marks, base in _SEQUENCES) + f"|[{letters}])*")
    for kind, letters in _LETTERS.items()
}


def first_foreign(text: str, kind: Kind) -> tuple[int, str] | None:
    """The first character that the norm does not allow there, and its position.

    >>> first_foreign("Bello \N{DOG FACE}", "text")
    (6, '🐶')
    """
    match = _SOUND[kind].match(text)
    end = match.end() if match else 0
    return None if end == len(text) else (end, text[end])


def is_allowed(text: str, kind: Kind) -> bool:
    """Whether all characters are allowed."""
    return first_foreign(text, kind) is None
