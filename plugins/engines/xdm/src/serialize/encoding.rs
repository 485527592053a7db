//! The bytes of a result.

/// How the characters of a result become bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    #[default]
    Utf8,
    /// ISO 8859-1. Other characters are written by their number.
    Latin1,
    /// Other characters are written by their number.
    Ascii,
}

impl Encoding {
    /// By the name in `xsl:output`; `None`: not supported.
    pub fn by_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "iso-8859-1" | "latin1" | "iso_8859-1" => Some(Self::Latin1),
            "us-ascii" | "ascii" => Some(Self::Ascii),
            _ => None,
        }
    }

    /// As it stands in an XML declaration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Latin1 => "ISO-8859-1",
            Self::Ascii => "US-ASCII",
        }
    }

    pub(crate) fn has(self, c: char) -> bool {
        match self {
            Self::Utf8 => true,
            Self::Latin1 => u32::from(c) < 0x100,
            Self::Ascii => c.is_ascii(),
        }
    }

    /// The first character that cannot be written.
    pub(crate) fn lacks(self, text: &str) -> Option<char> {
        if self == Self::Utf8 { None } else { text.chars().find(|c| !self.has(*c)) }
    }

    /// The bytes of a text; what the encoding does not have becomes `?`.
    pub fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            _ => text
                .chars()
                .map(|c| if self.has(c) { u8::try_from(u32::from(c)).unwrap_or(b'?') } else { b'?' })
                .collect(),
        }
    }
}
