//! Journal rows as they come back from a database that somebody may have touched.

use super::cursor::Cursor;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, TenantId};
use drehscheibe_model::journal::{ChainFault, ChainVerifier, GENESIS, JournalEvent, JournalRow, entry_hash};
use jiff::Timestamp;

/// A chain that is whole verifies; with one thing changed it does not. Events are read or refused, and
/// what is read says the same when it is written again.
pub fn run(input: &[u8]) {
    let mut cursor = Cursor(input);
    let change = cursor.number::<2>();
    let tenant: TenantId = "146285229270".parse().unwrap();
    let mut rows: Vec<JournalRow> = Vec::new();
    while !cursor.is_empty() && rows.len() < 8 {
        let previous = rows.last().map_or(GENESIS, |row| row.hash);
        let sequence = rows.len() as u64 + 1;
        let message: MessageId = MessageId(uuid::Uuid::from_u128(u128::from(cursor.number::<4>())));
        let at = Timestamp::from_microsecond(i64::try_from(cursor.number::<6>()).unwrap()).unwrap();
        let event = cursor.text();
        read(&event);
        let hash = entry_hash(&previous, &tenant, sequence, message, at, &event);
        rows.push(JournalRow { tenant: tenant.clone(), sequence, message, at, event, previous, hash });
    }
    read(&String::from_utf8_lossy(cursor.0));
    let head = rows.last().map_or(GENESIS, |row| row.hash);
    let count = rows.len() as u64;
    assert_eq!(walk(&rows, count, head), Ok(()));
    if touch(&mut rows, change) {
        assert!(walk(&rows, count, head).is_err(), "a changed chain verifies: {rows:?}");
    }
}

fn walk(rows: &[JournalRow], count: u64, head: Digest) -> Result<(), ChainFault> {
    let mut verifier = ChainVerifier::starting_after(0, GENESIS);
    rows.iter().try_for_each(|row| verifier.check(row))?;
    verifier.finish(count, head)
}

/// Changes one thing; whether there was something to change.
fn touch(rows: &mut Vec<JournalRow>, change: u64) -> bool {
    let count = rows.len();
    if count == 0 {
        return false;
    }
    let at = usize::try_from(change >> 4).unwrap() % count;
    let row = &mut rows[at];
    match change % 9 {
        0 => row.event.push(' '),
        1 => row.at += jiff::SignedDuration::from_micros(1),
        2 => row.message.0 = uuid::Uuid::from_u128(row.message.0.as_u128() ^ 1),
        3 => row.previous.0[at] ^= 1,
        4 => row.hash.0[31] ^= 0x80,
        5 => row.sequence = u64::MAX,
        6 => row.tenant = "146120000000".parse().unwrap(),
        7 => drop(rows.remove(at)),
        _ if at + 1 < count => rows.swap(at, at + 1),
        _ => rows.push(rows[at].clone()),
    }
    true
}

fn read(text: &str) {
    if let Ok(event) = serde_json::from_str::<JournalEvent>(text) {
        let written = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<JournalEvent>(&written).unwrap(), event);
    }
}
