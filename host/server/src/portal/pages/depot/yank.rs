//! A vendor withdraws a version: asks first.

use super::{find, href, port, title};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, reason};
use crate::portal::kit::{Block, Field, Form, Page, link};
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
    let form = Form::post(ask.csrf(), "/portal/depot/zurueckziehen", t::depot::YANK)
        .field(Field::hidden("lager", package.repository.as_str()))
        .field(Field::hidden("paket", package.manifest.to_string()))
        .field(
            Field::text("grund", t::form::REASON)
                .hint(t::form::REASON_HINT)
                .required()
                .value(values.get("grund"))
                .error(errors.of("grund")),
        )
        .warning(t::depot::YANK_WARNING);
    Page::new(t::depot::YANK)
        .under("/portal/depot", t::depot::TITLE)
        .under(&href("paket", package), &title(package))
        .lead(t::depot::YANK_LEAD)
        .with(Block::Form(form))
        .with(Block::Actions(vec![link(href("paket", package), t::form::CANCEL)]))
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
