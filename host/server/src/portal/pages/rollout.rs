//! `/portal/rollout`: how far the procedures have come, as figures, as a matrix and as a map.

use super::tile_map::{County, lay_out};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::form::address;
use crate::portal::format;
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Table, link, text};
use crate::portal::texts as t;
use drehscheibe_model::area::{AuthorityKey, FICTITIOUS_ARS, Municipality};
use drehscheibe_model::configuration::{Competence, Configuration, Procedure};
use drehscheibe_model::ids::{ProcedureId, TenantId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Procedures beside each other in the matrix.
const MATRIX: usize = 6;

/// The tenant that is competent for a municipality; none if that depends on each message.
fn competent(procedure: &Procedure, place: &Municipality) -> Option<TenantId> {
    match &procedure.competence {
        Competence::Municipality => AuthorityKey::Municipality(place.ars).tenant().ok(),
        Competence::Administration | Competence::PlaceInDocument { .. } => place.administration().tenant().ok(),
        Competence::County => AuthorityKey::County(place.ars.county_key().to_owned()).tenant().ok(),
        Competence::Office { tenant } => Some(tenant.clone()),
    }
}

/// `productive`, `prepared` or `none`.
fn state(all: &Configuration, procedure: &ProcedureId, tenant: &TenantId, today: Date) -> &'static str {
    let Some(authority) = all.authorities.get(tenant) else { return "none" };
    let mut found = "none";
    for activation in authority.activations.iter().filter(|one| one.procedure == *procedure) {
        if activation.active_on(today) {
            return "productive";
        }
        found = "prepared";
    }
    found
}

fn word(state: &str) -> &'static str {
    match state {
        "productive" => t::rollout::PRODUCTIVE,
        "prepared" => t::rollout::PREPARED,
        _ => t::rollout::NOTHING,
    }
}

struct View<'a> {
    all: &'a Configuration,
    places: Vec<Municipality>,
    today: Date,
}

impl View<'_> {
    /// Competent authorities that have it, and how many there are.
    fn coverage(&self, id: &ProcedureId, procedure: &Procedure) -> (u64, u64) {
        let all: BTreeSet<TenantId> = self.places.iter().filter_map(|place| competent(procedure, place)).collect();
        let has = all.iter().filter(|tenant| state(self.all, id, tenant, self.today) == "productive").count();
        (has as u64, all.len() as u64)
    }

    fn of(&self, id: &ProcedureId, procedure: &Procedure, place: &Municipality) -> &'static str {
        competent(procedure, place).map_or("none", |tenant| state(self.all, id, &tenant, self.today))
    }

    fn coverage_table(&self) -> Table {
        let mut table = Table::new(t::rollout::COVERAGE, t::rollout::COVERAGE_COLUMNS, t::rollout::NONE);
        for (id, procedure) in &self.all.procedures {
            let (has, of) = self.coverage(id, procedure);
            table.row(vec![
                vec![link(address("/portal/rollout", &[("verfahren", id.as_str())]), procedure.name.as_str())],
                text(format::number(has)),
                text(format::number(of)),
                text(format::percent(has, of)),
            ]);
        }
        table
    }

    /// By county, in the order of their keys.
    fn counties(&self) -> BTreeMap<String, (String, Vec<&Municipality>)> {
        let mut counties: BTreeMap<String, (String, Vec<&Municipality>)> = BTreeMap::new();
        for place in &self.places {
            let key = place.ars.county_key().to_owned();
            counties.entry(key).or_insert_with(|| (place.county_name.clone(), Vec::new())).1.push(place);
        }
        counties
    }

    fn map(&self, id: &ProcedureId, procedure: &Procedure) -> Block {
        let counties: Vec<County> = self
            .counties()
            .into_iter()
            .map(|(key, (name, places))| County {
                key,
                name,
                places: places
                    .iter()
                    .map(|place| {
                        let state = self.of(id, procedure, place);
                        (format!("{}: {}", place.name, word(state)), state)
                    })
                    .collect(),
            })
            .collect();
        let (width, height, groups) = lay_out(&counties);
        let title = t::fill(t::rollout::MAP_TITLE, &[("verfahren", &procedure.name)]);
        Block::Map { title, text: t::rollout::MAP_TEXT.into(), width, height, groups }
    }

    fn county_table(&self, id: &ProcedureId, procedure: &Procedure) -> Table {
        let mut table = Table::new(t::rollout::BY_COUNTY, t::rollout::BY_COUNTY_COLUMNS, t::rollout::NONE);
        for (key, (name, places)) in self.counties() {
            let count =
                |wanted: &str| places.iter().filter(|place| self.of(id, procedure, place) == wanted).count() as u64;
            let href = address("/portal/rollout", &[("verfahren", id.as_str()), ("kreis", &key)]);
            table.row(vec![
                vec![link(href, name)],
                text(format::number(places.len() as u64)),
                text(format::number(count("productive"))),
                text(format::number(count("prepared"))),
                text(format::number(count("none"))),
            ]);
        }
        table
    }

    /// Municipalities of a county against procedures, the chosen one first.
    fn matrix(&self, county: &str, chosen: &ProcedureId) -> Option<Table> {
        let counties = self.counties();
        let (name, places) = counties.get(county)?;
        let first = self.all.procedures.iter().filter(|(id, _)| *id == chosen);
        let others = self.all.procedures.iter().filter(|(id, _)| *id != chosen);
        let shown: Vec<_> = first.chain(others).take(MATRIX).collect();
        let mut columns = vec![t::rollout::MUNICIPALITY];
        columns.extend(shown.iter().map(|(_, procedure)| procedure.name.as_str()));
        let caption = t::fill(t::rollout::MATRIX, &[("kreis", name)]);
        let mut table = Table::new(&caption, &columns.join("|"), t::rollout::NONE);
        for place in places {
            let mut row = vec![text(place.name.as_str())];
            row.extend(shown.iter().map(|(id, procedure)| text(word(self.of(id, procedure, place)))));
            table.row(row);
        }
        Some(table)
    }
}

