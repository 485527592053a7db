//! The parts of a page, from top to bottom.

use super::{Cell, Form, Piece, Table};
use crate::portal::texts as t;
use askama::Template;

/// What a colour says. The words say it, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Info,
    Good,
    Warning,
    Bad,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "success",
            Self::Warning => "warning",
            Self::Bad => "danger",
        }
    }
    /// How a screen reader announces it.
    pub(crate) fn role(self) -> &'static str {
        if self == Self::Bad { "alert" } else { "status" }
    }
}

/// A figure with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) figure: String,
    pub(crate) label: String,
    pub(crate) note: String,
    /// Where the figure comes from; empty: nowhere to go.
    pub(crate) href: String,
    pub(crate) tone: Tone,
}

/// A step of a way through time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) machine_time: String,
    pub(crate) time: String,
    pub(crate) title: String,
    pub(crate) tone: Tone,
    pub(crate) facts: Vec<(String, Cell)>,
    pub(crate) findings: Vec<String>,
}

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffLine {
    /// What was: empty if it is new.
    pub(crate) before: String,
    /// What is: empty if it is gone.
    pub(crate) after: String,
    /// Where.
    pub(crate) place: String,
}

/// A municipality on the tile map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tile {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) name: String,
    /// `productive`, `prepared` or `none`.
    pub(crate) state: &'static str,
}

/// The municipalities of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TileGroup {
    pub(crate) name: String,
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) tiles: Vec<Tile>,
}

/// A part of a page.
#[allow(dead_code, reason = "a kit may have parts that no page uses yet")]
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "kit/block.html")]
pub(crate) enum Block {
    Heading(String),
    Small(String),
    Text(String),
    Pieces(Cell),
    Note {
        tone: Tone,
        title: String,
        lines: Vec<String>,
    },
    Facts(Vec<(String, Cell)>),
    Table(Table),
    Form(Form),
    Timeline(Vec<Step>),
    Actions(Vec<Piece>),
    /// A link that looks like a button: the main thing to do on the page.
    Button {
        href: String,
        text: String,
    },
    Cards(Vec<Card>),
    Details {
        summary: String,
        open: bool,
        blocks: Vec<Block>,
    },
    /// Text as it is, for example a document; scrolls in its box.
    Verbatim {
        label: String,
        text: String,
    },
    Diff {
        caption: String,
        lines: Vec<DiffLine>,
        empty: String,
    },
    Map {
        title: String,
        text: String,
        width: u32,
        height: u32,
        groups: Vec<TileGroup>,
    },
    /// Links to the first and the next page of a list; empty: there is none.
    Pager {
        first: String,
        next: String,
    },
    /// How much of something is done.
    Progress {
        label: String,
        done: u32,
        total: u32,
    },
    /// Read again every few seconds where scripts run; else as it was. With 0 seconds it is read no more.
    Live {
        id: &'static str,
        href: String,
        seconds: u32,
        blocks: Vec<Block>,
    },
}

impl Block {
    pub(crate) fn note(tone: Tone, title: impl Into<String>, line: impl Into<String>) -> Self {
        let line = line.into();
        Self::Note { tone, title: title.into(), lines: if line.is_empty() { Vec::new() } else { vec![line] } }
    }
}
