//! JSON: the check at the door, and the looks that recognition takes afterwards.

use super::text::assert_readable;
use drehscheibe_model::flow::document::DocumentView;
use drehscheibe_processor::LazyDocument;
use drehscheibe_server::documents::check_json;
use serde_json::Value;

/// What the door lets in, an ordinary reader reads, and it contains no key twice; what the door
/// refuses, it refuses with a short text.
pub fn run(input: &[u8]) {
    let ordinary: Result<Value, _> = serde_json::from_slice(input);
    match check_json(input) {
        Ok(()) => {
            let value = ordinary.expect("the door lets in what is not JSON");
            let document = LazyDocument::new(input);
            for pointer in ["", "/0", "/a", "/a/ags", "/~0", "/~1"] {
                let here = value.pointer(pointer).filter(|value| value.is_string() || value.is_number());
                assert_eq!(document.json_text(pointer).is_some(), here.is_some(), "{pointer}");
            }
        }
        Err(fault) => assert_readable(&fault.to_string(), 2_000),
    }
}
