//! Ports of an installation of their own for the guests: nothing reaches the real one.

use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::ports::{
    BlobError, BlobWriter, Blobs, CodeLists, CodeLookup, HttpError, MailError, Mailer, OutboundHttp, OutboundMail,
    OutboundRequest, OutboundResponse, Secrets,
};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

type Held = Mutex<HashMap<Digest, Arc<[u8]>>>;

/// Blobs in memory.
#[derive(Debug, Default)]
pub(crate) struct MemoryBlobs(Arc<Held>);

fn get(held: &Held, digest: &Digest) -> Option<Arc<[u8]>> {
    held.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
}

impl MemoryBlobs {
    /// Keeps the bytes under their digest.
    pub(crate) fn put(&self, bytes: Vec<u8>) -> Digest {
        let digest = Digest::of(&bytes);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(digest, bytes.into());
        digest
    }

    fn held(&self, digest: &Digest) -> Result<Arc<[u8]>, BlobError> {
        get(&self.0, digest).ok_or(BlobError::NotFound(*digest))
    }
}

struct Writer {
    held: Arc<Held>,
    bytes: Vec<u8>,
}

impl BlobWriter for Writer {
    fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
    fn finish(self: Box<Self>) -> Result<(Digest, u64), BlobError> {
        let (digest, size) = (Digest::of(&self.bytes), self.bytes.len() as u64);
        self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(digest, self.bytes.into());
        Ok((digest, size))
    }
}

impl Blobs for MemoryBlobs {
    fn create(&self) -> Result<Box<dyn BlobWriter>, BlobError> {
        Ok(Box::new(Writer { held: self.0.clone(), bytes: Vec::new() }))
    }
    fn open(&self, digest: &Digest) -> Result<Box<dyn Read + Send>, BlobError> {
        Ok(Box::new(Cursor::new(self.held(digest)?)))
    }
    fn read_at(&self, digest: &Digest, offset: u64, length: usize) -> Result<Vec<u8>, BlobError> {
        let held = self.held(digest)?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(held.len());
        let end = start.saturating_add(length).min(held.len());
        Ok(held.get(start..end).unwrap_or_default().to_vec())
    }
    fn size(&self, digest: &Digest) -> Result<Option<u64>, BlobError> {
        Ok(get(&self.0, digest).map(|held| held.len() as u64))
    }
    fn verify(&self, digest: &Digest) -> Result<(), BlobError> {
        if Digest::of(&self.held(digest)?) == *digest { Ok(()) } else { Err(BlobError::Damaged(*digest)) }
    }
    fn sweep(&self, _in_use: &[Digest], _older_than: Duration) -> Result<u64, BlobError> {
        Ok(0)
    }
}

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
