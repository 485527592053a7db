//! A day of the Gregorian calendar. Small on purpose: a calendar library is larger than a plugin.

use serde::de::{Deserialize, Deserializer, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A day in the years 1 to 9999. Text and serde: ISO 8601, `2026-03-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The text is not a day as `2026-03-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidDate;

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date as 2026-03-02")
    }
}

impl std::error::Error for InvalidDate {}

impl Date {
    /// `None` if there is no such day.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year == 0 || year > 9999 || month == 0 || month > 12 || day == 0 {
            return None;
        }
        let date = Self { year, month, day };
        if day > date.days_in_month() { None } else { Some(date) }
    }
    pub const fn year(self) -> u16 {
        self.year
    }
    /// 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }
    /// 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }
    /// 28 to 31.
    pub const fn days_in_month(self) -> u8 {
        match self.month {
            2 if self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400)) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
    /// Days since 1970-01-01. Years are counted from March, so that the leap day is the last one.
    pub fn day_number(self) -> i32 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        let year = i32::from(self.year) - i32::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
    }
    /// The other way round; `None` outside the years 1 to 9999.
    pub fn from_day_number(days: i32) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = (from_march + 2) % 12 + 1;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let year = era.checked_mul(400)?.checked_add(year_of_era + i32::from(month <= 2))?;
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
    /// 1 for Monday to 7 for Sunday.
    pub fn weekday(self) -> u8 {
        u8::try_from((self.day_number() + 3).rem_euclid(7)).unwrap_or(0) + 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = InvalidDate;
    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return Err(InvalidDate) };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u16, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0')).ok_or(InvalidDate)
            })
        };
        let small = |digits: &[u8]| number(digits).map(|number| u8::try_from(number).unwrap_or(0));
        Self::new(number(&[a, b, c, d])?, small(&[e, f])?, small(&[g, h])?).ok_or(InvalidDate)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Iso;
        impl Visitor<'_> for Iso {
            type Value = Date;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JJJJ-MM-TT")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Date, E> {
                text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Iso)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_some_centuries_is_the_one_that_jiff_counts() {
        for (first, last) in [(1_i16, 5_i16), (1890, 2110), (9995, 9999)] {
            let mut other = jiff::civil::date(first, 1, 1);
            let mut number = Date::new(first.unsigned_abs(), 1, 1).unwrap().day_number();
            while other.year() <= last {
                let date = Date::from_day_number(number).unwrap();
                assert_eq!((date.year(), date.month(), date.day()), {
                    let part = |value: i8| value.unsigned_abs();
                    (other.year().unsigned_abs(), part(other.month()), part(other.day()))
                });
                assert_eq!(date.day_number(), number);
                assert_eq!(date.weekday(), other.weekday().to_monday_one_offset().unsigned_abs());
                number += 1;
                let Ok(next) = other.tomorrow() else { break };
                other = next;
            }
        }
        assert_eq!(Date::from_day_number(Date::new(9999, 12, 31).unwrap().day_number() + 1), None);
    }

    #[test]
    fn texts_that_are_no_days_are_refused() {
        assert_eq!("2024-02-29".parse(), Ok(Date::new(2024, 2, 29).unwrap()));
        for wrong in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-1-1",
            "0000-01-01",
            "2026-01-01T",
            "20x6-01-01",
            "2026/01/01",
        ] {
            assert_eq!(wrong.parse::<Date>(), Err(InvalidDate), "{wrong}");
        }
    }
}
