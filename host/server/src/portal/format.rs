//! Dates, times, numbers and durations as Germans write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)
}

/// `28.11.2026`
pub(crate) fn date(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}

/// `28.11.2026, 13:05 Uhr`, in German time.
pub(crate) fn time(at: Timestamp) -> String {
    at.to_zoned(zone()).strftime("%d.%m.%Y, %H:%M Uhr").to_string()
}

/// `28.11.2026, 13:05:07 Uhr`
pub(crate) fn exact_time(at: Timestamp) -> String {
    at.to_zoned(zone()).strftime("%d.%m.%Y, %H:%M:%S Uhr").to_string()
}

/// For the attribute `datetime`.
pub(crate) fn machine_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The day in Germany.
pub(crate) fn day(at: Timestamp) -> Date {
    at.to_zoned(zone()).date()
}

/// Midnight in Germany at the beginning of a day.
pub(crate) fn midnight(day: Date) -> Option<Timestamp> {
    day.to_zoned(zone()).ok().map(|zoned| zoned.timestamp())
}

/// `1.234.567`
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

fn one_decimal(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}

/// `850 Millisekunden`, `3,5 Sekunden`, `2 Stunden 5 Minuten`, `4 Tage 3 Stunden`
pub(crate) fn duration(micros: u64) -> String {
    let plural = |number: u64, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let seconds = micros / 1_000_000;
    match seconds {
        0 if micros < 1_000 => "unter 1 Millisekunde".to_owned(),
        0 => plural(micros / 1_000, "Millisekunde", "Millisekunden"),
        1..=59 => format!("{} Sekunden", one_decimal(micros as f64 / 1e6)),
        60..=3_599 => plural(seconds / 60, "Minute", "Minuten"),
        3_600..=86_399 => {
            let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
            let hours = plural(hours, "Stunde", "Stunden");
            if minutes == 0 { hours } else { format!("{hours} {}", plural(minutes, "Minute", "Minuten")) }
        }
        _ => {
            let (days, hours) = (seconds / 86_400, seconds % 86_400 / 3_600);
            let days = plural(days, "Tag", "Tage");
            if hours == 0 { days } else { format!("{days} {}", plural(hours, "Stunde", "Stunden")) }
        }
    }
}

/// `512 Byte`, `1,5 KB`, `3,0 MB`
pub(crate) fn bytes(size: u64) -> String {
    match size {
        0..=1_023 => format!("{size} Byte"),
        1_024..=1_048_575 => format!("{} KB", one_decimal(size as f64 / 1_024.0)),
        _ => format!("{} MB", one_decimal(size as f64 / 1_048_576.0)),
    }
}

/// `12,5 %`
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 { "0 %".into() } else { format!("{} %", one_decimal(part as f64 * 100.0 / whole as f64)) }
}

/// Reads `28.11.2026`, `28.11.26` is refused; and `2026-11-28`, as date fields send it.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    Date::strptime("%d.%m.%Y", text).or_else(|_| Date::strptime("%Y-%m-%d", text)).ok()
}

/// JSON with a line for each member. Only white space outside of texts changes.
pub(crate) fn spread_json(text: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0_usize, false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    for c in text.chars() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                depth += 1;
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => {
                quoted = c == '"';
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_germans_write_it() {
        assert_eq!(number(0), "0");
        assert_eq!(number(1_234_567), "1.234.567");
        assert_eq!(number(123), "123");
        assert_eq!(duration(250), "unter 1 Millisekunde");
        assert_eq!(duration(3_500_000), "3,5 Sekunden");
        assert_eq!(duration(3_600_000_000), "1 Stunde");
        assert_eq!(duration(90_061_000_000), "1 Tag 1 Stunde");
        assert_eq!(bytes(1_536), "1,5 KB");
        assert_eq!(percent(1, 8), "12,5 %");
        let at: Timestamp = "2026-07-01T10:00:00Z".parse().unwrap();
        assert_eq!(time(at), "01.07.2026, 12:00 Uhr");
        assert_eq!(parse_date("01.07.2026"), Some(day(at)));
        assert_eq!(parse_date("2026-07-01"), Some(day(at)));
        assert_eq!(parse_date("1. Juli"), None);
        assert_eq!(midnight(day(at)).unwrap().to_string(), "2026-06-30T22:00:00Z");
    }

    #[test]
    fn json_is_spread_without_a_change_of_its_values() {
        let text = r#"{"a":"x, {\"y\"}: z\\","b":[1,2.50],"c":{"d":null}}"#;
        let spread = spread_json(text);
        assert!(spread.contains("\n  \"b\": [\n    1,\n    2.50\n  ],"), "{spread}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&spread), value(text));
        assert_eq!(spread_json(&spread), spread);
    }
}
