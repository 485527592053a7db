//! Recipient × form → fields, written out number by number from the text of § 3 GewAnzV, so that the
//! table and this list are two independent readings of the ordinance.

use super::{Condition, Form, TRANSMISSIONS, Timing};

/// Place in the ordinance, recipient, the fields that it gets of the form.
type Row = (&'static str, &'static str, Form, &'static [u8]);

use Form::{Abmeldung, Anmeldung, Ummeldung};

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // § 3 Absatz 1 Satz 1
    ("§ 3 Absatz 1 Satz 1 Nummer 1 Buchstabe a", "ihk", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 1 Buchstabe b", "ihk", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 1 Buchstabe c", "ihk", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 2 Buchstabe a", "hwk", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 2 Buchstabe b", "hwk", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 2 Buchstabe c", "hwk", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 3 Buchstabe a", "immissionsschutz", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 3 Buchstabe b", "immissionsschutz", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 3 Buchstabe c", "immissionsschutz", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 4 Buchstabe a", "arbeitsschutz", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 4 Buchstabe b", "arbeitsschutz", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 4 Buchstabe c", "arbeitsschutz", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 5 Buchstabe a", "eichbehoerde", Anmeldung, &[1, 3, 4, 5, 11, 14, 15, 18, 20]),
    ("§ 3 Absatz 1 Satz 1 Nummer 5 Buchstabe b", "eichbehoerde", Ummeldung, &[1, 3, 4, 5, 11, 14, 15, 18, 19, 21]),
    ("§ 3 Absatz 1 Satz 1 Nummer 5 Buchstabe c", "eichbehoerde", Abmeldung, &[1, 3, 4, 5, 11, 14, 16, 18, 20]),
    ("§ 3 Absatz 1 Satz 1 Nummer 6 Buchstabe a", "arbeitsagentur", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 6 Buchstabe b", "arbeitsagentur", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 6 Buchstabe c", "arbeitsagentur", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 20]),
    ("§ 3 Absatz 1 Satz 1 Nummer 7 Buchstabe a", "dguv", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 29, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 7 Buchstabe b", "dguv", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 7 Buchstabe c", "dguv", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 8", "registergericht", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 11, 15, 17, 18, 19, 20, 23, 25, 26, 27]),
    ("§ 3 Absatz 1 Satz 1 Nummer 9 Buchstabe a", "lebensmittelueberwachung", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 9 Buchstabe b", "lebensmittelueberwachung", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 9 Buchstabe c", "lebensmittelueberwachung", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 10 Buchstabe a", "knappschaft", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 18, 20, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 10 Buchstabe b", "knappschaft", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 18, 19, 20, 21, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 10 Buchstabe c", "knappschaft", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 18, 20, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 11 Buchstabe a", "auslaenderbehoerde", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 18, 20, 21, 30, 31, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 11 Buchstabe b", "auslaenderbehoerde", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 18, 19, 20, 21, 27, 28, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 11 Buchstabe c", "auslaenderbehoerde", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 18, 20, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 12 Buchstabe a", "finanzamt", Anmeldung, &[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 20, 23, 24, 25, 26, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 12 Buchstabe b", "finanzamt", Ummeldung, &[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 12 Buchstabe c", "finanzamt", Abmeldung, &[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 20, 23, 24, 25, 26, 28, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 13 Buchstabe a", "erlaubnisbehoerde", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]),
    ("§ 3 Absatz 1 Satz 1 Nummer 13 Buchstabe b", "erlaubnisbehoerde", Ummeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]),
    ("§ 3 Absatz 1 Satz 1 Nummer 13 Buchstabe c", "erlaubnisbehoerde", Abmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]),
    // § 3 Absatz 2: Nummer 1 and 2 for all annexes, Nummer 3 for each
    ("§ 3 Absatz 2 Nummer 1, 2 und 3 Buchstabe a", "statistik", Anmeldung, &[1, 2, 3, 4, 5, 6, 10, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 29, 32]),
    ("§ 3 Absatz 2 Nummer 1, 2 und 3 Buchstabe b", "statistik", Ummeldung, &[1, 2, 3, 4, 5, 6, 10, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 29]),
    ("§ 3 Absatz 2 Nummer 1, 2 und 3 Buchstabe c", "statistik", Abmeldung, &[1, 2, 3, 4, 5, 6, 10, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29]),
    // § 3 Absatz 2a
    ("§ 3 Absatz 2a", "abmeldebehoerde", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33]),
    // § 3 Absatz 3
    ("§ 3 Absatz 3 Satz 1", "zoll", Anmeldung, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 32]),
];

