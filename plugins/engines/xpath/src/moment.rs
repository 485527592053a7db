//! Dates, times and durations.

use std::cmp::Ordering;

/// Which date or time type a [`Moment`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum MomentKind {
    DateTime,
    Date,
    Time,
    GYearMonth,
    GYear,
    GMonthDay,
    GDay,
    GMonth,
}

/// A date, time or part of a date. Parts that the kind does not have are those of 1972-12-31T00:00:00
/// (a leap year, so that every day of a month exists).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    pub kind: MomentKind,
    pub year: i32,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    /// Nanoseconds within the second.
    pub nano: u32,
    /// Minutes east of UTC.
    pub zone: Option<i16>,
}

const NANOS: i128 = 1_000_000_000;

/// Days from 1970-01-01 (proleptic Gregorian calendar).
pub fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let m = i64::from(month);
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + i64::from(day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u8;
    let month = (if mp < 10 { mp + 3 } else { mp - 9 }) as u8;
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

pub fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Moment {
    pub fn new(kind: MomentKind) -> Moment {
        Moment { kind, year: 1972, month: 12, day: 31, hour: 0, minute: 0, second: 0, nano: 0, zone: None }
    }

    /// A dateTime from seconds since 1970-01-01T00:00:00Z, shown in a zone.
    pub fn from_unix(seconds: i64, nano: u32, zone: i16) -> Moment {
        let total = (i128::from(seconds) + i128::from(zone) * 60) * NANOS + i128::from(nano);
        Moment::from_nanos(total, MomentKind::DateTime, Some(zone))
    }

    fn from_nanos(total: i128, kind: MomentKind, zone: Option<i16>) -> Moment {
        let days = total.div_euclid(86_400 * NANOS) as i64;
        let rest = total.rem_euclid(86_400 * NANOS);
        let (year, month, day) = civil_from_days(days);
        let seconds = (rest / NANOS) as u32;
        Moment {
            kind,
            year: year as i32,
            month,
            day,
            hour: (seconds / 3_600) as u8,
            minute: (seconds / 60 % 60) as u8,
            second: (seconds % 60) as u8,
            nano: (rest % NANOS) as u32,
            zone,
        }
    }

    /// Nanoseconds since 1970-01-01T00:00:00 on the clock that the value shows.
    fn local_nanos(&self) -> i128 {
        let days = i128::from(days_from_civil(i64::from(self.year), self.month, self.day));
        let seconds = i128::from(self.hour) * 3_600 + i128::from(self.minute) * 60 + i128::from(self.second);
        (days * 86_400 + seconds) * NANOS + i128::from(self.nano)
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z; a value without zone is read in `implicit`.
    pub fn nanos(&self, implicit: i16) -> i128 {
        self.local_nanos() - i128::from(self.zone.unwrap_or(implicit)) * 60 * NANOS
    }

    pub fn compare(&self, other: &Moment, implicit: i16) -> Ordering {
        self.nanos(implicit).cmp(&other.nanos(implicit))
    }

    /// The value as another kind, if that only drops or fills parts.
    pub fn to_kind(self, kind: MomentKind) -> Option<Moment> {
        use MomentKind::{Date, DateTime, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time};
        let blank = Moment::new(kind);
        let m = match (self.kind, kind) {
            (a, b) if a == b => self,
            (Date, DateTime) => self,
            (DateTime, Date) => Moment { hour: 0, minute: 0, second: 0, nano: 0, ..self },
            (DateTime, Time) => Moment { year: blank.year, month: blank.month, day: blank.day, ..self },
            (DateTime | Date, GYear) => Moment { year: self.year, ..blank },
            (DateTime | Date, GYearMonth) => Moment { year: self.year, month: self.month, ..blank },
            (DateTime | Date, GMonth) => Moment { month: self.month, ..blank },
            (DateTime | Date, GMonthDay) => Moment { month: self.month, day: self.day, ..blank },
            (DateTime | Date, GDay) => Moment { day: self.day, ..blank },
            _ => return None,
        };
        let day = if matches!(kind, GYear | GYearMonth | GMonth) { 1 } else { m.day };
        Some(Moment { kind, zone: self.zone, day, ..m })
    }

    /// The same instant in another zone; without a zone the value is only labelled.
    pub fn adjust(&self, zone: Option<i16>) -> Moment {
        match (self.zone, zone) {
            (Some(from), Some(to)) => {
                let nanos = self.local_nanos() + i128::from(to - from) * 60 * NANOS;
                let mut moved = Moment::from_nanos(nanos, self.kind, zone);
                match self.kind {
                    MomentKind::Date => (moved.hour, moved.minute, moved.second, moved.nano) = (0, 0, 0, 0),
                    MomentKind::Time => {
                        let blank = Moment::new(self.kind);
                        (moved.year, moved.month, moved.day) = (blank.year, blank.month, blank.day);
                    }
                    _ => {}
                }
                moved
            }
            _ => Moment { zone, ..*self },
        }
    }

    /// Adds a duration; `None` beyond the years that can be shown.
    pub fn add(&self, duration: &Duration, sign: i64) -> Option<Moment> {
        let months = i64::from(self.year) * 12 + i64::from(self.month) - 1 + sign.checked_mul(duration.months)?;
        let year = months.div_euclid(12);
        if !(-1_000_000..=1_000_000).contains(&year) {
            return None;
        }
        let month = (months.rem_euclid(12) + 1) as u8;
        let day = self.day.min(days_in_month(year, month));
        let moved = Moment { year: year as i32, month, day, ..*self };
        let nanos = moved.local_nanos() + i128::from(sign) * duration.nanos;
        if nanos.abs() > 1_000_000 * 366 * 86_400 * NANOS {
            return None;
        }
        let mut sum = Moment::from_nanos(nanos, self.kind, self.zone);
        match self.kind {
            MomentKind::Time => {
                let blank = Moment::new(self.kind);
                (sum.year, sum.month, sum.day) = (blank.year, blank.month, blank.day);
            }
            MomentKind::Date => (sum.hour, sum.minute, sum.second, sum.nano) = (0, 0, 0, 0),
            _ => {}
        }
        Some(sum)
    }

    /// Days since 1970-01-01 of the date shown.
    pub fn day_number(&self) -> i64 {
        days_from_civil(i64::from(self.year), self.month, self.day)
    }
}

/// A duration: months, and nanoseconds beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Duration {
    pub months: i64,
    pub nanos: i128,
}

impl Duration {
    pub fn between(later: &Moment, earlier: &Moment, implicit: i16) -> Duration {
        Duration { months: 0, nanos: later.nanos(implicit) - earlier.nanos(implicit) }
    }

    pub fn is_negative(&self) -> bool {
        self.months < 0 || self.nanos < 0
    }

    pub fn from_seconds(seconds: i64) -> Duration {
        Duration { months: 0, nanos: i128::from(seconds) * NANOS }
    }

    pub fn seconds_f64(&self) -> f64 {
        self.nanos as f64 / 1e9
    }
}
