//! Two versions of a plugin beside each other.

use super::{find, href, port, title};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::kit::{Block, Page};
use crate::portal::pages::difference;
use crate::portal::{texts as t, words};
use drehscheibe_model::depot::{Package, PackageFilter};
use serde_json::{Value, json};

/// What of a package matters to those who use it.
fn shown(package: &Package) -> Value {
    json!({
        "description": package.description,
        "worlds": package.worlds.iter().map(|world| words::world(*world)).collect::<Vec<_>>(),
        "imports": package.imports,
        "settings": package.settings_schema,
        "size": package.size,
        "wit": package.wit_version,
        "component": package.component,
    })
}

/// `GET /portal/depot/vergleich`
pub(crate) fn show(ask: &Ask) -> Answer {
    let this = find(ask, &ask.query)?.package;
    let plugin = this.description.as_ref().map(|known| known.plugin.clone());
    let all = port(ask)?.packages(&PackageFilter { plugin, ..PackageFilter::default() })?;
    let wanted = ask.query.get("mit");
    let other = all.into_iter().find(|one| one.manifest.to_string() == wanted).ok_or(Failure::NotFound)?;
    let lines = difference::lines(&shown(&other), &shown(&this), &Default::default());
    let caption = t::fill(t::depot::DIFFERENCE, &[("alt", &title(&other)), ("neu", &title(&this))]);
    let page = Page::new(t::depot::COMPARE_TITLE)
        .under("/portal/depot", t::depot::TITLE)
        .under(&href("paket", &this), &title(&this))
        .with(Block::Diff { caption, lines, empty: t::depot::SAME.into() });
    Ok(Reply::Page(page))
}
