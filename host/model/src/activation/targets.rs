//! The targets that an activation's messages may reach.

use super::content::Content;
use crate::configuration::{Configuration, Route, Target};
use crate::ids::{TargetId, TenantId};
use std::collections::BTreeMap;

/// The configured targets of an activation: those of its routes, and where documents go that have no
/// application and no route.
pub fn targets_of<'c>(
    base: &'c Configuration,
    tenant: &TenantId,
    content: &Content,
) -> BTreeMap<&'c TargetId, &'c Target> {
    let Some(authority) = base.authorities.get(tenant) else { return BTreeMap::new() };
    let routed = content.routes.iter().flat_map(|route| &route.targets);
    let others = authority.without_application.iter().filter(|_| content.application.is_none());
    routed.chain(others).filter_map(|id| authority.targets.get_key_value(id)).collect()
}

/// The same content with every target replaced by the one a function test may deliver to; the targets
/// that have none, if there are any.
pub fn test_targets(base: &Configuration, tenant: &TenantId, content: &Content) -> Result<Content, Vec<TargetId>> {
    let targets = targets_of(base, tenant, content);
    let demo = |id: &TargetId| targets.get(id).and_then(|target| target.demo.clone());
    let missing: Vec<_> = targets.keys().filter(|id| demo(id).is_none()).map(|id| (*id).clone()).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let replaced = |route: &Route| Route {
        recipient: route.recipient.clone(),
        targets: route.targets.iter().filter_map(demo).collect(),
    };
    let mut test = content.clone();
    test.routes = content.routes.iter().map(replaced).collect();
    if content.application.is_none() && !content.routes.iter().any(|route| route.recipient.is_none()) {
        let authority = base.authorities.get(tenant);
        let others = authority.into_iter().flat_map(|authority| &authority.without_application);
        test.routes.push(Route { recipient: None, targets: others.filter_map(demo).collect() });
    }
    Ok(test)
}
