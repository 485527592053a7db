//! Types in expressions.

use super::path::is_kind_test;
use super::{Parser, XS_NS};
use crate::error::{Error, Result};
use crate::lexer::Token;
use crate::types::{AtomicType, ItemType, Occurs, SequenceType};

impl Parser<'_, '_> {
    pub(crate) fn back(&mut self) {
        self.rewind(1);
    }

    pub(crate) fn sequence_type(&mut self) -> Result<SequenceType> {
        if self.ahead_is(1, "(")
            && (self.is_word(0, "empty-sequence") || self.is_word(0, "empty") || self.is_word(0, "void"))
        {
            self.next();
            self.next();
            self.expect(")")?;
            return Ok(SequenceType { item: None, occurs: Occurs::Optional });
        }
        let item = self.item_type()?;
        let occurs = if self.eat("?") {
            Occurs::Optional
        } else if self.eat("*") {
            Occurs::Any
        } else if self.eat("+") {
            Occurs::Some
        } else {
            Occurs::One
        };
        Ok(SequenceType { item: Some(item), occurs })
    }

    fn item_type(&mut self) -> Result<ItemType> {
        match self.peek().clone() {
            Token::Name(prefix, local) if prefix.is_empty() && self.ahead_is(1, "(") => {
                self.next();
                self.next();
                if local == "item" {
                    self.expect(")")?;
                    return Ok(ItemType::Item);
                }
                if !is_kind_test(&local) {
                    return Err(Error::fixed("XPST0003", format!("{local}() is not a type")));
                }
                Ok(ItemType::Node(self.kind_test(&local)?))
            }
            _ => Ok(ItemType::Atomic(self.atomic_type()?)),
        }
    }

    fn atomic_type(&mut self) -> Result<AtomicType> {
        match self.next() {
            Token::Name(prefix, local) => {
                let ns = if prefix.is_empty() { self.ctx.element_ns.clone() } else { self.resolve(&prefix)? };
                match AtomicType::by_name(&local) {
                    Some(found) if &*ns == XS_NS => Ok(found),
                    // The working drafts had these two in a namespace of their own.
                    Some(found) if ns.ends_with("xpath-datatypes") => Ok(found),
                    _ => Err(Error::fixed("XPST0051", format!("there is no type {prefix}:{local}"))),
                }
            }
            _ => {
                self.back();
                Err(self.wrong("the name of a type is expected"))
            }
        }
    }

    pub(crate) fn single_type(&mut self) -> Result<(AtomicType, bool)> {
        let target = self.atomic_type()?;
        if target == AtomicType::AnyAtomic {
            return Err(Error::fixed("XPST0080", "a cast to xs:anyAtomicType is not possible"));
        }
        Ok((target, self.eat("?")))
    }
}
