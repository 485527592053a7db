//! Dates, times and durations as text.

use std::fmt;

use crate::moment::{Duration, Moment, MomentKind, days_in_month};

struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn eat(&mut self, c: char) -> Option<()> {
        self.0 = self.0.strip_prefix(c)?;
        Some(())
    }

    fn digits(&mut self, n: usize) -> Option<u32> {
        let digits = self.0.get(..n)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.0 = self.0.get(n..)?;
        digits.parse().ok()
    }

    fn year(&mut self) -> Option<i32> {
        let negative = self.eat('-').is_some();
        let n = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if !(4..=6).contains(&n) || n > 4 && self.0.starts_with('0') {
            return None;
        }
        let year = self.digits(n)? as i32;
        Some(if negative { -year } else { year })
    }

    fn zone(&mut self) -> Option<Option<i16>> {
        if self.0.is_empty() {
            return Some(None);
        }
        if self.0 == "Z" {
            self.0 = "";
            return Some(Some(0));
        }
        let sign = match self.0.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        self.0 = self.0.get(1..)?;
        let hours = self.digits(2)? as i16;
        self.eat(':')?;
        let minutes = self.digits(2)? as i16;
        (self.0.is_empty() && minutes < 60 && hours * 60 + minutes <= 840)
            .then_some(Some(sign * (hours * 60 + minutes)))
    }

    /// Nanoseconds of an optional fraction; more than nine digits are cut.
    fn fraction(&mut self) -> Option<u32> {
        if self.eat('.').is_none() {
            return Some(0);
        }
        let n = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let digits = self.0.get(..n).filter(|d| !d.is_empty())?;
        self.0 = self.0.get(n..)?;
        let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
        nine.parse().ok()
    }
}

impl Moment {
    /// Reads the lexical form of a kind; `None` if it is not one.
    pub fn parse(kind: MomentKind, text: &str) -> Option<Moment> {
        use MomentKind::{Date, DateTime, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time};
        let mut r = Reader(text);
        let mut m = Moment::new(kind);
        match kind {
            DateTime | Date | GYearMonth | GYear => m.year = r.year()?,
            GMonthDay | GMonth | GDay => {
                r.eat('-')?;
                r.eat('-')?;
            }
            Time => {}
        }
        if matches!(kind, DateTime | Date | GYearMonth) {
            r.eat('-')?;
        }
        if matches!(kind, DateTime | Date | GYearMonth | GMonthDay | GMonth) {
            m.month = r.digits(2)? as u8;
            m.day = 1;
        }
        if matches!(kind, DateTime | Date | GMonthDay | GDay) {
            r.eat('-')?;
            m.day = r.digits(2)? as u8;
        }
        if kind == GYear {
            (m.month, m.day) = (1, 1);
        }
        let mut next_day = false;
        if matches!(kind, DateTime | Time) {
            if kind == DateTime {
                r.eat('T')?;
            }
            m.hour = r.digits(2)? as u8;
            r.eat(':')?;
            m.minute = r.digits(2)? as u8;
            r.eat(':')?;
            m.second = r.digits(2)? as u8;
            m.nano = r.fraction()?;
            if m.hour == 24 && m.minute == 0 && m.second == 0 && m.nano == 0 {
                m.hour = 0;
                next_day = kind == DateTime;
            }
        }
        m.zone = r.zone()?;
        let valid = (1..=12).contains(&m.month)
            && m.day >= 1
            && m.day <= days_in_month(i64::from(m.year), m.month)
            && m.hour < 24
            && m.minute < 60
            && m.second < 60;
        if !valid {
            return None;
        }
        if next_day { m.add(&Duration::from_seconds(86_400), 1) } else { Some(m) }
    }
}

