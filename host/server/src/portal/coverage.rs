//! Which procedure has come how far in which municipality: worked out once for a revision and a day, because a
//! hub may have 125,400 activations and the pages ask for them all.

use super::ask::Ask;
use super::failure::Failure;
use super::format;
use drehscheibe_model::area::{AuthorityKey, FICTITIOUS_ARS, Municipality};
use drehscheibe_model::configuration::{Competence, Configuration, Procedure};
use drehscheibe_model::ids::{ProcedureId, TenantId};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// How far a procedure is at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Progress {
    #[default]
    Nothing,
    /// There is an activation, but none in force today.
    Prepared,
    Productive,
}

impl Progress {
    /// As in class names of the map.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Prepared => "prepared",
            Self::Productive => "productive",
        }
    }
}

/// One procedure.
#[derive(Debug, Default)]
pub(crate) struct OfProcedure {
    /// By municipality, in the order of `Coverage::places`.
    pub(crate) places: Vec<Progress>,
    /// Competent authorities that have it, and how many there are.
    pub(crate) has: u64,
    pub(crate) of: u64,
    /// Activations in force, of all authorities.
    pub(crate) active: u64,
}

/// The municipalities of a county.
#[derive(Debug)]
pub(crate) struct CountyPlaces {
    pub(crate) key: String,
    pub(crate) name: String,
    /// Where they stand in `Coverage::places`.
    pub(crate) places: Vec<usize>,
}

/// All procedures of a revision on a day.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    revision: u64,
    day: Date,
    pub(crate) places: Vec<Municipality>,
    /// In the order of their keys.
    pub(crate) counties: Vec<CountyPlaces>,
    pub(crate) procedures: BTreeMap<ProcedureId, OfProcedure>,
}

/// Authorities by a small number, so that no key is looked at more than once.
#[derive(Default)]
struct Numbers(HashMap<TenantId, usize>);

impl Numbers {
    fn of(&mut self, tenant: TenantId) -> usize {
        let next = self.0.len();
        *self.0.entry(tenant).or_insert(next)
    }
}

/// Who is competent for a municipality, as numbers; none if its key is no tenant.
struct Competent {
    municipality: Option<usize>,
    administration: Option<usize>,
    county: Option<usize>,
}

impl Competent {
    fn new(numbers: &mut Numbers, place: &Municipality) -> Self {
        let mut number = |key: AuthorityKey| key.tenant().ok().map(|tenant| numbers.of(tenant));
        Self {
            municipality: number(AuthorityKey::Municipality(place.ars)),
            administration: number(place.administration()),
            county: number(AuthorityKey::County(place.ars.county_key().to_owned())),
        }
    }
}

impl Coverage {
    fn new(all: &Configuration, revision: u64, day: Date, mut places: Vec<Municipality>) -> Self {
        places.retain(|place| place.ars.as_str() != FICTITIOUS_ARS);
        let mut numbers = Numbers::default();
        for tenant in all.authorities.keys() {
            numbers.of(tenant.clone());
        }
        let competent: Vec<Competent> = places.iter().map(|place| Competent::new(&mut numbers, place)).collect();
        let offices: Vec<Option<usize>> = all
            .procedures
            .values()
            .map(|procedure| match &procedure.competence {
                Competence::Office { tenant } => Some(numbers.of(tenant.clone())),
                _ => None,
            })
            .collect();
        let width = numbers.0.len();
        let mut states = vec![Progress::Nothing; width * all.procedures.len()];
        let mut active = vec![0_u64; all.procedures.len()];
        for (tenant, authority) in &all.authorities {
            let Some(column) = numbers.0.get(tenant) else { continue };
            // Both in the order of their keys: one walk beside the other.
            let mut rows = all.procedures.keys().enumerate().peekable();
            for activation in authority.activations.iter() {
                while rows.next_if(|(_, id)| **id < activation.procedure).is_some() {}
                let Some((row, _)) = rows.peek().filter(|(_, id)| **id == activation.procedure) else { continue };
                let in_force = activation.active_on(day);
                let state = if in_force { Progress::Productive } else { Progress::Prepared };
                if let Some(known) = states.get_mut(row * width + column) {
                    *known = state.max(*known);
                }
                if let Some(count) = active.get_mut(*row) {
                    *count += u64::from(in_force);
                }
            }
        }
        // Whoever sends on to a neighbour has it, too.
        for redirect in all.redirects.iter().filter(|redirect| redirect.active_on(day)) {
            let row = all.procedures.keys().position(|id| *id == redirect.procedure);
            let cell = row.zip(numbers.0.get(&redirect.from)).map(|(row, column)| row * width + column);
            if let Some(known) = cell.and_then(|cell| states.get_mut(cell)) {
                *known = Progress::Productive;
            }
        }
        let mut procedures = BTreeMap::new();
        for (((row, (id, procedure)), office), active) in all.procedures.iter().enumerate().zip(offices).zip(active) {
            let states = states.get(row * width..(row + 1) * width).unwrap_or_default();
            procedures.insert(id.clone(), of_procedure(procedure, office, &competent, states, active));
        }
        let mut counties: BTreeMap<&str, CountyPlaces> = BTreeMap::new();
        for (number, place) in places.iter().enumerate() {
            let key = place.ars.county_key();
            let empty = || CountyPlaces { key: key.into(), name: place.county_name.clone(), places: Vec::new() };
            counties.entry(key).or_insert_with(empty).places.push(number);
        }
        let counties = counties.into_values().collect();
        Self { revision, day, places, counties, procedures }
    }

