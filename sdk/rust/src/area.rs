//! Keys of municipalities: AGS (8 digits) and ARS (12 digits).
//!
//! ```
//! use drehscheibe_sdk::area::{ags_of_ars, is_ags, is_ars};
//! assert!(is_ars("146285229270") && is_ags("14628270"));
//! assert_eq!(ags_of_ars("146285229270").as_deref(), Some("14628270"));
//! ```

use crate::contract::Area;

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it has the form of an Amtlicher Gemeindeschlüssel. Whether the key exists only the hub knows.
pub fn is_ags(text: &str) -> bool {
    digits(text, 8)
}

/// Whether it has the form of an Amtlicher Regionalschlüssel.
pub fn is_ars(text: &str) -> bool {
    digits(text, 12)
}

/// The AGS of the same municipality: digits 6 to 9, the association, left out.
pub fn ags_of_ars(ars: &str) -> Option<String> {
    is_ars(ars).then(|| format!("{}{}", ars.get(..5).unwrap_or_default(), ars.get(9..).unwrap_or_default()))
}

impl Area {
    /// The AGS, taken from the ARS if need be.
    pub fn ags(&self) -> Option<String> {
        self.ags.clone().or_else(|| ags_of_ars(self.ars.as_deref()?))
    }
}
