//! Who may do what in the depot, in one table.

use crate::access::Caller;
use drehscheibe_model::access::Role::{self, Auditor, Certifier, Municipality, Operator, Portal, Vendor};
use drehscheibe_model::depot::RepositoryName;
use drehscheibe_model::ports::PushedBy;

/// What somebody does in a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Read blobs, manifests, tags, referrers.
    Pull,
    /// Upload blobs and manifests of components and what belongs to them.
    Publish,
    /// Upload blobs and manifests of what belongs to components.
    Attach,
    /// Withdraw a package.
    Yank,
}

/// Where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Everywhere,
    /// In repositories whose first part the key names.
    OwnNamespaces,
}

/// The table: what is not in it is not allowed.
pub const ACCESS: &[(Role, Act, Access)] = &[
    (Portal, Act::Pull, Access::Everywhere),
    (Municipality, Act::Pull, Access::Everywhere),
    (Operator, Act::Pull, Access::Everywhere),
    (Auditor, Act::Pull, Access::Everywhere),
    (Vendor, Act::Pull, Access::Everywhere),
    (Certifier, Act::Pull, Access::Everywhere),
    (Vendor, Act::Publish, Access::OwnNamespaces),
    (Vendor, Act::Attach, Access::OwnNamespaces),
    (Vendor, Act::Yank, Access::OwnNamespaces),
    // Packages of others come by import, too; only their vendors' signatures bring them further.
    (Operator, Act::Publish, Access::Everywhere),
    (Operator, Act::Attach, Access::Everywhere),
    (Operator, Act::Yank, Access::Everywhere),
    // Certificates lie beside what they certify.
    (Certifier, Act::Attach, Access::Everywhere),
];

/// Whether the caller may do it there.
pub(super) fn may(caller: &Caller, act: Act, repository: &RepositoryName) -> bool {
    ACCESS.iter().filter(|(role, one, _)| *role == caller.role && *one == act).any(|(_, _, access)| match access {
        Access::Everywhere => true,
        Access::OwnNamespaces => caller.namespaces.contains(&repository.namespace()),
    })
}

/// What the caller may push there, if anything.
pub(super) fn pushes(caller: &Caller, repository: &RepositoryName) -> Option<PushedBy> {
    if may(caller, Act::Publish, repository) {
        Some(PushedBy::Publisher)
    } else {
        may(caller, Act::Attach, repository).then_some(PushedBy::Certifier)
    }
}
