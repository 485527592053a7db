//! Where the bytes of something outbound come from.

use drehscheibe_model::ports::{BlobError, Blobs, OutboundBody};
use std::io::{self, Read};

/// How many bytes it has.
pub(crate) fn size(body: &OutboundBody<'_>) -> u64 {
    match body {
        OutboundBody::Empty => 0,
        OutboundBody::Bytes(bytes) => bytes.len() as u64,
        OutboundBody::Blob(content) => content.size,
    }
}

/// All of it in memory. Ask [`size`] first.
pub(crate) fn load(body: &OutboundBody<'_>, blobs: &dyn Blobs) -> Result<Vec<u8>, BlobError> {
    match body {
        OutboundBody::Empty => Ok(Vec::new()),
        OutboundBody::Bytes(bytes) => Ok(bytes.to_vec()),
        OutboundBody::Blob(content) => {
            let mut bytes = Vec::new();
            blobs
                .open(&content.digest)?
                .take(content.size.saturating_add(1))
                .read_to_end(&mut bytes)
                .map_err(|error| BlobError::Io(Box::new(error)))?;
            if bytes.len() as u64 == content.size { Ok(bytes) } else { Err(BlobError::Damaged(content.digest)) }
        }
    }
}

/// Reads exactly as many bytes as were announced; fewer are an error and not an end, so that a
/// receiver never takes a cut-off body for a whole one.
pub(crate) struct Exactly<R> {
    inner: R,
    rest: u64,
}

impl<R: Read> Exactly<R> {
    pub(crate) fn new(inner: R, size: u64) -> Self {
        Self { inner, rest: size }
    }
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest == 0 || buffer.is_empty() {
            return Ok(0);
        }
        let room = usize::try_from(self.rest).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.inner.read(buffer.get_mut(..room).unwrap_or_default())?;
        if count == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes end early"));
        }
        self.rest = self.rest.saturating_sub(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_source_is_an_error_and_a_long_one_is_cut() {
        let mut read = Vec::new();
        Exactly::new(&b"abcdef"[..], 4).read_to_end(&mut read).unwrap();
        assert_eq!(read, b"abcd");
        let error = Exactly::new(&b"abc"[..], 4).read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
