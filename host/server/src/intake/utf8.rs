//! A reader that notices bytes that are not UTF-8.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Passes bytes on as long as they are UTF-8. A character may be split between two reads.
pub(super) struct Utf8Reader<R> {
    inner: R,
    /// The bytes of a character that has begun.
    tail: Vec<u8>,
    position: u64,
    fault: Rc<Cell<Option<u64>>>,
}

impl<R: Read> Utf8Reader<R> {
    /// The cell gets the offset of the first byte that is not UTF-8.
    pub(super) fn new(inner: R) -> (Self, Rc<Cell<Option<u64>>>) {
        let fault = Rc::new(Cell::new(None));
        (Self { inner, tail: Vec::new(), position: 0, fault: fault.clone() }, fault)
    }
    fn refuse(&self, offset: usize) -> io::Error {
        self.fault.set(Some(self.position.saturating_add(offset as u64)));
        io::Error::new(io::ErrorKind::InvalidData, "not UTF-8")
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if count == 0 {
            return if self.tail.is_empty() || buffer.is_empty() { Ok(0) } else { Err(self.refuse(0)) };
        }
        let mut bytes = std::mem::take(&mut self.tail);
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
        match std::str::from_utf8(&bytes) {
            Ok(_) => self.position = self.position.saturating_add(bytes.len() as u64),
            Err(error) if error.error_len().is_some() => return Err(self.refuse(error.valid_up_to())),
            Err(error) => {
                self.position = self.position.saturating_add(error.valid_up_to() as u64);
                self.tail = bytes.split_off(error.valid_up_to());
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every character is split.
    struct Single<'a>(&'a [u8]);
    impl Read for Single<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(1).min(buffer.len());
            let (now, rest) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = rest;
            Ok(count)
        }
    }

    #[test]
    fn split_characters_pass_and_wrong_bytes_are_located() {
        let read = |bytes: &[u8]| {
            let (mut reader, fault) = Utf8Reader::new(Single(bytes));
            let mut all = Vec::new();
            let result = reader.read_to_end(&mut all);
            (result.is_ok(), fault.get())
        };
        assert_eq!(read("Hündin 🐕".as_bytes()), (true, None));
        assert_eq!(read(b"ab\xffcd"), (false, Some(2)));
        assert_eq!(read(b"ab\xc3\x28"), (false, Some(2)));
        assert_eq!(read(b"ab\xc3"), (false, Some(2)));
        assert_eq!(read(b"\xed\xa0\x80"), (false, Some(0)));
    }
}
