//! Ports of an installation of their own for the guests: nothing reaches the real one.

use drehscheibe_model::ids::TenantId;
pub(crate) use drehscheibe_model::ports::MemoryBlobs;
use drehscheibe_model::ports::{
    CodeLists, CodeLookup, HttpError, MailError, Mailer, OutboundHttp, OutboundMail, OutboundRequest, OutboundResponse,
    Secrets,
};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// Three destinations: `slow.invalid` answers after 300 ms, `large.invalid` with 2 MiB, and
/// `inside.invalid` lies in a private network. All others answer at once.
#[derive(Debug, Default)]
pub(crate) struct Destinations;

impl OutboundHttp for Destinations {
    fn send(&self, request: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError> {
        let mut body = Vec::new();
        match request.authority {
            "inside.invalid" if !request.private_network => {
                return Err(HttpError::AddressProhibited(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1))));
            }
            "slow.invalid" => {
                let answer = Duration::from_millis(300);
                std::thread::sleep(answer.min(request.timeout));
                if request.timeout < answer {
                    return Err(HttpError::ResponseTimeout);
                }
            }
            "large.invalid" => body = vec![b'x'; 2 << 20],
            _ => {}
        }
        if body.len() as u64 > request.response_limit {
            return Err(HttpError::ResponseTooLarge);
        }
        Ok(OutboundResponse { status: 200, headers: Vec::new(), body })
    }
}

/// A relay that takes everything and sends nothing.
#[derive(Debug, Default)]
pub(crate) struct Relay;

impl Mailer for Relay {
    fn send(&self, _mail: &OutboundMail<'_>) -> Result<(), MailError> {
        Ok(())
    }
}

/// The secret `token`.
#[derive(Debug, Default)]
pub(crate) struct OneSecret;

impl Secrets for OneSecret {
    fn secret(&self, _tenant: &TenantId, name: &str) -> Option<String> {
        (name == "token").then(|| "Bearer conformance".into())
    }
}

/// No code list at all.
#[derive(Debug, Default)]
pub(crate) struct NoCodeLists;

impl CodeLists for NoCodeLists {
    fn look_up(&self, _urn: &str, _version: Option<&str>, _code: &str) -> CodeLookup {
        CodeLookup::NoSuchList
    }
}
