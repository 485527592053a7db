//! `format-dateTime()`, `format-date()`, `format-time()`.

use drehscheibe_xpath::{Error, Moment, MomentKind, Result};

use super::number::format_one;
use super::words::title;

const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS_DE: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const DAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Formats a date or time by a picture such as `[D01].[M01].[Y0001]`. Names are German for the
/// language `de`, else English.
///
/// # Errors
/// XTDE1340 for a wrong picture, XTDE1350 for a part that the value does not have.
pub(crate) fn format_moment(moment: &Moment, picture: &str, language: &str) -> Result<String> {
    let mut out = String::new();
    let mut rest = picture;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '[' if after.starts_with('[') => {
                out.push('[');
                rest = after.get(1..).unwrap_or("");
            }
            ']' if after.starts_with(']') => {
                out.push(']');
                rest = after.get(1..).unwrap_or("");
            }
            ']' => return Err(Error::dynamic("XTDE1340", format!("the picture \"{picture}\": ] must be doubled"))),
            '[' => {
                let Some((marker, tail)) = after.split_once(']') else {
                    return Err(Error::dynamic("XTDE1340", format!("the picture \"{picture}\": [ is not closed")));
                };
                let marker: String = marker.chars().filter(|c| !c.is_whitespace()).collect();
                out.push_str(&component(moment, &marker, language)?);
                rest = tail;
            }
            c => {
                out.push(c);
                rest = after;
            }
        }
    }
    Ok(out)
}

fn component(moment: &Moment, marker: &str, language: &str) -> Result<String> {
    let mut chars = marker.chars();
    let wrong = || Error::dynamic("XTDE1340", format!("[{marker}] is not known"));
    let which = chars.next().ok_or_else(wrong)?;
    let tail: String = chars.collect();
    let (presentation, width) = match tail.split_once(',') {
        Some((p, w)) => (p.to_string(), Some(w.to_string())),
        None => (tail, None),
    };
    let (least, most) = match &width {
        None => (None, None),
        Some(w) => {
            let (a, b) = w.split_once('-').unwrap_or((w, "*"));
            let number = |t: &str| -> Result<Option<usize>> {
                if t == "*" { Ok(None) } else { t.parse().map(Some).map_err(|_| wrong()) }
            };
            (number(a)?, number(b)?)
        }
    };
    let has_date = !matches!(moment.kind, MomentKind::Time);
    let has_time = matches!(moment.kind, MomentKind::DateTime | MomentKind::Time);
    let is_date = matches!(which, 'Y' | 'M' | 'D' | 'd' | 'F' | 'W' | 'w' | 'C' | 'E');
    let is_time = matches!(which, 'H' | 'h' | 'P' | 'm' | 's' | 'f');
    if is_date && !has_date || is_time && !has_time {
        return Err(Error::dynamic("XTDE1350", format!("the value has no [{marker}]")));
    }
    let ordinal = presentation.len() > 1 && presentation.ends_with('o');
    let presentation = presentation.trim_end_matches(['o', 't', 'c']).to_string();
    let german = language == "de" || language.starts_with("de-");
    let weekday = (moment.day_number() + 3).rem_euclid(7);
    let (number, default): (u64, &str) = match which {
        'Y' => (u64::from(moment.year.unsigned_abs()), "1"),
        'M' => (u64::from(moment.month), "1"),
        'D' => (u64::from(moment.day), "1"),
        'd' => (day_of_year(moment), "1"),
        'F' => (weekday as u64 + 1, "n"),
        'W' => (iso_week(moment), "1"),
        'w' => (week_of_month(moment), "1"),
        'H' => (u64::from(moment.hour), "1"),
        'h' => (u64::from((moment.hour + 11) % 12 + 1), "1"),
        'P' => (0, "n"),
        'm' => (u64::from(moment.minute), "01"),
        's' => (u64::from(moment.second), "01"),
        'f' => return Ok(fraction(moment, &presentation, least, most)),
        'Z' | 'z' => return Ok(zone(moment, which)),
        'C' => return Ok("ISO".into()),
        'E' => return Ok(if moment.year < 0 { "BC" } else { "AD" }.into()),
        _ => return Err(wrong()),
    };
    let presentation = if presentation.is_empty() { default.to_string() } else { presentation };
    if matches!(presentation.as_str(), "N" | "n" | "Nn") {
        let name = match which {
            'M' => name_of(if german { &MONTHS_DE } else { &MONTHS_EN }, u64::from(moment.month) - 1),
            'F' => name_of(if german { &DAYS_DE } else { &DAYS_EN }, weekday as u64),
            'P' => if moment.hour < 12 { "a.m." } else { "p.m." }.into(),
            _ => return Ok(format_one(number, "1", "", 0, ordinal)),
        };
        let name = match most {
            Some(most) if name.chars().count() > most => name.chars().take(most.max(3)).collect(),
            _ => name,
        };
        return Ok(match presentation.as_str() {
            "N" => name.to_uppercase(),
            "n" => name.to_lowercase(),
            _ => title(&name),
        });
    }
    // The width of a picture of digits counts as least width.
    let digits = presentation.chars().all(|c| c.is_ascii_digit() || c == '#');
    if !digits {
        return Ok(format_one(number, &presentation, "", 0, ordinal));
    }
    let pattern = presentation.chars().count();
    let mut text = number.to_string();
    if which == 'Y' {
        let cut = most.or(if pattern >= 2 && least.is_none() { Some(pattern) } else { None });
        if let Some(cut) = cut.filter(|c| *c >= 2 && text.len() > *c) {
            text = text.split_off(text.len() - cut);
        }
    }
    let wanted = least.unwrap_or(0).max(pattern);
    let text = format!("{text:0>wanted$}");
    Ok(if ordinal && !german {
        format!("{text}{}", super::words::ordinal_suffix(number))
    } else if ordinal {
        format!("{text}.")
    } else {
        text
    })
}

