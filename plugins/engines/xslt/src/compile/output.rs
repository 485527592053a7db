//! `xsl:output` and character maps.

use std::sync::Arc;

use drehscheibe_xdm::{Encoding, Method, OutputProperties, Str, split_qname};
use drehscheibe_xpath::{Error, Result};

use super::Compiler;
use super::element::El;

impl Compiler<'_> {
    /// Sets what the attributes of an element say.
    pub fn output_properties(&mut self, el: &El, out: &mut OutputProperties) -> Result<()> {
        if let Some(method) = self.attr(el, "method").filter(|m| !m.contains('{')) {
            out.method = Some(method_by_name(method.trim())?);
        }
        let yes_no = |this: &Self, name: &str| -> Result<Option<bool>> {
            match this.attr(el, name) {
                Some(_) => this.flag(el, name, false).map(Some),
                None => Ok(None),
            }
        };
        if let Some(value) = yes_no(self, "omit-xml-declaration")? {
            out.omit_xml_declaration = value;
        }
        if let Some(value) = yes_no(self, "indent")? {
            out.indent = Some(value);
        }
        if let Some(value) = yes_no(self, "byte-order-mark")? {
            out.byte_order_mark = value;
        }
        if let Some(value) = yes_no(self, "include-content-type")? {
            out.include_content_type = Some(value);
        }
        if let Some(value) = yes_no(self, "escape-uri-attributes")? {
            out.keep_uri_attributes = !value;
        }
        match self.attr(el, "standalone").as_deref().map(str::trim) {
            Some("omit") => out.standalone = None,
            Some(_) => out.standalone = yes_no(self, "standalone")?,
            None => {}
        }
        if let Some(name) = self.attr(el, "encoding") {
            out.encoding = Encoding::by_name(&name).ok_or_else(|| {
                Error::unsupported(format!("the encoding {name} is not supported: UTF-8, ISO-8859-1 and US-ASCII are"))
            })?;
        }
        if let Some(value) = self.attr(el, "doctype-public") {
            out.doctype_public = Some(value);
        }
        if let Some(value) = self.attr(el, "doctype-system") {
            out.doctype_system = Some(value);
        }
        if let Some(value) = self.attr(el, "media-type") {
            out.media_type = Some(value);
        }
        if let Some(value) = self.attr(el, "version").filter(|_| self.xsl_name(el).as_deref() == Some("output")) {
            out.version = Some(value);
        }
        if let Some(list) = self.attr(el, "cdata-section-elements") {
            for name in list.split_whitespace() {
                let Some((prefix, local)) = split_qname(name) else {
                    return Err(Error::fixed("XTSE0020", format!("{name} is not a name")));
                };
                let ns = self.scope(el).prefix(prefix).unwrap_or_else(|| "".into());
                let id = self.names.name(&ns, local);
                out.cdata_section_elements.push(id);
            }
        }
        if let Some(list) = self.attr(el, "use-character-maps") {
            let mut all = out.character_map.as_deref().cloned().unwrap_or_default();
            for name in self.qnames(el, &list)? {
                match self.character_map(&name, 0)? {
                    Some(map) => all.extend(map),
                    None => return Err(Error::fixed("XTSE1590", format!("there is no character map {name}"))),
                }
            }
            out.character_map = Some(Arc::new(all));
        }
        Ok(())
    }

    /// `xsl:character-map` with those that it uses; `None` if there is none of this name.
    pub fn character_map(&mut self, name: &Str, depth: usize) -> Result<Option<drehscheibe_xdm::CharMap>> {
        if let Some(known) = self.character_maps.get(name) {
            return Ok(Some(known.clone()));
        }
        let Some(el) = self.character_map_elements.get(name).cloned() else { return Ok(None) };
        let el = &el;
        if depth > 50 {
            return Err(Error::fixed("XTSE1600", format!("the character map {name} uses itself")));
        }
        let mut map = drehscheibe_xdm::CharMap::default();
        if let Some(list) = self.attr(el, "use-character-maps") {
            for used in self.qnames(el, &list)? {
                match self.character_map(&used, depth + 1)? {
                    Some(other) => map.extend(other),
                    None => return Err(Error::fixed("XTSE1590", format!("there is no character map {used}"))),
                }
            }
        }
        for child in el.children() {
            if self.xsl_name(&child).as_deref() != Some("output-character") {
                continue;
            }
            self.check_attributes(&child);
            let character = self.required(&child, "character")?;
            let to: Str = self.required(&child, "string")?;
            let mut chars = character.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => map.insert(c, to),
                _ => {
                    return Err(
                        Error::fixed("XTSE0020", "character must be one character").at(&child.uri, child.line())
                    );
                }
            };
        }
        self.character_maps.insert(name.clone(), map.clone());
        Ok(Some(map))
    }
}

pub(crate) fn method_by_name(name: &str) -> Result<Method> {
    match name {
        "xml" => Ok(Method::Xml),
        "html" => Ok(Method::Html),
        "xhtml" => Ok(Method::Xhtml),
        "text" => Ok(Method::Text),
        other => Err(Error::unsupported(format!("the output method {other} is not supported"))),
    }
}
