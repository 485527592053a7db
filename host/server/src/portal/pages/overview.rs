//! `/portal/lage`: what arrived, was delivered, waits, is parked; how long it takes; which targets fail.

use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::address;
use crate::portal::format;
use crate::portal::kit::{Block, Card, Page, Table, Tone, badge, code, link, text, when};
use crate::portal::pages::certification;
use crate::portal::{places, texts as t, words};
use drehscheibe_model::ids::TenantId;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// Messages per procedure whose lead times are looked at.
const LATELY: u32 = 200;
/// Procedures in the table.
const PROCEDURES: usize = 40;
/// Deliveries that are looked at.
const WAITING: u32 = 500;
/// Seconds after which the figures are read again.
const SECONDS: u32 = 15;

pub(crate) fn show(ask: &Ask) -> Answer {
    let mut blocks = Vec::new();
    let tenants = ask.tenants();
    let mut page = Page::new(t::overview::TITLE).lead(t::overview::LEAD);
    blocks.push(Block::Cards(cards(ask, &tenants)?));
    blocks.push(Block::Pieces(vec![crate::portal::kit::plain(t::overview::AS_OF), when(ask.now())]));
    page.add(Block::Live { id: "zahlen", href: "/portal/lage".into(), seconds: SECONDS, blocks });
    page.add(Block::Heading(t::overview::PARKED_TITLE.into()));
    page.add(Block::Table(parked(ask, &tenants)?));
    page.add(Block::Heading(t::overview::TARGETS_TITLE.into()));
    page.add(Block::Text(t::overview::TARGETS_TEXT.into()));
    page.add(Block::Table(targets(ask, &tenants)?));
    page.add(Block::Heading(t::overview::CERTIFICATES_TITLE.into()));
    page.add(Block::Table(certificates(ask)?));
    page.add(Block::Heading(t::overview::TIMES_TITLE.into()));
    page.add(Block::Table(times(ask, &tenants)?));
    Ok(Reply::Page(page))
}

fn cards(ask: &Ask, tenants: &[TenantId]) -> Result<Vec<Card>, Failure> {
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    for (tenant, state, number) in ask.state.ports.store.counts()? {
        if tenants.is_empty() || tenants.contains(&tenant) {
            *numbers.entry(state).or_default() += number;
        }
    }
    let card = |state: &str, note: &str, tone| {
        let number = numbers.get(state).copied().unwrap_or(0);
        Card {
            figure: format::number(number),
            label: words::state_name(state).to_owned(),
            note: note.to_owned(),
            href: address("/portal/nachrichten", &[("zustand", state)]),
            tone: if number == 0 { Tone::Info } else { tone },
        }
    };
    Ok(vec![
        card("accepted", t::overview::ACCEPTED, Tone::Info),
        card("delivering", t::overview::DELIVERING, Tone::Info),
        card("delivered", t::overview::DELIVERED, Tone::Good),
        card("rejected", t::overview::REJECTED, Tone::Warning),
        card("parked", t::overview::PARKED, Tone::Bad),
    ])
}

fn parked(ask: &Ask, tenants: &[TenantId]) -> Result<Table, Failure> {
    let mut numbers: BTreeMap<&'static str, u64> = BTreeMap::new();
    for count in ask.portal.store.parked_counts()? {
        if tenants.is_empty() || tenants.contains(&count.tenant) {
            *numbers.entry(words::reason_name(count.reason)).or_default() += count.number;
        }
    }
    let mut table =
        Table::new(t::overview::PARKED_CAPTION, t::overview::PARKED_CAPTION_COLUMNS, t::overview::PARKED_NONE);
    for reason in words::REASONS {
        let Some(number) = numbers.get(words::reason_name(reason)) else { continue };
        let list = address("/portal/geparkt", &[("grund", words::reason_name(reason))]);
        table.row(vec![
            vec![link(list, words::reason(reason))],
            text(format::number(*number)),
            text(words::next_step(reason)),
        ]);
    }
    Ok(table)
}

fn targets(ask: &Ask, tenants: &[TenantId]) -> Result<Table, Failure> {
    let mut table =
        Table::new(t::overview::TARGETS_CAPTION, t::overview::TARGETS_CAPTION_COLUMNS, t::overview::TARGETS_NONE);
    for waiting in ask.portal.store.waiting_targets(tenants, WAITING)? {
        // What a target says may quote a document.
        let error = if ask.may_with(crate::portal::Act::MessagesContent, &waiting.tenant) {
            waiting.last_error.unwrap_or_default()
        } else {
            t::overview::ERROR_HIDDEN.to_owned()
        };
        table.row(vec![
            vec![code(waiting.target.as_str())],
            text(places::name(ask, &waiting.tenant)),
            text(format::number(u64::from(waiting.waiting))),
            vec![when(waiting.oldest)],
            text(error),
        ]);
    }
    Ok(table)
}

/// Certificates of what runs here that end soon, have ended, or were taken back.
fn certificates(ask: &Ask) -> Result<Table, Failure> {
    let mut table = Table::new(
        t::overview::CERTIFICATES_CAPTION,
        t::overview::CERTIFICATES_CAPTION_COLUMNS,
        t::overview::CERTIFICATES_NONE,
    );
    let now = ask.now();
    let soon = now + SignedDuration::from_hours(24 * certification::SOON_DAYS);
    for one in ask.portal.certification.in_use()? {
        if one.valid_until > soon && one.revoked.is_none() {
            continue;
        }
        table.row(vec![
            vec![link(certification::certificate_href(&one), one.number.as_str())],
            text(format!("{} {}", one.plugin, one.version)),
            text(format::date(format::day(one.valid_until))),
            vec![certification::standing(&one, now)],
        ]);
    }
    Ok(table)
}

fn at(micros: &[u64], part: usize) -> u64 {
    let index = micros.len().saturating_sub(1) * part / 100;
    micros.get(index).copied().unwrap_or(0)
}

fn times(ask: &Ask, tenants: &[TenantId]) -> Result<Table, Failure> {
    let mut table = Table::new(t::overview::TIMES_CAPTION, t::overview::TIMES_CAPTION_COLUMNS, t::overview::TIMES_NONE);
    let (_, configuration) = ask.portal.in_force.get(ask)?;
    for (id, procedure) in &configuration.procedures {
        let times = ask.portal.store.lead_times(id, tenants, LATELY)?;
        if times.micros.is_empty() {
            continue;
        }
        let nine = at(&times.micros, 90);
        let goal = super::blueprint::service_hours(procedure) * 3_600_000_000;
        let kept =
            if nine <= goal { badge(Tone::Good, t::overview::KEPT) } else { badge(Tone::Bad, t::overview::NOT_KEPT) };
        table.row(vec![
            vec![link(format!("/portal/verfahren/{id}"), procedure.name.as_str())],
            text(format::number(times.micros.len() as u64)),
            text(format::duration(at(&times.micros, 50))),
            text(format::duration(nine)),
            vec![kept, crate::portal::kit::plain(format::duration(goal))],
        ]);
        if table.rows.len() >= PROCEDURES {
            break;
        }
    }
    Ok(table)
}
