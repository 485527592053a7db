//! Dates, and the receipt time on the wall clock of Europe/Berlin.

mod calendar;
mod local;

pub use calendar::{Date, InvalidDate};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use local::parse_instant;
pub use local::{LocalTime, from_local, iso, local, today};

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
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The same day so many months later, or the last day of that month if it is shorter (BGB § 188
/// paragraph 3). `None` outside the years 1 to 9999.
pub fn add_months(date: Date, months: i32) -> Option<Date> {
    let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + months;
    let (year, month) = (u16::try_from(month.div_euclid(12)).ok()?, u8::try_from(month.rem_euclid(12) + 1).ok()?);
    Date::new(year, month, date.day().min(Date::new(year, month, 1)?.days_in_month()))
}

/// So many days later; earlier if negative. `None` outside the years 1 to 9999.
pub fn add_days(date: Date, days: i32) -> Option<Date> {
    Date::from_day_number(date.day_number().checked_add(days)?)
}

/// Days from one date to another; negative if `to` is the earlier one.
pub fn days_between(from: Date, to: Date) -> i32 {
    to.day_number() - from.day_number()
}

/// Whole years from a birthday to a day, as BGB § 187 paragraph 2 and § 188 count them; negative
/// before the birthday.
pub fn age_in_years(born: Date, on: Date) -> i32 {
    let years = i32::from(on.year()) - i32::from(born.year());
    years - i32::from((on.month(), on.day()) < (born.month(), born.day()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn date(year: u16, month: u8, day: u8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn months_end_where_the_shorter_month_ends() {
        assert_eq!(add_months(date(2025, 11, 30), 3), Some(date(2026, 2, 28)));
        assert_eq!(add_months(date(2026, 3, 31), -1), Some(date(2026, 2, 28)));
        assert_eq!(add_months(date(2026, 1, 15), 24), Some(date(2028, 1, 15)));
        assert_eq!(add_months(date(9999, 12, 1), 1), None);
        assert_eq!(add_days(date(2026, 2, 27), 2), Some(date(2026, 3, 1)));
        assert_eq!(add_days(date(9999, 12, 31), 1), None);
        assert_eq!(add_days(date(2026, 1, 1), i32::MAX), None);
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
