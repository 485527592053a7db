"""Days (`datetime.date`), and the receipt time on the wall clock of Europe/Berlin."""

import re
from datetime import date, datetime, timedelta, timezone

from . import host
from .contract import Instant

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EPOCH = date(1970, 1, 1)


def _days_in_month(year: int, month: int) -> int:
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap


def german(day: date) -> str:
    """As German forms write it: `02.03.2026`."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def parse_german(text: str) -> date | None:
    """Reads `02.03.2026`; also `2.3.2026`."""
    match = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def add_months(day: date, months: int) -> date | None:
    """The same day so many months later, or the last day of that month if it is shorter (BGB § 188
    paragraph 3). `None` outside the years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, _days_in_month(year, month + 1)))


def add_days(day: date, days: int) -> date | None:
    """So many days later; earlier if negative. `None` outside the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def days_between(start: date, end: date) -> int:
    """Days from one date to another; negative if `end` is the earlier one."""
    return (end - start).days


def age_in_years(born: date, on: date) -> int:
    """Whole years from a birthday to a day, as BGB § 187 paragraph 2 and § 188 count them; negative
    before the birthday."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def local(instant: Instant) -> datetime:
    """Wall clock of Europe/Berlin. Outside the years 1 to 9999: 1970-01-01."""
    zone = timezone(timedelta(seconds=instant.utc_offset_seconds))
    seconds = instant.seconds + instant.utc_offset_seconds
    try:
        return datetime(1970, 1, 1, tzinfo=zone) + timedelta(seconds=seconds)
    except OverflowError:
        return datetime(1970, 1, 1, tzinfo=zone)


def today() -> date:
    """Day on which the hub first received the message, in Europe/Berlin."""
    return local(host.now()).date()


def from_local(day: date) -> Instant:
    """Midnight at the beginning of a day, in Europe/Berlin. Summer time is from the last Sunday in March
    to the last Sunday in October, 01:00 UTC (EU directive 2000/84/EC)."""

    def last_sunday(month: int) -> date:
        last = date(day.year, month, 31)
        return last - timedelta(days=last.isoweekday() % 7)

    summer = last_sunday(3) < day <= last_sunday(10)
    offset = 7_200 if summer else 3_600
    return Instant((day - _EPOCH).days * 86_400 - offset, 0, offset)


def iso(instant: Instant) -> str:
    """ISO 8601 with offset, for example `2026-03-02T08:00:00+01:00`."""
    return local(instant).isoformat(timespec="seconds")
