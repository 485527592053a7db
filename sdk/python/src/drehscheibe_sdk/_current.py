"""The host that answers at the moment: the hub's in a component, a test's elsewhere."""

from typing import Any

_host: Any = None


def install(host: Any) -> None:
    """Makes `host` the one that answers."""
    global _host
    _host = host


def current() -> Any:
    """The host, or an error that says what to do."""
    if _host is None:
        raise RuntimeError("no host: in a unit test call `test.Host().install()` of drehscheibe_sdk first")
    return _host


class HostError(Exception):
    """A case of the contract that a host function gave instead of a result."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
