//! No JavaScript: a number is all a value can be. See `../README.md`.
#![forbid(unsafe_code)]

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JsValue(f64);

impl JsValue {
    /// A number.
    #[must_use]
    pub fn from_f64(number: f64) -> Self {
        JsValue(number)
    }
    /// The number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        Some(self.0)
    }
}
