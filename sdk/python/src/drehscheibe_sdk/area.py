"""Keys of municipalities: AGS (8 digits) and ARS (12 digits)."""

from .contract import Area


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def is_ags(text: str) -> bool:
    """Whether it has the form of an Amtlicher Gemeindeschlüssel. Whether the key exists only the hub knows."""
    return _digits(text, 8)


def is_ars(text: str) -> bool:
    """Whether it has the form of an Amtlicher Regionalschlüssel."""
    return _digits(text, 12)


def ags_of_ars(ars: str) -> str | None:
    """The AGS of the same municipality: digits 6 to 9, the association, left out.

    >>> ags_of_ars("146285229270")
    '14628270'
    """
    return ars[:5] + ars[9:] if is_ars(ars) else None


def ags(area: Area) -> str | None:
    """The AGS of an area, taken from the ARS if need be."""
    return area.ags or (ags_of_ars(area.ars) if area.ars else None)
