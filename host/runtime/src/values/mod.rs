//! Values that cross between the model and a guest. What comes out of a guest is checked.

pub(crate) mod check;
pub(crate) mod input;
pub(crate) mod output;
