//! Python: the objects with which every call begins are made immortal (PEP 683), so that no call counts
//! references to them. A counter that changes costs a page: the memory of a call is the component's, copied
//! page by page where it is written to, and CPython counts on nearly every page it looks at.
//!
//! The SDK (`drehscheibe_sdk.image`) leaves a list of the objects in the memory; here their counters are set
//! in the data of the component, and the list is wiped.

use std::ops::Range;
use wasmparser::{BinaryReaderError, Data, DataKind, Encoding, Operator, Parser, Payload};

/// Before the list: a number of pairs, then the pairs, each the address of an object and that of its type. All
/// are 32 bits, little-endian.
const MARK: &[u8] = b"drehscheibe:immortal:objects";
/// What CPython takes for immortal where pointers have 32 bits.
const IMMORTAL: u32 = 5 << 28;
/// Counts above are immortal already, or no counts: a freed block begins with the address of the next one.
const MOST_REFERENCES: u32 = 1 << 20;

/// Data that lies at a place in memory when an instance is made.
struct Segment {
    /// Addresses in memory.
    memory: Range<usize>,
    /// Where its bytes begin in the component.
    at: usize,
}

/// The data of one module, in order of address.
#[derive(Default)]
struct Memory(Vec<Segment>);

impl Memory {
    /// Position in the component of four bytes of memory; none if they are not in one piece of data.
    fn position(&self, address: usize) -> Option<usize> {
        let after = self.0.partition_point(|segment| segment.memory.start <= address);
        let segment = self.0.get(after.checked_sub(1)?)?;
        (address.checked_add(4)? <= segment.memory.end).then(|| segment.at + (address - segment.memory.start))
    }

    fn read(&self, component: &[u8], address: usize) -> Option<u32> {
        let at = self.position(address)?;
        component.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn write(&self, component: &mut [u8], address: usize, value: u32) {
        let bytes = self.position(address).and_then(|at| component.get_mut(at..)?.first_chunk_mut());
        if let Some(bytes) = bytes {
            *bytes = value.to_le_bytes();
        }
    }
}

/// Makes the objects of the list immortal, and says how many there are; none without a list, as SDKs before this
/// one leave it.
pub fn immortalise(component: &mut [u8]) -> Result<usize, BinaryReaderError> {
    let mut made = 0;
    for memory in memories(component)? {
        let Some(list) = memory.0.iter().find_map(|segment| {
            let data = component.get(segment.at..)?.get(..segment.memory.len())?;
            let at = data.windows(MARK.len()).position(|bytes| bytes == MARK)?;
            Some(segment.memory.start + at + MARK.len())
        }) else {
            continue;
        };
        let count = memory.read(component, list).unwrap_or(0);
        memory.write(component, list, 0);
        for pair in 0..count as usize {
            let at = list + 4 + pair * 8;
            let (object, kind) = (memory.read(component, at), memory.read(component, at + 4));
            memory.write(component, at, 0);
            memory.write(component, at + 4, 0);
            let (Some(object), Some(kind)) = (object.map(|object| object as usize), kind) else { continue };
            let counted = memory.read(component, object).is_some_and(|count| (1..MOST_REFERENCES).contains(&count));
            if counted && memory.read(component, object + 4) == Some(kind) {
                memory.write(component, object, IMMORTAL);
                made += 1;
            }
        }
    }
    Ok(made)
}

/// The data of each module of a component that has any.
fn memories(component: &[u8]) -> Result<Vec<Memory>, BinaryReaderError> {
    let mut all = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::Version { encoding: Encoding::Module, .. } => all.push(Memory::default()),
            Payload::DataSection(section) => {
                let mut segments = Vec::new();
                for data in section {
                    segments.extend(segment(&data?)?);
                }
                segments.sort_by_key(|segment| segment.memory.start);
                if let Some(memory) = all.last_mut() {
                    memory.0 = segments;
                }
            }
            _ => {}
        }
    }
    all.retain(|memory| !memory.0.is_empty());
    Ok(all)
}

/// Data whose address is known before an instance is made.
fn segment(data: &Data<'_>) -> Result<Option<Segment>, BinaryReaderError> {
    let DataKind::Active { memory_index: 0, offset_expr } = &data.kind else { return Ok(None) };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else { return Ok(None) };
    let start = value.cast_unsigned() as usize;
    let memory = start..start.saturating_add(data.data.len());
    Ok(Some(Segment { memory, at: data.range.end.saturating_sub(data.data.len()) }))
}

#[cfg(test)]
mod tests {
    use super::{IMMORTAL, MARK, immortalise, memories};

    /// A component with a module whose memory holds an object with two references at 4096, one that is immortal
    /// at 4112, a freed block at 4128, an object of another type than the list says at 4144, and the list.
    fn component() -> Vec<u8> {
        let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
        let text = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\{byte:02x}")).collect::<String>();
        let objects = words(&[2, 77, 0, 0, IMMORTAL, 77, 0, 0, 0x0020_0000, 77, 0, 0, 1, 78, 0, 0]);
        let list = [MARK, &words(&[5, 4096, 77, 4112, 77, 4128, 77, 4144, 77, 900_000, 77])].concat();
        let source = format!(
            "(component (core module (memory 1) (data (i32.const 4096) \"{}\") (data (i32.const 8192) \"{}\")))",
            text(&objects),
            text(&list)
        );
        wat::parse_str(source).unwrap()
    }

    #[test]
    fn only_counted_objects_of_the_type_that_was_seen_become_immortal() {
        let mut component = component();
        let before = component.clone();
        assert_eq!(immortalise(&mut component).unwrap(), 1);
        let memory = memories(&component).unwrap().remove(0);
        assert_eq!(memory.read(&component, 4096), Some(IMMORTAL));
        for address in [4112, 4128, 4144] {
            assert_eq!(memory.read(&component, address), memory.read(&before, address));
        }
        let list = memory.position(8192).unwrap() + MARK.len();
        assert!(component[list..list + 4 + 5 * 8].iter().all(|byte| *byte == 0));
        assert_eq!(component.len(), before.len());
    }

    #[test]
    fn a_component_without_a_list_stays_as_it_is() {
        let mut plain = wat::parse_str("(component (core module (memory 1) (data (i32.const 8) \"abc\")))").unwrap();
        let before = plain.clone();
        assert_eq!(immortalise(&mut plain).unwrap(), 0);
        assert_eq!(plain, before);
    }

    #[test]
    fn garbage_is_an_error() {
        assert!(immortalise(&mut b"\0asm garbage"[..].to_vec()).is_err());
    }
}
