//! A page and the frame around it.

use super::Block;
use crate::portal::assets;
use crate::portal::texts as t;
use askama::Template;

/// What a handler answers with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) title: String,
    /// Said under the title.
    pub(crate) lead: String,
    /// The way here, without the page itself: address and title.
    pub(crate) way: Vec<(String, String)>,
    pub(crate) blocks: Vec<Block>,
}

impl Page {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }
    pub(crate) fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = lead.into();
        self
    }
    pub(crate) fn under(mut self, href: &str, title: &str) -> Self {
        self.way.push((href.into(), title.into()));
        self
    }
    pub(crate) fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }
    pub(crate) fn with(mut self, block: Block) -> Self {
        self.add(block);
        self
    }
    fn has_errors(blocks: &[Block]) -> bool {
        blocks.iter().any(|block| match block {
            Block::Form(form) => !form.errors().is_empty(),
            Block::Details { blocks, .. } | Block::Live { blocks, .. } => Self::has_errors(blocks),
            _ => false,
        })
    }
}

/// Who looks at the page; nobody before sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) label: String,
    pub(crate) role: String,
    pub(crate) csrf: String,
    /// Address, title, whether it is the part the page belongs to.
    pub(crate) menu: Vec<(&'static str, &'static str, bool)>,
}

/// The whole document.
#[derive(Debug, Template)]
#[template(path = "kit/page.html")]
pub(crate) struct Frame<'a> {
    pub(crate) page: &'a Page,
    pub(crate) signed: Option<Signed>,
}

impl Frame<'_> {
    fn invalid(&self) -> bool {
        Page::has_errors(&self.page.blocks)
    }
    fn styles(&self) -> Vec<String> {
        ["vendor/fonts/fira-sans.css", "vendor/kern.min.css", "portal.css"]
            .into_iter()
            .filter_map(assets::href)
            .collect()
    }
    fn scripts(&self) -> Vec<String> {
        ["vendor/htmx.min.js", "portal.js"].into_iter().filter_map(assets::href).collect()
    }
}
