//! `format-number()`.

use drehscheibe_xpath::{Atom, Dec, Error, Result};

use crate::program::DecimalFormat;

struct Picture {
    prefix: String,
    suffix: String,
    least_whole: usize,
    least_fraction: usize,
    most_fraction: usize,
    /// Positions of grouping separators in the whole part, from the right.
    groups: Vec<usize>,
    fraction_groups: Vec<usize>,
    factor: i64,
}

/// Formats a number by a picture.
///
/// # Errors
/// XTDE1310 for a wrong picture.
pub(crate) fn format_number(value: &Atom, picture: &str, format: &DecimalFormat) -> Result<String> {
    let wrong = |what: &str| Error::dynamic("XTDE1310", format!("the picture \"{picture}\": {what}"));
    let mut parts = picture.split(format.pattern);
    let positive = parse(parts.next().unwrap_or(""), format).map_err(wrong)?;
    let negative = match parts.next() {
        Some(text) => Some(parse(text, format).map_err(wrong)?),
        None => None,
    };
    if parts.next().is_some() {
        return Err(wrong("more than one pattern separator"));
    }
    let double = value.as_f64().unwrap_or(f64::NAN);
    if double.is_nan() {
        return Ok(format.nan.to_string());
    }
    let is_negative = double < 0.0 || double == 0.0 && double.is_sign_negative() && matches!(value, Atom::Double(_));
    let sign = format.minus.to_string();
    let (used, lead) = match (&negative, is_negative) {
        (Some(negative), true) => (negative, ""),
        (None, true) => (&positive, sign.as_str()),
        (_, false) => (&positive, ""),
    };
    let body = if double.is_infinite() {
        format.infinity.to_string()
    } else {
        let exact = match value {
            Atom::Dec(d) => d.clone(),
            Atom::Int(i) => Dec::from(*i),
            // The shortest decimal that means this double: 0.1 is formatted as 0.1.
            Atom::Float(f) => Dec::parse(&format!("{f}")).unwrap_or(Dec::ZERO),
            _ => Dec::parse(&format!("{double}")).unwrap_or(Dec::ZERO),
        };
        let exact = if exact.is_negative() { exact.neg() } else { exact };
        let scaled = exact.mul(&Dec::from(used.factor));
        digits(&scaled.round_half_to_even(used.most_fraction as i64), used, format)
    };
    Ok(format!("{lead}{}{body}{}", used.prefix, used.suffix))
}

fn digits(value: &Dec, picture: &Picture, format: &DecimalFormat) -> String {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = if whole == "0" { "" } else { whole };
    let whole = format!("{whole:0>width$}", width = picture.least_whole);
    let fraction = format!("{fraction:0<width$}", width = picture.least_fraction);
    let digit = |c: char| {
        let n = c.to_digit(10).unwrap_or(0);
        char::from_u32(u32::from(format.zero) + n).unwrap_or(c)
    };
    let mut out = String::new();
    let count = whole.chars().count();
    let regular = picture
        .groups
        .first()
        .copied()
        .filter(|first| picture.groups.iter().enumerate().all(|(i, g)| *g == first * (i + 1)));
    for (i, c) in whole.chars().enumerate() {
        let left = count - i;
        let separated = match regular {
            Some(size) => left.is_multiple_of(size),
            None => picture.groups.contains(&left),
        };
        if i > 0 && separated {
            out.push(format.grouping);
        }
        out.push(digit(c));
    }
    if !fraction.is_empty() {
        out.push(format.decimal);
        for (i, c) in fraction.chars().enumerate() {
            if picture.fraction_groups.contains(&i) {
                out.push(format.grouping);
            }
            out.push(digit(c));
        }
    }
    if out.is_empty() {
        out.push(format.zero);
    }
    out
}

fn parse(text: &str, format: &DecimalFormat) -> std::result::Result<Picture, &'static str> {
    let zero = u32::from(format.zero);
    let is_digit = |c: char| (zero..zero + 10).contains(&u32::from(c));
    let active = |c: char| is_digit(c) || c == format.digit || c == format.decimal || c == format.grouping;
    let chars: Vec<char> = text.chars().collect();
    let start = chars.iter().position(|c| active(*c)).ok_or("there is no digit")?;
    let stop = chars.iter().rposition(|c| active(*c)).map_or(start, |i| i + 1);
    let prefix: String = chars.iter().take(start).collect();
    let suffix: String = chars.iter().skip(stop).collect();
    let active_part = chars.get(start..stop).unwrap_or(&[]);
    let mut picture = Picture {
        factor: match () {
            () if prefix.contains(format.percent) || suffix.contains(format.percent) => 100,
            () if prefix.contains(format.per_mille) || suffix.contains(format.per_mille) => 1_000,
            () => 1,
        },
        prefix,
        suffix,
        least_whole: 0,
        least_fraction: 0,
        most_fraction: 0,
        groups: Vec::new(),
        fraction_groups: Vec::new(),
    };
    let point = active_part.iter().position(|c| *c == format.decimal);
    let (whole, fraction) = match point {
        Some(i) => (active_part.get(..i).unwrap_or(&[]), active_part.get(i + 1..).unwrap_or(&[])),
        None => (active_part, &[][..]),
    };
    let mut seen = 0;
    for c in whole.iter().rev() {
        if *c == format.grouping {
            if picture.groups.last() == Some(&seen) || seen == 0 {
                return Err("a grouping separator is at the wrong place");
            }
            picture.groups.push(seen);
        } else if is_digit(*c) {
            picture.least_whole += 1;
            if picture.least_whole <= seen {
                return Err("an optional digit comes after a required one");
            }
            seen += 1;
        } else if *c == format.digit {
            seen += 1;
        } else {
            return Err("a character is not allowed here");
        }
    }
    let mut optional = false;
    for c in fraction {
        if *c == format.grouping {
            picture.fraction_groups.push(picture.most_fraction);
        } else if is_digit(*c) {
            if optional {
                return Err("a required digit comes after an optional one");
            }
            picture.least_fraction += 1;
            picture.most_fraction += 1;
        } else if *c == format.digit {
            optional = true;
            picture.most_fraction += 1;
        } else {
            return Err("a character is not allowed here");
        }
    }
    if seen == 0 && picture.most_fraction == 0 {
        return Err("there is no digit");
    }
    if picture.least_whole == 0 && picture.most_fraction == 0 {
        picture.least_whole = 1;
    }
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f(value: f64, picture: &str) -> String {
        format_number(&Atom::Double(value), picture, &DecimalFormat::default()).unwrap()
    }

    #[test]
    fn pictures() {
        assert_eq!(f(1234.5, "#,##0.00"), "1,234.50");
        assert_eq!(f(0.5, "#0%"), "50%");
        assert_eq!(f(-3.0, "0"), "-3");
        assert_eq!(f(-3.0, "0;(0)"), "(3)");
        assert_eq!(f(7.0, "00"), "07");
        assert_eq!(f(0.0, "#"), "0");
        assert_eq!(f(1_234_567.0, "#,###"), "1,234,567");
        assert_eq!(f(f64::NAN, "0"), "NaN");
        assert_eq!(f(0.25, "#.#"), "0.2".trim_start_matches('0'));
    }

    #[test]
    fn wrong_pictures_are_errors() {
        for bad in ["", "abc", "0#.0", "0.#0", "0;0;0", "0,.0"] {
            let result = format_number(&Atom::Int(1), bad, &DecimalFormat::default());
            assert_eq!(result.unwrap_err().code(), "XTDE1310", "{bad}");
        }
    }
}
