//! Values out of a fuzzer's bytes. After the end everything is zero.

/// Takes from the front.
pub struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (now, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        now
    }
    pub fn number<const N: usize>(&mut self) -> u64 {
        self.bytes(N).iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
    /// A text of at most 255 bytes.
    pub fn text(&mut self) -> String {
        let length = self.number::<1>();
        String::from_utf8_lossy(self.bytes(usize::try_from(length).unwrap())).into_owned()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
