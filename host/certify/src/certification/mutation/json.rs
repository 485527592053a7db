//! JSON documents.

use super::{FIELDS, Mutation, OVERSIZE, Spoilt};
use serde_json::Value;

/// Every field, as a JSON Pointer, parents before their children.
fn fields(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
        _ => return,
    };
    for (key, value) in children {
        let pointer = format!("{pointer}/{key}");
        found.push(pointer.clone());
        fields(value, &pointer, found);
    }
}

fn dropped(document: &Value, pointer: &str) -> Option<Value> {
    let (parent, key) = pointer.rsplit_once('/')?;
    let key = key.replace("~1", "/").replace("~0", "~");
    let mut changed = document.clone();
    match changed.pointer_mut(parent)? {
        Value::Object(map) => drop(map.remove(&key)?),
        Value::Array(items) => {
            let place = key.parse::<usize>().ok().filter(|place| *place < items.len())?;
            items.remove(place);
        }
        _ => return None,
    }
    Some(changed)
}

fn with(document: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut changed = document.clone();
    let place = changed.pointer_mut(pointer)?;
    if *place == value {
        return None;
    }
    *place = value;
    Some(changed)
}

fn empty(value: &Value) -> Value {
    match value {
        Value::String(_) => Value::String(String::new()),
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(_) => Value::Object(serde_json::Map::new()),
        _ => Value::Null,
    }
}

pub fn spoil(body: &[u8]) -> Vec<Spoilt> {
    let Ok(document) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let mut found = Vec::new();
    fields(&document, "", &mut found);
    found.truncate(FIELDS);
    let leaf =
        |pointer: &&String| document.pointer(pointer).is_some_and(|value| !value.is_object() && !value.is_array());
    let leaves: Vec<&String> = found.iter().filter(leaf).collect();
    let mut spoilt = Vec::new();
    let mut add = |kind, place: &str, changed: Option<Value>| {
        if let Some(body) = changed.and_then(|value| serde_json::to_vec(&value).ok()) {
            spoilt.push(Spoilt { kind, place: place.to_owned(), body });
        }
    };
    for pointer in &found {
        add(Mutation::Drop, pointer, dropped(&document, pointer));
        let value = document.pointer(pointer).unwrap_or(&Value::Null);
        add(Mutation::Empty, pointer, with(&document, pointer, empty(value)));
    }
    for (pointer, next) in leaves.iter().zip(leaves.iter().skip(1)) {
        let (Some(a), Some(b)) = (document.pointer(pointer), document.pointer(next)) else { continue };
        let once = with(&document, pointer, b.clone());
        add(Mutation::Swap, pointer, once.and_then(|changed| with(&changed, next, a.clone())));
    }
    for pointer in &leaves {
        add(Mutation::Oversize, pointer, with(&document, pointer, Value::String("Ü".repeat(OVERSIZE / 2))));
    }
    spoilt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_spoilt_in_every_way_that_changes_something() {
        let spoilt = spoil(br#"{"a":"x","b":{"c/d":[1,""]}}"#);
        let of = |kind| spoilt.iter().filter(|one| one.kind == kind).map(|one| one.place.as_str()).collect::<Vec<_>>();
        assert_eq!(of(Mutation::Drop), ["/a", "/b", "/b/c~1d", "/b/c~1d/0", "/b/c~1d/1"]);
        assert_eq!(of(Mutation::Empty), ["/a", "/b", "/b/c~1d", "/b/c~1d/0"]);
        assert_eq!(of(Mutation::Swap), ["/a", "/b/c~1d/0"]);
        assert_eq!(of(Mutation::Oversize).len(), 3);
        assert_eq!(spoilt[0].body, br#"{"b":{"c/d":[1,""]}}"#);
        assert!(spoil(b"no json").is_empty());
    }
}
