//! `/portal/pruefstelle`: plans, runs and certificates at a glance.

use super::{certificate_href, may_see, name, port, standing, state};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::address;
use crate::portal::kit::{Block, Page, Table, Tone, link, text, when};
use crate::portal::{format, places, texts as t};

/// Runs in the table; older ones are found by their number.
const RUNS: usize = 50;

fn plans(ask: &Ask, page: &mut Page) {
    let (plans, broken) = port(ask).plans();
    let mut table = Table::new(t::certification::PLANS, t::certification::PLANS_COLUMNS, t::certification::NO_PLANS);
    for plan in &plans {
        let procedure = plan.procedure.as_ref();
        let procedure = procedure
            .map_or_else(|| t::certification::ANY_PROCEDURE.to_owned(), |id| places::procedure(ask, id.as_str()));
        table.row(vec![
            vec![link(address("/portal/pruefstelle/plan", &[("plan", &plan.key)]), plan.title.as_str())],
            text(plan.plugin.as_str()),
            text(procedure),
            text(format::number(u64::from(plan.cases))),
            text(format::number(plan.requirements.len() as u64)),
        ]);
    }
    page.add(Block::Heading(t::certification::PLANS_TITLE.into()));
    if !broken.is_empty() {
        page.add(Block::Note { tone: Tone::Warning, title: t::certification::BROKEN_PLANS.into(), lines: broken });
    }
    page.add(Block::Table(table));
}

fn runs(ask: &Ask) -> Table {
    let mut table = Table::new(t::certification::RUNS, t::certification::RUNS_COLUMNS, t::certification::NO_RUNS);
    let runs = port(ask).examinations();
    for run in runs.iter().filter(|run| may_see(ask, &run.candidate.vendor)).take(RUNS) {
        let title = t::fill(t::certification::RUN, &[("nummer", &run.number.to_string())]);
        table.row(vec![
            vec![link(format!("/portal/pruefstelle/laeufe/{}", run.number), title)],
            text(name(run)),
            text(run.candidate.vendor.as_str()),
            vec![state(run)],
            vec![when(run.started_at)],
        ]);
    }
    table
}

fn certificates(ask: &Ask) -> Result<Table, Failure> {
    let mut table = Table::new(
        t::certification::CERTIFICATES,
        t::certification::CERTIFICATES_COLUMNS,
        t::certification::NO_CERTIFICATES,
    );
    for one in port(ask).certificates()?.iter().filter(|one| may_see(ask, &one.vendor)) {
        table.row(vec![
            vec![link(certificate_href(one), one.number.as_str())],
            text(format!("{} {}", one.plugin, one.version)),
            text(one.certifier.as_str()),
            text(format::date(format::day(one.valid_until))),
            vec![standing(one, ask.now())],
        ]);
    }
    Ok(table)
}

/// `GET /portal/pruefstelle`
pub(crate) fn show(ask: &Ask) -> Answer {
    let mut page = Page::new(t::certification::TITLE).lead(t::certification::LEAD);
    plans(ask, &mut page);
    page.add(Block::Heading(t::certification::RUNS_TITLE.into()));
    page.add(Block::Table(runs(ask)));
    page.add(Block::Heading(t::certification::CERTIFICATES_TITLE.into()));
    page.add(Block::Table(certificates(ask)?));
    Ok(Reply::Page(page))
}
