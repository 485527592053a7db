//! Mail through the relay that the operator configured.

mod compose;
mod config;
mod session;

pub use config::{RelayConfig, RelayProblem, Security};

use crate::mail::config::Relay;
use drehscheibe_model::ports::{Blobs, MailError, Mailer, OutboundMail};
use session::{Handover, Turn};
use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Instant;

/// Hands mails to one relay, one connection per mail.
pub struct SmtpMailer {
    relay: Arc<Relay>,
    blobs: Arc<dyn Blobs>,
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer").field("relay", &self.relay).finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// Checks the configuration; all that is wrong with it is returned. Nothing is connected yet.
    pub fn new(config: RelayConfig, blobs: Arc<dyn Blobs>) -> Result<Self, Vec<RelayProblem>> {
        Ok(Self { relay: Arc::new(Relay::check(config)?), blobs })
    }
}

impl Mailer for SmtpMailer {
    /// `Unavailable` and `Refused`: the relay certainly has not taken the mail. `Unknown`: its content
    /// was sent to the end, or the deadline passed while it was being sent, and no answer came.
    fn send(&self, mail: &OutboundMail<'_>) -> Result<(), MailError> {
        let deadline = Instant::now() + mail.timeout;
        let message = compose::message(mail, &self.relay, self.blobs.as_ref())?;
        let (turn, relay) = (Arc::new(Turn::default()), Arc::clone(&self.relay));
        let (answer, answered) = sync_channel(1);
        let session_turn = Arc::clone(&turn);
        // The session has a thread of its own, because a relay that answers one byte at a time
        // outlasts any timeout of its socket. Whoever gives up first takes the turn, so a session
        // that was given up before the content never sends it later.
        std::thread::Builder::new()
            .name("mail".into())
            .spawn(move || {
                let outcome = session::run(&relay, &message, deadline, &session_turn);
                // Nobody listens any more after the deadline.
                let _ = answer.send(outcome);
            })
            .map_err(|error| MailError::Unavailable(format!("no thread for the connection: {error}")))?;
        match answered.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => match turn.give_up() {
                Handover::NotBegun => Err(MailError::Unavailable("no answer in time".into())),
                Handover::Begun => Err(MailError::Unknown("no answer in time".into())),
            },
            Err(RecvTimeoutError::Disconnected) => match turn.give_up() {
                Handover::NotBegun => Err(MailError::Unavailable("the connection was given up".into())),
                Handover::Begun => Err(MailError::Unknown("the connection was given up".into())),
            },
        }
    }
}
