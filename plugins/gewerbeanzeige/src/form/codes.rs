//! The codes that fields can hold.

/// A code and its German designation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub code: &'static str,
    pub title: &'static str,
}

const fn code(code: &'static str, title: &'static str) -> Code {
    Code { code, title }
}

pub const GESCHLECHT: &[Code] = &[
    code("weiblich", "weiblich"),
    code("maennlich", "männlich"),
    code("divers", "divers"),
    code("ohne-angabe", "ohne Angabe"),
];

pub const RECHTSFORM: &[Code] = &[
    code("einzelunternehmen", "Einzelunternehmen"),
    code("ek", "eingetragener Kaufmann, eingetragene Kauffrau (e. K.)"),
    code("gbr", "Gesellschaft bürgerlichen Rechts (GbR)"),
    code("egbr", "eingetragene Gesellschaft bürgerlichen Rechts (eGbR)"),
    code("ohg", "offene Handelsgesellschaft (OHG)"),
    code("kg", "Kommanditgesellschaft (KG)"),
    code("gmbh-co-kg", "GmbH & Co. KG"),
    code("gmbh", "Gesellschaft mit beschränkter Haftung (GmbH)"),
    code("ug", "Unternehmergesellschaft (haftungsbeschränkt)"),
    code("ag", "Aktiengesellschaft (AG)"),
    code("se", "Europäische Gesellschaft (SE)"),
    code("eg", "eingetragene Genossenschaft (eG)"),
    code("ev", "eingetragener Verein (e. V.)"),
    code("stiftung", "Stiftung"),
    code("auslaendisch", "ausländische Rechtsform"),
    code("sonstige", "sonstige Rechtsform"),
];

pub const REGISTER: &[Code] = &[
    code("HRA", "Handelsregister Abteilung A"),
    code("HRB", "Handelsregister Abteilung B"),
    code("GnR", "Genossenschaftsregister"),
    code("GsR", "Gesellschaftsregister"),
    code("VR", "Vereinsregister"),
    code("StV", "Stiftungsverzeichnis"),
    code("sonstiges", "sonstiges Register"),
];

pub const BETRIEBSART: &[Code] = &[
    code("industrie", "Industrie"),
    code("handwerk", "Handwerk"),
    code("handel", "Handel"),
    code("sonstiges", "Sonstiges"),
];

pub const NIEDERLASSUNG: &[Code] = &[
    code("hauptniederlassung", "Hauptniederlassung"),
    code("zweigniederlassung", "Zweigniederlassung"),
    code("zweigstelle", "unselbständige Zweigstelle"),
];

pub const GEWERBEFORM: &[Code] = &[
    code("stehend", "stehendes Gewerbe"),
    code("automaten", "Automatenaufstellungsgewerbe"),
    code("reisegewerbe", "Reisegewerbe (§ 55c GewO)"),
];

pub const GRUND_ANMELDUNG: &[Code] = &[
    code("neugruendung", "Neugründung"),
    code("verlegung", "Wiedereröffnung nach Verlegung aus einem anderen Meldebezirk"),
    code("umwandlung", "Gründung nach dem Umwandlungsgesetz"),
    code("rechtsformwechsel", "Wechsel der Rechtsform"),
    code("gesellschaftereintritt", "Eintritt einer Gesellschafterin oder eines Gesellschafters"),
    code("uebernahme", "Übernahme durch Erbfolge, Kauf oder Pacht"),
];

pub const GRUND_UMMELDUNG: &[Code] = &[
    code("verlegung", "Verlegung innerhalb des Meldebezirks"),
    code("wechsel", "Wechsel des Gegenstandes"),
    code("ausdehnung", "Ausdehnung des Gegenstandes"),
    code("namensaenderung", "Änderung des Namens der oder des Gewerbetreibenden"),
];

pub const GRUND_ABMELDUNG: &[Code] = &[
    code("aufgabe", "vollständige Aufgabe"),
    code("verlegung", "Verlegung in einen anderen Meldebezirk"),
    code("umwandlung", "Aufgabe nach dem Umwandlungsgesetz"),
    code("uebergabe", "Übergabe"),
];

pub const UEBERGABE: &[Code] = &[
    code("rechtsformwechsel", "Wechsel der Rechtsform"),
    code("gesellschafteraustritt", "Austritt einer Gesellschafterin oder eines Gesellschafters"),
    code("erbfolge-verkauf-verpachtung", "Erbfolge, Verkauf oder Verpachtung"),
];

pub const URSACHE: &[Code] = &[
    code("rentabilitaet", "unzureichende Rentabilität"),
    code("insolvenz", "Insolvenzverfahren"),
    code("persoenlich", "persönliche oder familiäre Gründe"),
    code("sonstige", "sonstige Ursachen"),
];
