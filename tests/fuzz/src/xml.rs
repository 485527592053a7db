//! XML: the check at the door, and the look at the root that recognition takes afterwards.

use super::text::assert_readable;
use drehscheibe_model::flow::document::DocumentView;
use drehscheibe_processor::LazyDocument;
use drehscheibe_server::documents::check_xml;

/// What the door lets in has a root, unless 1,000 comments stand before it, and holds no DOCTYPE
/// outside of comments and CDATA; what it refuses, it refuses with a short text.
pub fn run(input: &[u8]) {
    let root = LazyDocument::new(input).root();
    match check_xml(input) {
        Ok(()) => {
            let text = std::str::from_utf8(input).expect("the door lets in what is not UTF-8");
            assert!(root.is_some() || text.len() > 2_500, "a document without a root was let in");
            let hidden = text.contains("<!--") || text.contains("<![CDATA[") || text.contains("<?");
            assert!(hidden || !text.contains("<!DOCTYPE"), "a DOCTYPE was let in");
        }
        Err(fault) => assert_readable(&fault.to_string(), 2_000),
    }
    if let Some(root) = root {
        assert!(!root.local_name.is_empty());
    }
}