fn name_of(names: &[&str], index: u64) -> String {
    names.get(index as usize).copied().unwrap_or("").to_string()
}

fn day_of_year(moment: &Moment) -> u64 {
    let first = Moment { month: 1, day: 1, ..*moment };
    (moment.day_number() - first.day_number() + 1) as u64
}

/// ISO 8601: weeks start on Monday; the first one has the year's first Thursday.
fn iso_week(moment: &Moment) -> u64 {
    let day = moment.day_number();
    let thursday = day - (day + 3).rem_euclid(7) + 3;
    let year = if moment.month == 1 && thursday < (Moment { month: 1, day: 1, ..*moment }).day_number() {
        moment.year - 1
    } else if moment.month == 12
        && thursday >= (Moment { year: moment.year + 1, month: 1, day: 1, ..*moment }).day_number()
    {
        moment.year + 1
    } else {
        moment.year
    };
    let first = (Moment { year, month: 1, day: 1, ..*moment }).day_number();
    ((thursday - first) / 7 + 1) as u64
}

fn week_of_month(moment: &Moment) -> u64 {
    let first = (Moment { day: 1, ..*moment }).day_number();
    let offset = (first + 3).rem_euclid(7);
    ((i64::from(moment.day) - 1 + offset) / 7 + 1) as u64
}

fn fraction(moment: &Moment, presentation: &str, least: Option<usize>, most: Option<usize>) -> String {
    let digits = format!("{:09}", moment.nano);
    let pattern = if presentation.len() > 1 { Some(presentation.len()) } else { None };
    let least = least.or(pattern).unwrap_or(1);
    let most = most.or(pattern).unwrap_or(9).max(least);
    let text: String = digits.chars().take(most).collect();
    let trimmed = text.trim_end_matches('0');
    format!("{trimmed:0<least$}")
}

fn zone(moment: &Moment, which: char) -> String {
    let prefix = if which == 'z' { "GMT" } else { "" };
    match moment.zone {
        None => String::new(),
        Some(0) if which == 'z' => "GMT".into(),
        Some(zone) => {
            let sign = if zone < 0 { '-' } else { '+' };
            format!("{prefix}{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Moment {
        Moment::parse(MomentKind::Date, text).unwrap()
    }

    #[test]
    fn pictures() {
        let d = day("2026-03-05");
        assert_eq!(format_moment(&d, "[D01].[M01].[Y0001]", "de").unwrap(), "05.03.2026");
        assert_eq!(format_moment(&d, "[D]. [MNn] [Y]", "de").unwrap(), "5. März 2026");
        assert_eq!(format_moment(&d, "[FNn], [D1o] [MNn,3-3] [Y01]", "en").unwrap(), "Thursday, 5th Mar 26");
        assert_eq!(format_moment(&d, "[[[Y]]]", "").unwrap(), "[2026]");
        assert_eq!(format_moment(&day("2027-01-01"), "[W]", "").unwrap(), "53");
    }

    #[test]
    fn wrong_pictures_are_errors() {
        let d = day("2026-03-05");
        assert_eq!(format_moment(&d, "[Y", "").unwrap_err().code(), "XTDE1340");
        assert_eq!(format_moment(&d, "[H]", "").unwrap_err().code(), "XTDE1350");
        assert_eq!(format_moment(&d, "[q]", "").unwrap_err().code(), "XTDE1340");
    }
}
