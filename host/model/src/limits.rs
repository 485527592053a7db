//! What a call of a plugin may use. Each limit has its unit in its name, a default, a maximum, and
//! its own typed outcome in [`Stop`](crate::call::Stop).

use crate::call::World;
use serde::{Deserialize, Serialize};

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $default:expr, max $max:expr;)*) => {
        /// The limits of one call. Enforced by `runtime`, without which no store can be made.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Limits { $($(#[$doc])* pub $name: $type,)* }

        impl Limits {
            /// Defaults: what a plugin gets when nobody said otherwise.
            pub const DEFAULT: Self = Self { $($name: $default,)* };
            /// What no configuration can go over.
            pub const MAXIMUM: Self = Self { $($name: $max,)* };

            /// Every limit that is over its maximum or zero, as (name, value, maximum).
            pub fn problems(&self) -> Vec<(&'static str, u64, u64)> {
                let mut found = Vec::new();
                $(if self.$name > $max || self.$name == 0 {
                    found.push((stringify!($name), u64::from(self.$name), u64::from(Self::MAXIMUM.$name)));
                })*
                found
            }

            /// Every limit that is larger than in `other`, as (name, value here, value there).
            pub fn over(&self, other: &Self) -> Vec<(&'static str, u64, u64)> {
                let mut found = Vec::new();
                $(if self.$name > other.$name {
                    found.push((stringify!($name), u64::from(self.$name), u64::from(other.$name)));
                })*
                found
            }

            /// The smaller of the two, limit by limit.
            pub fn at_most(&self, other: &Self) -> Self {
                Self { $($name: self.$name.min(other.$name),)* }
            }
        }
    };
}

limits! {
    /// Wall time of the call, host calls included. Outcome `DeadlineExceeded`.
    wall_time_ms: u64 = 1_000, max 60_000;
    /// Instructions, counted only on the fuel engine used for certification. Outcome `FuelExhausted`.
    fuel: u64 = 1_000_000_000, max 100_000_000_000;
    /// Linear memory, summed over all memories of the instance. Outcome `MemoryDenied`.
    memory_bytes: u64 = 64 << 20, max 512 << 20;
    /// Elements, summed over all tables of the instance. Outcome `TableDenied`.
    table_elements: u64 = 40_000, max 400_000;
    /// Core instances in the component. Outcome `InstanceDenied`.
    instances: u32 = 48, max 64;
    /// Stack of the guest, in steps of 64 KiB. Outcome `StackExhausted`.
    stack_bytes: u64 = 512 << 10, max 1 << 20;
    /// Bytes that go into the guest as arguments and results of host calls, attachments apart.
    /// Outcome `InputTooLarge`.
    input_bytes: u64 = 16 << 20, max 64 << 20;
    /// Memory that one result, or the arguments of one host call, take on the host's side.
    /// Outcome `OutputTooLarge`.
    output_bytes: u64 = 16 << 20, max 64 << 20;
    /// Findings or outputs in one result. Outcome `OutputTooLarge`.
    output_items: u32 = 1_000, max 10_000;
    /// Bytes of log lines. Outcome `LogBudget`.
    log_bytes: u64 = 64 << 10, max 1 << 20;
    /// Calls of host functions of any kind. Outcome `HostCallBudget`.
    host_calls: u64 = 10_000, max 1_000_000;
    /// Bytes of attachments read. Outcome `AttachmentBudget` if a guest goes on after the error value.
    attachment_bytes: u64 = 64 << 20, max 1 << 30;
    /// Requests, files and mails that leave. Over it the guest gets an error value.
    outbound_calls: u32 = 16, max 1_000;
    /// Bytes that leave, attachments included.
    outbound_bytes: u64 = 256 << 20, max 4 << 30;
    /// Bytes of one HTTP response.
    outbound_response_bytes: u64 = 4 << 20, max 64 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Limits {
    /// The defaults of a world.
    pub fn of(world: World) -> Self {
        if world == World::Adapter { Self::for_adapter() } else { Self::DEFAULT }
    }

    /// Adapters wait for others: longer wall time, otherwise the defaults.
    pub fn for_adapter() -> Self {
        Self { wall_time_ms: 30_000, ..Self::DEFAULT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_lie_within_the_maxima_and_zero_is_a_problem() {
        assert!(Limits::DEFAULT.problems().is_empty());
        assert!(Limits::for_adapter().problems().is_empty());
        let wrong = Limits { wall_time_ms: 0, memory_bytes: u64::MAX, ..Limits::DEFAULT };
        let names: Vec<_> = wrong.problems().into_iter().map(|problem| problem.0).collect();
        assert_eq!(names, ["wall_time_ms", "memory_bytes"]);
    }
}
