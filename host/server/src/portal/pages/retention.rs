//! `/portal/revision/aufbewahrung`: how long what is kept, and the proof that contents are deleted in time.

use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::kit::{Block, Page, Table, Tone, link, text, when};
use crate::portal::pages::find::short;
use crate::portal::{format, places, texts as t};
use jiff::SignedDuration;

/// Deletions in the table; late ones are counted up to this number, too.
const ROWS: u32 = 50;
/// Deletion runs every hour; what is late by less than a day is on its way.
const GRACE_HOURS: i64 = 24;

/// `GET /portal/revision/aufbewahrung`
pub(crate) fn show(ask: &Ask) -> Answer {
    let (_, configuration) = ask.portal.in_force.get(ask)?;
    let kept = &configuration.retention;
    let number = |days: u32| format::number(u64::from(days));
    let (content, evidence) = (number(kept.content_days), number(kept.evidence_days));
    let terms = t::fill(t::revision::RETENTION_TEXT, &[("inhalt", &content), ("nachweis", &evidence)]);
    let age = SignedDuration::from_hours(24 * i64::from(kept.content_days) + GRACE_HOURS);
    let before = ask.now().checked_sub(age).unwrap_or(jiff::Timestamp::MIN);
    let proof = ask.portal.store.retention_proof(before, ROWS)?;
    let checked = t::fill(t::revision::CHECKED_AT, &[("zeit", &format::time(ask.now()))]);
    let note = match proof.overdue {
        0 => Block::note(Tone::Good, t::revision::NOT_LATE, checked),
        late if late >= u64::from(ROWS) => {
            let title = t::fill(t::revision::MANY_LATE, &[("n", &format::number(late))]);
            Block::note(Tone::Bad, title, t::revision::LATE_TEXT)
        }
        late => {
            Block::note(Tone::Bad, t::count(t::revision::ONE_LATE, t::revision::LATE, late), t::revision::LATE_TEXT)
        }
    };
    let mut table = Table::new(t::revision::WIPED, t::revision::WIPED_COLUMNS, t::revision::NONE_WIPED);
    for one in &proof.wiped {
        let days = one.wiped_at.duration_since(one.final_at).as_hours() / 24;
        table.row(vec![
            vec![link(format!("/portal/nachrichten/{}", one.message), short(one.message))],
            text(places::name(ask, &one.tenant)),
            vec![when(one.final_at)],
            vec![when(one.wiped_at)],
            text(t::count(t::step::DAY, t::step::DAYS, u64::try_from(days).unwrap_or(0))),
        ]);
    }
    let page = Page::new(t::revision::RETENTION)
        .under("/portal/revision", t::revision::TITLE)
        .lead(terms)
        .with(note)
        .with(Block::Table(table));
    Ok(Reply::Page(page))
}
