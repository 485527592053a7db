//! Instants of the contract on the wall clock of Europe/Berlin.

use super::Date;
use crate::contract::Instant;
use std::fmt;

/// A wall-clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    pub date: Date,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}:{:02}", self.date, self.hour, self.minute, self.second)
    }
}

const DAY: i64 = 86_400;
const EPOCH: Date = match Date::new(1970, 1, 1) {
    Some(date) => date,
    None => unreachable!(),
};

/// Wall clock of Europe/Berlin at this instant. Outside the years 1 to 9999: 1970-01-01.
pub fn local(instant: &Instant) -> LocalTime {
    let seconds = instant.seconds.saturating_add(i64::from(instant.utc_offset_seconds));
    let date = i32::try_from(seconds.div_euclid(DAY)).ok().and_then(Date::from_day_number);
    let of_day = seconds.rem_euclid(DAY);
    let part = |value: i64| u8::try_from(value).unwrap_or(0);
    LocalTime {
        date: date.unwrap_or(EPOCH),
        hour: part(of_day / 3_600),
        minute: part(of_day / 60 % 60),
        second: part(of_day % 60),
    }
}

/// Day on which the hub first received the message, in Europe/Berlin.
pub fn today() -> Date {
    local(&crate::host::now()).date
}

/// Midnight at the beginning of a day, in Europe/Berlin. Summer time is from the last Sunday in
/// March to the last Sunday in October, 01:00 UTC (EU directive 2000/84/EC).
pub fn from_local(date: Date) -> Instant {
    let last_sunday = |month: u8| {
        let last = Date::new(date.year(), month, 31).unwrap_or(date);
        last.day_number() - i32::from(last.weekday() % 7)
    };
    // The change is after midnight: on both Sundays midnight still has the old offset.
    let summer = last_sunday(3) < date.day_number() && date.day_number() <= last_sunday(10);
    let utc_offset_seconds = if summer { 7_200 } else { 3_600 };
    let seconds = i64::from(date.day_number()) * DAY - i64::from(utc_offset_seconds);
    Instant { seconds, nanoseconds: 0, utc_offset_seconds }
}

/// ISO 8601 with offset, for example `2026-03-02T08:00:00+01:00`.
pub fn iso(instant: &Instant) -> String {
    let seconds = instant.utc_offset_seconds;
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{}{sign}{:02}:{:02}", local(instant), minutes / 60, minutes % 60)
}

/// Reads ISO 8601 with an offset.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn parse_instant(text: &str) -> Option<Instant> {
    let (date, time) = text.split_once('T')?;
    let date: Date = date.parse().ok()?;
    let at = time.find(['+', '-', 'Z'])?;
    let (time, offset) = time.split_at_checked(at)?;
    let two = |text: &str, from: usize| text.get(from..from + 2)?.parse::<i64>().ok();
    let of_day = two(time, 0)? * 3_600 + two(time, 3)? * 60 + two(time, 6)?;
    let utc_offset_seconds = match offset.split_at_checked(1)? {
        ("Z", "") => 0,
        (sign, rest) => {
            let seconds = two(rest, 0)? * 3_600 + two(rest, 3)? * 60;
            i32::try_from(if sign == "-" { -seconds } else { seconds }).ok()?
        }
    };
    let seconds = i64::from(date.day_number()) * DAY + of_day - i64::from(utc_offset_seconds);
    Some(Instant { seconds, nanoseconds: 0, utc_offset_seconds })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_berlin_differs_from_the_day_in_greenwich() {
        let instant = parse_instant("2026-03-02T00:30:00+01:00").unwrap();
        assert_eq!(local(&instant).date, Date::new(2026, 3, 2).unwrap());
        assert_eq!(iso(&instant), "2026-03-02T00:30:00+01:00");
        assert_eq!(instant.seconds, 1_772_407_800);
    }

    #[test]
    fn midnights_around_the_changes_of_the_clock() {
        for (day, text) in [
            ("2026-03-29", "2026-03-29T00:00:00+01:00"),
            ("2026-03-30", "2026-03-30T00:00:00+02:00"),
            ("2026-10-25", "2026-10-25T00:00:00+02:00"),
            ("2026-10-26", "2026-10-26T00:00:00+01:00"),
        ] {
            assert_eq!(iso(&from_local(day.parse().unwrap())), text);
        }
    }

    #[test]
    fn instants_outside_the_calendar_do_no_harm() {
        for seconds in [i64::MIN, i64::MAX] {
            let instant = Instant { seconds, nanoseconds: 0, utc_offset_seconds: 3600 };
            assert_eq!(local(&instant).date, Date::new(1970, 1, 1).unwrap());
        }
    }
}
