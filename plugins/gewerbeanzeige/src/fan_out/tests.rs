use super::*;
use crate::form::Kind;
use drehscheibe_sdk::Findings;
use serde_json::{Value, json};

fn instant(text: &str) -> Instant {
    drehscheibe_sdk::test::Host::new().now(text).install();
    drehscheibe_sdk::host::now()
}

/// Some value of this kind.
fn sample(kind: Kind) -> Value {
    match kind {
        Kind::Text { .. } => "Text".into(),
        Kind::Date => "2026-03-02".into(),
        Kind::YesNo => true.into(),
        Kind::Count { .. } => 1.into(),
        Kind::Code(codes) => codes[0].code.into(),
        Kind::Codes(codes) => json!([codes[0].code]),
        Kind::Country => "CZE".into(),
        Kind::Countries => json!(["CZE"]),
        Kind::Ags => "99000002".into(),
        Kind::Group(parts) => parts.iter().map(|part| (part.key.to_owned(), sample(part.kind))).collect(),
        Kind::Groups(parts) => json!([sample(Kind::Group(parts))]),
    }
}

/// A document in which every field of the form is filled in.
fn full(form: Form) -> Value {
    let fields: serde_json::Map<_, _> =
        fields_of(form).into_iter().map(|(_, field)| (field.key.to_owned(), sample(field.kind))).collect();
    json!({
        "version": "1",
        "formular": form.code(),
        "felder": fields,
        "minderjaehrig": sample(MINOR),
        "behoerde": { "anhaltspunkte": "Hinweis" },
    })
}

fn settings() -> Settings {
    serde_json::from_str(include_str!("../../plan/einstellungen/musterstadt.json")).unwrap()
}

fn read(document: &Value) -> Notice<'_> {
    let mut findings = Findings::new();
    let notice = Notice::read(document, &mut findings).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    notice
}

fn outputs_at(document: &Value, settings: &Settings, received: &str) -> Vec<Output> {
    fan_out(&read(document), settings, &instant(received), "m", &[]).unwrap()
}

fn outputs(document: &Value, settings: &Settings) -> Vec<Output> {
    outputs_at(document, settings, "2026-03-02T09:15:00+01:00")
}

fn recipients(outputs: &[Output]) -> Vec<&str> {
    outputs.iter().map(|output| output.recipient.as_str()).collect()
}

/// The field numbers in a document, read by a parser.
fn numbers(body: &[u8]) -> Vec<u8> {
    let root = drehscheibe_sdk::xml::parse(body).unwrap();
    root.children
        .iter()
        .filter(|element| element.name == "feld")
        .map(|element| element.attribute("nummer").unwrap().parse().unwrap())
        .collect()
}

#[test]
fn each_document_holds_exactly_the_fields_that_the_law_allows() {
    for form in Form::ALL {
        let document = full(form);
        let notice = read(&document);
        let received = instant("2026-03-02T09:15:00+01:00");
        let settings = settings();
        let maker = Maker { notice: &notice, settings: &settings, received: &received, message: "m" };
        for row in &TRANSMISSIONS {
            let Some(fields) = row.fields(form) else { continue };
            let body = maker.document(row.recipient, "Name", "Grundlage", fields, false);
            assert_eq!(numbers(body.as_bytes()), fields.numbers().collect::<Vec<_>>(), "{} {form:?}", row.recipient);
            assert!(!body.contains("Hinweis") && !body.contains("minderjaehrig"), "{} {form:?}", row.recipient);
        }
    }
}

#[test]
fn the_own_office_gets_all_with_attachments_and_customs_the_indications() {
    let document = full(Form::Anmeldung);
    let attachment = drehscheibe_sdk::test::attachment("ausweis", "ausweis.pdf", "application/pdf", 3);
    let received = instant("2026-03-02T09:15:00+01:00");
    let outputs = fan_out(&read(&document), &settings(), &received, "m", &[attachment]).unwrap();
    for output in &outputs {
        let body = String::from_utf8(output.document.body.clone()).unwrap();
        let own = output.recipient == "gewerbeamt";
        assert_eq!(output.attachments == ["ausweis"], own, "{}", output.recipient);
        assert_eq!(body.contains("<minderjaehrig>"), own, "{}", output.recipient);
        assert_eq!(body.contains("<anhaltspunkte>"), own || output.recipient == "zoll", "{}", output.recipient);
    }
    assert_eq!(numbers(&outputs[0].document.body), (1..=33).collect::<Vec<u8>>());
}

