//! One thread writes. It takes all requests that wait, runs each in a savepoint of one transaction,
//! commits once, and only then answers: many requests share one fsync.
//!
//! Early requests are the exception: they run first, so that they see only what is on disk, and are
//! answered before the commit. What they give out must be worth nothing if the commit fails ([`Undone`]).

use super::request::{Reply, Request, Typed};
use crate::error::Failure;
use crate::wake::{Effect, Wake};
use drehscheibe_model::ports::StoreError;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::JoinHandle;

/// Requests in one transaction at most.
const LARGEST_BATCH: usize = 256;

/// Counts the transactions that were undone as a whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Undone(Arc<AtomicI64>);

impl Undone {
    pub(crate) fn count(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
    pub(crate) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// The way to the writing thread. Dropping it finishes what waits and joins the thread.
pub(crate) struct Writer {
    inbox: Option<Sender<Box<dyn Request>>>,
    thread: Option<JoinHandle<()>>,
    undone: Undone,
}

impl Writer {
    pub(crate) fn start(connection: Connection, wake: Arc<Wake>) -> std::io::Result<Self> {
        let (inbox, outbox) = channel();
        let undone = Undone::default();
        let serving = Serving { connection, wake, undone: undone.clone(), sound: true };
        let thread = std::thread::Builder::new().name("store-writer".into()).spawn(move || serving.serve(&outbox))?;
        Ok(Self { inbox: Some(inbox), thread: Some(thread), undone })
    }

    /// Transactions that were undone as a whole since the start.
    pub(crate) fn undone(&self) -> Undone {
        self.undone.clone()
    }

    /// Runs `work` in the writing thread and returns after its commit is on disk. An error of `work`
    /// undoes all it did and nothing else.
    pub(crate) fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send + 'static,
    {
        self.wait_for(false, work)
    }

    /// The same, but returns before the commit while the disk is sound.
    pub(crate) fn write_early<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send + 'static,
    {
        self.wait_for(true, work)
    }

    /// [`write`](Self::write) without waiting: the writing thread tells `then`, after the commit.
    pub(crate) fn write_then<T, F>(&self, work: F, then: Reply<T>)
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send + 'static,
    {
        self.send(Typed::new(false, work, then));
    }

    fn wait_for<T, F>(&self, early: bool, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send + 'static,
    {
        let (reply, answer) = sync_channel(1);
        // Nobody waits any more if the caller's thread was torn down.
        let reply: Reply<T> = Box::new(move |result| drop(reply.send(result)));
        self.send(Typed::new(early, work, reply));
        answer.recv().unwrap_or_else(|_| Err(gone().into()))
    }

    fn send<T, F>(&self, request: Typed<T, F>)
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send + 'static,
    {
        let mut request: Box<dyn Request> = Box::new(request);
        if let Some(inbox) = &self.inbox {
            match inbox.send(request) {
                Ok(()) => return,
                Err(back) => request = back.0,
            }
        }
        request.undone(&gone());
        request.answer(&Wake::new());
    }
}

fn gone() -> Failure {
    Failure::unavailable("the writing thread has ended")
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.inbox = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the writing thread has.
struct Serving {
    connection: Connection,
    wake: Arc<Wake>,
    undone: Undone,
    /// The last transaction was committed; otherwise nothing is answered early.
    sound: bool,
}

impl Serving {
    fn serve(mut self, inbox: &Receiver<Box<dyn Request>>) {
        while let Ok(first) = inbox.recv() {
            let mut batch = vec![first];
            batch.extend(inbox.try_iter().take(LARGEST_BATCH - 1));
            // Early ones see only what is on disk.
            batch.sort_by_key(|request| !request.is_early());
            self.run(&mut batch);
            for request in &mut batch {
                request.answer(&self.wake);
            }
        }
    }

    /// Runs a batch. Requests that came before a failure which ended the whole transaction (the disk is
    /// full, for example) are told so; those after it begin anew.
    fn run(&mut self, batch: &mut [Box<dyn Request>]) {
        let mut rest = batch;
        while !rest.is_empty() {
            let ended = self.transaction(rest);
            self.sound = ended.is_ok();
            let Err((done, failure)) = ended else { return };
            self.undone.one_more();
            if !self.connection.is_autocommit() {
                let _ = self.connection.execute_batch("ROLLBACK");
            }
            let (lost, _) = rest.split_at_mut(done);
            for request in lost {
                request.undone(&failure);
            }
            (_, rest) = rest.split_at_mut(done);
        }
    }

    /// On failure: how many of the batch are lost, and why.
    fn transaction(&self, batch: &mut [Box<dyn Request>]) -> Result<(), (usize, Failure)> {
        let all = batch.len();
        let statement = |sql| {
            self.connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.execute([]))
                .map_err(|error| (all, Failure::of(&error)))
        };
        statement("BEGIN IMMEDIATE")?;
        for (index, request) in batch.iter_mut().enumerate() {
            statement("SAVEPOINT request")?;
            if let Err(failure) = request.run(&self.connection) {
                if self.connection.is_autocommit() {
                    return Err((index + 1, failure));
                }
                statement("ROLLBACK TO request")?;
            }
            statement("RELEASE request")?;
            if self.sound && request.is_early() {
                request.answer(&self.wake);
            }
        }
        statement("COMMIT")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::TryRecvError;

    type Answers = Receiver<Result<i32, StoreError>>;

    fn request(early: bool, work: fn(&Connection) -> Result<(i32, Effect), StoreError>) -> (Box<dyn Request>, Answers) {
        let (reply, answers) = sync_channel(1);
        let reply: Reply<i32> = Box::new(move |result| drop(reply.send(result)));
        (Box::new(Typed::new(early, work, reply)), answers)
    }

    fn well(_: &Connection) -> Result<(i32, Effect), StoreError> {
        Ok((1, Effect::Nothing))
    }

    /// Ends the whole transaction, as a full disk does.
    fn badly(connection: &Connection) -> Result<(i32, Effect), StoreError> {
        connection.execute_batch("ROLLBACK").unwrap();
        Err(Failure::unavailable("the disk is full").into())
    }

    #[test]
    fn after_a_transaction_that_failed_nothing_is_answered_early_until_one_succeeds() {
        let connection = Connection::open_in_memory().unwrap();
        let mut serving = Serving { connection, wake: Arc::new(Wake::new()), undone: Undone::default(), sound: true };

        // Answered before the commit that fails, and counted, so that a token is never given out twice.
        let ((early, answers), (bad, _)) = (request(true, well), request(false, badly));
        serving.run(&mut [early, bad]);
        assert_eq!(answers.try_recv().unwrap().unwrap(), 1);
        assert_eq!(serving.undone.count(), 1);

        let ((early, answers), (bad, _)) = (request(true, well), request(false, badly));
        let mut batch = [early, bad];
        serving.run(&mut batch);
        assert_eq!(answers.try_recv().unwrap_err(), TryRecvError::Empty);
        batch[0].answer(&serving.wake);
        assert!(answers.try_recv().unwrap().is_err());
        assert_eq!(serving.undone.count(), 2);

        let ((early, _late), (last, answers)) = (request(true, well), request(true, well));
        serving.run(&mut [early]);
        serving.run(&mut [last]);
        assert_eq!(answers.try_recv().unwrap().unwrap(), 1);
    }
}
