//! Ports behind which there is little, for tests of the server and for its fuzz targets.

use drehscheibe_model::call::{PluginFacts, Stop};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{Clock, ComponentOutside, Components};
use jiff::Timestamp;

/// No component is known here.
pub struct NoComponents;

impl Components for NoComponents {
    fn look(&self, component: &Digest) -> Result<ComponentOutside, Stop> {
        Err(Stop::NotFound { digest: *component })
    }
    fn prepare(&self, component: &Digest) -> Result<PluginFacts, Stop> {
        Err(Stop::NotFound { digest: *component })
    }
}

/// The clock of the machine.
#[allow(dead_code, reason = "the fuzz targets stop theirs")]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
