//! The port `Components`, by which the depot looks at what is pushed.

use crate::runtime::Runtime;
use drehscheibe_model::call::{PluginFacts, Stop};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{ComponentOutside, Components, Rules};

impl Components for Runtime {
    fn look(&self, component: &Digest) -> Result<ComponentOutside, Stop> {
        crate::aot::look(self.options(), &self.bytes(component)?)
    }

    fn prepare(&self, component: &Digest) -> Result<PluginFacts, Stop> {
        self.facts(component)
    }
}
