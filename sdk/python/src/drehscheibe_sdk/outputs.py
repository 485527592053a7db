"""What a transformer makes."""

from collections.abc import Iterator

from .contract import Document, Instant, Output


class Outputs:
    """The outputs of one call."""

    def __init__(self) -> None:
        self._all: list[Output] = []

    def push(self, output: Output) -> None:
        self._all.append(output)

    def add(
        self,
        recipient: str,
        media_type: str,
        body: str | bytes,
        *,
        file_name: str | None = None,
        attachments: list[str] | None = None,
        not_before: Instant | None = None,
        legal_basis: str | None = None,
    ) -> None:
        """Adds an output for a recipient. `body` is text (becomes UTF-8) or bytes."""
        data = body.encode() if isinstance(body, str) else body
        document = Document(media_type, data)
        self._all.append(Output(recipient, document, file_name, attachments or [], not_before, legal_basis))

    def __iter__(self) -> Iterator[Output]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)
