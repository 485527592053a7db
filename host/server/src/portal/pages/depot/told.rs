//! What the depot notes down about a package, in German. What it does not know how to say stays as it is.

use crate::portal::{format, texts as t};
use jiff::Timestamp;

/// A day in the middle of a text.
fn day(text: &str) -> String {
    text.parse::<Timestamp>().map_or_else(|_| text.to_owned(), |at| format::date(format::day(at)))
}

/// Why a package came to a state.
pub(super) fn reason(reason: &str) -> String {
    let whole = match reason {
        "the component fits the contract; its manifest or its vendor's signature is missing" => t::depot_told::UPLOADED,
        "component, manifest and vendor's signature fit each other; it is compiled" => t::depot_told::CHECKED,
        "no certificate counts any more" => t::depot_told::NO_CERTIFICATE,
        "the newest revocation lists do not name it any more" => t::depot_told::NOT_REVOKED,
        _ => "",
    };
    if !whole.is_empty() {
        return whole.to_owned();
    }
    let Some(rest) = reason.strip_prefix("certificate ") else { return reason.to_owned() };
    if let Some((number, until)) = rest.split_once(", until ") {
        return t::fill(t::depot_told::CERTIFIED, &[("nr", number), ("tag", &day(until))]);
    }
    match rest.split_once(" ended on ") {
        Some((number, until)) => t::fill(t::depot_told::EXPIRED, &[("nr", number), ("tag", &day(until))]),
        None => reason.to_owned(),
    }
}

/// What is missing, or would be good to have.
pub(super) fn remark(remark: &str) -> String {
    let known = [
        ("the vendor's signature is missing", t::depot_told::NO_SIGNATURE),
        ("the manifest plugin.toml is missing", t::depot_told::NO_MANIFEST),
        ("there is no SBOM", t::depot_told::NO_SBOM),
    ];
    let found = known.into_iter().find(|(beginning, _)| remark.starts_with(beginning));
    found.map_or_else(|| remark.to_owned(), |(_, told)| told.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_depot_notes_is_german() {
        assert_eq!(reason("certificate A-1, until 2027-11-28T10:00:00Z"), "Zertifikat A-1, gültig bis 28.11.2027");
        assert_eq!(
            reason("certificate A-1 ended on 2027-11-28T10:00:00Z"),
            "Zertifikat A-1 ist am 28.11.2027 abgelaufen"
        );
        assert_eq!(reason("Fehler gefunden"), "Fehler gefunden");
        assert!(remark("there is no SBOM (artifact type application/vnd.cyclonedx+json)").contains("SBOM"));
        assert_eq!(remark("something new"), "something new");
    }
}
