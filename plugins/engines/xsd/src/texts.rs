//! What a violation is called, in German and English, without a value of the document.

/// Texts by the code of the constraint (XML Schema part 1 and 2), the longest prefix first.
const TEXTS: &[(&str, &str, &str)] = &[
    ("cvc-elt.1", "Dieses Element ist hier nicht vorgesehen.", "This element is not declared here."),
    ("cvc-elt.2", "Dieses Element ist abstrakt und darf so nicht vorkommen.", "This element is abstract."),
    (
        "cvc-elt.3",
        "xsi:nil ist bei diesem Element nicht erlaubt oder widerspricht seinem Inhalt.",
        "xsi:nil is not allowed here or contradicts the content.",
    ),
    (
        "cvc-elt.4",
        "Der mit xsi:type angegebene Typ ist unbekannt oder hier nicht erlaubt.",
        "The type given by xsi:type is unknown or not allowed here.",
    ),
    ("cvc-elt.5", "Der Inhalt entspricht nicht dem fest vorgegebenen Wert.", "The content is not the fixed value."),
    ("cvc-type.2", "Der Typ dieses Elements ist abstrakt.", "The type of this element is abstract."),
    (
        "cvc-type",
        "Der Inhalt passt nicht zum Typ dieses Elements.",
        "The content does not fit the type of this element.",
    ),
    ("cvc-complex-type.2.1", "Dieses Element muss leer sein.", "This element must be empty."),
    (
        "cvc-complex-type.2.2",
        "Dieses Element darf keine Unterelemente enthalten.",
        "This element must not have child elements.",
    ),
    ("cvc-complex-type.2.3", "Dieses Element darf keinen freien Text enthalten.", "This element must not have text."),
    (
        "cvc-complex-type.2.4",
        "Die Unterelemente entsprechen nicht dem Schema: eines fehlt, ist zu viel oder steht an der falschen Stelle.",
        "The child elements do not follow the schema: one is missing, superfluous or misplaced.",
    ),
    (
        "cvc-complex-type.3.2.1",
        "Ein Attribut hat nicht den fest vorgegebenen Wert.",
        "An attribute does not have the fixed value.",
    ),
    ("cvc-complex-type.3.2.2", "Ein Attribut ist hier nicht vorgesehen.", "An attribute is not declared here."),
    ("cvc-complex-type.3", "Ein Attribut ist hier nicht erlaubt.", "An attribute is not allowed here."),
    ("cvc-complex-type.4", "Ein vorgeschriebenes Attribut fehlt.", "A required attribute is missing."),
    (
        "cvc-attribute",
        "Der Wert eines Attributs entspricht nicht dem Schema.",
        "The value of an attribute does not follow the schema.",
    ),
    ("cvc-assess-attr", "Ein Attribut ist hier nicht vorgesehen.", "An attribute is not declared here."),
    (
        "cvc-datatype-valid",
        "Der Wert hat nicht das vorgeschriebene Format.",
        "The value does not have the prescribed format.",
    ),
    (
        "cvc-simple-type",
        "Der Wert hat nicht das vorgeschriebene Format.",
        "The value does not have the prescribed format.",
    ),
    (
        "cvc-pattern-valid",
        "Der Wert entspricht nicht dem vorgeschriebenen Muster.",
        "The value does not match the prescribed pattern.",
    ),
    ("cvc-enumeration-valid", "Der Wert ist keiner der erlaubten Werte.", "The value is none of those allowed."),
    (
        "cvc-length-valid",
        "Der Wert hat nicht die vorgeschriebene Länge.",
        "The value does not have the prescribed length.",
    ),
    ("cvc-minLength-valid", "Der Wert ist zu kurz.", "The value is too short."),
    ("cvc-maxLength-valid", "Der Wert ist zu lang.", "The value is too long."),
    ("cvc-minInclusive-valid", "Der Wert ist zu klein.", "The value is too small."),
    ("cvc-minExclusive-valid", "Der Wert ist zu klein.", "The value is too small."),
    ("cvc-maxInclusive-valid", "Der Wert ist zu groß.", "The value is too large."),
    ("cvc-maxExclusive-valid", "Der Wert ist zu groß.", "The value is too large."),
    ("cvc-totalDigits-valid", "Der Wert hat zu viele Stellen.", "The value has too many digits."),
    ("cvc-fractionDigits-valid", "Der Wert hat zu viele Nachkommastellen.", "The value has too many fraction digits."),
    ("cvc-id.1", "Ein Verweis (IDREF) zeigt auf nichts.", "A reference (IDREF) points to nothing."),
    ("cvc-id.2", "Eine Kennung (ID) kommt mehrfach vor.", "An ID occurs more than once."),
    ("cvc-identity-constraint.4.2.2", "Ein Schlüssel kommt mehrfach vor.", "A key occurs more than once."),
    ("cvc-identity-constraint.4.2.1", "Ein Feld eines Schlüssels fehlt.", "A field of a key is missing."),
    ("cvc-identity-constraint.4.3", "Ein Schlüsselverweis zeigt auf nichts.", "A key reference points to nothing."),
    ("cvc-identity-constraint", "Eine Eindeutigkeitsregel ist verletzt.", "An identity constraint is violated."),
];

/// German and English.
pub(crate) fn of(code: &str) -> (&'static str, &'static str) {
    let fits = |known: &str| code == known || code.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'));
    TEXTS
        .iter()
        .filter(|text| fits(text.0))
        .max_by_key(|text| text.0.len())
        .map_or(("Das Dokument entspricht nicht dem Schema.", "The document does not follow the schema."), |t| {
            (t.1, t.2)
        })
}
