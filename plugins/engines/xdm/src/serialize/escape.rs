//! Text and attribute values: what must be written otherwise.

use super::Method;
use super::writer::Writer;

impl Writer<'_> {
    pub(super) fn text(&mut self, text: &str, raw: bool, cdata: bool) {
        if raw {
            self.out.push_str(text);
        } else if cdata && self.method != Method::Html {
            self.out.push_str("<![CDATA[");
            self.out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
            self.out.push_str("]]>");
        } else {
            self.escape(text, false);
        }
    }

    /// Writes text, only the character map applied.
    pub(super) fn mapped(&mut self, text: &str) {
        match self.properties.character_map.as_deref() {
            None => self.out.push_str(text),
            Some(map) => {
                for c in text.chars() {
                    match map.get(&c) {
                        Some(to) => self.out.push_str(to),
                        None => self.out.push(c),
                    }
                }
            }
        }
    }

    pub(super) fn escape(&mut self, text: &str, attribute: bool) {
        let map = self.properties.character_map.as_deref();
        let html = self.method == Method::Html;
        let encoding = self.properties.encoding;
        let mut from = 0;
        for (i, c) in text.char_indices() {
            let mapped = map.and_then(|m| m.get(&c));
            let to: &str = match (mapped, c) {
                (Some(to), _) => to,
                (None, '<') if !(html && attribute) => "&lt;",
                (None, '>') if !(html && attribute) => "&gt;",
                (None, '&') if html && attribute && text.get(i + 1..).is_some_and(|r| r.starts_with('{')) => "&",
                (None, '&') => "&amp;",
                (None, '"') if attribute => "&#34;",
                (None, '\n') if attribute => "&#xA;",
                (None, '\t') if attribute => "&#x9;",
                (None, '\r') => "&#xD;",
                (None, '\u{A0}') if html => "&nbsp;",
                (None, c) if ('\u{7F}'..='\u{9F}').contains(&c) || !encoding.has(c) => {
                    self.out.push_str(text.get(from..i).unwrap_or(""));
                    self.out.push_str(&format!("&#x{:X};", u32::from(c)));
                    from = i + c.len_utf8();
                    continue;
                }
                _ => continue,
            };
            self.out.push_str(text.get(from..i).unwrap_or(""));
            self.out.push_str(to);
            from = i + c.len_utf8();
        }
        self.out.push_str(text.get(from..).unwrap_or(""));
    }
}
