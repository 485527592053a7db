//! Digests that senders announce.

use crate::problem::{Problem, kinds};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::content::Digest;
use http::HeaderMap;

/// The SHA-256 of a `Content-Digest` (RFC 9530), if there is one. `what` names the part.
pub(super) fn announced(headers: &HeaderMap, what: &str) -> Result<Option<Digest>, Problem> {
    let mut values = headers.get_all("content-digest").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let invalid = || Problem::new(&kinds::DIGEST_INVALID, format!("The `Content-Digest` of {what} has no sha-256."));
    if values.next().is_some() {
        return Err(invalid());
    }
    let text = value.to_str().map_err(|_| invalid())?;
    let encoded = text
        .split(',')
        .find_map(|member| member.trim().strip_prefix("sha-256=:")?.strip_suffix(':'))
        .ok_or_else(invalid)?;
    let bytes = STANDARD.decode(encoded).map_err(|_| invalid())?;
    Ok(Some(Digest(bytes.try_into().map_err(|_| invalid())?)))
}

/// Compares what was announced with what came.
pub(super) fn compare(announced: Option<Digest>, actual: Digest, what: &str) -> Result<(), Problem> {
    match announced {
        Some(announced) if announced != actual => Err(Problem::new(
            &kinds::DIGEST_MISMATCH,
            format!("{what} was announced as {announced} and arrived as {actual}."),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(value: &str) -> Result<Option<Digest>, &'static str> {
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("content-digest"),
            HeaderValue::from_str(value).unwrap(),
        )]);
        announced(&headers, "x").map_err(|problem| problem.code())
    }

    #[test]
    fn the_sha256_is_found_among_others() {
        // RFC 9530, appendix B.1: the digest of {"hello": "world"} and a line feed.
        let example = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
        let digest = Digest::of(b"{\"hello\": \"world\"}\n");
        assert_eq!(read(example), Ok(Some(digest)));
        assert_eq!(read(&format!("sha-512=:AAAA:, {example}")), Ok(Some(digest)));
        for wrong in ["", "sha-256", "sha-256=:AAAA:", "sha-256=:!:", "md5=:AAAA:", "sha-256=RK/0q"] {
            assert_eq!(read(wrong), Err("digest-invalid"), "{wrong}");
        }
        assert_eq!(announced(&HeaderMap::new(), "x").unwrap(), None);
    }
}
