//! Every problem the API knows, in one table. Codes are stable: clients compare them.

use http::StatusCode;

/// One kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    pub code: &'static str,
    pub status: StatusCode,
    /// German.
    pub title: &'static str,
    pub title_en: &'static str,
    /// What to do now. German.
    pub next_step: &'static str,
    pub next_step_en: &'static str,
}

macro_rules! kinds {
    ($($name:ident = $status:ident, $code:literal, $title:literal / $title_en:literal, $next:literal / $next_en:literal;)*) => {
        $(
            #[doc = $title_en]
            pub static $name: Kind = Kind {
                code: $code,
                status: StatusCode::$status,
                title: $title,
                title_en: $title_en,
                next_step: $next,
                next_step_en: $next_en,
            };
        )*
        /// All of them.
        pub static ALL: &[&Kind] = &[$(&$name,)*];
    };
}

kinds! {
    UNAUTHENTICATED = UNAUTHORIZED, "unauthenticated",
        "Kein gültiger Schlüssel" / "No valid key",
        "Einen gültigen API-Schlüssel im Kopf `Authorization: Bearer …` mitsenden; Schlüssel gibt der Betreiber aus."
        / "Send a valid API key in the header `Authorization: Bearer …`; the operator issues keys.";
    FORBIDDEN = FORBIDDEN, "forbidden",
        "Dieser Schlüssel darf das nicht" / "This key may not do that",
        "Einen Schlüssel mit der passenden Rolle verwenden oder den Betreiber fragen."
        / "Use a key with the right role, or ask the operator.";
    NOT_FOUND = NOT_FOUND, "not-found",
        "Nicht gefunden" / "Not found",
        "Die Adresse prüfen; alle Adressen stehen unter /api/v1/openapi.json."
        / "Check the address; all addresses are listed at /api/v1/openapi.json.";
    MESSAGE_NOT_FOUND = NOT_FOUND, "message-not-found",
        "Nachricht nicht gefunden" / "Message not found",
        "Die Nachrichtennummer prüfen. Sichtbar sind nur Nachrichten, für die der Schlüssel gilt."
        / "Check the message id. Only messages within the key's scope are visible.";
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED, "method-not-allowed",
        "Diese Methode gibt es hier nicht" / "Method not allowed",
        "Eine der Methoden im Kopf `Allow` verwenden." / "Use one of the methods in the header `Allow`.";
    QUERY_INVALID = BAD_REQUEST, "query-invalid",
        "Ein Suchmerkmal ist nicht gültig" / "A query parameter is not valid",
        "Das genannte Merkmal berichtigen." / "Correct the parameter that the detail names.";

    MEDIA_TYPE_UNSUPPORTED = UNSUPPORTED_MEDIA_TYPE, "media-type-unsupported",
        "Dieser Inhaltstyp wird nicht angenommen" / "Unsupported media type",
        "Den Kopf `Content-Type` setzen: application/json, multipart/form-data oder der Typ des Dokuments selbst."
        / "Set the header `Content-Type`: application/json, multipart/form-data, or the document's own type.";
    BODY_TOO_LARGE = PAYLOAD_TOO_LARGE, "body-too-large",
        "Die Einreichung ist zu groß" / "The submission is too large",
        "Die Einreichung teilen oder Anlagen verkleinern. Große Dokumente als multipart/form-data senden."
        / "Split the submission or shrink its attachments. Send large documents as multipart/form-data.";
    DOCUMENT_TOO_LARGE = PAYLOAD_TOO_LARGE, "document-too-large",
        "Das Dokument ist zu groß" / "The document is too large",
        "Große Teile als Anlage senden." / "Send large parts as attachments.";
    ATTACHMENT_TOO_LARGE = PAYLOAD_TOO_LARGE, "attachment-too-large",
        "Eine Anlage ist zu groß" / "An attachment is too large",
        "Die Anlage verkleinern oder aufteilen." / "Shrink or split the attachment.";
    TOO_MANY_ATTACHMENTS = PAYLOAD_TOO_LARGE, "too-many-attachments",
        "Zu viele Anlagen" / "Too many attachments",
        "Anlagen zusammenfassen oder auf mehrere Einreichungen verteilen."
        / "Combine attachments or spread them over several submissions.";
    BODY_INCOMPLETE = BAD_REQUEST, "body-incomplete",
        "Die Übertragung brach ab" / "The transfer broke off",
        "Noch einmal senden, mit demselben `Idempotency-Key`." / "Send it again with the same `Idempotency-Key`.";
    BODY_TIMEOUT = REQUEST_TIMEOUT, "body-timeout",
        "Die Übertragung war zu langsam" / "The transfer was too slow",
        "Noch einmal senden, mit demselben `Idempotency-Key`." / "Send it again with the same `Idempotency-Key`.";

    MULTIPART_INVALID = BAD_REQUEST, "multipart-invalid",
        "Der mehrteilige Inhalt ist fehlerhaft" / "The multipart body is malformed",
        "Den Aufbau nach RFC 7578 prüfen." / "Check the structure against RFC 7578.";
    ENVELOPE_INVALID = UNPROCESSABLE_ENTITY, "envelope-invalid",
        "Die Angaben zur Nachricht sind fehlerhaft" / "The envelope is not valid",
        "Alle unter `problems` genannten Angaben berichtigen." / "Correct everything listed in `problems`.";
    DOCUMENT_MISSING = UNPROCESSABLE_ENTITY, "document-missing",
        "Das Dokument fehlt" / "The document is missing",
        "Das Dokument mitsenden." / "Send the document along.";
    PART_REPEATED = UNPROCESSABLE_ENTITY, "part-repeated",
        "Ein Teil kommt mehrfach vor" / "A part occurs more than once",
        "Jeden Teil genau einmal senden." / "Send each part exactly once.";
    ATTACHMENT_INVALID = UNPROCESSABLE_ENTITY, "attachment-invalid",
        "Die Angaben zu einer Anlage sind fehlerhaft" / "An attachment's data are not valid",
        "Kennung, Dateinamen oder Inhaltstyp der Anlage berichtigen."
        / "Correct the attachment's id, file name or media type.";
    ATTACHMENT_MISSING = UNPROCESSABLE_ENTITY, "attachment-missing",
        "Eine angekündigte Anlage fehlt" / "An announced attachment is missing",
        "Die Anlage mitsenden oder aus der Liste nehmen." / "Send the attachment along or take it off the list.";
    ATTACHMENT_NOT_LISTED = UNPROCESSABLE_ENTITY, "attachment-not-listed",
        "Eine Anlage ist nicht angekündigt" / "An attachment is not announced",
        "Die Anlage in die Liste aufnehmen oder weglassen." / "Add the attachment to the list or leave it out.";
    DIGEST_INVALID = UNPROCESSABLE_ENTITY, "digest-invalid",
        "Eine Prüfsumme ist nicht lesbar" / "A digest is not readable",
        "Als `sha256:` mit 64 Hexadezimalziffern oder im Kopf `Content-Digest: sha-256=:…:` (RFC 9530) angeben."
        / "Give it as `sha256:` and 64 hexadecimal digits, or in the header `Content-Digest: sha-256=:…:` (RFC 9530).";
    DIGEST_MISMATCH = UNPROCESSABLE_ENTITY, "digest-mismatch",
        "Die Prüfsumme stimmt nicht" / "The digest does not match",
        "Noch einmal senden; bleibt der Fehler, die Prüfsumme beim Absender prüfen."
        / "Send it again; if the error stays, check how the sender computes the digest.";

    NOT_UTF8 = UNPROCESSABLE_ENTITY, "not-utf8",
        "Der Text ist nicht in UTF-8" / "The text is not UTF-8",
        "In UTF-8 umwandeln und noch einmal senden." / "Convert to UTF-8 and send again.";
    NOT_WELL_FORMED = UNPROCESSABLE_ENTITY, "not-well-formed",
        "Das Dokument ist nicht wohlgeformt" / "The document is not well-formed",
        "Den Fehler an der genannten Stelle beheben." / "Correct the error at the place the detail names.";
    DUPLICATE_KEY = UNPROCESSABLE_ENTITY, "duplicate-key",
        "Ein JSON-Schlüssel kommt im selben Objekt mehrfach vor" / "A JSON key occurs more than once in one object",
        "Jeden Schlüssel nur einmal verwenden." / "Use each key once.";
    TOO_DEEP = UNPROCESSABLE_ENTITY, "too-deep",
        "Das Dokument ist zu tief geschachtelt" / "The document is nested too deeply",
        "Die Schachtelung verringern." / "Reduce the nesting.";
    XML_DOCTYPE = UNPROCESSABLE_ENTITY, "xml-doctype",
        "XML mit DOCTYPE wird nicht angenommen" / "XML with a DOCTYPE is not accepted",
        "Die Zeile `<!DOCTYPE …>` samt eigenen Entities entfernen." / "Remove `<!DOCTYPE …>` and its entities.";
    XML_ENCODING = UNPROCESSABLE_ENTITY, "xml-encoding",
        "Diese XML-Zeichenkodierung wird nicht angenommen" / "This XML encoding is not accepted",
        "In UTF-8 umwandeln und `encoding=\"UTF-8\"` angeben." / "Convert to UTF-8 and say `encoding=\"UTF-8\"`.";

    AREA_INVALID = UNPROCESSABLE_ENTITY, "area-invalid",
        "Kein Gemeindeschlüssel" / "Not an area key",
        "Einen AGS (8 Ziffern) oder ARS (12 Ziffern) angeben." / "Give an AGS (8 digits) or an ARS (12 digits).";
    AREA_UNKNOWN = UNPROCESSABLE_ENTITY, "area-unknown",
        "Unbekannter Gemeindeschlüssel" / "Unknown area key",
        "Den Schlüssel prüfen; ähnliche stehen unter `nearest`." / "Check the key; similar ones are in `nearest`.";
    AREA_NOT_VALID = UNPROCESSABLE_ENTITY, "area-not-valid",
        "Der Gemeindeschlüssel gilt heute nicht" / "The area key is not valid today",
        "Den heute gültigen Schlüssel der Gemeinde verwenden." / "Use the municipality's key that is valid today.";

    IDEMPOTENCY_KEY_INVALID = BAD_REQUEST, "idempotency-key-invalid",
        "Der Idempotency-Key ist nicht gültig" / "The Idempotency-Key is not valid",
        "1 bis 255 druckbare ASCII-Zeichen verwenden." / "Use 1 to 255 printable ASCII characters.";
    IDEMPOTENCY_KEY_REUSED = UNPROCESSABLE_ENTITY, "idempotency-key-reused",
        "Der Idempotency-Key gehört zu einer anderen Einreichung" / "The Idempotency-Key was used for other content",
        "Für eine neue Einreichung einen neuen Schlüssel verwenden." / "Use a new key for a new submission.";

    REASON_INVALID = UNPROCESSABLE_ENTITY, "reason-invalid",
        "Es fehlt eine Begründung" / "A reason is missing",
        "Im Feld `reason` mit 3 bis 500 Zeichen begründen; ohne Namen und Daten von Personen."
        / "Give a reason of 3 to 500 characters in `reason`, without names or data of persons.";
    NOT_POSSIBLE = CONFLICT, "not-possible",
        "In diesem Zustand nicht möglich" / "Not possible in this state",
        "Den Zustand der Nachricht ansehen." / "Look at the message's state.";
    MESSAGE_CHANGED = CONFLICT, "message-changed",
        "Die Nachricht hat sich inzwischen geändert" / "The message changed in the meantime",
        "Den Zustand ansehen und gegebenenfalls noch einmal versuchen." / "Look at the state and try again if needed.";
    CONTENT_WIPED = GONE, "content-wiped",
        "Der Inhalt wurde nach Ablauf der Frist gelöscht" / "The content was wiped after its retention",
        "Es gibt nur noch den Nachweis im Journal." / "Only the evidence in the journal remains.";
    CONFIGURATION_INVALID = UNPROCESSABLE_ENTITY, "configuration-invalid",
        "Die Konfiguration ist fehlerhaft; die bisherige gilt weiter" / "The configuration is not valid; the old one stays",
        "Alle unter `problems` genannten Stellen berichtigen." / "Correct everything listed in `problems`.";

    ACTIVATION_INVALID = UNPROCESSABLE_ENTITY, "activation-invalid",
        "Die Aktivierung ist nicht möglich, wie sie beschrieben ist" / "The activation is not possible as described",
        "Alle unter `problems` genannten Stellen berichtigen." / "Correct everything listed in `problems`.";
    ACTIVATION_NOT_FOUND = NOT_FOUND, "activation-not-found",
        "Aktivierung nicht gefunden" / "Activation not found",
        "Die Nummer prüfen. Sichtbar sind nur Aktivierungen der eigenen Behörde."
        / "Check the number. Only activations of the key's own authorities are visible.";
    ACTIVATION_CHANGED = CONFLICT, "activation-changed",
        "Die Aktivierung hat sich inzwischen geändert" / "The activation changed in the meantime",
        "Den Zustand ansehen und gegebenenfalls noch einmal versuchen." / "Look at the state and try again if needed.";

    NOT_CONFIGURED = SERVICE_UNAVAILABLE, "not-configured",
        "Die Drehscheibe ist noch nicht eingerichtet" / "The hub has no configuration yet",
        "Der Betreiber muss eine Konfiguration laden." / "The operator has to load a configuration.";
    NOT_READY = SERVICE_UNAVAILABLE, "not-ready",
        "Nicht bereit" / "Not ready",
        "Später noch einmal versuchen." / "Try again later.";
    STORAGE_FULL = SERVICE_UNAVAILABLE, "storage-full",
        "Der Speicher ist voll" / "The storage is full",
        "Später mit demselben `Idempotency-Key` noch einmal senden; der Betreiber muss Platz schaffen."
        / "Send again later with the same `Idempotency-Key`; the operator has to make room.";
    STORAGE_UNAVAILABLE = SERVICE_UNAVAILABLE, "storage-unavailable",
        "Der Speicher ist gerade nicht erreichbar" / "The storage is not available",
        "Gleich noch einmal versuchen, mit demselben `Idempotency-Key`."
        / "Try again soon with the same `Idempotency-Key`.";
    INTERNAL = INTERNAL_SERVER_ERROR, "internal",
        "Interner Fehler" / "Internal error",
        "Mit demselben `Idempotency-Key` noch einmal versuchen; bleibt der Fehler, den Betreiber verständigen."
        / "Try again with the same `Idempotency-Key`; if the error stays, tell the operator.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_every_kind_is_an_error_with_both_languages() {
        let codes: BTreeSet<_> = ALL.iter().map(|kind| kind.code).collect();
        assert_eq!(codes.len(), ALL.len());
        for kind in ALL {
            assert!(kind.status.is_client_error() || kind.status.is_server_error(), "{}", kind.code);
            assert!(kind.code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            for text in [kind.title, kind.title_en, kind.next_step, kind.next_step_en] {
                assert!(!text.is_empty(), "{}", kind.code);
            }
        }
    }
}
