//! Sequence constructors.

use drehscheibe_xdm::Kind;
use drehscheibe_xpath::Result;

use super::Compiler;
use super::element::El;
use crate::program::{Body, Instr, Node};

impl Compiler<'_> {
    pub fn body(&mut self, el: &El) -> Result<Body> {
        self.body_except(el, &[])
    }

    /// The children of an element as instructions, those named (`xsl:sort`, `xsl:with-param` …) left
    /// out. Variables are in scope for what follows them.
    pub fn body_except(&mut self, el: &El, except: &[&str]) -> Result<Body> {
        let mark = self.locals.mark();
        let mut body = Vec::new();
        for child in el.children() {
            match child.tree.kind(child.node) {
                Kind::Text => {
                    let text = child.tree.string(child.node);
                    let blank = text.chars().all(drehscheibe_xdm::is_xml_space);
                    if !blank || self.keeps_space(el) {
                        body.push(Node { place: self.place(&child), instr: Instr::Text(text.into()) });
                    }
                }
                Kind::Element => {
                    let name = self.xsl_name(&child);
                    if name.as_deref().is_some_and(|n| except.contains(&n)) {
                        continue;
                    }
                    let wanted = self.use_when(&child);
                    if !self.or_note(&child, wanted) {
                        continue;
                    }
                    let instr = match name {
                        Some(name) => self.instruction(&child, &name),
                        None => self.literal(&child),
                    };
                    match instr {
                        Ok(Some(instr)) => body.push(Node { place: self.place(&child), instr }),
                        Ok(None) => {}
                        Err(error) => self.note(&child, error),
                    }
                }
                _ => {}
            }
        }
        self.locals.restore(mark);
        Ok(body)
    }

    fn keeps_space(&self, el: &El) -> bool {
        if self.xsl_name(el).as_deref() == Some("text") {
            return true;
        }
        let mut at = Some(el.clone());
        while let Some(here) = at {
            let space = here.tree.attribute(here.node, self.xsl.xml_space);
            if space != drehscheibe_xdm::NONE {
                return here.tree.string(space) == "preserve";
            }
            at = here.parent();
        }
        false
    }
}
