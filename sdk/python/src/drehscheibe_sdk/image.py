"""The memory with which every call of a component begins, made so that a call writes to few of its pages.

A page that a call writes to must be copied first, which takes longer than everything that happens on it. Three
things write all over the memory: counting references, counting how often code ran, and allocating in the gaps
that loading the modules has left. So the objects that are there are made immortal, the code has run before
(`Plugin.warm_up`), and the gaps are filled.
"""

from __future__ import annotations

import array
import gc
import sys
import types
from typing import Any

#: Begins the list of objects for `drehscheibe plugin build`, which makes them immortal: a number of pairs, each
#: the address of an object and that of its type, all of 32 bits, little-endian. Put together when it is needed,
#: so that it does not stand in the code, too.
_MARK = ("drehscheibe", "immortal", "objects")
#: Allocations are multiples of this, 4 bytes of which are the allocator's own.
_UNIT = 16
#: What a `bytes` needs beside its content.
_BYTES = 17
_LARGEST = 1 << 16

_kept: list[Any] = []


def settle() -> None:
    """To be called last, when everything is loaded."""
    gc.collect()
    # Going through everything that was made at build time would copy the pages on which it lies; garbage of the
    # call itself goes with the instance.
    gc.freeze()
    gc.set_threshold(50_000)
    _kept.append(_objects())
    _fill_gaps(_kept)


def _objects() -> bytes:
    """All objects that can be reached from the modules."""
    seen: dict[int, int] = {}
    todo: list[Any] = [sys.modules]
    while todo:
        one = todo.pop()
        if id(one) in seen or one is seen or one is todo:
            continue
        kind = type(one)
        if kind is types.FrameType:
            continue
        seen[id(one)] = id(kind)
        todo.append(kind)
        if kind is types.CodeType:
            todo += (one.co_consts, one.co_names, one.co_filename, one.co_name, one.co_qualname)
            todo += (one.co_linetable, one.co_exceptiontable)
        else:
            todo += gc.get_referents(one)
    pairs = array.array("I")
    for at in sorted(seen):
        pairs.append(at)
        pairs.append(seen[at])
    return b"".join([":".join(_MARK).encode(), len(seen).to_bytes(4, "little"), pairs.tobytes()])


def _fill_gaps(kept: list[Any]) -> None:
    """Allocates until every further allocation comes from behind everything else."""
    # What is as large as this finds no gap, or fills one.
    last = bytes(2 * _LARGEST)
    while id(following := bytes(2 * _LARGEST)) < id(last):
        kept.append(following)
    end = id(last)
    del last, following
    for size in range(_LARGEST, _UNIT, -_UNIT):
        while id(filler := bytes(size - 4 - _BYTES)) < end:
            kept.append(filler)
    while id(smallest := object()) < end:
        kept.append(smallest)
