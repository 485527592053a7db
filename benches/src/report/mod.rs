//! Results: on the terminal, as Markdown, as JSON, and compared with earlier ones.

pub mod check;
mod figure;
mod machine;
mod results;
pub mod show;

pub use figure::{Amount, Better, Figure, Missing};
pub use machine::Machine;
pub use results::{Found, Results};