#[test]
fn each_recipient_gets_exactly_the_fields_of_the_ordinance() {
    for (place, recipient, form, fields) in ROWS {
        let row = TRANSMISSIONS.iter().find(|row| row.recipient == *recipient).unwrap();
        let found: Vec<u8> = row.fields(*form).map(|fields| fields.numbers().collect()).unwrap_or_default();
        assert_eq!(found, *fields, "{place}: {recipient}, {form:?}");
        let basis = row.legal_basis(*form);
        assert!(basis.starts_with(&format!("{place} GewAnzV in Verbindung mit § 14 ")), "{basis}");
    }
}

#[test]
fn nobody_gets_a_form_that_the_ordinance_does_not_name() {
    let named = |recipient: &str, form| ROWS.iter().any(|row| row.1 == recipient && row.2 == form);
    for row in &TRANSMISSIONS {
        for form in Form::ALL {
            assert_eq!(row.fields(form).is_some(), named(row.recipient, form), "{} {form:?}", row.recipient);
        }
    }
}

#[test]
fn all_thirteen_numbers_of_absatz_1_are_there_in_order() {
    let numbers: Vec<_> =
        TRANSMISSIONS.iter().filter_map(|row| row.paragraph.strip_prefix("§ 3 Absatz 1 Satz 1 Nummer ")).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"]);
}

#[test]
fn each_number_names_the_basis_in_the_gewo_that_the_ordinance_names() {
    // § 3 Absatz 1 Satz 1 Nummer 1 to 13 "nach § 14 Absatz 8 Satz 1 Nummer ..."
    let gewo = ["1", "2", "3", "3a", "4", "5", "6", "8", "10", "11", "12", "13", "14"];
    for (row, number) in TRANSMISSIONS.iter().zip(gewo) {
        assert_eq!(row.together_with, format!("§ 14 Absatz 8 Satz 1 Nummer {number} GewO"), "{}", row.recipient);
    }
}

#[test]
fn waiver_timing_and_conditions() {
    for row in &TRANSMISSIONS {
        let absatz_1 = row.paragraph.starts_with("§ 3 Absatz 1 ");
        // Absatz 1 Satz 2: only who receives under Absatz 1 may waive.
        assert_eq!(row.may_waive, absatz_1, "{}", row.recipient);
        // Absatz 5: Satz 1 names the Absätze 1 and 3, Satz 2 the Absatz 2; Absatz 2a follows the GewO.
        let timing = match row.recipient {
            "statistik" => Timing::Monthly,
            "abmeldebehoerde" => Timing::AtOnce,
            _ => Timing::AfterCertificate,
        };
        assert_eq!(row.timing, timing, "{}", row.recipient);
    }
    let conditional: Vec<_> = TRANSMISSIONS
        .iter()
        .filter(|row| row.condition != Condition::Always)
        .map(|row| (row.recipient, row.condition))
        .collect();
    assert_eq!(
        conditional,
        [
            ("registergericht", Condition::RegisteredEstablishment),
            ("auslaenderbehoerde", Condition::Foreigner),
            ("statistik", Condition::CountsForStatistics),
            ("abmeldebehoerde", Condition::MovedFromOtherDistrict),
            ("zoll", Condition::Indications),
        ]
    );
}

#[test]
fn the_signature_leaves_for_nobody_but_the_authority_that_deregisters() {
    for row in TRANSMISSIONS.iter().filter(|row| row.recipient != "abmeldebehoerde") {
        for form in Form::ALL {
            let gets = row.fields(form).is_some_and(|fields| fields.contains(form.last_field()));
            assert!(!gets, "{} {form:?}", row.recipient);
        }
    }
}
