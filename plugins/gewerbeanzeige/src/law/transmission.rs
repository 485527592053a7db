//! The table of GewAnzV § 3. Each row reads as the ordinance does: the number, the exceptions of the
//! letters a, b and c for the annexes 1, 2 and 3.

use super::field_set::fields;
use super::{FieldSet, Form};

/// One recipient.
#[derive(Debug)]
pub struct Transmission {
    /// The role, as routes and settings name it.
    pub recipient: &'static str,
    /// German, as the ordinance names it.
    pub title: &'static str,
    /// The place in § 3 GewAnzV, without the letter of the annex.
    pub paragraph: &'static str,
    /// Whether the place has letters a, b and c for the three annexes.
    pub lettered: bool,
    /// The other legal basis, with its law.
    pub together_with: &'static str,
    /// What the recipient gets of the annexes 1, 2 and 3.
    pub shares: [Share; 3],
    /// When it gets anything at all.
    pub condition: Condition,
    /// § 3 Absatz 5.
    pub timing: Timing,
    /// § 3 Absatz 1 Satz 2: whether the recipient may waive.
    pub may_waive: bool,
}

/// What a recipient gets of one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// The ordinance does not name this form.
    Nothing,
    /// "die Daten in den Feldern ..."
    Only(FieldSet),
    /// "mit Ausnahme der Daten in den Feldern ..."
    Except(FieldSet),
}

/// What must be the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Always,
    /// GewO § 14 Absatz 8 Satz 1 Nummer 8: a main or branch establishment in the commercial or
    /// cooperative register is deregistered.
    RegisteredEstablishment,
    /// GewO § 14 Absatz 8 Satz 1 Nummer 12 with Satz 2: the tasks under the Aufenthaltsgesetz concern
    /// foreigners only (AufenthG § 2 Absatz 1: who is not German).
    Foreigner,
    /// GewO § 14 Absatz 8 Satz 1 Nummer 9 and Absatz 13 Satz 1: registrations, deregistrations, and of
    /// the changes those of place or activity (Absatz 1 Satz 2 Nummer 1 and 2), not of the name alone.
    CountsForStatistics,
    /// GewO § 14 Absatz 1 Satz 3: the establishment was moved here from another district.
    MovedFromOtherDistrict,
    /// § 3 Absatz 3: there are indications of infringements.
    Indications,
}

/// When the data are transmitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// § 3 Absatz 5 Satz 1: without delay after the receipt of the notice was certified.
    AfterCertificate,
    /// § 3 Absatz 5 Satz 2: without delay, at the latest on the first working day of the month after
    /// the receipt was certified.
    Monthly,
    /// GewO § 14 Absatz 1 Satz 3: without delay.
    AtOnce,
}

macro_rules! except {
    ($($numbers:tt)*) => { Share::Except(fields!($($numbers)*)) };
}
macro_rules! only {
    ($($numbers:tt)*) => { Share::Only(fields!($($numbers)*)) };
}
const NOTHING: Share = Share::Nothing;

/// Data for the tasks of one authority, § 3 Absatz 1 Satz 1.
macro_rules! absatz_1 {
    ($number:literal, $recipient:literal, $title:literal, GewO $gewo:literal, $shares:expr) => {
        absatz_1!($number, $recipient, $title, GewO $gewo, $shares, Condition::Always)
    };
    ($number:literal, $recipient:literal, $title:literal, GewO $gewo:literal, $shares:expr, $condition:expr) => {
        Transmission {
            recipient: $recipient,
            title: $title,
            paragraph: concat!("§ 3 Absatz 1 Satz 1 Nummer ", $number),
            lettered: true,
            together_with: concat!("§ 14 Absatz 8 Satz 1 Nummer ", $gewo, " GewO"),
            shares: $shares,
            condition: $condition,
            timing: Timing::AfterCertificate,
            may_waive: true,
        }
    };
}

