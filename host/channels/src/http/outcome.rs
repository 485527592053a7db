//! From ureq's errors to those of the contract.

use super::phase::{Phase, Progress};
use super::resolve::Prohibited;
use drehscheibe_model::ports::HttpError;
use std::io::{self, ErrorKind};
use ureq::Error;

/// What went wrong, given how far the request got. Only what certainly sent nothing gets a case for
/// which [`HttpError::before_sending`] holds.
pub(super) fn of(error: Error, progress: &Progress) -> HttpError {
    let sent = progress.phase() == Phase::Sent;
    match error {
        Error::Other(other) => match other.downcast_ref::<Prohibited>() {
            Some(Prohibited(address)) => HttpError::AddressProhibited(*address),
            None => HttpError::Internal(other.to_string()),
        },
        Error::Timeout(_) => match progress.phase() {
            Phase::Resolving => HttpError::Dns("no answer in time".into()),
            Phase::Connecting | Phase::Connected => HttpError::ConnectionTimeout,
            Phase::Sent => HttpError::ResponseTimeout,
        },
        Error::HostNotFound => HttpError::DestinationNotFound,
        Error::ConnectionFailed => HttpError::DestinationUnavailable,
        Error::Io(error) if sent => after_sending(&error),
        Error::Io(error) => before_sending(&error, progress.phase()),
        Error::Tls(text) if !sent => HttpError::Tls(text.into()),
        Error::Rustls(error) if !sent => HttpError::Tls(error.to_string()),
        Error::Tls(_) | Error::Rustls(_) => HttpError::ConnectionTerminated,
        Error::Protocol(error) => HttpError::Protocol(error.to_string()),
        Error::LargeResponseHeader(..) => HttpError::Protocol("the head of the answer is too large".into()),
        Error::BodyExceedsLimit(_) => HttpError::ResponseTooLarge,
        Error::Http(error) if !sent => HttpError::RequestDenied(error.to_string()),
        Error::BadUri(_) if !sent => HttpError::RequestDenied("the address is not valid".into()),
        other => HttpError::Internal(other.to_string()),
    }
}

fn before_sending(error: &io::Error, phase: Phase) -> HttpError {
    if phase == Phase::Resolving {
        return HttpError::Dns(error.to_string());
    }
    // rustls reports a failed handshake as an io error around its own.
    if let Some(inner) = error.get_ref()
        && matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::Other)
    {
        return HttpError::Tls(inner.to_string());
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => HttpError::ConnectionRefused,
        ErrorKind::TimedOut | ErrorKind::WouldBlock => HttpError::ConnectionTimeout,
        _ => HttpError::DestinationUnavailable,
    }
}

fn after_sending(error: &io::Error) -> HttpError {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => HttpError::ResponseTimeout,
        ErrorKind::InvalidData => HttpError::Protocol(error.to_string()),
        _ => HttpError::ConnectionTerminated,
    }
}
