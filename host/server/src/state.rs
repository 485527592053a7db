//! What every handler can reach.

use crate::limits::ApiLimits;
use crate::metrics::Metrics;
use crate::problem::{Problem, kinds};
use drehscheibe_model::area::Areas;
use drehscheibe_model::ports::{Activations, Blobs, Clock, Operations, Store};
use std::fmt;
use std::sync::Arc;

/// The ports the server needs.
#[derive(Clone)]
pub struct Ports {
    pub store: Arc<dyn Store>,
    pub blobs: Arc<dyn Blobs>,
    pub areas: Arc<dyn Areas>,
    pub clock: Arc<dyn Clock>,
    pub operations: Arc<dyn Operations>,
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
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl AppState {
    pub fn new(ports: Ports, limits: ApiLimits) -> Self {
        Self { ports, activations: None, limits: Arc::new(limits), metrics: Arc::new(Metrics::default()) }
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
