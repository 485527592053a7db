//! Beginning an activation: for whom, which procedure, which certified rule, which targets.

use super::port;
use crate::portal::access::{Act, Thing};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values};
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Tone};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::activation::catalogue::{Catalogue, Product};
use drehscheibe_model::call::World;
use drehscheibe_model::configuration::Configuration;
use drehscheibe_model::ids::{ProcedureId, TargetId, TenantId};
use std::sync::Arc;

/// The value of the choice that redirects instead.
pub(super) const REDIRECT: &str = "umlenken";

/// What was chosen, as far as it exists.
pub(super) struct Chosen {
    pub(super) tenant: TenantId,
    pub(super) procedure: ProcedureId,
    pub(super) configuration: Arc<Configuration>,
    pub(super) catalogue: Catalogue,
}

impl Chosen {
    /// Authority and procedure of the values; none if one is missing.
    pub(super) fn read(ask: &Ask, values: &Values) -> Result<Option<Self>, Failure> {
        let (Some(tenant), Ok(procedure)) = (values.tenant("stelle"), ProcedureId::new(values.get("verfahren"))) else {
            return Ok(None);
        };
        ask.check(Act::ActivationEdit, &Thing::of(&tenant))?;
        let (_, configuration) = ask.portal.in_force.get(ask)?;
        let known =
            configuration.authorities.contains_key(&tenant) && configuration.procedures.contains_key(&procedure);
        if !known {
            return Err(Failure::NotFound);
        }
        let catalogue = port(ask)?.catalogue()?;
        Ok(Some(Self { tenant, procedure, configuration, catalogue }))
    }

    /// Rules that check or transform and may be used for this procedure.
    pub(super) fn rules(&self) -> Vec<&Product> {
        let fits = |product: &&Product| {
            let works = product.worlds.iter().any(|world| matches!(world, World::Validator | World::Transformer));
            works && (product.procedures.is_empty() || product.procedures.contains(&self.procedure))
        };
        self.catalogue.products.iter().filter(fits).collect()
    }

    /// The chosen rule.
    pub(super) fn rule(&self, values: &Values) -> Option<&Product> {
        self.rules().into_iter().find(|product| product.component.to_string() == values.get("regel"))
    }

    /// The chosen targets of the authority.
    pub(super) fn targets(&self, values: &Values) -> Vec<TargetId> {
        let Some(authority) = self.configuration.authorities.get(&self.tenant) else { return Vec::new() };
        let given = values.all("ziel");
        authority.targets.keys().filter(|target| given.contains(&target.as_str())).cloned().collect()
    }
}

fn authorities(ask: &Ask, configuration: &Configuration, chosen: &str) -> Vec<Choice> {
    let mine = configuration.authorities.keys().filter(|tenant| ask.may_with(Act::ActivationEdit, tenant));
    let mut list: Vec<_> = mine.map(|tenant| (places::name(ask, tenant), tenant.to_string())).collect();
    list.sort();
    list.into_iter().map(|(name, key)| Choice::new(key.as_str(), name, key == chosen)).collect()
}

fn first_step(ask: &Ask) -> Answer {
    let (_, configuration) = ask.portal.in_force.get(ask)?;
    let places = authorities(ask, &configuration, ask.query.get("stelle"));
    let mut page = Page::new(t::activation::NEW)
        .under("/portal/freischaltungen", t::activation::TITLE)
        .lead(t::activation::FIRST_LEAD);
    if places.is_empty() || configuration.procedures.is_empty() {
        page.add(Block::note(Tone::Info, t::activation::NOTHING_TO_CHOOSE, t::activation::ASK_OPERATOR));
        return Ok(Reply::Page(page));
    }
    let procedures = configuration
        .procedures
        .iter()
        .map(|(id, one)| Choice::new(id.as_str(), one.name.as_str(), ask.query.get("verfahren") == id.as_str()));
    let mut form = Form::search("/portal/freischalten", t::activation::NEXT)
        .field(Field::new("stelle", t::messages::TENANT, Input::Select(places)))
        .field(Field::new("verfahren", t::messages::PROCEDURE, Input::Select(procedures.collect())));
    form.inline = false;
    page.add(Block::Form(form));
    Ok(Reply::Page(page))
}

