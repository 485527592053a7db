//! The least that durable acceptance costs: the rows that the hub keeps, written by one thread that
//! commits once for all who wait, with the hub's own schema and settings of SQLite.

use crate::{Outcome, failure};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

/// Tables whose rows belong to one message, and the column by which they do.
const TABLES: [(&str, &str); 5] = [
    ("message", "sequence"),
    ("content", "message"),
    ("blob_use", "message"),
    ("delivery", "message"),
    ("journal", "message"),
];

/// The rows of one message: which table, which values.
type Rows = Vec<(usize, Vec<Value>)>;

/// Columns that are written; SQLite derives the others from them.
fn columns(connection: &Connection, table: &str) -> Outcome<Vec<String>> {
    let mut names = connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid")?;
    Ok(names.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// What the hub has written about the messages behind `after`; and the last message.
pub fn rows(database: &Path, after: i64) -> Outcome<(Vec<Rows>, i64)> {
    let connection = Connection::open(database)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    let mut messages = connection.prepare("SELECT sequence, id FROM message WHERE sequence > ?1 ORDER BY sequence")?;
    let messages: Vec<(i64, Vec<u8>)> =
        messages.query_map([after], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let last = messages.last().map_or(after, |(sequence, _)| *sequence);
    let mut all = Vec::new();
    for (sequence, id) in messages {
        let mut rows = Rows::new();
        for (index, (table, column)) in TABLES.iter().enumerate() {
            // The journal outlives the message's row and names it by its id.
            let key = if *table == "journal" { Value::Blob(id.clone()) } else { Value::Integer(sequence) };
            let names = columns(&connection, table)?;
            let text = format!("SELECT {} FROM {table} WHERE {column} = ?1", names.join(", "));
            let mut statement = connection.prepare_cached(&text)?;
            let found =
                statement.query_map([key], |row| (0..names.len()).map(|at| row.get(at)).collect::<Result<_, _>>())?;
            for row in found {
                rows.push((index, row?));
            }
        }
        all.push(rows);
    }
    Ok((all, last))
}

/// An empty database with the schema of another.
fn twin(database: &Path, new: &Path) -> Outcome<Connection> {
    let connection = Connection::open(new)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The rows that others refer to are not written here; not to look for them only helps the baseline.
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    let theirs = Connection::open(database)?;
    let mut scripts =
        theirs.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")?;
    let scripts: Vec<String> = scripts.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for script in scripts {
        connection.execute_batch(&script)?;
    }
    Ok(connection)
}

type Request = (usize, SyncSender<Result<(), String>>);

/// Writes the rows of all messages, so many submitters waiting for their commit at a time; how long it took.
pub fn write(database: &Path, all: &[Rows], submitters: usize) -> Outcome<Duration> {
    let directory = tempfile::tempdir_in(database.parent().ok_or_else(|| failure("a database lies in a directory"))?)?;
    let connection = twin(database, &directory.path().join("raw.sqlite"))?;
    let mut statements = Vec::new();
    for (table, _) in TABLES {
        let names = columns(&connection, table)?;
        let places = vec!["?"; names.len()].join(", ");
        statements.push(format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", ")));
    }
    let (inbox, outbox) = channel::<Request>();
    let next = AtomicUsize::new(0);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        let statements = &statements;
        let writer = scope.spawn(move || serve(&connection_of(connection), statements, all, &outbox));
        for _ in 0..submitters {
            let (inbox, next) = (inbox.clone(), &next);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let (reply, answer) = sync_channel(1);
                    if number >= all.len() || inbox.send((number, reply)).is_err() {
                        return;
                    }
                    if !matches!(answer.recv(), Ok(Ok(()))) {
                        return;
                    }
                }
            });
        }
        drop(inbox);
        writer.join().map_err(|_| failure("the writer ended abnormally"))?
    })?;
    Ok(begin.elapsed())
}

/// Moves a connection into the thread that uses it.
fn connection_of(connection: Connection) -> Connection {
    connection
}

fn serve(connection: &Connection, statements: &[String], all: &[Rows], inbox: &Receiver<Request>) -> Outcome<()> {
    while let Ok(first) = inbox.recv() {
        let mut batch = vec![first];
        batch.extend(inbox.try_iter().take(255));
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for (number, _) in &batch {
            for (table, values) in all.get(*number).into_iter().flatten() {
                let text = statements.get(*table).ok_or_else(|| failure("a table without a statement"))?;
                connection.prepare_cached(text)?.execute(params_from_iter(values))?;
            }
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        for (_, reply) in batch {
            // Its submitter waits for nothing else.
            let _ = reply.send(Ok(()));
        }
    }
    Ok(())
}
