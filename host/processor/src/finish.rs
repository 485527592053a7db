//! What happens to a job after its worker: the commit's answer is awaited by one thread for all, so that
//! workers of rules compute while the disk writes, and many commits share one fsync.

use crate::Ports;
use crate::conclusion::Conclusion;
use crate::content::ContentError;
use crate::outcome::{Decided, Subject};
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::Leased;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Commits under way at the same time; whoever wants one more waits.
const MOST_UNDER_WAY: usize = 256;

/// A commit that was answered.
struct Answered {
    job: Leased,
    subject: Subject,
    result: Result<Option<MessageState>, StoreError>,
}

/// The way to the thread that awaits commits. It ends when all copies are gone and all is answered.
#[derive(Clone)]
pub(crate) struct Finisher {
    answers: Sender<Answered>,
    room: SyncSender<()>,
}

impl Finisher {
    pub(crate) fn start(
        conclusion: Conclusion,
        name: String,
        threads: &mut Vec<JoinHandle<()>>,
    ) -> std::io::Result<Self> {
        let (answers, answered) = channel();
        let (room, taken) = sync_channel(MOST_UNDER_WAY);
        let work = move || finish(&conclusion, &answered, &taken);
        threads.push(std::thread::Builder::new().name(name).spawn(work)?);
        Ok(Self { answers, room })
    }

    /// Gives the decision to the store and returns at once, unless too many are under way.
    pub(crate) fn commit(&self, ports: &Ports, job: &Leased, decided: Decided) {
        let Decided { outcome, transition, subject } = decided;
        // Fails only if the thread is gone, and with it everybody who could care.
        let _ = self.room.send(());
        let (answers, of) = (self.answers.clone(), job.clone());
        let then = Box::new(move |result| drop(answers.send(Answered { job: of, subject, result })));
        ports.store.commit_then(job.token, outcome, transition, then);
    }
}

fn finish(conclusion: &Conclusion, answered: &Receiver<Answered>, room: &Receiver<()>) {
    for Answered { job, subject, result } in answered {
        let _ = room.recv();
        let conclude = || {
            let result = result.map(|state| subject.ended(&conclusion.ports, state)).map_err(ContentError::from);
            conclusion.of(&job, result);
        };
        if catch_unwind(AssertUnwindSafe(conclude)).is_err() {
            tracing::error!(message = %job.message, "what follows a commit ended abnormally");
        }
    }
}
