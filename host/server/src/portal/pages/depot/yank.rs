//! A vendor withdraws a version: asks first.

use super::{find, href, port, title};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, reason};
use crate::portal::kit::Page;
use crate::portal::pages::reasoned::Asked;
use crate::portal::texts as t;
use drehscheibe_model::depot::{Package, Reference};

/// Whether the package is of this person's organisation: the first part of its repository names it.
pub(super) fn is_own(ask: &Ask, package: &Package) -> bool {
    let organisation = ask.visitor.account.organisation.as_deref();
    organisation.is_some_and(|name| package.repository.namespace().as_str() == name)
}

fn own(ask: &Ask, values: &Values) -> Result<Package, Failure> {
    let package = find(ask, values)?.package;
    if is_own(ask, &package) { Ok(package) } else { Err(Failure::Denied(t::depot::NOT_YOURS.into())) }
}

fn page(ask: &Ask, package: &Package, errors: &Errors, values: &Values) -> Page {
    let asked = Asked {
        title: t::depot::YANK,
        lead: t::depot::YANK_LEAD,
        submit: t::depot::YANK,
        warning: t::depot::YANK_WARNING,
        action: "/portal/depot/zurueckziehen".into(),
        hidden: vec![("lager", package.repository.to_string()), ("paket", package.manifest.to_string())],
        way: [("/portal/depot".into(), t::depot::TITLE.into()), (href("paket", package), title(package))],
    };
    asked.page(ask, errors, values)
}

/// `GET /portal/depot/zurueckziehen`
pub(crate) fn show(ask: &Ask) -> Answer {
    let package = own(ask, &ask.query)?;
    Ok(Reply::Page(page(ask, &package, &Errors::default(), &Values::default())))
}

/// `POST /portal/depot/zurueckziehen`
pub(crate) fn act(ask: &Ask) -> Answer {
    let package = own(ask, &ask.form)?;
    let mut errors = Errors::default();
    let why = reason(&ask.form, &mut errors);
    if !errors.is_empty() {
        return Ok(Reply::Again(page(ask, &package, &errors, &ask.form)));
    }
    ask.record(Act::PackageUpload, None, format!("{}:yank", package.component), &why)?;
    port(ask)?.yank(&package.repository, &Reference::Digest(package.manifest), ask.me().as_str(), &why)?;
    Ok(Reply::Go(href("paket", &package)))
}
