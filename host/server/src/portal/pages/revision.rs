//! `/portal/revision`: the audit log, and whether the chains hold.

use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::form::address;
use crate::portal::format;
use crate::portal::kit::{
    Block, Choice, Field, Form, Input, Page, Piece, Table, Tone, badge, code, link, plain, text, when,
};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::ids::{SourceId, TenantId};
use drehscheibe_model::journal::ChainFault;
use drehscheibe_model::portal::{AuditEvent, AuditFilter, AuditRow, Outcome};

const ROWS: u32 = 50;

/// The German word for an act; its name if there is none.
fn action(name: &str) -> String {
    t::act::by_name(&name.replace('-', "_")).map_or_else(|| name.to_owned(), str::to_owned)
}

const ACTIONS: [&str; 20] = [
    "sign-in",
    "sign-out",
    "sign-out-everywhere",
    "replay-propose",
    "replay-approve",
    "replay-decline",
    "message-withdraw",
    "message-resend",
    "parked-note",
    "evidence-download",
    "accounts-manage",
    "configuration-reload",
    "activation-edit",
    "account-create",
    "account-claims",
    "account-disable",
    "account-enable",
    "package-upload",
    "certify",
    "certificate-revoke",
];

/// What was done, with what, and what was said to it.
fn told(ask: &Ask, event: &AuditEvent) -> (String, Piece, String) {
    let (name, subject, detail) = (event.action.as_str(), event.subject.as_str(), event.detail.clone());
    match (name, subject.rsplit_once(':')) {
        ("sign-in" | "sign-out" | "sign-out-everywhere", _) => {
            (action(name), plain(t::revision::PORTAL), String::new())
        }
        ("accounts-manage", Some((account, done))) => (action(&format!("account-{done}")), code(account), detail),
        ("activation-edit", Some((subject, done))) => {
            let what = t::activation_act::by_name(&done.replace('-', "_"));
            // A draft has no number yet.
            let subject = match subject.parse::<u64>() {
                Ok(_) => t::fill(t::activation::NUMBER, &[("nummer", subject)]),
                Err(_) => places::procedure(ask, subject),
            };
            (what.map_or_else(|| action(name), str::to_owned), plain(subject), detail)
        }
        ("certify", Some((component, done))) => {
            let what = if done == "run" { t::act::CERTIFY_RUN } else { t::act::CERTIFY_DONE };
            (what.to_owned(), code(component), detail)
        }
        ("account-create", _) => {
            let role = t::role::by_name(&detail.replace('-', "_")).map_or(detail.clone(), str::to_owned);
            (action(name), code(subject), role)
        }
        _ => (action(name), code(subject.replace(" -> ", " → ")), detail),
    }
}

fn row(ask: &Ask, row: &AuditRow) -> Vec<crate::portal::kit::Cell> {
    let number = text(row.sequence.to_string());
    let Ok(event) = serde_json::from_str::<AuditEvent>(&row.event) else {
        return vec![number, vec![when(row.at)], text(""), text(""), text(""), text(""), text("")];
    };
    let outcome = match event.outcome {
        Outcome::Done => badge(Tone::Good, t::revision::DONE),
        Outcome::Denied => badge(Tone::Warning, t::revision::DENIED),
        Outcome::Failed => badge(Tone::Bad, t::revision::FAILED),
    };
    let (what, subject, detail) = told(ask, &event);
    let place = event.tenant.map(|tenant| places::name(ask, &tenant)).unwrap_or_default();
    vec![
        number,
        vec![when(row.at)],
        text(words::actor(&event.actor)),
        text(what),
        vec![subject, plain(place)],
        vec![outcome],
        text(detail),
    ]
}

