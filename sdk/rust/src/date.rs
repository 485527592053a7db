//! Dates, and the receipt time on the wall clock of Europe/Berlin.
//!
//! The type is [`jiff::civil::Date`]: it reads and writes ISO 8601 (`2026-03-02`), also through serde.

pub use jiff::civil::{Date, DateTime};

use crate::contract::Instant;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

/// Wall clock of Europe/Berlin at this instant. Outside the years -9999 to 9999: 1970-01-01.
pub fn local(instant: &Instant) -> DateTime {
    let nanoseconds = i32::try_from(instant.nanoseconds).unwrap_or(0);
    let timestamp = Timestamp::new(instant.seconds, nanoseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    let offset = Offset::from_seconds(instant.utc_offset_seconds).unwrap_or(Offset::UTC);
    offset.to_datetime(timestamp)
}

/// Day on which the hub first received the message, in Europe/Berlin.
pub fn today() -> Date {
    local(&crate::host::now()).date()
}

/// ISO 8601 with offset, for example `2026-03-02T08:00:00+01:00`.
pub fn iso(instant: &Instant) -> String {
    let seconds = instant.utc_offset_seconds;
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    let local = local(instant);
    let (date, time) = (local.date(), local.time());
    format!(
        "{date}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second(),
        minutes / 60,
        minutes % 60
    )
}

/// As German forms write it: `02.03.2026`.
pub fn german(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

/// Reads `02.03.2026`; also `2.3.2026`.
pub fn parse_german(text: &str) -> Option<Date> {
    let mut parts = text.split('.');
    let mut part = |longest: usize| {
        let part = parts.next()?;
        ((1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(part)
    };
    let (day, month, year) = (part(2)?, part(2)?, part(4)?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The same day so many months later, or the last day of that month if it is shorter. `None` outside
/// the calendar.
pub fn add_months(date: Date, months: i32) -> Option<Date> {
    let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + months;
    let first = Date::new(i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1);
    let first = first.ok()?;
    Date::new(first.year(), first.month(), date.day().min(first.days_in_month())).ok()
}

/// So many days later. `None` outside the calendar.
pub fn add_days(date: Date, days: i32) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

/// Days from one date to another; negative if `to` is the earlier one.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// Whole years from a birthday to a day, as BGB § 187 paragraph 2 and § 188 count them; negative
/// before the birthday.
pub fn age_in_years(born: Date, on: Date) -> i32 {
    let years = i32::from(on.year()) - i32::from(born.year());
    years - i32::from((on.month(), on.day()) < (born.month(), born.day()))
}

/// Reads ISO 8601 with an offset.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn parse_instant(text: &str) -> Option<Instant> {
    let timestamp: Timestamp = text.parse().ok()?;
    let (sign, offset) = match text.rfind(['+', '-']).filter(|at| *at > 10) {
        Some(at) => (if text.get(at..=at)? == "-" { -1 } else { 1 }, text.get(at + 1..)?),
        None => (1, "00:00"),
    };
    let (hours, minutes) = offset.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Some(Instant {
        seconds: timestamp.as_second(),
        nanoseconds: u32::try_from(timestamp.subsec_nanosecond()).ok()?,
        utc_offset_seconds: sign * seconds,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_in_berlin_differs_from_the_day_in_greenwich() {
        let instant = parse_instant("2026-03-02T00:30:00+01:00").unwrap();
        assert_eq!(local(&instant).date(), date(2026, 3, 2));
        assert_eq!(iso(&instant), "2026-03-02T00:30:00+01:00");
        assert_eq!(instant.seconds, 1_772_407_800);
    }

    #[test]
    fn months_end_where_the_shorter_month_ends() {
        assert_eq!(add_months(date(2025, 11, 30), 3), Some(date(2026, 2, 28)));
        assert_eq!(add_months(date(2026, 3, 31), -1), Some(date(2026, 2, 28)));
        assert_eq!(add_months(date(2026, 1, 15), 24), Some(date(2028, 1, 15)));
        assert_eq!(add_months(date(9999, 12, 1), 1), None);
        assert_eq!(add_days(date(2026, 2, 27), 2), Some(date(2026, 3, 1)));
        assert_eq!(days_between(date(2024, 2, 28), date(2024, 3, 1)), 2);
    }

    #[test]
    fn german_dates() {
        assert_eq!(parse_german("2.3.2026"), Some(date(2026, 3, 2)));
        assert_eq!(german(date(2026, 3, 2)), "02.03.2026");
        for wrong in ["", "31.02.2026", "1.1.26", "1.1.2026.", "+1.1.2026", "١.1.2026"] {
            assert_eq!(parse_german(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_birthday_counts_from_its_day_on() {
        assert_eq!(age_in_years(date(2008, 3, 2), date(2026, 3, 1)), 17);
        assert_eq!(age_in_years(date(2008, 3, 2), date(2026, 3, 2)), 18);
    }
}
