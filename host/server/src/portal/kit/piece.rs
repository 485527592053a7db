//! The smallest parts: text, links, badges, times.

use super::Tone;
use crate::portal::format;
use askama::Template;
use jiff::Timestamp;

/// One part of a cell or a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "kit/piece.html")]
pub(crate) enum Piece {
    Text(String),
    Link {
        href: String,
        text: String,
    },
    /// A state: its meaning is in the words, the colour only repeats it.
    Badge {
        tone: Tone,
        text: String,
    },
    /// An id, a path, a digest: may break anywhere.
    Code(String),
    Time {
        machine: String,
        text: String,
    },
    /// A box to choose this row; belongs to the form with that id.
    Pick {
        form: String,
        name: String,
        value: String,
        label: String,
    },
    /// A dash to the eye, words to the ear: where most cells of a table say the same, and it is little.
    Dash(String),
    Break,
}

/// Parts beside each other.
pub(crate) type Cell = Vec<Piece>;

pub(crate) fn plain(text: impl Into<String>) -> Piece {
    Piece::Text(text.into())
}
pub(crate) fn text(text: impl Into<String>) -> Cell {
    vec![plain(text)]
}
pub(crate) fn link(href: impl Into<String>, text: impl Into<String>) -> Piece {
    Piece::Link { href: href.into(), text: text.into() }
}
pub(crate) fn badge(tone: Tone, text: impl Into<String>) -> Piece {
    Piece::Badge { tone, text: text.into() }
}
pub(crate) fn dash(spoken: impl Into<String>) -> Piece {
    Piece::Dash(spoken.into())
}
pub(crate) fn code(text: impl Into<String>) -> Piece {
    Piece::Code(text.into())
}
pub(crate) fn when(at: Timestamp) -> Piece {
    Piece::Time { machine: format::machine_time(at), text: format::time(at) }
}
