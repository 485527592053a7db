//! Activations: choose a certified rule, fill in its settings, grant, test, pilot, go live, change back.

mod actions;
mod detail;
mod draft;
mod gap;
pub(crate) mod list;
mod schema;
mod settings;
mod told;

pub(crate) use actions::act;
pub(crate) use detail::show;
pub(crate) use draft::choose;
pub(crate) use gap::trust as trust_text;
pub(crate) use settings::{fill_in, save};

use crate::portal::ask::Ask;
use crate::portal::failure::Failure;
use crate::portal::texts as t;
use drehscheibe_model::activation::ActivationState;
use drehscheibe_model::ports::{ActivationError, Activations, Actor};
use std::sync::Arc;

/// The port.
fn port(ask: &Ask) -> Result<Arc<dyn Activations>, Failure> {
    ask.state.activations().map_err(|_| Failure::NotFound)
}

/// Who asks, for the port: it holds the boundaries of tenants once more.
fn actor(ask: &Ask) -> Actor {
    let account = &ask.visitor.account;
    let everywhere = account.tenants.is_empty() && !account.role.is_bound();
    Actor { by: account.name.to_string(), tenants: if everywhere { None } else { Some(account.tenants.clone()) } }
}

impl From<ActivationError> for Failure {
    fn from(error: ActivationError) -> Self {
        match error {
            ActivationError::NotFound(_) => Self::NotFound,
            ActivationError::Forbidden(_) => Self::Denied(t::activation::FORBIDDEN.into()),
            ActivationError::Invalid(problems) => Self::Impossible(problems.join(" ")),
            ActivationError::Store(error) => error.into(),
        }
    }
}

fn state_text(state: ActivationState) -> &'static str {
    match state {
        ActivationState::Drafted => t::activation::DRAFTED,
        ActivationState::FunctionTested => t::activation::TESTED,
        ActivationState::Pilot => t::activation::PILOT,
        ActivationState::Productive => t::activation::PRODUCTIVE,
        ActivationState::Suspended => t::activation::SUSPENDED,
        ActivationState::Replaced => t::activation::REPLACED,
    }
}