pub(crate) fn write_zone(f: &mut impl fmt::Write, zone: Option<i16>) -> fmt::Result {
    match zone {
        None => Ok(()),
        Some(0) => f.write_str("Z"),
        Some(zone) => {
            let sign = if zone < 0 { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
        }
    }
}

fn write_fraction(f: &mut fmt::Formatter<'_>, nano: u32) -> fmt::Result {
    if nano == 0 {
        return Ok(());
    }
    let digits = format!("{nano:09}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use MomentKind::{Date, DateTime, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time};
        if matches!(self.kind, DateTime | Date | GYearMonth | GYear) {
            let sign = if self.year < 0 { "-" } else { "" };
            write!(f, "{sign}{:04}", self.year.abs())?;
        }
        match self.kind {
            DateTime | Date => write!(f, "-{:02}-{:02}", self.month, self.day)?,
            GYearMonth => write!(f, "-{:02}", self.month)?,
            GMonthDay => write!(f, "--{:02}-{:02}", self.month, self.day)?,
            GMonth => write!(f, "--{:02}", self.month)?,
            GDay => write!(f, "---{:02}", self.day)?,
            Time | GYear => {}
        }
        if self.kind == DateTime {
            f.write_str("T")?;
        }
        if matches!(self.kind, DateTime | Time) {
            write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
            write_fraction(f, self.nano)?;
        }
        write_zone(f, self.zone)
    }
}

impl Duration {
    /// Reads `PnYnMnDTnHnMnS`; `None` if it is not one.
    pub fn parse(text: &str) -> Option<Duration> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let text = text.strip_prefix('P')?;
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        if date.is_empty() && time.is_none() || time == Some("") {
            return None;
        }
        let mut duration = Duration::default();
        let mut seen = 0;
        for (first, part, units) in [(true, date, "YMD"), (false, time.unwrap_or(""), "HMS")] {
            let mut rest = part;
            let mut units = units;
            while !rest.is_empty() {
                let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
                let (number, tail) = rest.split_at(end);
                let unit = tail.chars().next()?;
                let at = units.find(unit)?;
                if number.contains('.') && unit != 'S' {
                    return None;
                }
                let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
                if fraction.is_empty() {
                    return None;
                }
                let value: i64 = whole.parse().ok()?;
                let nano: String = fraction.chars().chain("000000000".chars()).take(9).collect();
                let nano: i128 = nano.parse().ok()?;
                let second = 1_000_000_000i128;
                match (first, unit) {
                    (true, 'Y') => duration.months = duration.months.checked_add(value.checked_mul(12)?)?,
                    (true, 'M') => duration.months = duration.months.checked_add(value)?,
                    (true, 'D') => duration.nanos += i128::from(value) * 86_400 * second,
                    (false, 'H') => duration.nanos += i128::from(value) * 3_600 * second,
                    (false, 'M') => duration.nanos += i128::from(value) * 60 * second,
                    (false, 'S') => duration.nanos += i128::from(value) * second + nano,
                    _ => return None,
                }
                seen += 1;
                units = units.get(at + 1..)?;
                rest = tail.get(1..)?;
            }
        }
        if seen == 0 {
            return None;
        }
        if negative {
            (duration.months, duration.nanos) = (-duration.months, -duration.nanos);
        }
        Some(duration)
    }

    /// The canonical text; `empty` is what a duration of nothing looks like.
    pub fn text(&self, empty: &str) -> String {
        use fmt::Write;
        if self.months == 0 && self.nanos == 0 {
            return empty.to_string();
        }
        let mut out = String::from(if self.is_negative() { "-P" } else { "P" });
        let months = self.months.unsigned_abs();
        let nanos = self.nanos.unsigned_abs();
        let seconds = nanos / 1_000_000_000;
        let parts = [(months / 12, 'Y'), (months % 12, 'M'), ((seconds / 86_400) as u64, 'D')];
        for (value, unit) in parts.iter().filter(|p| p.0 > 0) {
            let _ = write!(out, "{value}{unit}");
        }
        let rest = seconds % 86_400;
        let nano = nanos % 1_000_000_000;
        if rest > 0 || nano > 0 {
            out.push('T');
            for (value, unit) in [(rest / 3_600, 'H'), (rest / 60 % 60, 'M')].iter().filter(|p| p.0 > 0) {
                let _ = write!(out, "{value}{unit}");
            }
            if !rest.is_multiple_of(60) || nano > 0 {
                let _ = write!(out, "{}", rest % 60);
                if nano > 0 {
                    let digits = format!("{nano:09}");
                    let _ = write!(out, ".{}", digits.trim_end_matches('0'));
                }
                out.push('S');
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_round_trip() {
        use MomentKind::*;
        for (kind, text) in [
            (DateTime, "2026-02-28T23:59:59.5+01:00"),
            (Date, "2024-02-29"),
            (Date, "-0044-03-15Z"),
            (Time, "12:00:00-05:30"),
            (GYear, "2026"),
            (GYearMonth, "2026-11"),
            (GMonthDay, "--02-29"),
            (GMonth, "--11"),
            (GDay, "---31"),
        ] {
            assert_eq!(Moment::parse(kind, text).map(|m| m.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Moment::parse(DateTime, "2026-12-31T24:00:00").unwrap().to_string(), "2027-01-01T00:00:00");
        for bad in ["2026-02-29", "26-01-01", "2026-1-1", "2026-01-01T00:00:00", "2026-01-01+15:00", ""] {
            assert!(Moment::parse(Date, bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn durations_round_trip() {
        for text in ["P1Y2M", "-P3DT4H5M6.7S", "PT1S", "P1M"] {
            assert_eq!(Duration::parse(text).unwrap().text("PT0S"), text);
        }
        assert_eq!(Duration::parse("P0D").unwrap().text("PT0S"), "PT0S");
        assert_eq!(Duration::parse("PT36H").unwrap().text("PT0S"), "P1DT12H");
        for bad in ["P", "PT", "1Y", "P1S", "PT1Y", "P1D2Y", "PT1.S", "P1.5D", "P-1D"] {
            assert!(Duration::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn months_stop_at_the_end_of_the_month() {
        let day = Moment::parse(MomentKind::Date, "2026-01-31").unwrap();
        let month = Duration { months: 1, nanos: 0 };
        assert_eq!(day.add(&month, 1).unwrap().to_string(), "2026-02-28");
        assert_eq!(day.add(&Duration::from_seconds(86_400), 1).unwrap().to_string(), "2026-02-01");
    }
}
