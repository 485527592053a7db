use super::*;
use drehscheibe_sdk::Document;

fn settings(verfahren: bool) -> Settings {
    let place = |text: &str| Some(text.to_owned());
    let werte = [("0101".to_owned(), "wohngeld".to_owned())].into();
    Settings {
        verfahren: verfahren.then(|| Procedures { stelle: "kopf/typ/@code".into(), werte }),
        nachrichtentyp: place("kopf/typ"),
        gebiet: place("kopf/gebiet"),
        aktenzeichen: place("@az"),
    }
}

fn recognise(document: &str, settings: &Settings) -> Recognition {
    let envelope = Envelope {
        message_id: "01890000-0000-7000-8000-000000000001".into(),
        source: "portal".into(),
        procedure: None,
        message_type: None,
        area: Area { ags: None, ars: None },
        case_id: None,
        properties: Vec::new(),
        document: Document { media_type: "application/xml".into(), body: document.into() },
        attachments: Vec::new(),
    };
    XmlFields::recognise(&envelope, settings).unwrap_or_else(|_| unreachable!("it never fails"))
}

fn told(found: &Recognition) -> [Option<&str>; 5] {
    let area = found.area.as_ref();
    [
        found.procedure.as_deref(),
        found.message_type.as_deref(),
        area.and_then(|area| area.ags.as_deref()),
        area.and_then(|area| area.ars.as_deref()),
        found.case_id.as_deref(),
    ]
}

#[test]
fn every_field_is_read_from_its_place_whatever_the_prefix() {
    let text = "<n:a xmlns:n='urn:n' az='W-7'><n:kopf><n:typ code='0101'> Antrag </n:typ><n:gebiet>14729260</n:gebiet></n:kopf></n:a>";
    let found = recognise(text, &settings(true));
    assert_eq!(told(&found), [Some("wohngeld"), Some("Antrag"), Some("14729260"), None, Some("W-7")]);
    let found = recognise(&text.replace("14729260", "147290260260"), &settings(true));
    assert_eq!(told(&found)[2..4], [None, Some("147290260260")]);
}

#[test]
fn what_is_not_there_or_not_in_form_is_left_out() {
    let long = "x".repeat(129);
    let text = format!("<a az='{long}'><kopf><typ/><gebiet>1472926</gebiet></kopf></a>");
    assert_eq!(told(&recognise(&text, &settings(false))), [None; 5]);
    assert_eq!(told(&recognise("<a><kopf><typ>x</typ></kopf></a>", &settings(false)))[1], Some("x"));
}

#[test]
fn what_no_procedure_belongs_to_is_not_mine() {
    for text in ["", "{}", "<a", "<a/>", "<a az='1'><kopf><typ code='0102'>x</typ><gebiet>14729260</gebiet></kopf></a>"]
    {
        assert_eq!(told(&recognise(text, &settings(true))), [None; 5], "{text}");
    }
}
