//! Numbers as letters, Roman numerals and words.

/// `a`, `b`, … `z`, `aa`: for 1 and above.
pub(crate) fn letters(mut n: u64, upper: bool) -> String {
    let first = if upper { b'A' } else { b'a' };
    let mut out = Vec::new();
    while n > 0 {
        n -= 1;
        out.push(char::from(first + (n % 26) as u8));
        n /= 26;
    }
    out.iter().rev().collect()
}

/// Roman numerals for 1 to 3999; `None` beyond.
pub(crate) fn roman(mut n: u64, upper: bool) -> Option<String> {
    if n == 0 || n > 3_999 {
        return None;
    }
    const PARTS: [(u64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, text) in PARTS {
        while n >= value {
            n -= value;
            out.push_str(text);
        }
    }
    Some(if upper { out.to_uppercase() } else { out })
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// English words.
pub(crate) fn words(n: u64) -> String {
    let small = |i: u64| SMALL.get(i as usize).copied().unwrap_or("").to_string();
    match n {
        0..20 => small(n),
        20..100 => {
            let tens = TENS.get((n / 10) as usize).copied().unwrap_or("");
            if n.is_multiple_of(10) { tens.to_string() } else { format!("{tens}-{}", small(n % 10)) }
        }
        100..1_000 => joined(n, 100, "hundred", " and "),
        1_000..1_000_000 => joined(n, 1_000, "thousand", " "),
        1_000_000..1_000_000_000 => joined(n, 1_000_000, "million", " "),
        _ => joined(n, 1_000_000_000, "billion", " "),
    }
}

fn joined(n: u64, unit: u64, name: &str, and: &str) -> String {
    let rest = n % unit;
    let head = format!("{} {name}", words(n / unit));
    match rest {
        0 => head,
        r if unit > 100 && r < 100 => format!("{head} and {}", words(r)),
        r => format!("{head}{and}{}", words(r)),
    }
}

/// English ordinals in words.
pub(crate) fn ordinal_words(n: u64) -> String {
    let text = words(n);
    let (head, last) = match text.rfind([' ', '-']) {
        Some(i) => text.split_at(i + 1),
        None => ("", text.as_str()),
    };
    let last = match last {
        "one" => "first".to_string(),
        "two" => "second".into(),
        "three" => "third".into(),
        "five" => "fifth".into(),
        "eight" => "eighth".into(),
        "nine" => "ninth".into(),
        "twelve" => "twelfth".into(),
        other => match other.strip_suffix('y') {
            Some(stem) => format!("{stem}ieth"),
            None => format!("{other}th"),
        },
    };
    format!("{head}{last}")
}

/// `st`, `nd`, `rd`, `th`
pub(crate) fn ordinal_suffix(n: u64) -> &'static str {
    match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// First letter of each word large, but for `and`.
pub(crate) fn title(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive([' ', '-']) {
        let mut rest = word.chars();
        match rest.next() {
            Some(first) if word.trim_end() != "and" => out.extend(first.to_uppercase()),
            first => out.extend(first),
        }
        out.push_str(rest.as_str());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(letters(1, false), "a");
        assert_eq!(letters(28, true), "AB");
        assert_eq!(roman(1994, true).unwrap(), "MCMXCIV");
        assert!(roman(4000, true).is_none());
        assert_eq!(words(121), "one hundred and twenty-one");
        assert_eq!(ordinal_words(20), "twentieth");
        assert_eq!(ordinal_suffix(112), "th");
        assert_eq!(ordinal_suffix(22), "nd");
    }
}
