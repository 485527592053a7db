//! How a job ends: with news for the observer, with nothing because it was taken over, or with another
//! try because its worker could not read or write.

use crate::Ports;
use crate::content::ContentError;
use crate::ended::{Ended, Observer};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::text::with_causes;
use drehscheibe_model::work::{JobOutcome, Leased, Transition};
use jiff::SignedDuration;

/// When a job comes back whose worker could not read or write.
const AFTER_AN_ERROR: SignedDuration = SignedDuration::from_secs(2);

/// Ends jobs.
#[derive(Clone)]
pub(crate) struct Conclusion {
    pub ports: Ports,
    pub observer: Observer,
}

impl Conclusion {
    pub(crate) fn of(&self, job: &Leased, result: Result<Option<Ended>, ContentError>) {
        match result {
            Ok(ended) => {
                if let Some(ended) = ended {
                    (self.observer)(&ended);
                }
            }
            // Withdrawn, replayed, or taken over by another worker: it is theirs now.
            Err(ContentError::Store(StoreError::LeaseLost { .. })) => {
                tracing::info!(message = %job.message, "the job was taken over");
            }
            Err(error) => {
                tracing::error!(message = %job.message, error = %with_causes(&error), "a job could not be finished; it will be tried again");
                // If this fails, too, the job comes back when its lease has run out.
                let now = self.ports.clock.now();
                let again = now.checked_add(AFTER_AN_ERROR).unwrap_or(now);
                let nothing = Transition::of(job.message);
                if let Err(error) = self.ports.store.commit(job.token, JobOutcome::RetryAt(again), nothing) {
                    tracing::debug!(message = %job.message, error = %with_causes(&error), "the job was not given back");
                }
            }
        }
    }
}
