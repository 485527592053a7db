//! `/portal/freischaltungen`: what is being prepared, runs, or ran.

use super::{actor, port, state_text};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::form::address;
use crate::portal::kit::{Block, Page, Piece, Table, Tone, badge, link, text, when};
use crate::portal::{places, texts as t};
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, ActivationState};
use drehscheibe_model::ids::ProcedureId;

pub(super) fn state(record: &ActivationRecord) -> Piece {
    let tone = match record.state {
        ActivationState::Productive => Tone::Good,
        ActivationState::Suspended | ActivationState::Replaced => Tone::Warning,
        _ => Tone::Info,
    };
    badge(tone, state_text(record.state))
}

/// Rules and where it leads, in one cell.
pub(super) fn rules(ask: &Ask, record: &ActivationRecord) -> String {
    if let Some(to) = &record.content.redirect_to {
        return t::fill(t::activation::REDIRECT_TO, &[("stelle", &places::name(ask, to))]);
    }
    let mut names: Vec<String> = record.content.uses().map(|one| one.plugin.to_string()).collect();
    names.dedup();
    if names.is_empty() { t::procedure::NO_RULE.to_owned() } else { names.join(", ") }
}

/// The records that the account may see, as a table.
pub(crate) fn table(ask: &Ask, procedure: Option<ProcedureId>) -> Result<Table, crate::portal::failure::Failure> {
    let filter = ActivationFilter { procedure, limit: 300, ..ActivationFilter::default() };
    let mut table = Table::new(t::activation::LIST, t::activation::LIST_COLUMNS, t::activation::LIST_NONE);
    for record in port(ask)?.list(&filter, &actor(ask))?.iter().rev() {
        let title = t::fill(t::activation::NUMBER, &[("nummer", &record.number.to_string())]);
        table.row(vec![
            vec![link(format!("/portal/freischaltungen/{}", record.number), title)],
            text(places::procedure(ask, record.procedure.as_str())),
            text(places::name(ask, &record.tenant)),
            text(rules(ask, record)),
            vec![state(record)],
            vec![when(record.changed_at)],
        ]);
    }
    Ok(table)
}

/// `GET /portal/freischaltungen`
pub(crate) fn show(ask: &Ask) -> Answer {
    let mut page = Page::new(t::activation::TITLE).lead(t::activation::LEAD);
    if ask.may(Act::ActivationEdit) {
        page.add(Block::Actions(vec![link(address("/portal/freischalten", &[]), t::activation::NEW)]));
    }
    page.add(Block::Table(table(ask, None)?));
    Ok(Reply::Page(page))
}
