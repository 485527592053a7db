//! Keys.

use std::rc::Rc;

use drehscheibe_xdm::Str;
use drehscheibe_xpath::{Collation, Env, Error, Focus, Item, Node, Result, Value};
use rustc_hash::FxHashMap;

use super::group::group_key;
use super::{Cx, KeyIndex, Runner};
use crate::program::Content;

impl<'s> Runner<'s> {
    /// `key(name, value, top)`: the nodes of the tree of `top` at or below it.
    pub(crate) fn key(&self, env: &Env<'_>, name: &Str, wanted: &Value, top: Node) -> Result<Value> {
        let compat = match self.sheet.keys.get(name) {
            Some(defs) => defs.iter().any(|d| d.compat),
            None => return Err(Error::dynamic("XTDE1260", format!("there is no key {name}"))),
        };
        let index = self.key_index(env, name, top.doc)?;
        let mut found: Vec<Node> = Vec::new();
        for atom in env.atomize(wanted)? {
            let key = if compat { atom.text() } else { group_key(&atom, Collation::CodePoint) };
            found.extend(index.get(&key).map(Vec::as_slice).unwrap_or(&[]));
        }
        found.sort_unstable();
        found.dedup();
        if top.idx != 0 {
            let end = env.tree(top).end(top.idx);
            found.retain(|n| n.idx >= top.idx && n.idx <= end);
        }
        Ok(found.into_iter().map(Item::Node).collect())
    }

    fn key_index(&self, env: &Env<'_>, name: &Str, doc: u32) -> Result<KeyIndex> {
        if let Some(index) = self.keys.borrow().get(&(name.clone(), doc)) {
            return Ok(index.clone());
        }
        self.enter()?;
        let mut index: FxHashMap<Str, Vec<Node>> = FxHashMap::default();
        for def in self.sheet.keys.get(name).map(Vec::as_slice).unwrap_or(&[]) {
            let base = env.push_frame(def.frame);
            let result = self.fill(env, def, doc, base, &mut index);
            env.pop_frame(base);
            result.map_err(|e| self.placed(e, def.place))?;
        }
        self.leave();
        let index = Rc::new(index);
        self.keys.borrow_mut().insert((name.clone(), doc), index.clone());
        Ok(index)
    }

    fn fill(
        &self,
        env: &Env<'_>,
        def: &crate::program::KeyDef,
        doc: u32,
        base: usize,
        index: &mut FxHashMap<Str, Vec<Node>>,
    ) -> Result<()> {
        let len = env.tree(Node { doc, idx: 0 }).len() as u32;
        for idx in 0..len {
            let node = Node { doc, idx };
            let mut hit = false;
            for pattern in &def.patterns {
                hit = hit || env.matches(pattern, node, base)?;
            }
            if !hit {
                continue;
            }
            let focus = Focus::on(node, base);
            let value = match &def.content {
                Content::Select(expr) => env.eval(expr, &focus)?,
                Content::Body(body) => {
                    let cx = Cx { focus, mode: 0, rule: None, tunnel: Rc::default() };
                    self.sequence(env, body, None, &cx)?
                }
                Content::Empty => Value::Empty,
            };
            for atom in env.atomize(&value)? {
                let key = if def.compat { atom.text() } else { group_key(&atom, Collation::CodePoint) };
                let nodes = index.entry(key).or_default();
                if nodes.last() != Some(&node) {
                    nodes.push(node);
                }
            }
        }
        Ok(())
    }
}
