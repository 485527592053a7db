//! Days on which offices work in Saxony.

use drehscheibe_sdk::date::{Date, add_days, days_between};

/// The first working day of the month after the one in which `day` lies (GewAnzV § 3 Absatz 5 Satz 2).
/// `None` outside the calendar.
pub fn first_working_day_after_month_of(day: Date) -> Option<Date> {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    let mut day = Date::new(year, month, 1)?;
    while !is_working_day(day) {
        day = add_days(day, 1)?;
    }
    Some(day)
}

/// Monday to Friday, but for the holidays of Saxony (SächsSFG § 1).
fn is_working_day(day: Date) -> bool {
    day.weekday() <= 5 && !is_holiday(day)
}

fn is_holiday(day: Date) -> bool {
    let fixed = [(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)];
    if fixed.contains(&(day.month(), day.day())) {
        return true;
    }
    // Karfreitag, Ostermontag, Christi Himmelfahrt, Pfingstmontag.
    let by_easter =
        easter_sunday(day.year()).is_some_and(|easter| [-2, 1, 39, 50].contains(&days_between(easter, day)));
    // Buß- und Bettag: the Wednesday before 23 November.
    let repentance = day.month() == 11 && (16..=22).contains(&day.day()) && day.weekday() == 3;
    by_easter || repentance
}

/// Gauss's rule in the form of Lichtenberg.
fn easter_sunday(year: u16) -> Option<Date> {
    let first_of_march = Date::new(year, 3, 1)?;
    let year = i32::from(year);
    let k = year / 100;
    let m = 15 + (3 * k + 3) / 4 - (8 * k + 13) / 25;
    let s = 2 - (3 * k + 3) / 4;
    let a = year % 19;
    let d = (19 * a + m) % 30;
    let r = (d + a / 11) / 29;
    let og = 21 + d - r;
    let sz = 7 - (year + year / 4 + s) % 7;
    let oe = 7 - (og - sz) % 7;
    add_days(first_of_march, og + oe - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_on_known_days() {
        for known in ["2016-03-27", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"] {
            assert_eq!(easter_sunday(day(known).year()), Some(day(known)));
        }
    }

    #[test]
    fn the_first_working_day_is_no_weekend_and_no_holiday() {
        for (certified, due, why) in [
            ("2026-02-27", "2026-03-02", "1 March is a Sunday"),
            ("2026-03-01", "2026-04-01", "an ordinary Wednesday"),
            ("2024-03-15", "2024-04-02", "1 April is Easter Monday"),
            ("2026-04-30", "2026-05-04", "1 May is a holiday and a Friday"),
            ("2022-09-30", "2022-10-04", "a weekend and 3 October"),
            ("2025-12-31", "2026-01-02", "New Year"),
            ("2020-05-29", "2020-06-02", "1 June is Whit Monday"),
        ] {
            assert_eq!(first_working_day_after_month_of(day(certified)), Some(day(due)), "{why}");
        }
    }
}
