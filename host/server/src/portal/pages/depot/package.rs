//! One package: what it is, what it may, what is missing, who runs it.

use super::packages::runs;
use super::{find, href, port, status, title, told};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::format;
use crate::portal::kit::{Block, Cell, Choice, Field, Form, Input, Page, Table, Tone, code, link, text, when};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::depot::{Package, PackageFilter, PackageStatus};

fn capability(name: &str) -> String {
    t::capability::by_name(&name.replace('-', "_")).map_or_else(|| name.to_owned(), str::to_owned)
}

fn facts(ask: &Ask, package: &Package) -> Vec<(String, Cell)> {
    let worlds: Vec<_> = package.worlds.iter().map(|world| words::world(*world)).collect();
    let mut facts = vec![(t::messages::STATE.to_owned(), vec![status(package.status.status)])];
    if let Some(known) = &package.description {
        facts.push((t::depot::VENDOR.to_owned(), text(known.vendor.as_str())));
        facts.push((t::depot::VERSION.to_owned(), text(known.version.as_str())));
        facts.push((t::depot::LICENCE.to_owned(), text(known.licence.as_str())));
        facts.push((t::depot::CONTACT.to_owned(), text(known.contact.as_str())));
        let procedures: Vec<_> = known.procedures.iter().map(|one| places::procedure(ask, one.as_str())).collect();
        let procedures = if procedures.is_empty() { t::depot::ANY_PROCEDURE.to_owned() } else { procedures.join(", ") };
        facts.push((t::menu::PROCEDURES.to_owned(), text(procedures)));
    }
    facts.push((t::depot::TASKS.to_owned(), text(worlds.join(", "))));
    facts.push((t::depot::SIZE.to_owned(), text(format::bytes(package.size))));
    facts.push((t::depot::REPOSITORY.to_owned(), vec![code(package.repository.as_str())]));
    facts.push((t::step::DIGEST.to_owned(), vec![code(package.component.to_string())]));
    let signed = package.signed_by.as_deref().map_or_else(|| text(t::depot::NOT_SIGNED), |key| vec![code(key)]);
    facts.push((t::depot::SIGNED_BY.to_owned(), signed));
    facts
}

/// What to do next, by the package's state.
fn next(status: PackageStatus) -> (Tone, &'static str) {
    match status {
        PackageStatus::Uploaded => (Tone::Info, t::depot::NEXT_UPLOADED),
        PackageStatus::Checked => (Tone::Info, t::depot::NEXT_CHECKED),
        PackageStatus::Certified => (Tone::Good, t::depot::NEXT_CERTIFIED),
        PackageStatus::Expired => (Tone::Warning, t::depot::NEXT_EXPIRED),
        PackageStatus::Yanked => (Tone::Warning, t::depot::NEXT_YANKED),
        PackageStatus::Revoked => (Tone::Bad, t::depot::NEXT_REVOKED),
    }
}

/// `GET /portal/depot/paket`
pub(crate) fn show(ask: &Ask) -> Answer {
    let found = find(ask, &ask.query)?;
    let package = &found.package;
    let mut page = Page::new(title(package)).under("/portal/depot", t::depot::TITLE);
    let (tone, what) = next(package.status.status);
    page.add(Block::note(tone, what, ""));
    let german = found.open.iter().all(|one| told::remark(one) != *one);
    if !found.open.is_empty() {
        page.add(Block::Details {
            summary: t::depot::OPEN.into(),
            open: true,
            blocks: vec![Block::Note {
                tone: Tone::Info,
                title: if german { t::depot::OPEN_GERMAN } else { t::depot::OPEN_TITLE }.into(),
                lines: found.open.iter().map(|one| told::remark(one)).collect(),
            }],
        });
    }
    page.add(Block::Facts(facts(ask, package)));
    let mut capabilities =
        Table::new(t::depot::CAPABILITIES, t::depot::CAPABILITIES_COLUMNS, t::depot::NO_CAPABILITIES);
    for name in package.description.iter().flat_map(|known| &known.capabilities) {
        capabilities.row(vec![vec![code(name.as_str())], text(capability(name))]);
    }
    page.add(Block::Heading(t::depot::CAPABILITIES_TITLE.into()));
    page.add(Block::Table(capabilities));
    page.add(Block::Heading(t::depot::RUNS_TITLE.into()));
    let runs = runs(ask, &package.component)?;
    page.add(Block::Text(if runs.is_empty() { t::depot::NOBODY_RUNS.to_owned() } else { runs.join(", ") }));
    let plugin = package.description.as_ref().map(|known| known.plugin.clone());
    let filter = PackageFilter { plugin: plugin.clone(), ..PackageFilter::default() };
    let others = if plugin.is_some() { port(ask)?.packages(&filter)? } else { Vec::new() };
    let others: Vec<_> = others.iter().filter(|one| one.manifest != package.manifest).collect();
    if !others.is_empty() {
        let choices = others.iter().map(|one| Choice::new(one.manifest.to_string(), title(one), false)).collect();
        page.add(Block::Heading(t::depot::COMPARE_TITLE.into()));
        page.add(Block::Form(
            Form::search("/portal/depot/vergleich", t::depot::COMPARE)
                .field(Field::hidden("lager", package.repository.as_str()))
                .field(Field::hidden("paket", package.manifest.to_string()))
                .field(Field::new("mit", t::depot::WITH, Input::Select(choices))),
        ));
    }
    let mut history = Table::new(t::depot::HISTORY, t::depot::HISTORY_COLUMNS, "");
    for step in found.history.iter().rev() {
        history.row(vec![
            vec![when(step.at)],
            vec![status(step.status)],
            text(words::actor(&step.by)),
            text(told::reason(&step.reason)),
        ]);
    }
    page.add(Block::Heading(t::activation::HISTORY_TITLE.into()));
    page.add(Block::Table(history));
    let ends = matches!(package.status.status, PackageStatus::Yanked | PackageStatus::Revoked);
    if !ends && ask.may(Act::PackageUpload) && super::yank::is_own(ask, package) {
        page.add(Block::Actions(vec![link(href("zurueckziehen", package), t::depot::YANK)]));
    }
    Ok(Reply::Page(page))
}
