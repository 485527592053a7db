//! A vendor publishes a version: component, manifest and signature in one form.

use super::{href, port};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply, Upload};
use crate::portal::form::Errors;
use crate::portal::kit::{Block, Field, Form, Input, Page, Tone, link};
use crate::portal::texts as t;
use drehscheibe_model::depot::RepositoryName;
use drehscheibe_model::ports::{Publication, RegistryError};

fn page(ask: &Ask, errors: &Errors, refused: &[String]) -> Page {
    let mut page = Page::new(t::depot::UPLOAD).under("/portal/depot", t::depot::TITLE).lead(t::depot::UPLOAD_LEAD);
    let Some(organisation) = ask.visitor.account.organisation.as_deref() else {
        return page.with(Block::note(Tone::Info, t::depot::NO_ORGANISATION, t::depot::NO_ORGANISATION_TEXT));
    };
    if !refused.is_empty() {
        page.add(Block::Note { tone: Tone::Bad, title: t::depot::REFUSED.into(), lines: refused.to_vec() });
    }
    let file =
        |name: &str, label: &str, hint: &str| Field::new(name, label, Input::File).hint(hint).error(errors.of(name));
    let mut form = Form::post(ask.csrf(), "/portal/depot/hochladen", t::depot::UPLOAD)
        .field(
            Field::text("name", t::depot::PLUGIN)
                .hint(t::fill(t::depot::PLUGIN_HINT, &[("organisation", organisation)]))
                .required()
                .value(ask.form.get("name"))
                .error(errors.of("name")),
        )
        .field(file("komponente", t::depot::COMPONENT, t::depot::COMPONENT_HINT).required())
        .field(file("angaben", t::depot::MANIFEST, t::depot::MANIFEST_HINT).required())
        .field(file("unterschrift", t::depot::SIGNATURE, t::depot::SIGNATURE_HINT))
        .warning(t::depot::UPLOAD_WARNING);
    form.multipart = true;
    page.with(Block::Form(form)).with(Block::Actions(vec![link("/portal/depot", t::form::CANCEL)]))
}

/// `GET /portal/depot/hochladen`
pub(crate) fn show(ask: &Ask) -> Answer {
    Ok(Reply::Page(page(ask, &Errors::default(), &[])))
}

/// `POST /portal/depot/hochladen`
pub(crate) fn act(ask: &Ask) -> Answer {
    let mut errors = Errors::default();
    let file = |name: &str| ask.files.iter().find(|file| file.name == name).map(|file: &Upload| file.bytes.as_slice());
    let organisation = ask.visitor.account.organisation.as_deref().unwrap_or_default();
    let repository = RepositoryName::new(format!("{organisation}/{}", ask.form.get("name")));
    if repository.is_err() || ask.form.get("name").is_empty() {
        errors.add("name", t::depot::PLUGIN_WRONG);
    }
    for name in ["komponente", "angaben"] {
        if file(name).is_none_or(<[u8]>::is_empty) {
            errors.add(name, t::depot::CHOOSE_FILE);
        }
    }
    let (Ok(repository), Some(component), Some(manifest), true) =
        (repository, file("komponente"), file("angaben"), errors.is_empty())
    else {
        return Ok(Reply::Again(page(ask, &errors, &[])));
    };
    ask.record(Act::PackageUpload, None, format!("{repository}:upload"), "")?;
    let signature = file("unterschrift").filter(|bytes| !bytes.is_empty());
    let publication = Publication { repository: &repository, component, manifest, signature, by: ask.me().as_str() };
    match port(ask)?.publish(publication) {
        Ok(inspection) => Ok(Reply::Go(href("paket", &inspection.package))),
        Err(RegistryError::ManifestInvalid(problems)) => Ok(Reply::Again(page(ask, &errors, &problems))),
        Err(RegistryError::TagMoved { tag, .. }) => {
            let text = t::fill(t::depot::VERSION_TAKEN, &[("fassung", tag.as_str())]);
            Ok(Reply::Again(page(ask, &errors, &[text])))
        }
        Err(error) => Err(error.into()),
    }
}
