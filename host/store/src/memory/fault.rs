//! What a simulator does to the store.

/// What becomes of one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It is done and answered.
    None,
    /// The hub dies before the write is on disk: the write is lost, nobody is answered.
    CrashBeforeSync,
    /// The hub dies after the write is on disk: the write stays, nobody is answered.
    CrashAfterSync,
    /// The disk is full; nothing is changed.
    Full,
    /// The disk does not answer; nothing is changed.
    Unavailable,
}

/// A write that is about to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Write {
    /// Counts all writes of this store from 1, crashes included.
    pub number: u64,
    /// The method of the port, for example `accept`.
    pub operation: &'static str,
}

/// Decides about each write.
pub(super) type Plan = Box<dyn FnMut(Write) -> Fault + Send>;
