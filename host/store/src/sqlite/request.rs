//! What the writing thread is asked for: some work in its transaction, and whom to answer.

use crate::error::Failure;
use crate::wake::{Effect, Wake};
use drehscheibe_model::ports::StoreError;
use rusqlite::Connection;

/// A request whose type of answer is forgotten.
pub(super) trait Request: Send {
    /// Answered before the commit.
    fn is_early(&self) -> bool;
    /// Runs it inside its savepoint; if its changes must not be kept, what others hear of it.
    fn run(&mut self, connection: &Connection) -> Result<(), Failure>;
    /// What it did was undone.
    fn undone(&mut self, failure: &Failure);
    /// Answers, once.
    fn answer(&mut self, wake: &Wake);
}

/// Who gets the answer.
pub(super) type Reply<T> = Box<dyn FnOnce(Result<T, StoreError>) + Send>;

pub(super) struct Typed<T, F> {
    early: bool,
    work: Option<F>,
    result: Option<Result<(T, Effect), StoreError>>,
    reply: Option<Reply<T>>,
}

impl<T, F> Typed<T, F> {
    pub(super) fn new(early: bool, work: F, reply: Reply<T>) -> Self {
        Self { early, work: Some(work), result: None, reply: Some(reply) }
    }
}

impl<T, F> Request for Typed<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send,
{
    fn is_early(&self) -> bool {
        self.early
    }
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
    fn answer(&mut self, wake: &Wake) {
        let Some(reply) = self.reply.take() else { return };
        let answer = match self.result.take() {
            Some(Ok((value, effect))) => {
                wake.tell(effect);
                Ok(value)
            }
            Some(Err(error)) => Err(error),
            None => Err(Failure::unavailable("the request was not run").into()),
        };
        reply(answer);
    }
}
