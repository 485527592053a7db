//! All packages, the newest of a plugin last in its line.

use super::{href, port, status, title};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::format;
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Table, link, text, when};
use crate::portal::{texts as t, words};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{PackageFilter, PackageStatus};

const STATES: [PackageStatus; 6] = [
    PackageStatus::Uploaded,
    PackageStatus::Checked,
    PackageStatus::Certified,
    PackageStatus::Expired,
    PackageStatus::Yanked,
    PackageStatus::Revoked,
];

/// Names of the authorities that run a component today.
pub(super) fn runs(ask: &Ask, component: &Digest) -> Result<Vec<String>, Failure> {
    let (_, configuration) = ask.portal.in_force.get(ask)?;
    let named = configuration.plugins.iter().find(|(_, plugin)| plugin.digest == *component).map(|(name, _)| name);
    let uses = |one: &drehscheibe_model::configuration::PluginUse| named.is_some_and(|name| one.plugin == *name);
    let runs = configuration.authorities.values().filter(|authority| {
        authority.activations.iter().any(|one| one.validators.iter().chain(&one.transformers).any(|one| uses(one)))
            || authority.targets.values().any(|target| uses(&target.adapter))
    });
    Ok(runs.map(|authority| authority.name.clone()).collect())
}

/// `GET /portal/depot`
pub(crate) fn list(ask: &Ask) -> Answer {
    let wanted = STATES.into_iter().find(|state| state.name() == ask.query.get("zustand"));
    let mut states = vec![Choice::new("", t::form::ANY, wanted.is_none())];
    states.extend(STATES.map(|state| {
        let text = match status(state) {
            crate::portal::kit::Piece::Badge { text, .. } => text,
            _ => state.name().to_owned(),
        };
        Choice::new(state.name(), text, wanted == Some(state))
    }));
    let filter = PackageFilter { status: wanted, ..PackageFilter::default() };
    let mut table = Table::new(t::depot::CAPTION, t::depot::CAPTION_COLUMNS, t::depot::NONE);
    for package in port(ask)?.packages(&filter)? {
        let vendor = package.description.as_ref().map_or("", |known| known.vendor.as_str());
        let worlds: Vec<_> = package.worlds.iter().map(|world| words::world(*world)).collect();
        let runs = runs(ask, &package.component)?.len() as u64;
        table.row(vec![
            vec![link(href("paket", &package), title(&package))],
            text(vendor),
            text(worlds.join(", ")),
            vec![status(package.status.status)],
            vec![when(package.status.at)],
            text(format::number(runs)),
        ]);
    }
    let search = Form::search("/portal/depot", t::parked::SEARCH).field(Field::new(
        "zustand",
        t::messages::STATE,
        Input::Select(states),
    ));
    let page = Page::new(t::depot::TITLE)
        .lead(t::depot::LEAD)
        .with(Block::Form(search))
        .with(Block::Table(table))
        .with(Block::Heading(t::depot::PUBLISH_TITLE.into()))
        .with(Block::Text(t::depot::PUBLISH.into()));
    if ask.may(Act::PackageUpload) {
        return Ok(Reply::Page(page.with(Block::Actions(vec![link("/portal/depot/hochladen", t::depot::UPLOAD)]))));
    }
    Ok(Reply::Page(page))
}
