//! Tables.

use super::Cell;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// Numbers stand to the right.
    pub(crate) numeric: bool,
}

/// Rows under a caption. On narrow screens each cell shows its column's title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    /// The first cell of a row is its header.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Instead of rows: what to do when there are none.
    pub(crate) empty: String,
}

impl Table {
    /// Columns are parted by `|`; a `#` before a title makes a column of numbers.
    pub(crate) fn new(caption: &str, columns: &str, empty: &str) -> Self {
        let column = |title: &str| match title.trim().strip_prefix('#') {
            Some(title) => Column { title: title.into(), numeric: true },
            None => Column { title: title.trim().into(), numeric: false },
        };
        Self {
            caption: caption.into(),
            columns: columns.split('|').map(column).collect(),
            rows: Vec::new(),
            empty: empty.into(),
        }
    }
    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }
    /// Cells with the columns they belong to.
    pub(crate) fn cells<'a>(&'a self, row: &'a [Cell]) -> Vec<(usize, &'a Column, &'a Cell)> {
        self.columns.iter().zip(row).enumerate().map(|(index, (column, cell))| (index, column, cell)).collect()
    }
}
