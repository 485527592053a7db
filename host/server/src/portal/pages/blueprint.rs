//! What a procedure is: its keys, and its blueprint with messages, documents and roles.

use crate::portal::kit::{Block, Cell, Table, code, text};
use crate::portal::texts as t;
use drehscheibe_model::configuration::{Blueprint, MessageDirection, Procedure};

/// Hours within which nine of ten messages are to be delivered. Usually a day: acknowledgements are due on the next
/// working day.
pub(super) fn service_hours(procedure: &Procedure) -> u64 {
    let told = procedure.blueprint.as_ref().and_then(|blueprint| blueprint.service_hours);
    u64::from(told.unwrap_or(24))
}

/// The keys by which catalogues know it.
pub(super) fn keys(procedure: &Procedure) -> Vec<(String, Cell)> {
    let key = |key: Option<&String>| key.map_or_else(|| text(t::procedure::NO_KEY), |key| vec![code(key.as_str())]);
    let blueprint = procedure.blueprint.as_ref();
    vec![
        (t::procedure::LEIKA.into(), key(procedure.leika.as_ref())),
        (t::procedure::OZG.into(), key(blueprint.and_then(|one| one.ozg.as_ref()))),
        (t::procedure::KGST.into(), key(blueprint.and_then(|one| one.kgst.as_ref()))),
    ]
}

/// The same in one cell of a table; without those that it has not.
pub(super) fn keys_in_short(procedure: &Procedure) -> String {
    let blueprint = procedure.blueprint.as_ref();
    let all = [
        (t::procedure::LEIKA_SHORT, procedure.leika.as_ref()),
        (t::procedure::OZG_SHORT, blueprint.and_then(|one| one.ozg.as_ref())),
        (t::procedure::KGST_SHORT, blueprint.and_then(|one| one.kgst.as_ref())),
    ];
    let told: Vec<_> = all.iter().filter_map(|(name, key)| key.map(|key| format!("{name} {key}"))).collect();
    if told.is_empty() { t::procedure::NO_KEY.to_owned() } else { told.join(", ") }
}

/// Messages, documents and roles.
pub(super) fn blocks(procedure: &Procedure) -> Vec<Block> {
    let none = Blueprint::default();
    let blueprint = procedure.blueprint.as_ref().unwrap_or(&none);
    let mut blocks = vec![Block::Heading(t::procedure::BLUEPRINT_TITLE.into())];
    if blueprint.messages.is_empty() && blueprint.documents.is_empty() && blueprint.roles.is_empty() {
        blocks.push(Block::Text(t::procedure::NO_BLUEPRINT.into()));
        return blocks;
    }
    let mut messages = Table::new(t::procedure::MESSAGES, t::procedure::MESSAGES_COLUMNS, t::procedure::NO_MESSAGES);
    for one in &blueprint.messages {
        let direction = match one.direction {
            MessageDirection::In => t::procedure::INWARDS,
            MessageDirection::Out => t::procedure::OUTWARDS,
        };
        messages.row(vec![
            text(one.name.as_str()),
            text(direction),
            text(one.message_type.as_deref().unwrap_or(t::procedure::OPEN)),
            text(one.format.as_deref().unwrap_or(t::procedure::OPEN)),
        ]);
    }
    let mut documents =
        Table::new(t::procedure::DOCUMENTS, t::procedure::DOCUMENTS_COLUMNS, t::procedure::NO_DOCUMENTS);
    for one in &blueprint.documents {
        let needed = if one.required { t::procedure::REQUIRED } else { t::procedure::OPTIONAL };
        documents.row(vec![text(one.name.as_str()), text(needed)]);
    }
    let mut roles = Table::new(t::procedure::ROLES, t::procedure::ROLES_COLUMNS, t::procedure::NO_ROLES);
    for one in &blueprint.roles {
        let recipient = one.recipient.as_ref().map_or(t::procedure::NO_RECIPIENT, |recipient| recipient.as_str());
        roles.row(vec![text(one.name.as_str()), text(one.does.as_str()), text(recipient)]);
    }
    blocks.extend([messages, documents, roles].map(Block::Table));
    blocks
}
