//! What the methods `html` and `xhtml` know of HTML.

pub(crate) const XHTML_NS: &str = "http://www.w3.org/1999/xhtml";

/// Elements without content and end tag.
pub(crate) fn is_void(element: &str) -> bool {
    matches!(
        element,
        "area"
            | "base"
            | "basefont"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "isindex"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements inside of which no white space may be added.
pub(crate) fn is_inline(element: &str) -> bool {
    matches!(
        element,
        "a" | "abbr"
            | "b"
            | "bdo"
            | "button"
            | "cite"
            | "code"
            | "em"
            | "font"
            | "i"
            | "label"
            | "pre"
            | "q"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "textarea"
            | "tt"
            | "u"
    )
}

/// Boolean attributes are written without their value.
pub(crate) fn is_boolean(_element: &str, attribute: &str, value: &str) -> bool {
    let attribute = attribute.to_ascii_lowercase();
    attribute.eq_ignore_ascii_case(value)
        && matches!(
            attribute.as_str(),
            "checked"
                | "compact"
                | "declare"
                | "defer"
                | "disabled"
                | "ismap"
                | "multiple"
                | "nohref"
                | "noresize"
                | "noshade"
                | "nowrap"
                | "readonly"
                | "selected"
        )
}

/// Attributes whose value is a URI.
pub(crate) fn is_uri(element: &str, attribute: &str) -> bool {
    match attribute.to_ascii_lowercase().as_str() {
        "href" | "src" | "cite" | "action" | "background" | "longdesc" | "usemap" | "codebase" => true,
        "data" | "classid" | "archive" => element == "object",
        _ => false,
    }
}

/// Percent-encodes what is not ASCII.
pub(crate) fn escape_uri(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut bytes = [0; 4];
    for c in value.chars() {
        if (' '..='~').contains(&c) {
            out.push(c);
        } else {
            for b in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{b:02X}"));
            }
        }
    }
    out
}
