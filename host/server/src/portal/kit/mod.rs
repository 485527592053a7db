//! What pages are made of. A page is a value; the templates beside this file are the only place where
//! it becomes HTML, so that headings, labels, errors and tables are accessible everywhere or nowhere.

mod block;
mod field;
mod page;
mod piece;
mod table;

pub(crate) use block::{Block, Card, DiffLine, Step, Tile, TileGroup, Tone};
pub(crate) use field::{Choice, Field, Form, Input};
pub(crate) use page::{Frame, Page, Signed};
pub(crate) use piece::{Cell, Piece, badge, code, dash, link, plain, text, when};
pub(crate) use table::Table;
