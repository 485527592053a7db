//! What every handler can reach.

use crate::depot::{DepotSettings, TokenKey};
use crate::limits::ApiLimits;
use crate::metrics::Metrics;
use crate::portal::Portal;
use crate::problem::{Problem, kinds};
use drehscheibe_model::area::Areas;
use drehscheibe_model::ids::ProcedureId;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Activations, Blobs, Clock, Operations, Registry, Store};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The ports the server needs.
#[derive(Clone)]
pub struct Ports {
    pub store: Arc<dyn Store>,
    pub blobs: Arc<dyn Blobs>,
    pub areas: Arc<dyn Areas>,
    pub clock: Arc<dyn Clock>,
    pub operations: Arc<dyn Operations>,
    pub registry: Arc<dyn Registry>,
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub(crate) ports: Ports,
    activations: Option<Arc<dyn Activations>>,
    pub(crate) limits: Arc<ApiLimits>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) depot: Arc<DepotSettings>,
    pub(crate) tokens: TokenKey,
    pub(crate) portal: Option<Arc<Portal>>,
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl AppState {
    /// Counts a message that came to its end `lead_time` after its receipt.
    pub fn message_ended(&self, state: MessageState, procedure: Option<&ProcedureId>, lead_time: Duration) {
        self.metrics.ended(state, procedure, lead_time);
    }

    pub fn new(ports: Ports, limits: ApiLimits) -> Self {
        Self {
            ports,
            activations: None,
            limits: Arc::new(limits),
            metrics: Arc::new(Metrics::default()),
            depot: Arc::default(),
            tokens: TokenKey::new(),
            portal: None,
        }
    }

    /// With what the operator decided about the depot.
    pub fn with_depot(self, depot: DepotSettings) -> Self {
        Self { depot: Arc::new(depot), ..self }
    }

    /// With pages for people.
    pub fn with_portal(self, portal: Portal) -> Self {
        Self { portal: Some(Arc::new(portal)), ..self }
    }

    /// Offers activations, too.
    pub fn with_activations(self, activations: Arc<dyn Activations>) -> Self {
        Self { activations: Some(activations), ..self }
    }

    pub(crate) fn activations(&self) -> Result<Arc<dyn Activations>, Problem> {
        let none = || Problem::new(&kinds::NOT_CONFIGURED, "This hub offers no activations.");
        self.activations.clone().ok_or_else(none)
    }
}
