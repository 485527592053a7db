//! What differs between two values, place by place, readable.

use crate::portal::kit::DiffLine;
use crate::portal::{format, texts as t};
use serde_json::Value;
use std::collections::BTreeMap;

/// Lines at most; more differences than a person reads.
const MOST: usize = 400;

/// Names of places besides those of the configuration itself.
pub(crate) type Names = BTreeMap<String, String>;

fn flat(value: &Value, place: &str, names: &Names, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (name, inner) in map {
                let name = names.get(name).map(String::as_str).or_else(|| t::place::by_name(name)).unwrap_or(name);
                let place = if place.is_empty() { name.to_owned() } else { format!("{place} › {name}") };
                flat(inner, &place, names, found);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (index, inner) in list.iter().enumerate() {
                flat(inner, &format!("{place} {}", index + 1), names, found);
            }
        }
        Value::Null | Value::Object(_) | Value::Array(_) => {}
        Value::String(text) => {
            found.insert(place.to_owned(), text.clone());
        }
        Value::Bool(on) => {
            found.insert(place.to_owned(), if *on { t::schema::YES } else { t::schema::NO }.to_owned());
        }
        Value::Number(number) => {
            let told = number.as_u64().map(format::number);
            found.insert(place.to_owned(), told.unwrap_or_else(|| number.to_string().replace('.', ",")));
        }
    }
}

/// Every place whose value differs, in order.
pub(crate) fn lines(before: &Value, after: &Value, names: &Names) -> Vec<DiffLine> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flat(before, "", names, &mut old);
    flat(after, "", names, &mut new);
    let places: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differs = places.into_iter().filter(|place| old.get(*place) != new.get(*place));
    let value = |map: &BTreeMap<String, String>, place: &String| map.get(place).cloned().unwrap_or_default();
    differs
        .take(MOST)
        .map(|place| DiffLine { place: place.clone(), before: value(&old, place), after: value(&new, place) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_shown_with_its_place() {
        let before = json!({"stage": 3, "validators": [{"settings": {"frist_tage": 14, "alt": true}}]});
        let after = json!({"stage": 3, "validators": [{"settings": {"frist_tage": 28}}], "x": null});
        let names = Names::from([("frist_tage".to_owned(), "Anmeldefrist in Tagen".to_owned())]);
        let lines = lines(&before, &after, &names);
        let told: Vec<_> = lines.iter().map(|l| (l.place.as_str(), l.before.as_str(), l.after.as_str())).collect();
        assert_eq!(
            told,
            [
                ("Prüfregeln 1 › Einstellungen › Anmeldefrist in Tagen", "14", "28"),
                ("Prüfregeln 1 › Einstellungen › alt", "ja", ""),
            ]
        );
    }
}