fn with(mut document: Value, pointer: &str, value: Value) -> Value {
    *document.pointer_mut(pointer).unwrap() = value;
    document
}

#[test]
fn conditions_decide_who_is_told() {
    let gets = |document: &Value, recipient: &str| recipients(&outputs(document, &settings())).contains(&recipient);
    // GewO § 14 Absatz 8 Satz 1 Nummer 8
    let registered = with(full(Form::Abmeldung), "/felder/registereintrag/register", "HRB".into());
    assert!(gets(&registered, "registergericht"));
    assert!(!gets(&with(registered.clone(), "/felder/registereintrag/register", "VR".into()), "registergericht"));
    assert!(!gets(&with(registered, "/felder/niederlassung", "zweigstelle".into()), "registergericht"));
    // Nummer 12
    let start = full(Form::Anmeldung);
    assert!(gets(&start, "auslaenderbehoerde"));
    let both = with(start.clone(), "/felder/staatsangehoerigkeiten", json!(["CZE", "DEU"]));
    assert!(!gets(&both, "auslaenderbehoerde"));
    // § 14 Absatz 1 Satz 3
    let moved = with(start.clone(), "/felder/grund", "verlegung".into());
    assert!(gets(&moved, "abmeldebehoerde"));
    assert!(!gets(&start, "abmeldebehoerde"));
    let here = with(moved, "/felder/anschrift_fruehere_betriebsstaette/ags", "99000001".into());
    assert!(!gets(&here, "abmeldebehoerde"));
    // § 3 Absatz 3
    assert!(gets(&start, "zoll"));
    assert!(!gets(&with(start, "/behoerde", json!({})), "zoll"));
    assert!(!gets(&full(Form::Abmeldung), "zoll"));
    // Absatz 8 Satz 1 Nummer 9: of the changes only those of place and activity
    for (reason, counts) in [("verlegung", true), ("wechsel", true), ("ausdehnung", true), ("namensaenderung", false)] {
        let change = with(full(Form::Ummeldung), "/felder/grund/arten", json!([reason]));
        assert_eq!(gets(&change, "statistik"), counts, "{reason}");
    }
}

#[test]
fn a_waiver_holds_from_its_day_on_and_who_is_not_set_up_gets_nothing() {
    let mut settings = settings();
    settings.gewerbeamt = false;
    settings.empfaenger.retain(|role, _| ["ihk", "hwk"].contains(&role.as_str()));
    settings.empfaenger.get_mut("hwk").unwrap().verzicht_seit = Some("2026-03-02".parse().unwrap());
    let document = full(Form::Anmeldung);
    assert_eq!(recipients(&outputs_at(&document, &settings, "2026-03-01T23:59:59+01:00")), ["ihk", "hwk"]);
    assert_eq!(recipients(&outputs_at(&document, &settings, "2026-03-02T00:00:00+01:00")), ["ihk"]);
}

#[test]
fn nothing_leaves_before_the_receipt_is_certified_and_statistics_may_wait_for_the_month() {
    let mut settings = settings();
    let document = with(full(Form::Anmeldung), "/felder/grund", "verlegung".into());
    let times = |settings: &Settings| -> Vec<(String, Option<String>)> {
        outputs_at(&document, settings, "2026-04-29T09:15:00+02:00")
            .into_iter()
            .filter(|output| ["gewerbeamt", "ihk", "statistik", "abmeldebehoerde"].contains(&output.recipient.as_str()))
            .map(|output| (output.recipient, output.not_before.as_ref().map(iso)))
            .collect()
    };
    let expect = |ihk: Option<&str>, statistics: Option<&str>| {
        [("gewerbeamt", None), ("ihk", ihk), ("statistik", statistics), ("abmeldebehoerde", None)]
            .map(|(recipient, time)| (recipient.to_owned(), time.map(str::to_owned)))
            .to_vec()
    };
    assert_eq!(times(&settings), expect(None, None));
    settings.bescheinigung_nach_tagen = 3;
    let certified = Some("2026-05-02T00:00:00+02:00");
    assert_eq!(times(&settings), expect(certified, certified));
    settings.statistik = Statistics::Monatlich;
    // Certified in May: the first working day of June.
    assert_eq!(times(&settings), expect(certified, Some("2026-06-01T00:00:00+02:00")));
    settings.bescheinigung_nach_tagen = 0;
    // Certified in April: 1 May is a holiday, then comes a weekend.
    assert_eq!(times(&settings), expect(None, Some("2026-05-04T00:00:00+02:00")));
}
