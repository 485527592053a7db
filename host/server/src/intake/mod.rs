//! Submissions: from an HTTP body to a message that is durably accepted.
//!
//! Three shapes of one submission: JSON with the document inside, `multipart/form-data` with
//! attachments, or the document alone with the envelope in headers. Bytes go to the blobs while they
//! arrive; only documents that lie beside their row, and JSON submissions, are held in memory.

mod accept;
mod area;
mod attachments;
mod digest;
mod document;
mod draft;
mod envelope;
mod headers;
pub(crate) mod json;
mod json_body;
pub(crate) mod json_check;
mod media;
mod multipart;
mod raw;
mod spool;
mod submit;
pub(crate) mod transfer;
mod utf8;
pub(crate) mod xml_check;

pub(crate) use submit::{__path_submit, submit};
