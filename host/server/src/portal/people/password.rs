//! Passwords of local accounts: Argon2id, and nothing else is kept.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// Characters a password has at least and at most.
pub const CHARACTERS: std::ops::RangeInclusive<usize> = 12..=256;

/// Why a password cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has 12 to 256 characters")]
    Length,
    #[error("the password cannot be hashed")]
    Hash,
}

/// The hash in PHC format, with a salt of its own.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if !CHARACTERS.contains(&password.chars().count()) {
        return Err(PasswordError::Length);
    }
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| PasswordError::Hash)
}

/// Whether this is the password.
pub(crate) fn matches(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// Takes as long as [`matches`] for accounts that do not exist.
pub(crate) fn pretend(password: &str) {
    let _ = Argon2::default().hash_password(password.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_recognised_and_not_kept() {
        let kept = hash("ein langes Kennwort").unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("Kennwort"));
        assert!(matches("ein langes Kennwort", &kept));
        assert!(!matches("ein anderes Kennwort", &kept));
        assert!(!matches("ein langes Kennwort", "kein Hash"));
        assert_eq!(hash("kurz"), Err(PasswordError::Length));
    }
}
