//! No random numbers: the same bytes at each call. See `../README.md`.
#![no_std]
#![forbid(unsafe_code)]

/// Never made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error(());

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no random numbers")
    }
}

impl core::error::Error for Error {}

/// Fills with bytes that are always the same.
///
/// # Errors
/// None.
pub fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    let mut state = 0x9e37_79b9_u32;
    for byte in bytes {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    }
    Ok(())
}
