use crate::Gewerbeanzeige;
use drehscheibe_sdk::test;
use serde_json::{Value, json};

const SOLE: &str = include_str!("../../plan/eingaben/anmeldung-einzelunternehmen.json");
const ALL_FIELDS: &str = include_str!("../../plan/eingaben/anmeldung-verlegung-alle-felder.json");
const CHANGE: &str = include_str!("../../plan/eingaben/ummeldung-verlegung-ausdehnung.json");
const END: &str = include_str!("../../plan/eingaben/abmeldung-gmbh.json");

fn told(document: &Value) -> Vec<String> {
    test::Host::new()
        .now("2026-03-02T09:15:00+01:00")
        .settings(include_str!("../../plan/einstellungen/musterstadt.json"))
        .install();
    test::told(&test::validate::<Gewerbeanzeige>(&test::submission(document.to_string())).unwrap())
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The findings after one field was changed; null takes it away.
fn changed(text: &str, key: &str, value: Value) -> Vec<String> {
    let mut document = document(text);
    let fields = document["felder"].as_object_mut().unwrap();
    if value.is_null() {
        drop(fields.remove(key))
    } else {
        drop(fields.insert(key.into(), value))
    }
    told(&document)
}

#[test]
fn sound_notices_of_all_three_forms_pass() {
    for text in [SOLE, ALL_FIELDS, CHANGE, END] {
        assert_eq!(told(&document(text)), [""; 0]);
    }
}

#[test]
fn each_required_field_is_missed() {
    for (text, keys) in [
        (
            SOLE,
            "familienname vornamen geschlecht geburtsdatum geburtsort staatsangehoerigkeiten anschrift_person anschrift_betriebsstaette taetigkeit nebenerwerb beginn betriebsart taetige_personen niederlassung gewerbeform grund datum_der_anzeige",
        ),
        (
            CHANGE,
            "familienname anschrift_fruehere_betriebsstaette neue_taetigkeit aenderungsdatum grund datum_der_anzeige",
        ),
        (
            END,
            "familienname taetigkeit aufgabedatum betriebsart grund uebergabe kuenftiger_gewerbetreibender zahl_vertreter",
        ),
    ] {
        for key in keys.split(' ') {
            let found = changed(text, key, Value::Null);
            assert!(found.contains(&format!("!GEW-10 /felder/{key}")), "{key}: {found:?}");
        }
    }
}

#[test]
fn dates_that_cannot_be() {
    for (key, value, finding) in [
        ("geburtsdatum", "2026-03-03", "!GEW-20 /felder/geburtsdatum"),
        ("geburtsdatum", "1899-01-01", "!GEW-20 /felder/geburtsdatum"),
        ("datum_der_anzeige", "2026-03-03", "!GEW-21 /felder/datum_der_anzeige"),
        ("beginn", "1980-01-01", "!GEW-22 /felder/beginn"),
        ("beginn", "2026-03-31", "GEW-23 /felder/beginn"),
        ("beginn", "2026-02-01", "GEW-24 /felder/beginn"),
    ] {
        let found = changed(SOLE, key, value.into());
        assert!(found.contains(&finding.to_owned()), "{key} {value}: {found:?}");
    }
    // The last day that is still well.
    for (key, value) in [("datum_der_anzeige", "2026-03-02"), ("beginn", "2026-03-30"), ("beginn", "2026-02-02")] {
        assert_eq!(changed(SOLE, key, value.into()), [""; 0], "{key} {value}");
    }
}

#[test]
fn legal_form_and_register_must_fit() {
    let entry = |register: &str| json!({ "register": register, "ort": "Musterstadt", "nummer": "1" });
    for (form, register) in [
        ("ek", "HRA"),
        ("egbr", "GsR"),
        ("ohg", "HRA"),
        ("kg", "HRA"),
        ("gmbh-co-kg", "HRA"),
        ("gmbh", "HRB"),
        ("ug", "HRB"),
        ("ag", "HRB"),
        ("se", "HRB"),
        ("eg", "GnR"),
        ("ev", "VR"),
    ] {
        let mut document = document(ALL_FIELDS);
        document["felder"]["registername"]["rechtsform"] = form.into();
        document["felder"]["registereintrag"] = entry(register);
        assert_eq!(told(&document), [""; 0], "{form}");
        document["felder"]["registereintrag"] = entry("StV");
        assert_eq!(told(&document), ["!GEW-32 /felder/registereintrag/register"], "{form}");
        document["felder"].as_object_mut().unwrap().remove("registereintrag");
        assert_eq!(told(&document), ["!GEW-30 /felder/registereintrag"], "{form}");
        document["felder"]["registername"]["in_gruendung"] = true.into();
        assert_eq!(told(&document), ["GEW-31 /felder/registereintrag"], "{form}");
    }
    assert_eq!(changed(SOLE, "registereintrag", entry("HRB")), ["!GEW-32 /felder/registereintrag"]);
}

#[test]
fn activities_must_say_something() {
    for vague in ["Handel", "Handel mit Waren aller Art.", "DIENSTLEISTUNGEN", "abc"] {
        assert_eq!(changed(SOLE, "taetigkeit", vague.into()), ["!GEW-40 /felder/taetigkeit"], "{vague}");
    }
    assert_eq!(changed(SOLE, "taetigkeit", "Bewachung von Messen".into()), ["GEW-41 /felder/erlaubnis"]);
    assert_eq!(changed(SOLE, "handwerkskarte", Value::Null), ["GEW-42 /felder/handwerkskarte"]);
    let bare = json!({ "vorhanden": true });
    assert_eq!(changed(SOLE, "handwerkskarte", bare), ["!GEW-43 /felder/handwerkskarte"]);
}

#[test]
fn minors_need_the_approval_of_the_court_up_to_their_eighteenth_birthday() {
    // The business begins on 2026-03-01.
    assert_eq!(changed(SOLE, "geburtsdatum", "2008-03-01".into()), [""; 0]);
    assert_eq!(changed(SOLE, "geburtsdatum", "2008-03-02".into()), ["!GEW-50 /minderjaehrig"]);
    let mut young = document(SOLE);
    young["felder"]["geburtsdatum"] = "2008-06-01".into();
    young["minderjaehrig"] = json!({ "gesetzliche_vertreter": [{ "name": "A", "vornamen": "B" }] });
    assert_eq!(told(&young), ["!GEW-50 /minderjaehrig/genehmigung"]);
    young["minderjaehrig"]["genehmigung"] = json!({ "gericht": "AG", "aktenzeichen": "1", "datum": "2026-01-20" });
    assert_eq!(told(&young), [""; 0]);
    young["felder"]["geburtsdatum"] = "1990-06-01".into();
    assert_eq!(told(&young), ["GEW-51 /minderjaehrig"]);
}

#[test]
fn foreigners_need_a_title_unless_they_are_free_to_work() {
    for (nationalities, needs) in [(json!(["VNM"]), true), (json!(["VNM", "POL"]), false), (json!(["CHE"]), false)] {
        let found = changed(SOLE, "staatsangehoerigkeiten", nationalities);
        assert_eq!(found == ["!GEW-52 /felder/aufenthaltstitel"], needs, "{found:?}");
    }
}

#[test]
fn places_must_fit() {
    let mut other = document(SOLE);
    other["felder"]["anschrift_betriebsstaette"]["ags"] = "14713000".into();
    assert_eq!(told(&other), ["!GEW-61 /felder/anschrift_betriebsstaette/ags"]);
    let mut abroad = document(SOLE);
    abroad["felder"]["anschrift_person"]["plz"] = "405 02".into();
    assert_eq!(told(&abroad), ["!GEW-60 /felder/anschrift_person/plz"]);
    abroad["felder"]["anschrift_person"]["land"] = "CZE".into();
    assert_eq!(told(&abroad), [""; 0]);
    let mut moved = document(CHANGE);
    moved["felder"]["anschrift_fruehere_betriebsstaette"]["ags"] = "99000002".into();
    assert_eq!(told(&moved), ["!GEW-62 /felder/anschrift_fruehere_betriebsstaette/ags"]);
    let mut moved = document(ALL_FIELDS);
    moved["felder"]["anschrift_fruehere_betriebsstaette"]["ags"] = "99000001".into();
    assert_eq!(told(&moved), ["!GEW-62 /felder/anschrift_fruehere_betriebsstaette/ags"]);
    moved["felder"]["anschrift_fruehere_betriebsstaette"].as_object_mut().unwrap().remove("ags");
    assert_eq!(told(&moved), ["GEW-63 /felder/anschrift_fruehere_betriebsstaette/ags"]);
}

#[test]
fn wrong_forms_of_values_are_found_wherever_they_stand() {
    let mut wrong = document(SOLE);
    wrong["felder"]["geburtsort"] = json!({ "ort": "  ", "land": "Deutschland", "kreis": "x" });
    wrong["felder"]["nebenerwerb"] = "nein".into();
    wrong["felder"]["betriebsart"] = json!(["handel", "handel", "zirkus"]);
    wrong["felder"]["taetige_personen"] = json!({ "vollzeit": -1, "teilzeit": 1.5 });
    wrong["felder"]["geschaeftsbezeichnung"] = "A\u{7}".into();
    wrong["felder"]["a/b~c"] = 1.into();
    wrong["zusatz"] = 1.into();
    let mut found = told(&wrong);
    found.sort();
    assert_eq!(
        found,
        [
            "!GEW-02 /felder/a~1b~0c",
            "!GEW-02 /felder/geburtsort/kreis",
            "!GEW-02 /zusatz",
            "!GEW-03 /felder/betriebsart/1",
            "!GEW-03 /felder/betriebsart/2",
            "!GEW-03 /felder/geburtsort/land",
            "!GEW-03 /felder/geburtsort/ort",
            "!GEW-03 /felder/geschaeftsbezeichnung",
            "!GEW-03 /felder/nebenerwerb",
            "!GEW-03 /felder/taetige_personen/teilzeit",
            "!GEW-03 /felder/taetige_personen/vollzeit",
        ]
    );
}

#[test]
fn garbage_gives_findings_and_nothing_else() {
    for text in ["null", "[]", "{}", "7", r#"{"version":"1","formular":"GewA1","felder":[]}"#, r#"{"felder":{"x":1}}"#]
    {
        let found = told(&document(text));
        assert!(found.iter().any(|finding| finding.starts_with('!')), "{text}: {found:?}");
    }
}
