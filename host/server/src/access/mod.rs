//! Who calls, and what they may.

mod authorise;
mod caller;
mod key;
mod rules;

pub use key::{KeyProblem, KeyRequest, new_key};
pub use rules::{RULES, Rule, Who};

pub(crate) use authorise::{authorise, caller_by_id, caller_of};
pub(crate) use caller::{Caller, Scope};