/// `GET /portal/rollout`
pub(crate) fn show(ask: &Ask) -> Answer {
    let (_, all) = ask.portal.in_force.get(ask)?;
    let today = format::day(ask.now());
    let mut places = ask.state.ports.areas.all(today);
    places.retain(|place| place.ars.as_str() != FICTITIOUS_ARS);
    let view = View { all: &all, places, today };
    let mut page = Page::new(t::rollout::TITLE).lead(t::rollout::LEAD);
    page.add(Block::Table(view.coverage_table()));
    let asked = ProcedureId::new(ask.query.get("verfahren")).ok().filter(|id| all.procedures.contains_key(id));
    let Some(id) = asked.or_else(|| all.procedures.keys().next().cloned()) else { return Ok(Reply::Page(page)) };
    let Some(procedure) = all.procedures.get(&id) else { return Ok(Reply::Page(page)) };
    let choices = all.procedures.iter().map(|(key, one)| Choice::new(key.as_str(), one.name.as_str(), *key == id));
    let mut counties = vec![Choice::new("", t::rollout::NO_COUNTY, ask.query.get("kreis").is_empty())];
    counties.extend(view.counties().into_iter().map(|(key, (name, _))| {
        let chosen = key == ask.query.get("kreis");
        Choice::new(key, name, chosen)
    }));
    page.add(Block::Heading(t::rollout::ONE.into()));
    page.add(Block::Form(
        Form::search("/portal/rollout", t::rollout::SHOW)
            .field(Field::new("verfahren", t::messages::PROCEDURE, Input::Select(choices.collect())))
            .field(Field::new("kreis", t::rollout::COUNTY, Input::Select(counties))),
    ));
    if let Some(table) = view.matrix(ask.query.get("kreis"), &id) {
        page.add(Block::Table(table));
    }
    page.add(view.map(&id, procedure));
    page.add(Block::Table(view.county_table(&id, procedure)));
    Ok(Reply::Page(page))
}
