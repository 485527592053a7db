//! `/portal/pruefstelle/zertifikat`: what a certificate says, whether it counts, and taking it back.

use super::{certificate_href, effect_text, may_see, port, standing};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, reason};
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Tone, code, text};
use crate::portal::pages::activation::trust_text;
use crate::portal::pages::reasoned;
use crate::portal::{format, texts as t};
use drehscheibe_model::ports::CertificateView;
use drehscheibe_model::trust::RevocationEffect;

const EFFECTS: [(RevocationEffect, &str); 3] = [
    (RevocationEffect::Stop, "stop"),
    (RevocationEffect::NoNewActivation, "keine-neuen"),
    (RevocationEffect::Warn, "warnen"),
];

fn find(ask: &Ask, values: &Values) -> Result<CertificateView, Failure> {
    let found = port(ask).certificates()?;
    let one = found.into_iter().find(|one| one.digest.to_string() == values.get("kennung"));
    let one = one.ok_or(Failure::NotFound)?;
    if may_see(ask, &one.vendor) { Ok(one) } else { Err(Failure::Denied(t::depot::NOT_YOURS.into())) }
}

fn page(ask: &Ask, one: &CertificateView, errors: &Errors, values: &Values) -> Page {
    let day = |at| text(format::date(format::day(at)));
    let title = t::fill(t::certification::CERTIFICATE_TITLE, &[("nr", &one.number)]);
    let mut page = Page::new(title).under("/portal/pruefstelle", t::certification::TITLE).with(Block::Facts(vec![
        (t::messages::STATE.to_owned(), vec![standing(one, ask.now())]),
        (t::activation::RULE.to_owned(), text(format!("{} {}", one.plugin, one.version))),
        (t::depot::VENDOR.to_owned(), text(one.vendor.as_str())),
        (t::certification::CERTIFIER.to_owned(), text(one.certifier.as_str())),
        (t::certification::VALID_FROM.to_owned(), day(one.valid_from)),
        (t::certification::VALID_UNTIL.to_owned(), day(one.valid_until)),
        (t::step::DIGEST.to_owned(), vec![code(one.component.to_string())]),
        (t::certification::KENNUNG.to_owned(), vec![code(one.digest.to_string())]),
    ]));
    if let Some((effect, why)) = &one.revoked {
        let lines = vec![effect_text(*effect).to_owned(), why.clone()];
        page.add(Block::Note { tone: Tone::Bad, title: t::certification::REVOKED.into(), lines });
    }
    if !one.gaps.is_empty() {
        let lines = one.gaps.iter().map(trust_text).collect();
        page.add(Block::Note { tone: Tone::Bad, title: t::certification::NOT_COUNTING_TITLE.into(), lines });
    }
    if !one.conditions.is_empty() {
        page.add(Block::Note {
            tone: Tone::Info,
            title: t::certification::CONDITIONS.into(),
            lines: one.conditions.clone(),
        });
    }
    if !ask.may(Act::CertificateRevoke) || one.revoked.is_some() {
        return page;
    }
    page.add(Block::Heading(t::certification::REVOKE_TITLE.into()));
    if port(ask).certifier().is_none() {
        return page.with(Block::note(Tone::Info, t::certification::NO_KEY_TITLE, t::certification::NO_KEY_REVOKE));
    }
    let choices = EFFECTS.map(|(effect, key)| {
        let mut choice = Choice::new(key, effect_text(effect), values.get("wirkung") == key);
        choice.hint = match effect {
            RevocationEffect::Stop => t::certification::STOP_HINT.into(),
            RevocationEffect::NoNewActivation => t::certification::NO_NEW_HINT.into(),
            RevocationEffect::Warn => t::certification::WARN_HINT.into(),
        };
        choice
    });
    page.with(Block::Form(
        Form::post(ask.csrf(), "/portal/pruefstelle/zertifikat", t::certification::REVOKE)
            .field(Field::hidden("kennung", one.digest.to_string()))
            .field(
                Field::new("wirkung", t::certification::EFFECT, Input::Radios(choices.into()))
                    .required()
                    .error(errors.of("wirkung")),
            )
            .field(reasoned::field(errors, values))
            .warning(t::certification::REVOKE_WARNING),
    ))
}

/// `GET /portal/pruefstelle/zertifikat`
pub(crate) fn show(ask: &Ask) -> Answer {
    let one = find(ask, &ask.query)?;
    Ok(Reply::Page(page(ask, &one, &Errors::default(), &Values::default())))
}

/// `POST /portal/pruefstelle/zertifikat`
pub(crate) fn revoke(ask: &Ask) -> Answer {
    let one = find(ask, &ask.form)?;
    let mut errors = Errors::default();
    let effect = EFFECTS.into_iter().find(|(_, key)| *key == ask.form.get("wirkung")).map(|(effect, _)| effect);
    if effect.is_none() {
        errors.add("wirkung", t::certification::CHOOSE_EFFECT);
    }
    let why = reason(&ask.form, &mut errors);
    let (Some(effect), true) = (effect, errors.is_empty()) else {
        return Ok(Reply::Again(page(ask, &one, &errors, &ask.form)));
    };
    ask.record(Act::CertificateRevoke, None, one.number.as_str(), &why)?;
    port(ask).revoke(&one.digest, effect, &why)?;
    Ok(Reply::Go(certificate_href(&one)))
}
