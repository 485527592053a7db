//! `xsl:strip-space` and `xsl:preserve-space`.

use drehscheibe_xdm::{Builder, Kind, NONE, NameTable, NodeIdx, Tree};
use drehscheibe_xpath::NameTest;

use crate::program::Stylesheet;

/// Removes the white space that `xsl:strip-space` names.
pub(super) fn strip(tree: &Tree, sheet: &Stylesheet, names: &NameTable) -> Tree {
    let strips = |element: NodeIdx| {
        let name = tree.name(element);
        let (ns, local) = names.pair(name);
        let hit = sheet.spaces.iter().find(|r| match r.test {
            NameTest::Any => true,
            NameTest::Name(n) => n == name,
            NameTest::Namespace(n) => n == ns,
            NameTest::Local(l) => l == local,
        });
        hit.is_some_and(|r| r.strip)
    };
    // As a rule nothing in the document says so.
    let space = names.find_name(drehscheibe_xdm::XML_NS, "space");
    let preserved = |element: NodeIdx| {
        let Some(space) = space else { return false };
        let mut at = element;
        while at != NONE {
            let here = tree.attribute(at, space);
            if here != NONE {
                return tree.string(here) == "preserve";
            }
            at = tree.parent(at);
        }
        false
    };
    let mut builder = Builder::new();
    builder.set_base_uri(tree.base_uri().cloned());
    let mut open: Vec<NodeIdx> = Vec::new();
    for n in 0..tree.len() as NodeIdx {
        while open.last().is_some_and(|o| tree.end(*o) < n) {
            open.pop();
            builder.end();
        }
        match tree.kind(n) {
            Kind::Document => {
                builder.start_document();
                open.push(n);
            }
            Kind::Element => {
                builder.start_element(tree.name(n), tree.prefix(n));
                tree.declared_on(n).for_each(|(prefix, uri)| builder.namespace(prefix, uri));
                open.push(n);
            }
            Kind::Attribute => builder.attribute(tree.name(n), tree.prefix(n), tree.string(n)),
            Kind::Text => {
                let text = tree.string(n);
                let parent = tree.parent(n);
                let blank = text.chars().all(drehscheibe_xdm::is_xml_space);
                if !(blank && tree.kind(parent) == Kind::Element && strips(parent) && !preserved(parent)) {
                    builder.text(text);
                }
            }
            Kind::Comment => builder.comment(tree.string(n)),
            Kind::Pi => builder.pi(tree.name(n), tree.string(n)),
            Kind::Namespace => {}
        }
    }
    builder.finish()
}
