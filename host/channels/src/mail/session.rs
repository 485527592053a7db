//! One conversation with the relay, command by command, so that its end says exactly whether the
//! relay can have taken the mail.

use super::compose::Composed;
use super::config::{Relay, Security};
use drehscheibe_model::ports::MailError;
use drehscheibe_model::text::with_causes;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

/// Who may decide about the mail: the session, until it gives the content away, or the caller.
#[derive(Debug, Default)]
pub(super) struct Turn(AtomicU8);

const OPEN: u8 = 0;
const BEGUN: u8 = 1;
const GIVEN_UP: u8 = 2;

/// Whether the session had begun to send the content.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Handover {
    NotBegun,
    Begun,
}

impl Turn {
    /// Called by the session before the content; false: the caller has given up, send nothing.
    fn begin(&self) -> bool {
        self.0.compare_exchange(OPEN, BEGUN, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
    /// Called by whoever does not wait any longer.
    pub(super) fn give_up(&self) -> Handover {
        match self.0.compare_exchange(OPEN, GIVEN_UP, Ordering::SeqCst, Ordering::SeqCst) {
            Err(BEGUN) => Handover::Begun,
            _ => Handover::NotBegun,
        }
    }
}

/// Chunks in which the content is written.
const CHUNK: usize = 64 << 10;

pub(super) fn run(relay: &Relay, mail: &Composed, deadline: Instant, turn: &Turn) -> Result<(), MailError> {
    let mut connection = connect(relay, deadline)?;
    let result = converse(&mut connection, relay, mail, deadline, turn);
    match result {
        // What was taken stays taken, whatever becomes of the farewell.
        Ok(()) => drop(connection.quit()),
        Err(_) => connection.abort(),
    }
    result
}

fn converse(
    connection: &mut SmtpConnection,
    relay: &Relay,
    mail: &Composed,
    deadline: Instant,
    turn: &Turn,
) -> Result<(), MailError> {
    if relay.security == Security::StartTls
        && let Some(tls) = &relay.tls
    {
        rest(connection, deadline)?;
        connection.starttls(tls, &relay.hello).map_err(|error| unavailable(&error))?;
    }
    if let Some(credentials) = &relay.credentials {
        rest(connection, deadline)?;
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        // A refused sign-in is the operator's business and says nothing about the mail.
        connection
            .auth(&mechanisms, credentials)
            .map_err(|error| MailError::Unavailable(format!("the relay refuses the hub's sign-in: {error}")))?;
    }
    rest(connection, deadline)?;
    connection.command(Mail::new(Some(relay.from.clone()), Vec::new())).map_err(|error| answered(&error))?;
    for recipient in &mail.to {
        rest(connection, deadline)?;
        connection.command(Rcpt::new(recipient.clone(), Vec::new())).map_err(|error| answered(&error))?;
    }
    rest(connection, deadline)?;
    connection.command(Data).map_err(|error| answered(&error))?;
    rest(connection, deadline)?;
    if !turn.begin() {
        return Err(MailError::Unavailable("no answer in time".into()));
    }
    let mut chunks = mail.bytes.chunks(CHUNK);
    let mut all_given = false;
    let content = std::iter::from_fn(|| {
        let chunk = chunks.next();
        all_given = chunk.is_none();
        chunk
    });
    match connection.message_iter(content) {
        Ok(_) => Ok(()),
        // An answer is certain, whatever it says; and without its last line no mail is complete.
        Err(error) if error.is_permanent() || error.is_transient() => Err(answered(&error)),
        Err(error) if !all_given => Err(unavailable(&error)),
        Err(error) => Err(MailError::Unknown(error.to_string())),
    }
}

fn connect(relay: &Relay, deadline: Instant) -> Result<SmtpConnection, MailError> {
    let addresses: Vec<SocketAddr> = (relay.host.as_str(), relay.port)
        .to_socket_addrs()
        .map_err(|error| MailError::Unavailable(format!("name resolution failed: {error}")))?
        .collect();
    let wrapped = relay.tls.as_ref().filter(|_| relay.security == Security::Tls);
    let mut last = MailError::Unavailable("no address for the relay's name".into());
    for address in addresses {
        // `localhost` is only a name.
        if relay.security == Security::None && !address.ip().is_loopback() {
            continue;
        }
        match SmtpConnection::connect(address, Some(left(deadline)?), &relay.hello, wrapped, None) {
            Ok(connection) => return Ok(connection),
            Err(error) => last = unavailable(&error),
        }
    }
    Err(last)
}

fn left(deadline: Instant) -> Result<Duration, MailError> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(MailError::Unavailable("no answer in time".into())) } else { Ok(left) }
}

/// Gives the next step the rest of the time.
fn rest(connection: &mut SmtpConnection, deadline: Instant) -> Result<(), MailError> {
    let left = left(deadline)?;
    connection.set_timeout(Some(left)).map_err(|error| MailError::Unavailable(error.to_string()))
}

fn unavailable(error: &Error) -> MailError {
    MailError::Unavailable(with_causes(error))
}

/// The outcome of a step that gives nothing away: 5xx is for good, anything else may pass.
fn answered(error: &Error) -> MailError {
    if error.is_permanent() {
        MailError::Refused(with_causes(error))
    } else {
        MailError::Unavailable(with_causes(error))
    }
}
