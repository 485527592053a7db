//! What is done with an activation. The gate decides; here its answer becomes words.

use super::detail::{find, page};
use super::{actor, gap, port};
use crate::portal::access::{Act, Thing};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, reason};
use crate::portal::format;
use crate::portal::texts as t;
use drehscheibe_model::ids::SourceId;
use drehscheibe_model::portal::Outcome;
use drehscheibe_model::ports::{ActivationAction, Selection};

/// The act that the form asks for; errors at its fields.
fn action(values: &Values, errors: &mut Errors) -> Option<ActivationAction> {
    let without_pilot = values.get("ohne") == "pilot" || values.get("ohne-termin") == "pilot";
    match values.get("was") {
        "testen" => Some(ActivationAction::Test { document: None }),
        "pilot" => {
            let sources: Vec<SourceId> =
                values.all("absender").into_iter().filter_map(|one| SourceId::new(one).ok()).collect();
            if sources.is_empty() {
                errors.add("absender", t::activation::CHOOSE_SOURCE);
            }
            Some(ActivationAction::Pilot { sources })
        }
        "produktiv" => Some(ActivationAction::GoLive { without_pilot }),
        "termin" => {
            let day = format::parse_date(values.get("tag"));
            if day.is_none() {
                errors.add("tag", t::form::DATE_WRONG);
            }
            day.map(|on| ActivationAction::Schedule { on, without_pilot })
        }
        "aussetzen" => Some(ActivationAction::Suspend { reason: reason(values, errors) }),
        "zurueck" => Some(ActivationAction::Rollback),
        "schatten-an" => Some(ActivationAction::Shadow { on: true }),
        "schatten-aus" => Some(ActivationAction::Shadow { on: false }),
        _ => None,
    }
}

/// `POST /portal/freischaltungen/{nummer}`
pub(crate) fn act(ask: &Ask) -> Answer {
    let detail = find(ask)?;
    let tenant = detail.activation.tenant.clone();
    ask.check(Act::ActivationEdit, &Thing::of(&tenant))?;
    let mut errors = Errors::default();
    let wanted = action(&ask.form, &mut errors);
    if !errors.is_empty() {
        return Ok(Reply::Again(page(ask, &detail, &[], &errors, &ask.form)?));
    }
    let Some(wanted) = wanted else { return Err(Failure::NotFound) };
    let number = detail.activation.number;
    let selection = Selection { activations: vec![number], ..Selection::default() };
    let done = port(ask)?.act(selection, wanted, &actor(ask))?;
    let refused: Vec<String> =
        done.activations.iter().flat_map(|one| one.gaps.iter().map(|missing| gap::text(ask, missing))).collect();
    let outcome = if refused.is_empty() { Outcome::Done } else { Outcome::Denied };
    let subject = format!("{number}:{}", ask.form.get("was"));
    ask.record_as(Act::ActivationEdit.name(), Some(&tenant), subject, outcome, ask.form.get("grund"))?;
    if refused.is_empty() {
        return Ok(Reply::Go(format!("/portal/freischaltungen/{number}")));
    }
    Ok(Reply::Again(page(ask, &find(ask)?, &refused, &errors, &ask.form)?))
}
