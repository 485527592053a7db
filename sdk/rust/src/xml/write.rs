//! Writing a document, indented by two spaces.

use quick_xml::escape::escape;
use std::borrow::Cow;

/// Writes elements one after the other; what is open is closed by [`finish`](Self::finish).
///
/// Names are written as they are given, texts escaped. Characters that XML 1.0 cannot hold become
/// U+FFFD.
#[derive(Debug)]
pub struct Writer {
    text: String,
    open: Vec<String>,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// Begins with the XML declaration.
    pub fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".into(), open: Vec::new() }
    }
    /// Opens an element.
    pub fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.tag(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name.to_owned());
        self
    }
    /// An element with text only.
    pub fn leaf(&mut self, name: &str, text: &str) -> &mut Self {
        self.leaf_with(name, &[], text)
    }
    /// An element with attributes and text only.
    pub fn leaf_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> &mut Self {
        self.tag(name, attributes);
        if text.is_empty() {
            self.text.push_str("/>\n");
        } else {
            self.text.push('>');
            self.text.push_str(&escape(sound(text).as_ref()));
            self.close(name);
        }
        self
    }
    /// An element with text, if there is one.
    pub fn optional(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.leaf(name, text),
            None => self,
        }
    }
    /// Closes the innermost open element.
    pub fn end(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.close(&name);
        }
        self
    }
    /// Closes all and gives the document.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.text
    }

    fn indent(&mut self) {
        for _ in 0..self.open.len() {
            self.text.push_str("  ");
        }
    }
    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.push(' ');
            self.text.push_str(key);
            self.text.push_str("=\"");
            self.text.push_str(&escape(sound(value).as_ref()));
            self.text.push('"');
        }
    }
    fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }
}

fn sound(text: &str) -> Cow<'_, str> {
    let foreign = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(foreign) { Cow::Owned(text.replace(foreign, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let mut writer = Writer::new();
        writer
            .start("a", &[("x", "\"<&>'")])
            .leaf("b", "1 < 2 & \u{0}")
            .leaf("c", "")
            .optional("d", None)
            .start("e", &[]);
        let text = writer.finish();
        let root = crate::xml::parse(text.as_bytes()).unwrap();
        assert_eq!(root.attribute("x"), Some("\"<&>'"));
        assert_eq!(root.text_at("b"), Some("1 < 2 & \u{fffd}"));
        assert_eq!(root.children.len(), 3);
    }
}
