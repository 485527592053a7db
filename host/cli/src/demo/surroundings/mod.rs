//! What lies around the hub in the demo: a line-of-business application with a web service, and a
//! mail box. Both are real servers on loopback.

mod mailbox;
mod web_service;

pub use mailbox::Mailbox;
pub use web_service::WebService;

use std::io::{BufRead, BufReader, Read};

/// No line of a request or a mail is longer.
const LONGEST_LINE: u64 = 64 << 10;

/// A line without its end; none at the end of the stream.
fn read_line(reader: &mut BufReader<impl Read>) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned()))
}
