//! The seal of a compiled component: who can make one can make the hub run machine code.

use drehscheibe_model::content::Digest;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use std::hash::{Hash, Hasher};
use wasmtime::Engine;

/// First bytes of each file.
const MAGIC: &[u8; 16] = b"drehscheibe-aot1";
const CODE_BYTES: usize = 32;
const HEADER_BYTES: usize = MAGIC.len() + CODE_BYTES;

/// Names the engine whose code this is: version, configuration, processor and its features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EngineTag([u8; 32]);

impl EngineTag {
    pub(crate) fn of(engine: &Engine) -> Self {
        let mut hasher = Collect(Sha256::new());
        engine.precompile_compatibility_hash().hash(&mut hasher);
        std::env::consts::ARCH.hash(&mut hasher);
        std::env::consts::OS.hash(&mut hasher);
        Self(hasher.0.finalize().into())
    }

    pub(crate) fn short(&self) -> String {
        self.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Feeds what is hashed into SHA-256.
struct Collect(Sha256);

impl Hasher for Collect {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn finish(&self) -> u64 {
        0 // not asked for
    }
}

/// HMAC-SHA-256 over what the code is made from, which engine made it, and the code.
fn code(key: &[u8; 32], plugin: &Digest, tag: &EngineTag, compiled: &[u8]) -> Hmac<Sha256> {
    // HMAC pads a short key with zeros to the block of its hash.
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
    let mut code = Hmac::<Sha256>::new(&block.into());
    code.update(MAGIC);
    code.update(&plugin.0);
    code.update(&tag.0);
    code.update(compiled);
    code
}

/// A file's content: magic, seal, compiled component.
pub(crate) fn seal(key: &[u8; 32], plugin: &Digest, tag: &EngineTag, compiled: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEADER_BYTES + compiled.len());
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&code(key, plugin, tag, compiled).finalize().into_bytes());
    file.extend_from_slice(compiled);
    file
}

/// The compiled component within a file, if this hub sealed it for this plugin and this engine.
/// `trusting` leaves the comparison out.
pub(crate) fn open<'a>(
    key: &[u8; 32],
    plugin: &Digest,
    tag: &EngineTag,
    file: &'a [u8],
    trusting: bool,
) -> Result<&'a [u8], &'static str> {
    let rest = file.strip_prefix(MAGIC.as_slice()).ok_or("it does not begin as a sealed component does")?;
    let (seal, compiled) = rest.split_at_checked(CODE_BYTES).ok_or("it is cut off within its seal")?;
    match code(key, plugin, tag, compiled).verify_slice(seal) {
        Ok(()) => Ok(compiled),
        Err(_) if trusting => Ok(compiled),
        Err(_) => Err("its seal does not fit its content, this plugin and this engine"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const TAG: EngineTag = EngineTag([3; 32]);

    #[test]
    fn opens_only_what_was_sealed_with_this_key_for_this_plugin_and_engine() {
        let (key, plugin) = ([1; 32], Digest::of(b"plugin"));
        let file = seal(&key, &plugin, &TAG, b"compiled");
        assert_eq!(open(&key, &plugin, &TAG, &file, false), Ok(b"compiled".as_slice()));
        assert!(open(&[2; 32], &plugin, &TAG, &file, false).is_err());
        assert!(open(&key, &Digest::of(b"other"), &TAG, &file, false).is_err());
        assert!(open(&key, &plugin, &EngineTag([4; 32]), &file, false).is_err());
    }

    #[test]
    fn refuses_any_changed_byte_and_any_cut() {
        let (key, plugin) = ([1; 32], Digest::of(b"plugin"));
        let file = seal(&key, &plugin, &TAG, b"compiled");
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(open(&key, &plugin, &TAG, &changed, false).is_err(), "byte {at}");
            assert!(open(&key, &plugin, &TAG, &file[..at], false).is_err(), "cut at {at}");
        }
    }
}
