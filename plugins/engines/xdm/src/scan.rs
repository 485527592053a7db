//! A cursor over the text of a document.

use crate::chars::{is_name_char, is_name_start, is_xml_char};
use crate::parse::ParseError;

pub(crate) struct Scan<'a> {
    pub text: &'a str,
    pub at: usize,
}

/// The byte may be part of a character that XML does not allow.
pub(crate) const SUSPICIOUS: u8 = 1;
pub(crate) const BRACKET: u8 = 2;
/// A reference or a carriage return: the text is not what stands there.
pub(crate) const EXPANDED: u8 = 4;
/// Inside names, and ASCII.
const NAME: u8 = 8;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        // Control characters below space and U+FFFE, U+FFFF are all that UTF-8 text can have wrong.
        let suspicious = (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0xEF;
        let name = b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        #[allow(clippy::indexing_slicing)]
        {
            table[byte] = if suspicious { SUSPICIOUS } else { 0 }
                | if b == b']' { BRACKET } else { 0 }
                | if matches!(b, b'&' | b'\r') { EXPANDED } else { 0 }
                | if name { NAME } else { 0 };
        }
        byte += 1;
    }
    table
}

#[inline]
fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

impl<'a> Scan<'a> {
    /// The text up to the next `<`, and all classes of its bytes.
    pub fn text(&self) -> (&'a str, u8) {
        let rest = self.rest();
        let (mut length, mut found) = (0, 0);
        for byte in rest.bytes() {
            if byte == b'<' {
                break;
            }
            found |= class(byte);
            length += 1;
        }
        (rest.get(..length).unwrap_or(""), found)
    }

    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub fn done(&self) -> bool {
        self.at >= self.text.len()
    }

    pub fn starts(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    pub fn eat(&mut self, text: &str) -> bool {
        let yes = self.starts(text);
        if yes {
            self.at += text.len();
        }
        yes
    }

    /// Skips white space; says whether there was any.
    pub fn space(&mut self) -> bool {
        let from = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.at > from
    }

    /// The text up to `end`, which is skipped.
    pub fn until(&mut self, end: &str, what: &str) -> Result<&'a str, ParseError> {
        match self.rest().find(end) {
            Some(length) => {
                let found = self.rest().get(..length).unwrap_or("");
                self.chars(found)?;
                self.at += length + end.len();
                Ok(found)
            }
            None => Err(self.error(format!("{what} is not closed"))),
        }
    }

    /// Checks that a text has only characters that XML allows.
    pub fn chars(&self, text: &str) -> Result<(), ParseError> {
        let suspicious = text.bytes().any(|b| class(b) & SUSPICIOUS != 0);
        match suspicious.then(|| text.chars().find(|c| !is_xml_char(*c))).flatten() {
            Some(c) => Err(self.error(format!("the character U+{:04X} is not allowed in XML", u32::from(c)))),
            None => Ok(()),
        }
    }

    /// A lexical QName: prefix (empty if none) and local name.
    pub fn qname(&mut self) -> Result<(&'a str, &'a str), ParseError> {
        let first = self.nc_name()?;
        if self.peek() == Some(b':') {
            self.at += 1;
            return Ok((first, self.nc_name()?));
        }
        Ok(("", first))
    }

    pub fn nc_name(&mut self) -> Result<&'a str, ParseError> {
        let rest = self.rest();
        let mut length = rest.bytes().take_while(|b| class(*b) & NAME != 0).count();
        let more = rest.as_bytes().get(length).is_some_and(|b| !b.is_ascii());
        let plain = length > 0 && rest.as_bytes().first().is_some_and(|b| is_name_start(char::from(*b)));
        if plain && !more {
            self.at += length;
            return Ok(rest.get(..length).unwrap_or(""));
        }
        length = 0;
        for (i, c) in rest.char_indices() {
            if !(if i == 0 { is_name_start(c) } else { is_name_char(c) }) {
                break;
            }
            length = i + c.len_utf8();
        }
        if length == 0 {
            return Err(self.error("a name is expected here"));
        }
        self.at += length;
        Ok(rest.get(..length).unwrap_or(""))
    }

    pub fn error(&self, message: impl Into<String>) -> ParseError {
        self.error_at(self.at, message)
    }

    pub fn error_at(&self, at: usize, message: impl Into<String>) -> ParseError {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.bytes().filter(|b| *b == b'\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        ParseError { message: message.into(), line, column }
    }
}
