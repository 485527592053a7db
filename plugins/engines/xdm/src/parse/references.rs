//! Line ends and references in what is between the markup.

use super::ParseError;
use crate::scan::Scan;

/// Line ends become `\n`.
pub(super) fn normalise_lines<'b>(text: &'b str, buffer: &'b mut String) -> &'b str {
    if !text.contains('\r') {
        return text;
    }
    buffer.clear();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' {
            chars.next_if_eq(&'\n');
            buffer.push('\n');
        } else {
            buffer.push(c);
        }
    }
    buffer
}

/// References are replaced, line ends normalised; in attributes, white space becomes spaces.
pub(super) fn expand<'b>(
    scan: &Scan,
    raw: &'b str,
    attribute: bool,
    buffer: &'b mut String,
) -> Result<&'b str, ParseError> {
    let plain = raw.bytes().all(|b| b != b'&' && b != b'\r' && !(attribute && matches!(b, b'\n' | b'\t')));
    if plain {
        return Ok(raw);
    }
    buffer.clear();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '&' => {
                let Some((name, after)) = rest.split_once(';') else {
                    return Err(scan.error("& must be followed by a reference"));
                };
                buffer.push(reference(name).ok_or_else(|| {
                    let name: String = name.chars().take(40).collect();
                    scan.error(format!("the reference &{name}; is not allowed or not defined"))
                })?);
                rest = after;
            }
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                buffer.push(if attribute { ' ' } else { '\n' });
            }
            '\n' | '\t' if attribute => buffer.push(' '),
            c => buffer.push(c),
        }
    }
    Ok(buffer)
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
                None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok()?,
                _ => return None,
            };
            char::from_u32(code).filter(|c| crate::chars::is_xml_char(*c))?
        }
    })
}
