//! What a violation is called, by the keyword that it violates.

/// German and English.
pub(crate) fn of(keyword: &str) -> (&'static str, &'static str) {
    match keyword {
        "required" | "dependentRequired" => ("Eine vorgeschriebene Angabe fehlt.", "A required property is missing."),
        "additionalProperties" | "unevaluatedProperties" | "propertyNames" => {
            ("Eine Angabe ist hier nicht vorgesehen.", "A property is not allowed here.")
        }
        "type" => ("Die Angabe ist von der falschen Art.", "The value has the wrong type."),
        "enum" | "const" => ("Der Wert ist keiner der erlaubten Werte.", "The value is none of those allowed."),
        "pattern" => {
            ("Der Wert entspricht nicht dem vorgeschriebenen Muster.", "The value does not match the pattern.")
        }
        "format" => ("Der Wert hat nicht das vorgeschriebene Format.", "The value does not have the format."),
        "minLength" => ("Der Text ist zu kurz.", "The text is too short."),
        "maxLength" => ("Der Text ist zu lang.", "The text is too long."),
        "minimum" | "exclusiveMinimum" => ("Die Zahl ist zu klein.", "The number is too small."),
        "maximum" | "exclusiveMaximum" => ("Die Zahl ist zu groß.", "The number is too large."),
        "multipleOf" => ("Die Zahl hat nicht die vorgeschriebene Schrittweite.", "The number is not a multiple."),
        "minItems" | "contains" | "minContains" => ("Die Liste hat zu wenige Einträge.", "The list has too few items."),
        "maxItems" | "maxContains" | "additionalItems" | "unevaluatedItems" => {
            ("Die Liste hat zu viele Einträge.", "The list has too many items.")
        }
        "uniqueItems" => ("Die Liste enthält einen Eintrag mehrfach.", "The list has an item twice."),
        "minProperties" => ("Es fehlen Angaben.", "There are too few properties."),
        "maxProperties" => ("Es sind zu viele Angaben.", "There are too many properties."),
        "anyOf" | "oneOf" | "not" | "if" => {
            ("Die Angaben passen zu keiner der erlaubten Formen.", "The value fits none of the allowed forms.")
        }
        _ => ("Das Dokument entspricht nicht dem Schema.", "The document does not follow the schema."),
    }
}
