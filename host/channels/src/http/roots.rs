//! Whom the client believes.

use ureq::tls::{Certificate, PemItem, RootCerts};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// Whom the client believes.
#[derive(Debug, Clone, Default)]
pub enum Roots {
    /// The certification authorities of the Mozilla programme.
    #[default]
    Public,
    /// Those, and these besides, in PEM: a municipality's or a state network's own authority.
    PublicAnd(Vec<u8>),
}

/// The certificates are not PEM, or there are none.
#[derive(Debug, thiserror::Error)]
#[error("the root certificates are not certificates in PEM form")]
pub struct InvalidRoots;

impl Roots {
    pub(super) fn certificates(&self) -> Result<RootCerts, InvalidRoots> {
        let Self::PublicAnd(pem) = self else { return Ok(RootCerts::WebPki) };
        let mut certificates: Vec<Certificate<'static>> = Vec::new();
        for item in ureq::tls::parse_pem(pem) {
            if let PemItem::Certificate(certificate) = item.map_err(|_| InvalidRoots)? {
                certificates.push(certificate);
            }
        }
        if certificates.is_empty() {
            return Err(InvalidRoots);
        }
        certificates.extend(TLS_SERVER_ROOT_CERTS.iter().map(|der| Certificate::from_der(der.as_ref())));
        Ok(RootCerts::from(certificates))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        for pem in ["", "garbage", "-----BEGIN CERTIFICATE-----\n!!\n-----END"] {
            assert!(Roots::PublicAnd(pem.into()).certificates().is_err(), "{pem}");
        }
        assert!(matches!(Roots::Public.certificates(), Ok(RootCerts::WebPki)));
    }
}