fn stages(values: &Values) -> Vec<Choice> {
    let chosen = if values.get("stufe").is_empty() { "3" } else { values.get("stufe") };
    [t::activation::STAGE_1, t::activation::STAGE_2, t::activation::STAGE_3, t::activation::STAGE_4]
        .into_iter()
        .zip(["1", "2", "3", "4"])
        .map(|(label, value)| Choice::new(value, label, value == chosen))
        .collect()
}

/// The form of the second step.
pub(super) fn choice_form(ask: &Ask, chosen: &Chosen, values: &Values, errors: &Errors) -> Form {
    let picked = values.get("regel");
    let mut rules: Vec<Choice> = chosen
        .rules()
        .iter()
        .map(|product| {
            let key = product.component.to_string();
            let mut choice =
                Choice::new(key.as_str(), format!("{} {}", product.plugin, product.version), key == picked);
            let certificate = product.certificate.as_deref();
            choice.hint = match certificate {
                Some(number) => t::fill(t::activation::CERTIFIED, &[("hersteller", &product.vendor), ("nr", number)]),
                None => t::fill(t::activation::NOT_CERTIFIED, &[("hersteller", &product.vendor)]),
            };
            choice
        })
        .collect();
    rules.push(Choice {
        hint: t::activation::REDIRECT_HINT.into(),
        ..Choice::new(REDIRECT, t::activation::REDIRECT, picked == REDIRECT)
    });
    let targets = chosen.configuration.authorities.get(&chosen.tenant).map(|authority| {
        authority.targets.iter().map(|(id, target)| {
            let mut choice = Choice::new(id.as_str(), id.as_str(), values.all("ziel").contains(&id.as_str()));
            choice.hint =
                t::fill(t::activation::BY_ADAPTER, &[("adapter", words::adapter(target.adapter.plugin.as_str()))]);
            choice
        })
    });
    let neighbours = chosen.configuration.authorities.keys().filter(|tenant| **tenant != chosen.tenant);
    let mut others = vec![Choice::new("", t::activation::NOBODY, values.get("nachbar").is_empty())];
    others.extend(neighbours.map(|tenant| {
        Choice::new(tenant.as_str(), places::name(ask, tenant), values.get("nachbar") == tenant.as_str())
    }));
    let date = |name: &str, label: &str| {
        Field::new(name, label, Input::Date).hint(t::form::DATE_HINT).value(values.get(name)).error(errors.of(name))
    };
    let mut form = Form::search("/portal/freischalten/einstellungen", t::activation::NEXT)
        .field(Field::hidden("stelle", chosen.tenant.as_str()))
        .field(Field::hidden("verfahren", chosen.procedure.as_str()))
        .field(Field::new("regel", t::activation::RULE, Input::Radios(rules)).required().error(errors.of("regel")))
        .field(Field::new("stufe", t::activation::STAGE, Input::Radios(stages(values))))
        .field(
            Field::text("anwendung", t::step::APPLICATION)
                .hint(t::activation::APPLICATION_HINT)
                .value(values.get("anwendung")),
        )
        .field(
            Field::new("ziel", t::activation::TARGETS, Input::Boxes(targets.into_iter().flatten().collect()))
                .hint(t::activation::TARGETS_HINT)
                .error(errors.of("ziel")),
        )
        .field(Field::new("nachbar", t::activation::NEIGHBOUR, Input::Select(others)).error(errors.of("nachbar")))
        .field(date("von", t::activation::FROM))
        .field(date("bis", t::activation::UNTIL));
    form.inline = false;
    form
}

/// `GET /portal/freischalten`
pub(crate) fn choose(ask: &Ask) -> Answer {
    let Some(chosen) = Chosen::read(ask, &ask.query)? else { return first_step(ask) };
    let title = t::fill(
        t::activation::FOR,
        &[
            ("verfahren", &places::procedure(ask, chosen.procedure.as_str())),
            ("stelle", &places::name(ask, &chosen.tenant)),
        ],
    );
    let page = Page::new(title)
        .under("/portal/freischaltungen", t::activation::TITLE)
        .lead(t::activation::SECOND_LEAD)
        .with(Block::Form(choice_form(ask, &chosen, &ask.query, &Errors::default())));
    Ok(Reply::Page(page))
}
