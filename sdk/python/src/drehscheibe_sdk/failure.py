"""Why a rule gave no result: raised, and turned into the contract's failure at the border."""

import traceback
from collections.abc import Iterable
from pathlib import PurePosixPath

from .contract import Finding


class Failure(Exception):
    """Raised by a plugin: `raise permanent("…")`. `tag` is the case of the contract."""

    def __init__(
        self, tag: str, text: str = "", findings: Iterable[Finding] = (), retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(text or tag)
        self.tag = tag
        self.text = text
        self.findings = list(findings)
        self.retry_after_seconds = retry_after_seconds


def rejected(findings: Iterable[Finding]) -> Failure:
    """The document cannot be processed, for these reasons."""
    return Failure("rejected", findings=findings)


def transient(text: str, retry_after_seconds: int | None = None) -> Failure:
    """It may work later: the hub tries again. An adapter may say after how many seconds (at most 86,400)."""
    after = None if retry_after_seconds is None else min(retry_after_seconds, 86_400)
    return Failure("transient", text, retry_after_seconds=after)


def permanent(text: str) -> Failure:
    """It will never work: the message is parked for a person to look at."""
    return Failure("permanent", text)


def in_doubt(text: str) -> Failure:
    """Adapters only: nobody knows whether the target has taken it."""
    return Failure("in-doubt", text)


def describe(error: BaseException) -> str:
    """An exception in words: its message and where it was raised."""
    own = str(PurePosixPath(__file__).parent)
    frames = traceback.extract_tb(error.__traceback__)
    outside = [frame for frame in frames if not frame.filename.startswith(own)] or list(frames)
    place = ""
    if outside:
        parts = PurePosixPath(outside[-1].filename).parts[-2:]
        place = f" ({'/'.join(part for part in parts if part != '/')}:{outside[-1].lineno})"
    return f"{type(error).__name__}: {error}{place}"


def as_failure(error: Exception) -> Failure:
    """Whatever was raised, as a failure."""
    return error if isinstance(error, Failure) else permanent(describe(error))
