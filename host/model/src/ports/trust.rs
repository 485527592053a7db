//! Who may run.

use crate::trust::{Clearance, TrustGap, Use};

/// The gate before every use of a component. It must answer from memory where it can: it stands on the
/// way of every message.
pub trait Trust: Send + Sync {
    /// The certificate that covers the use, or everything that speaks against it.
    fn clear(&self, wanted: &Use<'_>) -> Result<Clearance, Vec<TrustGap>>;
}
