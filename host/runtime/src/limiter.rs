//! Memory, tables and instances of one call.

use drehscheibe_model::call::Stop;
use drehscheibe_model::limits::Limits;
use wasmtime::ResourceLimiter;

/// Sums up what all memories and tables of a call have, and ends the call that wants more.
#[derive(Debug)]
pub(crate) struct Limiter {
    memory_limit: u64,
    table_limit: u64,
    instance_limit: u32,
    memory: u64,
    tables: u64,
    /// The refusal that ended the call.
    pub(crate) refused: Option<Stop>,
}

/// The error with which a guest that wants too much is ended.
#[derive(Debug, thiserror::Error)]
#[error("refused by the limits of this call")]
struct Refused;

impl Limiter {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            memory_limit: limits.memory_bytes,
            table_limit: limits.table_elements,
            instance_limit: limits.instances,
            memory: 0,
            tables: 0,
            refused: None,
        }
    }

    /// The sum over all memories. Memories never shrink, so it is also the highest.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.memory
    }
}

/// The sum after one part grows.
fn grown(sum: u64, current: usize, desired: usize) -> u64 {
    sum.saturating_add((desired as u64).saturating_sub(current as u64))
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let wanted = grown(self.memory, current, desired);
        if wanted > self.memory_limit {
            self.refused = Some(Stop::MemoryDenied { wanted, limit: self.memory_limit });
            return Err(wasmtime::Error::new(Refused));
        }
        // What the module itself forbids is an ordinary failure of `memory.grow`.
        let allowed = maximum.is_none_or(|maximum| desired <= maximum);
        if allowed {
            self.memory = wanted;
        }
        Ok(allowed)
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let wanted = grown(self.tables, current, desired);
        if wanted > self.table_limit {
            self.refused = Some(Stop::TableDenied { wanted, limit: self.table_limit });
            return Err(wasmtime::Error::new(Refused));
        }
        let allowed = maximum.is_none_or(|maximum| desired <= maximum);
        if allowed {
            self.tables = wanted;
        }
        Ok(allowed)
    }

    fn instances(&self) -> usize {
        usize::try_from(self.instance_limit).unwrap_or(usize::MAX)
    }
}
