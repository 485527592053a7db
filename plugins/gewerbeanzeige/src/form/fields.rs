//! The fields in the order of annex 1, then those that only the other annexes have.
//!
//! The annexes are pictures and no part of the ordinance's text. The numbers are fixed by § 3 GewAnzV;
//! which content belongs to which number follows the official forms as far as known and the sense of
//! § 3. The README says what must be compared with the annexes.

use super::Field;
use super::codes::{
    BETRIEBSART, GESCHLECHT, GEWERBEFORM, GRUND_ABMELDUNG, GRUND_ANMELDUNG, GRUND_UMMELDUNG, NIEDERLASSUNG, RECHTSFORM,
    REGISTER, UEBERGABE, URSACHE,
};
use super::kind::{Kind, Part};

const NAME: Kind = Kind::Text { max: 120 };
const LINE: Kind = Kind::Text { max: 200 };
const LONG: Kind = Kind::Text { max: 2_000 };

const ADDRESS: Kind = Kind::Group(&[
    Part::required("strasse", "Straße", LINE),
    Part::required("hausnummer", "Hausnummer", Kind::Text { max: 20 }),
    Part::optional("zusatz", "Adresszusatz", LINE),
    Part::required("plz", "Postleitzahl", Kind::Text { max: 10 }),
    Part::required("ort", "Ort", NAME),
    Part::optional("land", "Staat, wenn nicht Deutschland", Kind::Country),
    Part::optional("ags", "Amtlicher Gemeindeschlüssel", Kind::Ags),
    Part::optional("telefon", "Telefon", Kind::Text { max: 40 }),
    Part::optional("email", "E-Mail", LINE),
    Part::optional("internet", "Internetadresse", LINE),
]);

const REPRESENTATIVE: Kind =
    Kind::Group(&[Part::required("name", "Familienname", NAME), Part::required("vornamen", "Vornamen", NAME)]);

const WITH_DATE_AND_OFFICE: Kind = Kind::Group(&[
    Part::required("vorhanden", "liegt vor", Kind::YesNo),
    Part::optional("datum", "Ausstellungsdatum", Kind::Date),
    Part::optional("behoerde", "Ausstellende Stelle", LINE),
]);

macro_rules! field {
    ($numbers:expr, $key:literal, $title:literal, $kind:expr) => {
        Field { numbers: $numbers, key: $key, title: $title, kind: $kind }
    };
}

