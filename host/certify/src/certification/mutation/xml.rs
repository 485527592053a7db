//! XML documents: elements by their local names, as bytes, so that the rest of the document stays as it is.

use super::{FIELDS, Mutation, OVERSIZE, Spoilt};
use std::ops::Range;

/// An element: all of it, and what is between its tags.
struct Element {
    place: String,
    whole: Range<usize>,
    inner: Range<usize>,
    leaf: bool,
}

/// The elements in order of their beginnings; none if the document is not simple enough to be cut.
fn elements(text: &str) -> Option<Vec<Element>> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut elements: Vec<Element> = Vec::new();
    loop {
        let before = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let after = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            quick_xml::events::Event::Start(start) => {
                let parent = open.last().map(|(index, ..)| *index);
                let name = start.local_name().into_inner().to_owned();
                let above = parent.and_then(|index| elements.get(index)).map(|element| element.place.clone());
                if let Some(element) = parent.and_then(|index| elements.get_mut(index)) {
                    element.leaf = false;
                }
                open.push((elements.len(), before, after));
                let place = format!("{}/{name}", above.unwrap_or_default());
                elements.push(Element { place, whole: before..after, inner: after..after, leaf: true });
            }
            quick_xml::events::Event::End(_) => {
                let (index, start, inner) = open.pop()?;
                let element = elements.get_mut(index)?;
                element.whole = start..after;
                element.inner = inner..before;
            }
            quick_xml::events::Event::Eof => return open.is_empty().then_some(elements),
            _ => {}
        }
    }
}

fn cut(text: &str, range: &Range<usize>, put: &str) -> Option<Vec<u8>> {
    Some([text.get(..range.start)?, put, text.get(range.end..)?].concat().into_bytes())
}

fn swapped(text: &str, a: &Range<usize>, b: &Range<usize>) -> Option<Vec<u8>> {
    let (first, second) = (text.get(a.clone())?, text.get(b.clone())?);
    if first == second || a.end > b.start {
        return None;
    }
    let parts = [text.get(..a.start)?, second, text.get(a.end..b.start)?, first, text.get(b.end..)?];
    Some(parts.concat().into_bytes())
}

pub fn spoil(body: &[u8]) -> Vec<Spoilt> {
    let Some((text, elements)) = std::str::from_utf8(body).ok().and_then(|text| Some((text, elements(text)?))) else {
        return Vec::new();
    };
    let fields: Vec<&Element> = elements.iter().skip(1).take(FIELDS).collect();
    let leaves: Vec<&&Element> = fields.iter().filter(|element| element.leaf).collect();
    let mut spoilt = Vec::new();
    let mut add = |kind, element: &Element, body: Option<Vec<u8>>| {
        if let Some(body) = body {
            spoilt.push(Spoilt { kind, place: element.place.clone(), body });
        }
    };
    for element in &fields {
        add(Mutation::Drop, element, cut(text, &element.whole, ""));
        if !element.inner.is_empty() {
            add(Mutation::Empty, element, cut(text, &element.inner, ""));
        }
    }
    for (element, next) in leaves.iter().zip(leaves.iter().skip(1)) {
        add(Mutation::Swap, element, swapped(text, &element.inner, &next.inner));
    }
    for element in &leaves {
        add(Mutation::Oversize, element, cut(text, &element.inner, &"Ü".repeat(OVERSIZE / 2)));
    }
    spoilt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_cut_out_and_the_rest_stays() {
        let spoilt = spoil(b"<?xml version=\"1.0\"?><x:a xmlns:x=\"u\"><b>1</b><x:c><d>2</d></x:c></x:a>");
        let text = |place: usize| String::from_utf8(spoilt[place].body.clone()).unwrap();
        assert_eq!((spoilt[0].kind, spoilt[0].place.as_str()), (Mutation::Drop, "/a/b"));
        assert_eq!(text(0), "<?xml version=\"1.0\"?><x:a xmlns:x=\"u\"><x:c><d>2</d></x:c></x:a>");
        let swap = spoilt.iter().position(|one| one.kind == Mutation::Swap).unwrap();
        assert_eq!(text(swap), "<?xml version=\"1.0\"?><x:a xmlns:x=\"u\"><b>2</b><x:c><d>1</d></x:c></x:a>");
        assert!(spoilt.iter().any(|one| one.place == "/a/c/d" && one.kind == Mutation::Empty));
        assert!(spoil(b"<a><b></a>").is_empty());
        assert!(spoil(b"\xff").is_empty());
    }
}
