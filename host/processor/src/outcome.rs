//! What a worker hands on: a decision, which somebody else may commit.

use crate::Ports;
use crate::content::ContentError;
use crate::ended::Ended;
use drehscheibe_model::ids::ProcedureId;
use drehscheibe_model::message::{MessageRecord, MessageState};
use drehscheibe_model::work::{JobOutcome, Leased, Transition};

/// What a job came to.
pub(crate) enum Outcome {
    /// Committed already.
    Done(Option<Ended>),
    /// Decided; what remains needs no worker.
    Decided(Box<Decided>),
}

/// A decision that is to be committed.
pub(crate) struct Decided {
    pub outcome: JobOutcome,
    pub transition: Transition,
    pub subject: Subject,
}

/// What the decision is about.
pub(crate) struct Subject {
    pub message: MessageRecord,
    /// None: it is not known yet.
    pub procedure: Option<ProcedureId>,
}

impl Subject {
    /// What is told of the message after the commit, which gave it this state.
    pub(crate) fn ended(self, ports: &Ports, state: Option<MessageState>) -> Option<Ended> {
        Ended::of(ports, &self.message, self.procedure, state)
    }
}

impl Outcome {
    /// Commits what is not committed yet, and waits for it.
    pub(crate) fn commit(self, ports: &Ports, job: &Leased) -> Result<Option<Ended>, ContentError> {
        match self {
            Self::Done(ended) => Ok(ended),
            Self::Decided(decided) => {
                let Decided { outcome, transition, subject } = *decided;
                let state = ports.store.commit(job.token, outcome, transition)?;
                Ok(subject.ended(ports, state))
            }
        }
    }
}
