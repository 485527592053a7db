//! Reference data: municipalities and code lists, from the crate `xoev-xwasser-codelists`
//! (Destatis and XRepository).

use drehscheibe_model::area::{AreaKey, AreaLookup, Areas, Ars, FICTITIOUS_ARS, Municipality};
use drehscheibe_model::ports::{CodeLists, CodeLookup};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use xoev_xwasser_codelists::CodeListMap;

/// The register of regional keys.
const REGIONAL_KEYS: &str = "urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:rs";
/// The state whose municipalities the hub serves.
const SAXONY: &str = "14";

/// Why reference data could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    #[error("the code lists built into this hub cannot be read: {0}")]
    Unreadable(String),
    #[error("the register of regional keys is not among the code lists")]
    NoRegister,
}

/// The code lists built into the hub.
#[derive(Clone)]
pub struct ReferenceCodeLists(CodeListMap);

impl std::fmt::Debug for ReferenceCodeLists {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReferenceCodeLists({})", self.0.len())
    }
}

impl ReferenceCodeLists {
    pub fn load() -> Result<Self, ReferenceError> {
        let lists = xoev_xwasser_codelists::map::<xoev_xwasser_codelists::v1_0_1::Source>();
        lists.map(Self).map_err(|error| ReferenceError::Unreadable(error.to_string()))
    }

    /// URNs and versions of the lists.
    pub fn names(&self) -> Vec<(String, String)> {
        let mut names: Vec<_> = self
            .0
            .iter()
            .map(|(urn, list)| (urn.to_string(), list.header.identification.version.to_string()))
            .collect();
        names.sort();
        names
    }
}

impl CodeLists for ReferenceCodeLists {
    fn look_up(&self, urn: &str, version: Option<&str>, code: &str) -> CodeLookup {
        let Some(list) = self.0.get(urn) else { return CodeLookup::NoSuchList };
        if version.is_some_and(|wanted| wanted != list.header.identification.version.as_ref()) {
            return CodeLookup::NoSuchList;
        }
        let key = list.header.key_index;
        let row = list.values.iter().find(|row| row.get(key).is_some_and(|value| value.as_ref() == code));
        match row {
            None => CodeLookup::NoSuchCode,
            Some(row) => {
                let name = row.iter().enumerate().find(|(index, value)| *index != key && !value.is_empty());
                CodeLookup::Entry(name.map_or_else(|| code.to_owned(), |(_, value)| value.to_string()))
            }
        }
    }
}

/// The keys of the county-free cities before the Saxon county reform of 1 August 2008
/// (SächsKrGebNG); forms printed or programmed before then still carry them.
const BEFORE_2008: [(&str, &str); 7] = [
    ("141610000000", "Chemnitz, Stadt"),
    ("141660000000", "Plauen, Stadt"),
    ("141670000000", "Zwickau, Stadt"),
    ("142620000000", "Dresden, Stadt"),
    ("142630000000", "Görlitz, Stadt"),
    ("142640000000", "Hoyerswerda, Stadt"),
    ("143650000000", "Leipzig, Stadt"),
];

/// All Saxon municipalities, by AGS and ARS, and the fictitious one of the test organisation.
#[derive(Debug, Clone)]
pub struct ReferenceAreas {
    by_ars: Arc<BTreeMap<Ars, Municipality>>,
    by_ags: Arc<HashMap<drehscheibe_model::area::Ags, Ars>>,
}

impl ReferenceAreas {
    pub fn load(lists: &ReferenceCodeLists) -> Result<Self, ReferenceError> {
        let register = lists.0.get(REGIONAL_KEYS).ok_or(ReferenceError::NoRegister)?;
        let key = register.header.key_index;
        let mut all = BTreeMap::new();
        let mut add = |ars: &str, name: &str, county: &str, until: Option<Date>| {
            if let Ok(ars) = ars.parse::<Ars>() {
                // Digits 6 to 9 name the association; the first of them is 5 if there is one.
                let in_association = ars.as_str().get(5..6) == Some("5");
                let (name, county_name) = (name.to_owned(), county.to_owned());
                all.insert(
                    ars,
                    Municipality { ars, name, county_name, in_association, valid_from: None, valid_until: until },
                );
            }
        };
        for row in register.values.iter() {
            let Some(ars) = row.get(key).filter(|ars| ars.starts_with(SAXONY) && ars.len() == 12) else { continue };
            let name = row.iter().enumerate().find(|(index, _)| *index != key).map_or("", |(_, name)| name.as_ref());
            add(ars, name, "", None);
        }
        let reform = Date::constant(2008, 8, 1);
        for (ars, name) in BEFORE_2008 {
            add(ars, name, name, Some(reform));
        }
        add(FICTITIOUS_ARS, "Demobehörde (Test)", "Demokreis (Test)", None);
        let counties = county_names(lists);
        for municipality in all.values_mut() {
            if municipality.county_name.is_empty() {
                let county = counties.get(municipality.ars.county_key());
                municipality.county_name = county.cloned().unwrap_or_else(|| municipality.name.clone());
            }
        }
        let by_ags = all.keys().map(|ars| (ars.ags(), *ars)).collect();
        Ok(Self { by_ars: Arc::new(all), by_ags: Arc::new(by_ags) })
    }