/// All recipients, in the order of § 3.
pub static TRANSMISSIONS: [Transmission; 16] = [
    absatz_1!("1", "ihk", "Industrie- und Handelskammer", GewO "1", [
        except!(13, 27, 29 to 31, 33),
        except!(13, 26 to 28, 30),
        except!(13, 30),
    ]),
    absatz_1!("2", "hwk", "Handwerkskammer", GewO "2", [
        except!(13, 27, 30, 31, 33),
        except!(13, 27, 28, 30),
        except!(13, 30),
    ]),
    absatz_1!("3", "immissionsschutz", "Für den Immissionsschutz zuständige Landesbehörde", GewO "3", [
        except!(10, 12, 13, 27 to 31, 33),
        except!(10, 12, 13, 25 to 28, 30),
        except!(10, 12, 13, 28, 30),
    ]),
    absatz_1!("4", "arbeitsschutz", "Für den Arbeitsschutz zuständige Landesbehörde", GewO "3a", [
        except!(10, 12, 13, 27 to 31, 33),
        except!(10, 12, 13, 25 to 28, 30),
        except!(10, 12, 13, 28, 30),
    ]),
    absatz_1!("5", "eichbehoerde", "Für das Mess- und Eichwesen zuständige Behörde", GewO "4", [
        only!(1, 3 to 5, 11, 14, 15, 18, 20),
        only!(1, 3 to 5, 11, 14, 15, 18, 19, 21),
        only!(1, 3 to 5, 11, 14, 16, 18, 20),
    ]),
    absatz_1!("6", "arbeitsagentur", "Bundesagentur für Arbeit", GewO "5", [
        except!(13, 27, 33),
        except!(13, 30),
        except!(10, 12 to 19, 21 to 30),
    ]),
    absatz_1!("7", "dguv", "Deutsche Gesetzliche Unfallversicherung e. V.", GewO "6", [
        except!(12, 28, 30, 31, 33),
        except!(12, 25, 27, 28, 30),
        except!(12, 30),
    ]),
    Transmission {
        lettered: false, // only annex 3
        ..absatz_1!("8", "registergericht", "Registergericht", GewO "8", [
            NOTHING,
            NOTHING,
            except!(8 to 10, 12 to 14, 16, 21, 22, 24, 28 to 30),
        ], Condition::RegisteredEstablishment)
    },
    absatz_1!("9", "lebensmittelueberwachung", "Für Lebensmittel- und Veterinärrecht zuständige Behörde", GewO "10", [
        except!(10, 12, 13, 27 to 31, 33),
        except!(10, 12, 13, 25 to 28, 30),
        except!(10, 12, 13, 28, 30),
    ]),
    absatz_1!("10", "knappschaft", "Deutsche Rentenversicherung Knappschaft-Bahn-See", GewO "11", [
        except!(12, 13, 17, 19, 21 to 31, 33),
        except!(12, 13, 17, 22 to 28, 30),
        except!(12, 13, 17, 19, 21 to 28, 30),
    ]),
    absatz_1!("11", "auslaenderbehoerde", "Ausländerbehörde", GewO "12", [
        except!(12 to 14, 17, 19, 22 to 29, 33),
        except!(12 to 14, 17, 22 to 26, 30),
        except!(12 to 14, 17, 19, 21 to 28, 30),
    ], Condition::Foreigner),
    absatz_1!("12", "finanzamt", "Finanzamt", GewO "13", [
        except!(6, 12, 13, 19, 21, 22, 27 to 31, 33),
        except!(6, 12, 13, 22, 25 to 28, 30),
        except!(6, 12, 13, 19, 21, 22, 27, 30),
    ]),
    absatz_1!("13", "erlaubnisbehoerde", "Für Erlaubnisverfahren nach der Gewerbeordnung zuständige Behörde", GewO "14", [
        except!(33),
        except!(30),
        except!(30),
    ]),
    // Absatz 2 Nummer 1 (fields 1 to 5) and 2 (fields 12 and 15 to 17) name the auxiliary features of
    // all three annexes, Nummer 3 Buchstabe a, b and c the survey features of each.
    Transmission {
        recipient: "statistik",
        title: "Statistisches Amt des Landes",
        paragraph: "§ 3 Absatz 2 Nummer 1, 2 und 3",
        lettered: true,
        together_with: "§ 14 Absatz 8 Satz 1 Nummer 9 und Absatz 13 Satz 1 GewO",
        shares: [
            only!(1 to 5, 12, 15 to 17, 6, 10, 18 to 25, 29, 32),
            only!(1 to 5, 12, 15 to 17, 6, 10, 18 to 24, 26, 29),
            only!(1 to 5, 12, 15 to 17, 6, 10, 18 to 26, 28, 29),
        ],
        condition: Condition::CountsForStatistics,
        timing: Timing::Monthly,
        may_waive: false,
    },
    Transmission {
        recipient: "abmeldebehoerde",
        title: "Für die Gewerbeabmeldung zuständige Behörde",
        paragraph: "§ 3 Absatz 2a",
        lettered: false,
        together_with: "§ 14 Absatz 1 Satz 3 GewO",
        shares: [except!(), NOTHING, NOTHING],
        condition: Condition::MovedFromOtherDistrict,
        timing: Timing::AtOnce,
        may_waive: false,
    },
    Transmission {
        recipient: "zoll",
        title: "Behörde der Zollverwaltung",
        paragraph: "§ 3 Absatz 3 Satz 1",
        lettered: false,
        together_with: "§ 14 Absatz 8 Satz 1 Nummer 7 GewO",
        shares: [except!(13, 27, 33), NOTHING, NOTHING],
        condition: Condition::Indications,
        timing: Timing::AfterCertificate,
        may_waive: false,
    },
];

impl Transmission {
    pub fn share(&self, form: Form) -> Share {
        let [anmeldung, ummeldung, abmeldung] = self.shares;
        match form {
            Form::Anmeldung => anmeldung,
            Form::Ummeldung => ummeldung,
            Form::Abmeldung => abmeldung,
        }
    }

    /// The fields of this form that the recipient may get; none if the ordinance does not name it.
    pub fn fields(&self, form: Form) -> Option<FieldSet> {
        match self.share(form) {
            Share::Nothing => None,
            Share::Only(fields) => Some(fields),
            Share::Except(fields) => Some(form.all_fields().without(fields)),
        }
    }

    /// For the document and the journal.
    pub fn legal_basis(&self, form: Form) -> String {
        let letter = match form {
            _ if !self.lettered => "",
            Form::Anmeldung => " Buchstabe a",
            Form::Ummeldung => " Buchstabe b",
            Form::Abmeldung => " Buchstabe c",
        };
        format!("{}{letter} GewAnzV in Verbindung mit {}", self.paragraph, self.together_with)
    }
}
