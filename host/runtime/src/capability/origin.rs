//! Destinations of `outbound-http`.

use http::uri::Authority;

/// Scheme, host and port. Two texts that mean the same destination give the same value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: String,
    /// Lower case, without the dot of the root.
    host: String,
    port: u16,
}

impl Origin {
    /// From the parts of a request.
    pub(super) fn new(scheme: &str, authority: &str) -> Result<Self, String> {
        let default_port = match scheme {
            "https" => 443,
            "http" => 80,
            other => return Err(format!("the scheme `{other}` is not supported")),
        };
        if authority.contains('@') {
            return Err("the authority contains user information".into());
        }
        let parsed: Authority = authority.parse().map_err(|_| "the authority is not valid".to_owned())?;
        let host = parsed.host().trim_end_matches('.').to_ascii_lowercase();
        if host.is_empty() {
            return Err("the authority has no host".into());
        }
        let port = match authority.get(parsed.host().len()..) {
            Some("") | None => default_port,
            Some(rest) => rest
                .strip_prefix(':')
                .and_then(|port| port.parse().ok())
                .filter(|port| *port != 0)
                .ok_or("the port is not valid")?,
        };
        Ok(Self { scheme: scheme.into(), host, port })
    }

    /// From a grant: scheme, `://`, host and port, at most a `/` behind it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (scheme, authority) = text.split_once("://").ok_or("a grant is not an origin")?;
        Self::new(&scheme.to_ascii_lowercase(), authority.strip_suffix('/').unwrap_or(authority))
    }

    /// Host and, if it is not the default, port: in one spelling, so that the client cannot
    /// understand something else than the gate did.
    pub(super) fn authority(&self) -> String {
        match (self.scheme.as_str(), self.port) {
            ("https", 443) | ("http", 80) => self.host.clone(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_same_destination_written_differently_is_the_same() {
        let one = Origin::parse("https://Fachverfahren.example").unwrap();
        for authority in ["fachverfahren.example", "FACHVERFAHREN.example:443", "fachverfahren.example."] {
            assert_eq!(Origin::new("https", authority).unwrap(), one, "{authority}");
        }
        assert_ne!(Origin::new("http", "fachverfahren.example").unwrap(), one);
        assert_ne!(Origin::new("https", "fachverfahren.example:8443").unwrap(), one);
        assert_ne!(Origin::new("https", "fachverfahren.example.evil.example").unwrap(), one);
        assert_eq!(Origin::new("https", "FACHVERFAHREN.example.:443").unwrap().authority(), "fachverfahren.example");
        assert_eq!(Origin::new("https", "a.example:80").unwrap().authority(), "a.example:80");
        assert_eq!(Origin::parse("https://fachverfahren.example/").unwrap(), one);
        assert_eq!(Origin::new("http", "[::1]:8080").unwrap(), Origin::parse("http://[::1]:8080").unwrap());
    }

    #[test]
    fn refuses_what_is_not_plainly_host_and_port() {
        for authority in
            ["", "user@host", "host@other", "host:0", "host:x", "host/path", "host name", "a:1:2", "ho\nst"]
        {
            assert!(Origin::new("https", authority).is_err(), "{authority:?}");
        }
        assert!(Origin::new("ftp", "host").is_err());
        assert!(Origin::parse("https://host/path").is_err());
    }
}
