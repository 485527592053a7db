//! `drehscheibe plugin`: the vendor's tools.

pub mod build;