#[rustfmt::skip]
pub static FIELDS: &[Field] = &[
    // The owner of the business
    field!([1, 1, 1], "registername", "Im Register eingetragener Name mit Rechtsform", Kind::Group(&[
        Part::required("rechtsform", "Rechtsform", Kind::Code(RECHTSFORM)),
        Part::optional("name", "Eingetragener Name", LINE),
        Part::optional("in_gruendung", "in Gründung", Kind::YesNo),
        Part::optional("weitere_gesellschafter", "Weitere Gesellschafter (nur GbR)", LINE),
    ])),
    field!([2, 2, 2], "registereintrag", "Ort und Nummer des Registereintrags", Kind::Group(&[
        Part::required("register", "Register", Kind::Code(REGISTER)),
        Part::required("ort", "Ort des Registers", NAME),
        Part::required("nummer", "Nummer", Kind::Text { max: 30 }),
    ])),
    field!([3, 3, 3], "geschaeftsbezeichnung", "Name des Geschäfts, wenn er vom eingetragenen Namen abweicht", LINE),
    field!([4, 4, 4], "familienname", "Familienname", NAME),
    field!([5, 5, 5], "vornamen", "Vornamen", NAME),
    field!([6, 6, 6], "geschlecht", "Geschlecht", Kind::Code(GESCHLECHT)),
    field!([7, 7, 7], "geburtsname", "Geburtsname, wenn er vom Familiennamen abweicht", NAME),
    field!([8, 8, 8], "geburtsdatum", "Geburtsdatum", Kind::Date),
    field!([9, 9, 9], "geburtsort", "Geburtsort und -land", Kind::Group(&[
        Part::required("ort", "Ort", NAME),
        Part::required("land", "Staat", Kind::Country),
    ])),
    field!([10, 10, 10], "staatsangehoerigkeiten", "Staatsangehörigkeiten", Kind::Countries),
    field!([11, 11, 11], "anschrift_person", "Anschrift der Wohnung", ADDRESS),
    // The business
    field!([12, 12, 12], "zahl_vertreter", "Zahl der geschäftsführenden Gesellschafter oder gesetzlichen Vertreter", Kind::Count { max: 10_000 }),
    field!([13, 13, 13], "beteiligung_oeffentliche_hand", "Beteiligung der öffentlichen Hand", Kind::YesNo),
    field!([14, 14, 14], "vertretungsberechtigte_person", "Vertretungsberechtigte Person oder Betriebsleitung", REPRESENTATIVE),
    field!([15, 15, 16], "anschrift_betriebsstaette", "Anschrift der Betriebsstätte", ADDRESS),
    field!([16, 16, 15], "anschrift_hauptniederlassung", "Anschrift der Hauptniederlassung", ADDRESS),
    field!([17, 17, 0], "anschrift_fruehere_betriebsstaette", "Anschrift der früheren Betriebsstätte", ADDRESS),
    field!([18, 0, 18], "taetigkeit", "Tätigkeit", LONG),
    field!([19, 0, 19], "nebenerwerb", "Im Nebenerwerb betrieben", Kind::YesNo),
    field!([20, 0, 0], "beginn", "Datum des Beginns der Tätigkeit", Kind::Date),
    field!([21, 0, 21], "betriebsart", "Art des Betriebs", Kind::Codes(BETRIEBSART)),
    field!([22, 22, 22], "taetige_personen", "Zahl der tätigen Personen (ohne Inhaberin oder Inhaber)", Kind::Group(&[
        Part::required("vollzeit", "Vollzeit", Kind::Count { max: 1_000_000 }),
        Part::required("teilzeit", "Teilzeit", Kind::Count { max: 1_000_000 }),
    ])),
    field!([23, 23, 23], "niederlassung", "Die Anzeige wird erstattet für", Kind::Code(NIEDERLASSUNG)),
    field!([24, 0, 24], "gewerbeform", "Form des Gewerbes", Kind::Code(GEWERBEFORM)),
    field!([25, 0, 0], "grund", "Grund der Anmeldung", Kind::Code(GRUND_ANMELDUNG)),
    field!([26, 0, 0], "frueherer_gewerbetreibender", "Name der oder des früheren Gewerbetreibenden", LINE),
    field!([27, 0, 0], "unfallversicherung", "Träger der gesetzlichen Unfallversicherung", Kind::Group(&[
        Part::required("traeger", "Träger", LINE),
        Part::optional("mitgliedsnummer", "Mitgliedsnummer", Kind::Text { max: 40 }),
    ])),
    field!([28, 25, 0], "erlaubnis", "Erlaubnis", WITH_DATE_AND_OFFICE),
    field!([29, 26, 0], "handwerkskarte", "Handwerkskarte", WITH_DATE_AND_OFFICE),
    field!([30, 27, 0], "aufenthaltstitel", "Aufenthaltstitel", WITH_DATE_AND_OFFICE),
    field!([31, 28, 0], "auflagen", "Auflagen zur Erwerbstätigkeit im Aufenthaltstitel", LONG),
    field!([32, 29, 29], "datum_der_anzeige", "Datum der Anzeige", Kind::Date),
    // Electronically the signature is left out (§ 2 Absatz 1 Satz 2): a note on how it was replaced.
    field!([33, 30, 30], "unterschrift", "Unterschrift oder was sie ersetzt", LINE),
    // Only annex 2
    field!([0, 18, 0], "neue_taetigkeit", "Neu ausgeübte Tätigkeit", LONG),
    field!([0, 19, 0], "weitere_taetigkeit", "Weiterhin ausgeübte Tätigkeit", LONG),
    field!([0, 20, 0], "aufgegebene_taetigkeit", "Nicht mehr ausgeübte Tätigkeit", LONG),
    field!([0, 21, 0], "aenderungsdatum", "Datum der Änderung", Kind::Date),
    field!([0, 24, 0], "grund", "Grund der Ummeldung", Kind::Group(&[
        Part::required("arten", "Gründe", Kind::Codes(GRUND_UMMELDUNG)),
        Part::optional("bisheriger_name", "Bisheriger Name", LINE),
    ])),
    // Only annex 3
    field!([0, 0, 17], "anschrift_kuenftige_betriebsstaette", "Anschrift der künftigen Betriebsstätte", ADDRESS),
    field!([0, 0, 20], "aufgabedatum", "Datum der Betriebsaufgabe", Kind::Date),
    field!([0, 0, 25], "grund", "Grund der Abmeldung", Kind::Code(GRUND_ABMELDUNG)),
    field!([0, 0, 26], "uebergabe", "Grund der Übergabe", Kind::Code(UEBERGABE)),
    field!([0, 0, 27], "kuenftiger_gewerbetreibender", "Name der oder des künftigen Gewerbetreibenden", LINE),
    field!([0, 0, 28], "ursache", "Ursache der Aufgabe", Kind::Code(URSACHE)),
];
