"""Encodings that old applications want."""

import codecs
import unicodedata
from typing import Literal, get_args

Encoding = Literal["utf-8", "iso-8859-15", "windows-1252"]
#: Names of the encodings.
ENCODINGS: tuple[str, ...] = get_args(Encoding)

#: Letters of Latin Extended-A and some others without their marks: `plain:marked…`.
_SIMPLIFIED = (
    "A:ĀĂĄǍ a:āăąǎ C:ĆĈĊČ c:ćĉċč D:ĎĐ d:ďđ E:ĒĔĖĘĚƏ e:ēĕėęěə G:ĜĞĠĢ g:ĝğġģ H:ĤĦ h:ĥħ I:ĨĪĬĮİ i:ĩīĭįı J:Ĵ "
    "j:ĵ K:Ķ k:ķ L:ĹĻĽĿŁ l:ĺļľŀł N:ŃŅŇ n:ńņň O:ŌŎŐ o:ōŏő OE:Œ oe:œ R:ŔŖŘ r:ŕŗř S:ŚŜŞŠȘ s:śŝşšș SS:ẞ "
    "T:ŢŤŦȚ t:ţťŧț U:ŨŪŬŮŰŲ u:ũūŭůűų W:Ŵ w:ŵ Y:ŶŸ y:ŷ Z:ŹŻŽ z:źżž EUR:€"
)
_simplified = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2013": "-", "\u2014": "-"}
for _entry in _SIMPLIFIED.split():
    _plain, _marked = _entry.split(":")
    _simplified.update(dict.fromkeys(_marked, _plain))


def _simpler(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    character = error.object[error.start]
    if unicodedata.combining(character) and "\u0300" <= character <= "\u036f":
        return "", error.start + 1
    return _simplified.get(character, "?"), error.start + 1


codecs.register_error("drehscheibe-simplified", _simpler)
# Codecs are modules that are loaded when they are first used; in a component that is too late.
for _name in ENCODINGS:
    codecs.lookup(_name)


def encode(encoding: Encoding, text: str) -> bytes:
    """The text in this encoding. Raises `UnicodeEncodeError` if it does not have a character."""
    return text.encode(encoding)


def encode_simplified(encoding: Encoding, text: str) -> bytes:
    """The text in this encoding; letters that it does not have lose their marks (`ń` becomes `n`), other
    characters become `?`.

    >>> encode_simplified("windows-1252", "Łódź")
    b'L\\xf3dz'
    """
    return text.encode(encoding, "drehscheibe-simplified")


def has(encoding: Encoding, text: str) -> bool:
    """Whether each character has a place in it."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
