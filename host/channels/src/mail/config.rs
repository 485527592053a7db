//! The relay, as the operator configures it.

use lettre::Address;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Not at all: only for a relay on this machine.
    None,
    /// STARTTLS, and no mail without it (usually port 587).
    StartTls,
    /// TLS from the first byte (usually port 465, RFC 8314).
    Tls,
}

/// A relay.
#[derive(Clone)]
pub struct RelayConfig {
    /// Name or address.
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User and password.
    pub credentials: Option<(String, String)>,
    /// Address of the sender, for example `drehscheibe@stadt.example`. Its domain also stands in
    /// every `Message-ID`.
    pub from: String,
    /// What the hub calls itself; none: the name of the machine.
    pub hello_name: Option<String>,
    /// Bytes of text and attachments of one mail, before encoding.
    pub maximum_bytes: u64,
    /// An authority in PEM that is believed besides the public ones.
    pub root_certificate: Option<Vec<u8>>,
}

impl RelayConfig {
    /// 20 MiB: common relays take about 25 after encoding.
    pub const DEFAULT_MAXIMUM_BYTES: u64 = 20 << 20;
}

impl fmt::Debug for RelayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("credentials", &self.credentials.as_ref().map(|_| "set"))
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a relay's configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelayProblem {
    #[error("`{0}` is not the address of a sender: name@domain, ASCII only")]
    From(String),
    #[error("a relay without TLS must stand on this machine; `{0}` is neither `localhost` nor a loopback address")]
    Unprotected(String),
    #[error("`{0}` is not a name that TLS can check")]
    TlsName(String),
    #[error("the root certificate is not a certificate in PEM form")]
    RootCertificate,
}

/// A checked configuration.
pub(super) struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
    pub(super) from: Address,
    pub(super) hello: ClientId,
    pub(super) maximum_bytes: u64,
    /// None exactly if the security is `None`.
    pub(super) tls: Option<TlsParameters>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} ({:?})", self.host, self.port, self.security)
    }
}

impl Relay {
    pub(super) fn check(config: RelayConfig) -> Result<Self, Vec<RelayProblem>> {
        let mut problems = Vec::new();
        let from: Option<Address> = config.from.parse().ok().filter(|_| config.from.is_ascii());
        if from.is_none() {
            problems.push(RelayProblem::From(config.from.clone()));
        }
        let tls = if config.security == Security::None {
            let local = config.host == "localhost" || config.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
            if !local {
                problems.push(RelayProblem::Unprotected(config.host.clone()));
            }
            None
        } else {
            match tls(&config) {
                Ok(tls) => Some(tls),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            }
        };
        match from {
            Some(from) if problems.is_empty() => Ok(Self {
                host: config.host,
                port: config.port,
                security: config.security,
                credentials: config.credentials.map(|(user, password)| Credentials::new(user, password)),
                from,
                hello: config.hello_name.map_or_else(ClientId::default, ClientId::Domain),
                maximum_bytes: config.maximum_bytes,
                tls,
            }),
            _ => Err(problems),
        }
    }
}

fn tls(config: &RelayConfig) -> Result<TlsParameters, RelayProblem> {
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.root_certificate {
        // lettre takes a text without any certificate for an empty list.
        let marked = String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----");
        let certificate = Certificate::from_pem(pem).ok().filter(|_| marked).ok_or(RelayProblem::RootCertificate)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|_| RelayProblem::TlsName(config.host.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(host: &str, security: Security) -> RelayConfig {
        RelayConfig {
            host: host.into(),
            port: 25,
            security,
            credentials: Some(("user".into(), "geheim".into())),
            from: "hub@stadt.example".into(),
            hello_name: None,
            maximum_bytes: RelayConfig::DEFAULT_MAXIMUM_BYTES,
            root_certificate: None,
        }
    }

    #[test]
    fn all_problems_are_returned() {
        let wrong = RelayConfig { from: "kein absender".into(), ..config("relay.example", Security::None) };
        assert_eq!(
            Relay::check(wrong).unwrap_err(),
            [RelayProblem::From("kein absender".into()), RelayProblem::Unprotected("relay.example".into())]
        );
        let wrong =
            RelayConfig { root_certificate: Some(b"no pem".to_vec()), ..config("relay.example", Security::Tls) };
        assert_eq!(Relay::check(wrong).unwrap_err(), [RelayProblem::RootCertificate]);
    }

    #[test]
    fn without_tls_only_this_machine() {
        for host in ["localhost", "127.0.0.1", "::1"] {
            assert!(Relay::check(config(host, Security::None)).is_ok(), "{host}");
        }
        assert!(Relay::check(config("relay.example", Security::StartTls)).is_ok());
    }

    #[test]
    fn the_password_is_not_printed() {
        assert!(!format!("{:?}", config("localhost", Security::None)).contains("geheim"));
    }
}
