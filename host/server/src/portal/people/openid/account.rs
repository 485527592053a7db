//! The account of a person for whom the provider vouches.

use super::claims::{Person, person};
use super::options::OpenIdClaims;
use super::provider::Vouched;
use crate::portal::state::Portal;
use crate::portal::{audit, texts as t};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::AccountName;
use drehscheibe_model::portal::{Account, AuditEvent, Outcome, SignIn};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;

/// Characters of a subject or of a reason in the audit log.
const SHORT: usize = 64;
const LONG: usize = 500;

/// The account, made or changed as the claims say; or why there is none, in German.
pub(super) fn of(
    portal: &Portal,
    rules: Option<&OpenIdClaims>,
    vouched: &Vouched,
    now: Timestamp,
) -> Result<Result<Account, String>, StoreError> {
    let known = portal.store.account_of_subject(&vouched.issuer, &vouched.subject)?;
    if known.as_ref().is_some_and(|account| account.disabled_at.is_some()) {
        return Ok(Err(t::sign_in::LOCKED.to_owned()));
    }
    let Some(rules) = rules else {
        let kennung: String = vouched.subject.chars().take(SHORT).collect();
        return Ok(known.ok_or_else(|| t::fill(t::sign_in::UNKNOWN_SUBJECT, &[("kennung", &kennung)])));
    };
    let Person { role, tenants, organisation, label } = match person(rules, &vouched.claims) {
        Ok(person) => person,
        Err(why) => {
            // Whoever is let in no more is not let go on, either.
            if let Some(account) = known {
                portal.store.end_sessions(&account.name)?;
            }
            return Ok(Err(why));
        }
    };
    let name = match &known {
        Some(account) => account.name.clone(),
        None => match free_name(portal, vouched)? {
            Some(name) => name,
            None => return Ok(Err(t::sign_in::LOCKED.to_owned())),
        },
    };
    let account = Account {
        label: label.unwrap_or_else(|| vouched.subject.chars().take(SHORT).collect()),
        role,
        tenants,
        organisation,
        sign_in: SignIn::OpenId { issuer: vouched.issuer.clone(), subject: vouched.subject.clone() },
        created_at: known.as_ref().map_or(now, |account| account.created_at),
        disabled_at: None,
        name,
    };
    if known.as_ref() != Some(&account) {
        let places: Vec<_> = account.tenants.iter().map(ToString::to_string).collect();
        let detail = format!("{} {}", account.role.name(), places.join(" "));
        let subject = account.name.as_str().to_owned();
        portal
            .store
            .append_audit(now, audit::event(&account, "account-claims", None, subject, Outcome::Done, &detail))?;
        portal.store.put_account(account.clone())?;
    }
    Ok(Ok(account))
}

/// The subject itself where it can be a name that nobody has; else one that is made of it.
fn free_name(portal: &Portal, vouched: &Vouched) -> Result<Option<AccountName>, StoreError> {
    let digest = Digest::of(format!("{}\n{}", vouched.issuer, vouched.subject).as_bytes()).to_hex();
    let made = format!("dienst-{}", digest.chars().take(24).collect::<String>());
    for name in [vouched.subject.as_str(), made.as_str()] {
        if let Ok(name) = AccountName::new(name)
            && portal.store.account(&name)?.is_none()
        {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Notes that nobody came in.
pub(super) fn refuse(portal: &Portal, now: Timestamp, subject: &str, why: &str) -> Result<(), StoreError> {
    let event = AuditEvent {
        actor: subject.chars().take(SHORT).collect(),
        role: None,
        tenant: None,
        action: "sign-in".into(),
        subject: "openid".into(),
        outcome: Outcome::Denied,
        detail: why.chars().take(LONG).collect(),
    };
    portal.store.append_audit(now, event).map(|_| ())
}
