//! What the host keeps about one call.

use crate::budget::Budget;
use crate::limiter::Limiter;
use crate::observe::Observer;
use crate::options::RuntimePorts;
use cap_std::fs::Dir;
use drehscheibe_model::call::{Grants, Stop};
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::ids::{DeliveryId, TenantId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// What a call is about, owned, because a store's data may not borrow.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) settings: String,
    /// What `host.now` says.
    pub(crate) now: Timestamp,
    /// What `host.read-attachment` and the capabilities reach.
    pub(crate) attachments: Vec<Attachment>,
    /// Set for deliveries only.
    pub(crate) outbound: Option<Outbound>,
}

/// What an adapter may do, and for whom.
#[derive(Debug)]
pub(crate) struct Outbound {
    pub(crate) tenant: TenantId,
    pub(crate) delivery: DeliveryId,
    pub(crate) grants: Grants,
}

impl Subject {
    /// A call without a message.
    pub(crate) fn of_settings(settings: &str) -> Self {
        Self { settings: settings.to_owned(), now: Timestamp::UNIX_EPOCH, attachments: Vec::new(), outbound: None }
    }

    pub(crate) fn attachment(&self, id: &str) -> Option<&Attachment> {
        self.attachments.iter().find(|attachment| attachment.id == id)
    }
}

/// Shared by all calls of a runtime.
pub(crate) struct Surroundings {
    pub(crate) ports: RuntimePorts,
    pub(crate) berlin: TimeZone,
    pub(crate) lifted: Lifted,
    pub(crate) observer: Observer,
}

/// Gates that the conformance suite takes away to show that it is they who hold. Nothing outside
/// this crate can set them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lifted {
    /// `drop-folder` takes any path as the operating system does.
    pub(crate) paths: bool,
    /// `outbound-http` asks no grant, and any secret goes anywhere.
    pub(crate) destinations: bool,
    /// `mail` asks no grant.
    pub(crate) recipients: bool,
    /// Imports that no world allows are linked to traps.
    pub(crate) imports: bool,
    /// Compiled components are loaded without looking at their seal.
    pub(crate) seal: bool,
    /// Results are handed on unchecked.
    pub(crate) results: bool,
    /// Limits may go over their maximum.
    pub(crate) maximum: bool,
}

/// Data of a store.
pub(crate) struct CallState {
    pub(crate) subject: Subject,
    pub(crate) around: Arc<Surroundings>,
    pub(crate) budget: Budget,
    pub(crate) limiter: Limiter,
    /// The stop with which a host function ended the call.
    pub(crate) stopped: Option<Stop>,
    /// Whether anything may have left the hub.
    pub(crate) sent: bool,
    /// The granted folder, once it was opened.
    pub(crate) folder: Option<Arc<Dir>>,
}

/// The error by which a host function ends a call; the stop itself lies in the state.
#[derive(Debug, thiserror::Error)]
#[error("ended by the host: {0}")]
pub(crate) struct Ended(pub(crate) Stop);

impl CallState {
    /// Ends the call.
    pub(crate) fn stop(&mut self, stop: Stop) -> wasmtime::Error {
        let error = wasmtime::Error::new(Ended(stop.clone()));
        self.stopped.get_or_insert(stop);
        error
    }

    /// Ends the call if `result` says so.
    pub(crate) fn check<T>(&mut self, result: Result<T, Stop>) -> wasmtime::Result<T> {
        result.map_err(|stop| self.stop(stop))
    }

    /// To be called at the end of each host function that can take time.
    pub(crate) fn check_deadline(&mut self) -> wasmtime::Result<()> {
        let left = self.budget.remaining();
        self.check(left).map(|_| ())
    }
}
