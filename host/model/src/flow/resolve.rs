//! Steps 3 and 4: which municipality, which competent authority, which application.

use super::document::DocumentView;
use super::recognise::Recognised;
use crate::area::{AreaKey, AreaLookup, Areas, AuthorityKey, Municipality};
use crate::configuration::{Activation, Authority, Competence, Configuration, Procedure};
use crate::envelope::Envelope;
use crate::finding::{Finding, reason};
use crate::ids::{ProcedureId, SourceId, TenantId};
use crate::message::{ParkReason, Resolution};
use jiff::civil::Date;

/// Redirects are followed at most so often, so that a circle ends.
const REDIRECTS: usize = 4;

/// Where the message goes.
#[derive(Debug)]
pub(super) struct Resolved<'c> {
    pub resolution: Resolution,
    pub authority: &'c Authority,
    pub activation: &'c Activation,
    /// For the journal.
    pub competence: &'static str,
    pub redirected_from: Option<TenantId>,
}

/// Why it goes nowhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Unresolved {
    /// Sent back (T080).
    Misrouted(Finding),
    /// A person must look. The tenant, if it is known by then.
    Parked(ParkReason, String, Option<TenantId>),
}

fn misrouted(rule: &str, german: String, english: String) -> Unresolved {
    Unresolved::Misrouted(Finding::of_hub(rule, reason::MISROUTED, german, english))
}

/// A key as text, to the municipality that is valid on the day.
pub(super) fn municipality(areas: &dyn Areas, text: &str, day: Date) -> Result<Municipality, Unresolved> {
    let key: AreaKey = text.trim().parse().map_err(|error| {
        misrouted(
            "AREA-SYNTAX",
            "Der Gebietsschlüssel ist kein AGS (8 Ziffern) und kein ARS (12 Ziffern). Bitte den Schlüssel der \
             zuständigen Gemeinde angeben."
                .to_owned(),
            format!("The area key is neither an AGS nor an ARS: {error}."),
        )
    })?;
    match areas.look_up(&key, day) {
        AreaLookup::Found(found) => Ok(found),
        AreaLookup::NotValid(other) => {
            let until = other.valid_until.map_or_else(|| "–".to_owned(), |date| date.strftime("%d.%m.%Y").to_string());
            Err(misrouted(
                "AREA-EXPIRED",
                format!("Der Schlüssel {key} ({}) gilt am Eingangstag nicht (gültig bis vor {until}).", other.name),
                format!("The key {key} ({}) is not valid on the day of receipt (valid until {until}).", other.name),
            ))
        }
        AreaLookup::Unknown { nearest } => {
            let list: Vec<_> = nearest.iter().map(|near| format!("{} {}", near.ags(), near.name)).collect();
            let list = if list.is_empty() { "–".to_owned() } else { list.join("; ") };
            Err(misrouted(
                "AREA-UNKNOWN",
                format!("Der Schlüssel {key} ist nicht bekannt. Ähnliche Schlüssel: {list}."),
                format!("The key {key} is unknown. Nearest known keys: {list}."),
            ))
        }
    }
}

fn competent(
    procedure: &Procedure,
    area: &Municipality,
    envelope: &Envelope,
    document: &dyn DocumentView,
    areas: &dyn Areas,
    day: Date,
) -> Result<(AuthorityKey, &'static str), Unresolved> {
    Ok(match &procedure.competence {
        Competence::Municipality => (AuthorityKey::Municipality(area.ars), "municipality"),
        Competence::Administration => (area.administration(), "administration"),
        Competence::County => (AuthorityKey::County(area.ars.county_key().to_owned()), "county"),
        Competence::Office { tenant } => (AuthorityKey::Office(tenant.clone()), "office"),
        Competence::PlaceInDocument { property, json_pointer } => {
            let from_envelope = property.as_ref().and_then(|name| envelope.properties.get(name).cloned());
            let text = from_envelope.or_else(|| json_pointer.as_ref().and_then(|at| document.json_text(at)));
            let text = text.ok_or_else(|| {
                Unresolved::Parked(
                    ParkReason::AreaMissing,
                    "the place that decides about competence is missing".into(),
                    None,
                )
            })?;
            (municipality(areas, &text, day)?.administration(), "place-in-document")
        }
    })
}

fn activation<'c>(
    configuration: &'c Configuration,
    tenant: &TenantId,
    procedure: &ProcedureId,
    day: Date,
    source: &SourceId,
) -> Result<(&'c Authority, &'c Activation), Unresolved> {
    let park = |detail: String| Unresolved::Parked(ParkReason::NoActivation, detail, Some(tenant.clone()));
    configuration.activation_for(tenant, procedure, day, Some(source)).ok_or_else(|| {
        park(if configuration.authorities.contains_key(tenant) {
            format!("no activation of {procedure} at authority {tenant} on {day}")
        } else {
            format!("authority {tenant} is not configured")
        })
    })
}

/// Goes on with a message that was resolved before, perhaps on a later configuration.
pub(super) fn resume<'c>(
    configuration: &'c Configuration,
    resolution: &Resolution,
    source: &SourceId,
    day: Date,
) -> Result<Resolved<'c>, Unresolved> {
    let (authority, activation) = activation(configuration, &resolution.authority, &resolution.procedure, day, source)?;
    let resolution = Resolution { application: activation.application.clone(), ..resolution.clone() };
    Ok(Resolved { resolution, authority, activation, competence: "", redirected_from: None })
}

/// Finds the activation under which a recognised message runs.
pub(super) fn resolve<'c>(
    configuration: &'c Configuration,
    areas: &dyn Areas,
    envelope: &Envelope,
    document: &dyn DocumentView,
    recognised: &Recognised,
    day: Date,
) -> Result<Resolved<'c>, Unresolved> {
    let unknown = || Unresolved::Parked(ParkReason::Unrecognised, "the procedure is not configured".into(), None);
    let procedure = configuration.procedures.get(&recognised.procedure).ok_or_else(unknown)?;
    let Some(text) = &recognised.area else {
        return Err(Unresolved::Parked(ParkReason::AreaMissing, "neither AGS nor ARS was given".into(), None));
    };
    let area = municipality(areas, text, day)?;
    let (key, competence) = competent(procedure, &area, envelope, document, areas, day)?;
    let first = key.tenant().map_err(|error| Unresolved::Parked(ParkReason::NoActivation, error.to_string(), None))?;
    let mut tenant = first.clone();
    for _ in 0..REDIRECTS {
        let next = configuration.redirects.iter().find(|redirect| {
            redirect.procedure == recognised.procedure && redirect.from == tenant && redirect.active_on(day)
        });
        match next {
            Some(redirect) => tenant = redirect.to.clone(),
            None => break,
        }
    }
    let (authority, activation) = activation(configuration, &tenant, &recognised.procedure, day, &envelope.source)?;
    Ok(Resolved {
        resolution: Resolution {
            procedure: recognised.procedure.clone(),
            message_type: recognised.message_type.clone(),
            area: area.ars,
            authority: tenant.clone(),
            case_id: recognised.case_id.clone(),
            application: activation.application.clone(),
        },
        authority,
        activation,
        competence,
        redirected_from: (first != tenant).then_some(first),
    })
}
