//! One thread writes. It takes all requests that wait, runs each in a savepoint of one transaction,
//! commits once, and only then answers: many requests share one fsync.

use crate::error::Failure;
use crate::wake::{Effect, Wake};
use drehscheibe_model::ports::StoreError;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Requests in one transaction at most.
const LARGEST_BATCH: usize = 256;

/// A request whose type of answer is forgotten.
trait Request: Send {
    /// Runs it inside its savepoint; if its changes must not be kept, what others hear of it.
    fn run(&mut self, connection: &Connection) -> Result<(), Failure>;
    /// What it did was undone.
    fn undone(&mut self, failure: &Failure);
    fn answer(self: Box<Self>, wake: &Wake);
}

struct Typed<T, F> {
    work: Option<F>,
    result: Option<Result<(T, Effect), StoreError>>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<T, F> Request for Typed<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), Failure> {
        self.result = self.work.take().map(|work| work(connection));
        match &self.result {
            Some(Err(error)) => Err(Failure::shared(error)),
            _ => Ok(()),
        }
    }
    fn undone(&mut self, failure: &Failure) {
        if !matches!(self.result, Some(Err(_))) {
            self.result = Some(Err(failure.clone().into()));
        }
    }
    fn answer(self: Box<Self>, wake: &Wake) {
        let answer = match self.result {
            Some(Ok((value, effect))) => {
                wake.tell(effect);
                Ok(value)
            }
            Some(Err(error)) => Err(error),
            None => Err(Failure::unavailable("the request was not run").into()),
        };
        // Nobody waits any more if the caller's thread was torn down.
        let _ = self.reply.send(answer);
    }
}

/// The way to the writing thread. Dropping it finishes what waits and joins the thread.
pub(crate) struct Writer {
    inbox: Option<Sender<Box<dyn Request>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection, wake: Arc<Wake>) -> std::io::Result<Self> {
        let (inbox, outbox) = channel();
        let thread =
            std::thread::Builder::new().name("store-writer".into()).spawn(move || serve(connection, &outbox, &wake))?;
        Ok(Self { inbox: Some(inbox), thread: Some(thread) })
    }

    /// Runs `work` in the writing thread and returns after its commit is on disk. An error of `work`
    /// undoes all it did and nothing else.
    pub(crate) fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send + 'static,
    {
        let gone = || StoreError::from(Failure::unavailable("the writing thread has ended"));
        let (reply, answer) = sync_channel(1);
        let request = Box::new(Typed { work: Some(work), result: None, reply });
        self.inbox.as_ref().ok_or_else(gone)?.send(request).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.inbox = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(connection: Connection, inbox: &Receiver<Box<dyn Request>>, wake: &Wake) {
    while let Ok(first) = inbox.recv() {
        let mut batch = vec![first];
        batch.extend(inbox.try_iter().take(LARGEST_BATCH - 1));
        run(&connection, &mut batch);
        for request in batch {
            request.answer(wake);
        }
    }
}

/// Runs a batch. Requests that came before a failure which ended the whole transaction (the disk is
/// full, for example) are told so; those after it begin anew.
fn run(connection: &Connection, batch: &mut [Box<dyn Request>]) {
    let mut rest = batch;
    while !rest.is_empty() {
        let done = match transaction(connection, rest) {
            Ok(()) => return,
            Err((done, failure)) => {
                if !connection.is_autocommit() {
                    let _ = connection.execute_batch("ROLLBACK");
                }
                let (lost, _) = rest.split_at_mut(done);
                for request in lost {
                    request.undone(&failure);
                }
                done
            }
        };
        (_, rest) = rest.split_at_mut(done);
    }
}

/// On failure: how many of the batch are lost, and why.
fn transaction(connection: &Connection, batch: &mut [Box<dyn Request>]) -> Result<(), (usize, Failure)> {
    let all = batch.len();
    let statement = |sql| {
        connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]))
            .map_err(|error| (all, Failure::of(&error)))
    };
    statement("BEGIN IMMEDIATE")?;
    for (index, request) in batch.iter_mut().enumerate() {
        statement("SAVEPOINT request")?;
        if let Err(failure) = request.run(connection) {
            if connection.is_autocommit() {
                return Err((index + 1, failure));
            }
            statement("ROLLBACK TO request")?;
        }
        statement("RELEASE request")?;
    }
    statement("COMMIT")?;
    Ok(())
}
