//! No JavaScript: a date is milliseconds in UTC, and "now" is 1970. See `../README.md`.
#![forbid(unsafe_code)]

use wasm_bindgen::JsValue;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Date(f64);

impl Date {
    /// "Now": a constant.
    #[must_use]
    pub fn new_0() -> Self {
        Date(0.0)
    }
    /// From milliseconds.
    #[must_use]
    pub fn new(milliseconds: &JsValue) -> Self {
        Date(milliseconds.as_f64().unwrap_or(0.0))
    }
    /// Only its offset is ever asked for.
    #[must_use]
    pub fn new_with_year_month_day_hr_min_sec(_: u32, _: i32, _: i32, _: i32, _: i32, _: i32) -> Self {
        Date(0.0)
    }
    #[must_use]
    pub fn get_time(&self) -> f64 {
        self.0
    }
    /// Minutes behind UTC: none.
    #[must_use]
    pub fn get_timezone_offset(&self) -> f64 {
        0.0
    }
}
