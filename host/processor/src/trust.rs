//! The question that stands before every call: may this component run for this?

use crate::Ports;
use drehscheibe_model::call::{Grants, World};
use drehscheibe_model::configuration::PluginUse;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::trust::{Clearance, Purpose, TrustGap, Use};

/// A call that is about to be made.
pub(crate) struct Wanted<'a> {
    pub plugin_use: &'a PluginUse,
    pub component: Digest,
    pub world: World,
    pub tenant: &'a TenantId,
    pub grants: &'a Grants,
}

impl Wanted<'_> {
    /// Asks, and logs what will go wrong soon.
    pub fn clear(
        &self,
        ports: &Ports,
        procedure: Option<&ProcedureId>,
        stage: Option<u8>,
    ) -> Result<Clearance, Vec<TrustGap>> {
        let cleared = ports.trust.clear(&Use {
            purpose: Purpose::Load,
            plugin: &self.plugin_use.plugin,
            component: self.component,
            world: self.world,
            tenant: self.tenant,
            procedure,
            stage,
            grants: self.grants,
            limits: &self.plugin_use.limits,
            at: ports.clock.now(),
        });
        for warning in cleared.iter().flat_map(|clearance| &clearance.warnings) {
            tracing::debug!(plugin = %self.plugin_use.plugin, tenant = %self.tenant, "{warning}");
        }
        cleared
    }
}
