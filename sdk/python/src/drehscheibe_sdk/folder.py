"""One directory into which an adapter may write, for adapters that declare `drop-folder`."""

from collections.abc import Callable
from typing import TypeVar

from ._current import Answers, HostError, current
from .failure import Failure, permanent, transient

_FAILURES: dict[str, Callable[[str], Failure]] = {
    "not-granted": lambda _: permanent("the activation grants no folder"),
    "not-permitted": lambda why: permanent(f"the path is not permitted: {why}"),
    "exist": lambda _: permanent("a file of this name exists with other content"),
    "insufficient-space": lambda _: transient("no space left in the folder"),
    "io": lambda why: transient(f"the folder cannot be written: {why}"),
}

Answer = TypeVar("Answer")


def _ask(work: Callable[[Answers], Answer]) -> Answer:
    """No room and errors of the file system may pass; the rest needs a person."""
    try:
        return work(current())
    except HostError as error:
        raise _FAILURES.get(error.code, permanent)(error.detail) from None


def write(path: str, content: str | bytes) -> None:
    """Writes one file atomically. Missing directories are made. The same bytes under the same name again
    succeed and change nothing. Raises the failure that fits."""
    data = content.encode() if isinstance(content, str) else content
    _ask(lambda host: host.write_file(path, data))


def write_attachment(path: str, id: str) -> None:
    """Copies an attachment of the delivery; its bytes do not enter the plugin."""
    _ask(lambda host: host.copy_attachment(path, id))


def exists(path: str) -> bool:
    """Whether a file or directory of this name exists."""
    return _ask(lambda host: host.file_exists(path))


def safe_name(text: str) -> str:
    """Makes one part of a path of any text: what is not a letter, a digit, `-` or `_`, or a dot within,
    becomes `_`; at most 100 characters; never empty and never a dotted name. Two texts can become one:
    add an id where that matters.

    >>> safe_name("../../etc/passwd")
    '_._.._etc_passwd'
    """
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in text[:100])
    if name.startswith("."):
        name = "_" + name[1:]
    if name.endswith("."):
        name = name[:-1] + "_"
    return name or "_"
