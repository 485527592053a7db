//! Lanes: first in, first out. A job is blocked as long as an earlier message holds its lane.
//!
//! The flag `job.blocked` is kept up to date with every change of a lane's head, so that leasing
//! never looks at blocked jobs.

use super::query::{execute, first};
use crate::error::sql;
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, params};

/// Larger than any sequence: the lane is held by nobody.
const FREE: i64 = i64::MAX;

pub(crate) const HEAD: &str = "SELECT min(sequence) FROM message WHERE lane = ?1 AND holds_lane = 1";

/// The smallest sequence that holds the lane.
fn head(connection: &Connection, lane: &str) -> Result<i64, StoreError> {
    let head = first(connection, HEAD, [lane], |row| row.get::<_, Option<i64>>(0).map_err(sql))?;
    Ok(head.flatten().unwrap_or(FREE))
}

/// Whether an earlier message holds the lane.
pub(crate) fn is_blocked(connection: &Connection, lane: Option<&str>, sequence: i64) -> Result<bool, StoreError> {
    lane.map_or(Ok(false), |lane| Ok(head(connection, lane)? < sequence))
}

/// The heads of some lanes before a change.
pub(crate) struct Heads(Vec<(String, i64)>);

impl Heads {
    /// Notes the heads of the lanes that a change may touch.
    pub(crate) fn note<'a>(
        connection: &Connection,
        lanes: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, StoreError> {
        let mut noted: Vec<(String, i64)> = Vec::new();
        for lane in lanes {
            if noted.iter().all(|(known, _)| known != lane) {
                noted.push((lane.to_owned(), head(connection, lane)?));
            }
        }
        Ok(Self(noted))
    }

    /// After the change: blocks and frees the jobs between the old and the new heads. True if jobs
    /// became free.
    pub(crate) fn follow(self, connection: &Connection) -> Result<bool, StoreError> {
        const SET: &str = "UPDATE job SET blocked = ?1 WHERE lane = ?2 AND message > ?3 AND message <= ?4";
        let mut freed = 0;
        for (lane, before) in self.0 {
            let after = head(connection, &lane)?;
            if after > before {
                freed += execute(connection, SET, params![0, lane, before, after])?;
            } else if after < before {
                execute(connection, SET, params![1, lane, after, before])?;
            }
        }
        Ok(freed > 0)
    }
}
