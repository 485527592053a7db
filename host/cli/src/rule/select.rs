//! From an engine's module to a component of the worlds that are wanted.

use super::error::RuleError;
use drehscheibe_model::call::World;
use wit_component::ComponentEncoder;

/// A component that exports `worlds` and no others of those that the engine could.
pub fn component(module: &[u8], worlds: &[World]) -> Result<Vec<u8>, RuleError> {
    let all = [(World::Validator, "validator-export"), (World::Transformer, "transformer-export")];
    let unwanted: Vec<&str> = all.iter().filter(|(world, _)| !worlds.contains(world)).map(|(_, name)| *name).collect();
    let broken = || RuleError::Componentise("the engine is not a WebAssembly module".into());
    let module = without(module, &unwanted).ok_or_else(broken)?;
    ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| RuleError::Componentise(format!("{error:#}")))
}

/// Leaves out the custom sections in which the SDK describes a world. What the module exports for it is
/// then no part of the contract and does not reach the component's outside.
fn without(module: &[u8], worlds: &[&str]) -> Option<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(8)?;
    let mut out = header.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (size, body) = leb128(after)?;
        let end = rest.len() - body.len() + size;
        let (section, next) = rest.split_at_checked(end)?;
        let content = body.get(..size)?;
        let dropped = *id == 0 && {
            let (length, name) = leb128(content)?;
            let name = std::str::from_utf8(name.get(..length)?).ok()?;
            // Names of functions are for those who develop the engine.
            name == "name" || name.starts_with("component-type") && worlds.iter().any(|world| name.contains(world))
        };
        if !dropped {
            out.extend_from_slice(section);
        }
        rest = next;
    }
    Some(out)
}

/// An unsigned number and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (mut value, mut shift) = (0_usize, 0_u32);
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sections_of_unwanted_worlds_go() {
        let section = |name: &str| {
            let mut body = vec![name.len() as u8];
            body.extend_from_slice(name.as_bytes());
            body.extend_from_slice(b"xyz");
            let mut all = vec![0, body.len() as u8];
            all.extend(body);
            all
        };
        let head = b"\0asm\x01\0\0\0".to_vec();
        let validator = section("component-type:a:validator-export:x");
        let other = section("producers");
        let module = [head.clone(), validator, other.clone()].concat();
        assert_eq!(without(&module, &["validator-export"]), Some([head, other].concat()));
        assert_eq!(without(&module, &[]), Some(module.clone()));
        assert_eq!(without(&[module.clone(), section("name")].concat(), &[]), Some(module.clone()));
        assert_eq!(without(&module[..module.len() - 1], &[]), None);
        assert_eq!(without(b"\0asm", &[]), None);
    }
}