    /// How far a procedure is at a place.
    pub(crate) fn at(&self, procedure: &ProcedureId, place: usize) -> Progress {
        self.procedures.get(procedure).and_then(|one| one.places.get(place).copied()).unwrap_or_default()
    }
}

fn of_procedure(
    procedure: &Procedure,
    office: Option<usize>,
    competent: &[Competent],
    states: &[Progress],
    active: u64,
) -> OfProcedure {
    let tenant = |place: &Competent| match procedure.competence {
        Competence::Municipality => place.municipality,
        Competence::Administration | Competence::PlaceInDocument { .. } => place.administration,
        Competence::County => place.county,
        Competence::Office { .. } => office,
    };
    let mut counted = vec![false; states.len()];
    let mut one = OfProcedure { active, ..OfProcedure::default() };
    for place in competent {
        let number = tenant(place);
        let state = number.and_then(|number| states.get(number).copied()).unwrap_or_default();
        one.places.push(state);
        let first =
            number.and_then(|number| counted.get_mut(number)).is_some_and(|seen| !std::mem::replace(seen, true));
        one.of += u64::from(first);
        one.has += u64::from(first && state == Progress::Productive);
    }
    one
}

/// The coverage that was asked for last.
#[derive(Debug, Default)]
pub(crate) struct Coverages(Mutex<Arc<Coverage>>);

impl Coverages {
    /// Of the configuration in force, today.
    pub(crate) fn get(&self, ask: &Ask) -> Result<Arc<Coverage>, Failure> {
        let (revision, configuration) = ask.portal.in_force.get(ask)?;
        let day = format::day(ask.now());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.revision != revision || kept.day != day || revision == 0 {
            let places = ask.state.ports.areas.all(day);
            *kept = Arc::new(Coverage::new(&configuration, revision, day, places));
        }
        Ok(Arc::clone(&kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_model::configuration::{Activation, Authority, Redirect};
    use jiff::civil::date;

    const TOWNS: [(&str, bool); 4] =
        [("147290260260", false), ("147295229040", true), ("147295229400", true), ("146120000000", false)];

    fn tenant(text: &str) -> TenantId {
        TenantId::new(text).unwrap()
    }

    fn authority(activations: &[(&str, Option<Date>)]) -> Authority {
        let one = |(procedure, valid_from): &(&str, Option<Date>)| Activation {
            procedure: ProcedureId::new(*procedure).unwrap(),
            stage: 3,
            valid_from: *valid_from,
            valid_until: None,
            application: None,
            validators: Vec::new(),
            transformers: Vec::new(),
            routes: Vec::new(),
            number: None,
            only_sources: Vec::new(),
            shadow: None,
        };
        let activations: Vec<_> = activations.iter().map(one).collect();
        Authority {
            name: "A".into(),
            targets: BTreeMap::new(),
            activations: activations.into(),
            without_application: Vec::new(),
        }
    }

    fn coverage(redirects: Vec<Redirect>) -> Coverage {
        let day = date(2026, 11, 28);
        let mut all = Configuration { redirects, ..Configuration::default() };
        for (id, competence) in [
            ("amt", Competence::Administration),
            ("kreis", Competence::County),
            ("ort", Competence::Municipality),
            ("zentral", Competence::Office { tenant: tenant("office.meldung") }),
        ] {
            let procedure = Procedure { name: id.into(), leika: None, competence, blueprint: None };
            all.procedures.insert(ProcedureId::new(id).unwrap(), procedure);
        }
        let later = Some(date(2027, 1, 1));
        for (key, activations) in [
            ("147290260260", vec![("ort", None), ("ort", later), ("amt", later), ("fremd", None)]),
            ("147295229", vec![("amt", None)]),
            ("14729", vec![("kreis", None)]),
            ("office.meldung", vec![("zentral", None)]),
        ] {
            all.authorities.insert(tenant(key), authority(&activations));
        }
        let place = |(ars, in_association): (&str, bool)| Municipality {
            ars: ars.parse().unwrap(),
            name: ars.into(),
            county_name: "Kreis".into(),
            in_association,
            valid_from: None,
            valid_until: None,
        };
        Coverage::new(&all, 1, day, TOWNS.map(place).to_vec())
    }

    #[test]
    fn each_municipality_has_what_its_competent_authority_has() {
        use Progress::{Nothing, Prepared, Productive};
        let found = coverage(Vec::new());
        let of = |id: &str| {
            let one = &found.procedures[&ProcedureId::new(id).unwrap()];
            (one.places.clone(), one.has, one.of, one.active)
        };
        assert_eq!(of("ort"), (vec![Productive, Nothing, Nothing, Nothing], 1, 4, 1));
        assert_eq!(of("amt"), (vec![Prepared, Productive, Productive, Nothing], 1, 3, 1));
        assert_eq!(of("kreis"), (vec![Productive, Productive, Productive, Nothing], 1, 2, 1));
        assert_eq!(of("zentral"), (vec![Productive; 4], 1, 1, 1));
        let counties: Vec<_> = found.counties.iter().map(|one| (one.key.as_str(), one.places.clone())).collect();
        assert_eq!(counties, [("14612", vec![3]), ("14729", vec![0, 1, 2])]);
    }

    #[test]
    fn whoever_sends_on_to_a_neighbour_has_it() {
        let redirect = Redirect {
            procedure: ProcedureId::new("ort").unwrap(),
            from: tenant("146120000000"),
            to: tenant("147290260260"),
            valid_from: None,
            valid_until: None,
        };
        let found = coverage(vec![redirect.clone()]);
        assert_eq!(found.at(&redirect.procedure, 3), Progress::Productive);
        assert_eq!(found.procedures[&redirect.procedure].has, 2);
    }
}
