//! A small pool of connections that only read.

use super::open::{self, OpenError};
use crate::error::{Failure, sql};
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Readers see the state of the last commit and do not disturb the writer.
const LARGEST_POOL: usize = 4;

struct Pool {
    idle: Vec<Connection>,
    opened: usize,
}

pub(crate) struct Readers {
    path: PathBuf,
    pool: Mutex<Pool>,
    returned: Condvar,
}

impl Readers {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, pool: Mutex::new(Pool { idle: Vec::new(), opened: 0 }), returned: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on one consistent state.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut lent = Lent { connection: Some(self.take()?), readers: self };
        let Some(connection) = lent.connection.as_mut() else {
            return Err(Failure::unavailable("no connection to read with").into());
        };
        let transaction = Transaction::new(connection, TransactionBehavior::Deferred).map_err(sql)?;
        work(&transaction)
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let mut pool = self.lock();
        loop {
            if let Some(connection) = pool.idle.pop() {
                return Ok(connection);
            }
            if pool.opened < LARGEST_POOL {
                pool.opened += 1;
                drop(pool);
                return open::reader(&self.path).map_err(|error| {
                    self.lock().opened -= 1;
                    self.returned.notify_one();
                    match error {
                        OpenError::Sqlite(error) => sql(error),
                        other => Failure::unavailable(&other.to_string()).into(),
                    }
                });
            }
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Gives the connection back, also if the work panics.
struct Lent<'a> {
    connection: Option<Connection>,
    readers: &'a Readers,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.readers.lock().idle.push(connection);
            self.readers.returned.notify_one();
        }
    }
}
