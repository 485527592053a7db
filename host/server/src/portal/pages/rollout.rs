//! `/portal/rollout`: how far the procedures have come, as figures, as a matrix and as a map.

use super::tile_map::{County, lay_out};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::coverage::{CountyPlaces, Coverage, Progress};
use crate::portal::form::address;
use crate::portal::format;
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Piece, Table, Tone, badge, dash, link, text};
use crate::portal::texts as t;
use drehscheibe_model::configuration::{Configuration, Procedure};
use drehscheibe_model::ids::ProcedureId;

/// Procedures beside each other in the matrix.
const MATRIX: usize = 6;

fn word(state: Progress) -> &'static str {
    match state {
        Progress::Productive => t::rollout::PRODUCTIVE,
        Progress::Prepared => t::rollout::PREPARED,
        Progress::Nothing => t::rollout::NOTHING,
    }
}

/// In the matrix most cells are empty: what is there should stand out.
fn mark(state: Progress) -> Piece {
    match state {
        Progress::Productive => badge(Tone::Good, word(state)),
        Progress::Prepared => badge(Tone::Info, word(state)),
        Progress::Nothing => dash(word(state)),
    }
}

struct View<'a> {
    all: &'a Configuration,
    coverage: &'a Coverage,
}

impl View<'_> {
    fn coverage_table(&self) -> Table {
        let mut table = Table::new(t::rollout::COVERAGE, t::rollout::COVERAGE_COLUMNS, t::rollout::NONE);
        for (id, procedure) in &self.all.procedures {
            let (has, of) = self.coverage.procedures.get(id).map_or((0, 0), |one| (one.has, one.of));
            table.row(vec![
                vec![link(address("/portal/rollout", &[("verfahren", id.as_str())]), procedure.name.as_str())],
                text(format::number(has)),
                text(format::number(of)),
                text(format::percent(has, of)),
            ]);
        }
        table
    }

    fn map(&self, id: &ProcedureId, procedure: &Procedure) -> Block {
        let tile = |place: &usize| {
            let state = self.coverage.at(id, *place);
            let name = self.coverage.places.get(*place).map_or("", |place| place.name.as_str());
            (format!("{name}: {}", word(state)), state.class())
        };
        let county = |one: &CountyPlaces| County {
            key: one.key.clone(),
            name: one.name.clone(),
            places: one.places.iter().map(tile).collect(),
        };
        let counties: Vec<County> = self.coverage.counties.iter().map(county).collect();
        let (width, height, groups) = lay_out(&counties);
        let title = t::fill(t::rollout::MAP_TITLE, &[("verfahren", &procedure.name)]);
        Block::Map { title, text: t::rollout::MAP_TEXT.into(), width, height, groups }
    }

    fn county_table(&self, id: &ProcedureId) -> Table {
        let mut table = Table::new(t::rollout::BY_COUNTY, t::rollout::BY_COUNTY_COLUMNS, t::rollout::NONE);
        for CountyPlaces { key, name, places } in &self.coverage.counties {
            let count = |wanted| places.iter().filter(|place| self.coverage.at(id, **place) == wanted).count() as u64;
            let href = address("/portal/rollout", &[("verfahren", id.as_str()), ("kreis", key)]);
            table.row(vec![
                vec![link(href, name.as_str())],
                text(format::number(places.len() as u64)),
                text(format::number(count(Progress::Productive))),
                text(format::number(count(Progress::Prepared))),
                text(format::number(count(Progress::Nothing))),
            ]);
        }
        table
    }

    /// Municipalities of a county against procedures, the chosen one first.
    fn matrix(&self, county: &str, chosen: &ProcedureId) -> Option<Table> {
        let CountyPlaces { name, places, .. } = self.coverage.counties.iter().find(|one| one.key == county)?;
        let first = self.all.procedures.iter().filter(|(id, _)| *id == chosen);
        let others = self.all.procedures.iter().filter(|(id, _)| *id != chosen);
        let shown: Vec<_> = first.chain(others).take(MATRIX).collect();
        let mut columns = vec![t::rollout::MUNICIPALITY];
        columns.extend(shown.iter().map(|(_, procedure)| procedure.name.as_str()));
        let caption = t::fill(t::rollout::MATRIX, &[("kreis", name)]);
        let mut table = Table::new(&caption, &columns.join("|"), t::rollout::NONE);
        for place in places {
            let mut row = vec![text(self.coverage.places.get(*place).map_or("", |place| place.name.as_str()))];
            row.extend(shown.iter().map(|(id, _)| vec![mark(self.coverage.at(id, *place))]));
            table.row(row);
        }
        Some(table)
    }
}

/// `GET /portal/rollout`
pub(crate) fn show(ask: &Ask) -> Answer {
    let (_, all) = ask.portal.in_force.get(ask)?;
    let coverage = ask.portal.coverage.get(ask)?;
    let view = View { all: &all, coverage: &coverage };
    let mut page = Page::new(t::rollout::TITLE).lead(t::rollout::LEAD);
    page.add(Block::Table(view.coverage_table()));
    let asked = ProcedureId::new(ask.query.get("verfahren")).ok().filter(|id| all.procedures.contains_key(id));
    let Some(id) = asked.or_else(|| all.procedures.keys().next().cloned()) else { return Ok(Reply::Page(page)) };
    let Some(procedure) = all.procedures.get(&id) else { return Ok(Reply::Page(page)) };
    let choices = all.procedures.iter().map(|(key, one)| Choice::new(key.as_str(), one.name.as_str(), *key == id));
    let mut counties = vec![Choice::new("", t::rollout::NO_COUNTY, ask.query.get("kreis").is_empty())];
    counties.extend(coverage.counties.iter().map(|one| {
        let chosen = one.key == ask.query.get("kreis");
        Choice::new(one.key.as_str(), one.name.as_str(), chosen)
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
    page.add(Block::Table(view.county_table(&id)));
    Ok(Reply::Page(page))
}