    /// Bodies that carry out the administration: stand-alone municipalities and associations.
    pub fn administrations(&self, day: Date) -> usize {
        let all: std::collections::BTreeSet<_> =
            self.all(day).iter().map(|municipality| municipality.administration()).collect();
        all.len()
    }

    fn nearest(&self, key: &AreaKey, day: Date) -> Vec<Municipality> {
        let text = key.to_string();
        let mut all: Vec<_> = self
            .all(day)
            .into_iter()
            .map(|municipality| {
                let distance = match key {
                    AreaKey::Ags(_) => strsim::damerau_levenshtein(&text, municipality.ags().as_str()),
                    AreaKey::Ars(_) => strsim::damerau_levenshtein(&text, municipality.ars.as_str()),
                };
                (distance, municipality)
            })
            .filter(|(distance, _)| *distance <= 3)
            .collect();
        all.sort_by_key(|(distance, municipality)| (*distance, municipality.ars));
        all.into_iter().take(3).map(|(_, municipality)| municipality).collect()
    }
}

fn county_names(lists: &ReferenceCodeLists) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for (urn, list) in lists.0.iter() {
        if urn.ends_with(":kreis") {
            let key = list.header.key_index;
            for row in list.values.iter() {
                let name = row.iter().enumerate().find(|(index, value)| *index != key && !value.is_empty());
                if let (Some(code), Some((_, name))) = (row.get(key), name) {
                    names.insert(code.to_string(), name.to_string());
                }
            }
        }
    }
    names
}

impl Areas for ReferenceAreas {
    fn look_up(&self, key: &AreaKey, day: Date) -> AreaLookup {
        let ars = match key {
            AreaKey::Ars(ars) => Some(ars),
            AreaKey::Ags(ags) => self.by_ags.get(ags),
        };
        match ars.and_then(|ars| self.by_ars.get(ars)) {
            Some(found) if found.valid_on(day) => AreaLookup::Found(found.clone()),
            Some(found) => AreaLookup::NotValid(found.clone()),
            None => AreaLookup::Unknown { nearest: self.nearest(key, day) },
        }
    }

    fn all(&self, day: Date) -> Vec<Municipality> {
        let fictitious = |ars: &Ars| ars.as_str() == FICTITIOUS_ARS;
        self.by_ars.values().filter(|one| one.valid_on(day) && !fictitious(&one.ars)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas() -> ReferenceAreas {
        ReferenceAreas::load(&ReferenceCodeLists::load().unwrap()).unwrap()
    }
    const DAY: Date = Date::constant(2026, 11, 22);

    #[test]
    fn saxony_has_418_municipalities_and_309_administrations() {
        let areas = areas();
        let all = areas.all(DAY);
        assert_eq!(all.len(), 418);
        assert_eq!(all.iter().filter(|one| one.in_association).count(), 179);
        assert_eq!(areas.administrations(DAY), 309);
    }

    #[test]
    fn an_ags_and_its_ars_name_the_same_municipality() {
        let areas = areas();
        for key in ["14628270", "146285229270"] {
            let AreaLookup::Found(pirna) = areas.look_up(&key.parse().unwrap(), DAY) else { panic!("{key}") };
            assert_eq!(pirna.name, "Pirna, Stadt");
            assert_eq!(pirna.county_name, "Sächsische Schweiz-Osterzgebirge");
            assert!(pirna.in_association);
        }
    }

    #[test]
    fn an_unknown_key_names_the_nearest_and_an_old_one_its_end() {
        let areas = areas();
        let AreaLookup::Unknown { nearest } = areas.look_up(&"14713001".parse().unwrap(), DAY) else { panic!() };
        assert_eq!(nearest.first().unwrap().name, "Leipzig, Stadt");
        let AreaLookup::NotValid(old) = areas.look_up(&"14365000".parse().unwrap(), DAY) else { panic!() };
        assert_eq!(old.valid_until, Some(Date::constant(2008, 8, 1)));
    }

    #[test]
    fn code_lists_answer_by_urn_version_and_code() {
        let lists = ReferenceCodeLists::load().unwrap();
        let (urn, version) = lists.names().into_iter().find(|(urn, _)| urn.ends_with(":ags")).unwrap();
        assert_eq!(lists.look_up(&urn, Some(&version), "14713000"), CodeLookup::Entry("Leipzig, Stadt".into()));
        assert_eq!(lists.look_up(&urn, Some("1900"), "14713000"), CodeLookup::NoSuchList);
        assert_eq!(lists.look_up(&urn, None, "99"), CodeLookup::NoSuchCode);
        assert_eq!(lists.look_up("urn:x", None, "99"), CodeLookup::NoSuchList);
    }
}