/// `GET /portal/revision`
pub(crate) fn show(ask: &Ask) -> Answer {
    let values = &ask.query;
    let given = |name: &str| Some(values.get(name).to_owned()).filter(|text| !text.is_empty());
    let filter =
        AuditFilter { actor: given("wer"), action: given("was"), before: values.get("vor").parse().ok(), limit: ROWS };
    let mut actions = vec![Choice::new("", t::form::ANY, filter.action.is_none())];
    actions.extend(ACTIONS.map(|name| Choice::new(name, action(name), filter.action.as_deref() == Some(name))));
    let search = Form::search("/portal/revision", t::revision::SEARCH)
        .field(Field::text("wer", t::revision::WHO).value(values.get("wer")))
        .field(Field::new("was", t::revision::WHAT, Input::Select(actions)));
    let rows = ask.portal.store.audit(&filter)?;
    let mut table = Table::new(t::revision::CAPTION, t::revision::CAPTION_COLUMNS, t::revision::NONE);
    for one in &rows {
        table.row(row(ask, one));
    }
    let next = rows.last().filter(|row| rows.len() as u32 == ROWS && row.sequence > 1);
    let at = |before: &str| {
        address("/portal/revision", &[("wer", values.get("wer")), ("was", values.get("was")), ("vor", before)])
    };
    let pager = Block::Pager {
        first: if filter.before.is_some() { at("") } else { String::new() },
        next: next.map(|row| at(&row.sequence.to_string())).unwrap_or_default(),
    };
    let page = Page::new(t::revision::TITLE)
        .lead(t::revision::LEAD)
        .with(Block::Actions(vec![
            link("/portal/revision/ketten", t::revision::CHECK),
            link("/portal/revision/aufbewahrung", t::revision::RETENTION),
        ]))
        .with(Block::Form(search))
        .with(Block::Table(table))
        .with(pager);
    Ok(Reply::Page(page))
}

/// The sender for whose messages no authority is known yet.
fn intake(tenant: &TenantId) -> Option<SourceId> {
    SourceId::new(tenant.as_str().strip_prefix("intake.")?).ok()
}

fn verdict(result: &Result<u64, ChainFault>) -> (Piece, String) {
    match result {
        Ok(number) => {
            (badge(Tone::Good, t::revision::WHOLE), t::count(t::revision::ENTRY, t::revision::ENTRIES, *number))
        }
        Err(fault) => {
            let text = match fault {
                ChainFault::Gap { sequence, .. } => t::fill(t::revision::GAP, &[("nr", &sequence.to_string())]),
                ChainFault::Unlinked { sequence } | ChainFault::Changed { sequence } => {
                    t::fill(t::revision::CHANGED, &[("nr", &sequence.to_string())])
                }
                ChainFault::CutOff { found, recorded } => {
                    t::fill(t::revision::CUT_OFF, &[("gefunden", &found.to_string()), ("soll", &recorded.to_string())])
                }
            };
            (badge(Tone::Bad, t::revision::BROKEN), text)
        }
    }
}

/// `GET /portal/revision/ketten`: walks along every chain. It changes nothing and may take a while.
pub(crate) fn chains(ask: &Ask) -> Answer {
    let mut table =
        Table::new(t::revision::CHAINS_CAPTION, t::revision::CHAINS_CAPTION_COLUMNS, t::revision::CHAINS_NONE);
    let (log, extent) = verdict(&ask.portal.store.verify_audit()?);
    let mut broken = usize::from(matches!(&log, Piece::Badge { tone: Tone::Bad, .. }));
    table.row(vec![text(t::revision::LOG), vec![log], text(extent)]);
    let store = &ask.state.ports.store;
    for tenant in store.chains()? {
        let result = store.verify_chain(&tenant)?;
        broken += usize::from(result.is_err());
        let (piece, extent) = verdict(&result);
        let named = match intake(&tenant) {
            Some(source) => {
                let name = places::source(ask, &source);
                text(t::fill(t::revision::INTAKE, &[("absender", &name)]))
            }
            None => vec![plain(places::name(ask, &tenant)), code(tenant.as_str())],
        };
        table.row(vec![named, vec![piece], text(extent)]);
    }
    let note = if broken == 0 {
        Block::note(
            Tone::Good,
            t::revision::ALL_WHOLE,
            t::fill(t::revision::CHECKED_AT, &[("zeit", &format::time(ask.now()))]),
        )
    } else {
        Block::note(
            Tone::Bad,
            t::count(t::revision::ONE_BROKEN, t::revision::MANY_BROKEN, broken as u64),
            t::revision::BROKEN_TEXT,
        )
    };
    let page = Page::new(t::revision::CHAINS)
        .under("/portal/revision", t::revision::TITLE)
        .lead(t::revision::CHAINS_LEAD)
        .with(note)
        .with(Block::Table(table))
        .with(Block::Actions(vec![link("/portal/revision/aufbewahrung", t::revision::RETENTION)]));
    Ok(Reply::Page(page))
}
