//! The status of packages follows certificates and revocation lists.

use crate::depot::{By, Depot};
use crate::gatekeeper::{Gatekeeper, Standing};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::PackageFilter;
use drehscheibe_model::depot::PackageStatus::{self, Certified, Checked, Expired, Revoked, Uploaded, Yanked};
use drehscheibe_model::ports::RegistryError;
use jiff::Timestamp;

impl Depot {
    /// Brings the packages of a component, or all, to the status that the gate's knowledge gives them; how many
    /// were changed. Components about which a source says nothing now are left alone.
    ///
    /// # Errors
    /// The store did not do it.
    pub fn follow(&self, gate: &Gatekeeper, component: Option<Digest>, now: Timestamp) -> Result<usize, RegistryError> {
        let by = By { who: "depot", at: now };
        let mut changed = 0;
        for package in self.list(&PackageFilter { component, ..PackageFilter::default() })? {
            let Ok(standing) = gate.standing(&package.component) else { continue };
            let mut status = package.status.status;
            while let Some((next, reason)) = next(status, &standing) {
                if !self.set_status(&package.repository, &package.manifest, next, &reason, by)? {
                    break;
                }
                changed += 1;
                status = next;
            }
        }
        Ok(changed)
    }
}

/// The next step, if the standing asks for one.
fn next(now: PackageStatus, standing: &Standing) -> Option<(PackageStatus, String)> {
    match (now, standing) {
        (Revoked, Standing::Revoked { .. }) => None,
        (_, Standing::Revoked { reason }) => Some((Revoked, reason.clone())),
        (Revoked, _) => Some((Checked, "the newest revocation lists do not name it any more".into())),
        (Checked | Expired, Standing::Certified { number, until }) => {
            Some((Certified, format!("certificate {number}, until {until}")))
        }
        (Certified, Standing::Expired { number, until }) => {
            Some((Expired, format!("certificate {number} ended on {until}")))
        }
        (Certified | Expired, Standing::Uncertified) => Some((Checked, "no certificate counts any more".into())),
        (Uploaded | Yanked | Checked | Certified | Expired, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_one_that_the_depot_knows_and_it_comes_to_an_end() {
        let until = Timestamp::UNIX_EPOCH;
        let standings = [
            Standing::Uncertified,
            Standing::Certified { number: "P-1".into(), until },
            Standing::Expired { number: "P-1".into(), until },
            Standing::Revoked { reason: "R-1".into() },
        ];
        for standing in &standings {
            for start in [Uploaded, Checked, Certified, Expired, Yanked, Revoked] {
                let (mut status, mut steps) = (start, 0);
                while let Some((next, _)) = next(status, standing) {
                    assert!(status.may_become(next), "{status:?} to {next:?}");
                    (status, steps) = (next, steps + 1);
                    assert!(steps < 3, "{start:?} with {standing:?} goes round");
                }
                let revoked = matches!(standing, Standing::Revoked { .. });
                assert_eq!(status == Revoked, revoked, "{start:?} with {standing:?}");
                assert!(status != Certified || matches!(standing, Standing::Certified { .. }));
            }
        }
    }
}
