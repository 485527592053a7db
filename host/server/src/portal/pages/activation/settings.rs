//! The settings of the chosen rule, and each capability granted by itself; then there is a draft.

use super::draft::{Chosen, REDIRECT, choice_form};
use super::{actor, port, schema};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values};
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Tone};
use crate::portal::{format, places, texts as t, words};
use drehscheibe_model::activation::catalogue::Product;
use drehscheibe_model::activation::{Direction, Draft, DraftUse};
use drehscheibe_model::call::{Grants, World};
use drehscheibe_model::configuration::Route;
use drehscheibe_model::content::Digest;
use drehscheibe_model::finding::{Location, Severity};
use drehscheibe_model::ids::TargetId;
use drehscheibe_model::limits::Limits;
use jiff::civil::Date;
use serde_json::{Map, Value};

/// Fields that only say again what was chosen before.
const KEPT: [&str; 8] = ["stelle", "verfahren", "regel", "stufe", "anwendung", "nachbar", "von", "bis"];

/// What the grants of a target mean, one sentence each.
fn meanings(target: &TargetId, adapter: &str, grants: &Grants) -> Vec<String> {
    let mut all = Vec::new();
    let with = |text: &str, more: &[(&str, &str)]| {
        let mut values = vec![("ziel", target.as_str()), ("adapter", adapter)];
        values.extend_from_slice(more);
        t::fill(text, &values)
    };
    for http in &grants.http {
        let methods = if http.methods.is_empty() { "POST".to_owned() } else { http.methods.join(", ") };
        all.push(with(t::grant::HTTP, &[("adresse", &http.origin), ("arten", &methods)]));
        for secret in &http.secrets {
            all.push(with(t::grant::SECRET, &[("adresse", &http.origin), ("geheimnis", secret)]));
        }
        if http.private_network {
            all.push(with(t::grant::PRIVATE, &[("adresse", &http.origin)]));
        }
    }
    if let Some(folder) = &grants.folder {
        all.push(with(t::grant::FOLDER, &[("ordner", folder)]));
    }
    for address in &grants.mail {
        all.push(with(t::grant::MAIL, &[("adresse", address)]));
    }
    all
}

fn all_meanings(chosen: &Chosen, targets: &[TargetId]) -> Vec<String> {
    let Some(authority) = chosen.configuration.authorities.get(&chosen.tenant) else { return Vec::new() };
    let known = targets.iter().filter_map(|id| authority.targets.get(id).map(|target| (id, target)));
    known
        .flat_map(|(id, target)| meanings(id, words::adapter(target.adapter.plugin.as_str()), &target.grants))
        .collect()
}

/// The schema of a rule's settings, as the component itself gives it.
pub(super) fn schema_of(ask: &Ask, component: &Digest) -> Result<Value, Failure> {
    let rules = ask.portal.rules.as_deref().ok_or(Failure::NotFound)?;
    let facts = rules.facts(component).map_err(|stop| Failure::Impossible(stop.to_string()))?;
    Ok(facts.settings_schema)
}

fn frame(ask: &Ask, chosen: &Chosen) -> Page {
    let title = t::fill(
        t::activation::FOR,
        &[
            ("verfahren", &places::procedure(ask, chosen.procedure.as_str())),
            ("stelle", &places::name(ask, &chosen.tenant)),
        ],
    );
    Page::new(title).under("/portal/freischaltungen", t::activation::TITLE)
}

/// What is wrong with the choices of the step before.
fn wrong_choices(chosen: &Chosen, values: &Values) -> Errors {
    let mut errors = Errors::default();
    match values.get("regel") {
        REDIRECT => {
            let known =
                values.tenant("nachbar").is_some_and(|tenant| chosen.configuration.authorities.contains_key(&tenant));
            if !known {
                errors.add("nachbar", t::activation::CHOOSE_NEIGHBOUR);
            }
        }
        _ if chosen.rule(values).is_none() => errors.add("regel", t::activation::CHOOSE_RULE),
        _ if chosen.targets(values).is_empty() => errors.add("ziel", t::activation::CHOOSE_TARGET),
        _ => {}
    }
    for name in ["von", "bis"] {
        if !values.get(name).is_empty() && format::parse_date(values.get(name)).is_none() {
            errors.add(name, t::form::DATE_WRONG);
        }
    }
    errors
}

/// The form; `typed` if somebody filled it in already.
fn settings_page(
    ask: &Ask,
    chosen: &Chosen,
    values: &Values,
    typed: bool,
    errors: &Errors,
    remarks: &[String],
) -> Result<Page, Failure> {
    let mut page = frame(ask, chosen).lead(t::activation::THIRD_LEAD);
    if !remarks.is_empty() {
        page.add(Block::Note { tone: Tone::Bad, title: t::activation::REMARKS.into(), lines: remarks.to_vec() });
    }
    let mut form = Form::post(ask.csrf(), "/portal/freischalten/einstellungen", t::activation::SAVE);
    for name in KEPT {
        form = form.field(Field::hidden(name, values.get(name)));
    }
    let targets = chosen.targets(values);
    for target in &targets {
        form = form.field(Field::hidden("ziel", target.as_str()));
    }
    if let Some(product) = chosen.rule(values) {
        let schema = schema_of(ask, &product.component)?;
        let settings = current_settings(chosen, product);
        let fields = schema::fields(&schema, &settings, typed.then_some(values), errors);
        if !fields.is_empty() {
            form.legend = t::fill(t::activation::SETTINGS_OF, &[("regel", product.plugin.as_str())]);
        }
        form.fields.extend(fields);
    }
    let meanings = all_meanings(chosen, &targets);
    if !meanings.is_empty() {
        let given = values.all("erlaubt");
        let choices = meanings.iter().enumerate().map(|(index, text)| {
            let value = index.to_string();
            let chosen = given.contains(&value.as_str());
            Choice::new(value, text.as_str(), chosen)
        });
        let grants = Field::new("erlaubt", t::grant::TITLE, Input::Boxes(choices.collect()));
        form = form.field(grants.hint(t::grant::HINT).error(errors.of("erlaubt")).required());
    }
    form.warning = t::activation::DRAFT_ONLY.into();
    page.add(Block::Form(form));
    Ok(page)
}

/// What the authority has set for this rule so far, so that nobody types it twice.
fn current_settings(chosen: &Chosen, product: &Product) -> Value {
    let Some(authority) = chosen.configuration.authorities.get(&chosen.tenant) else { return Value::Null };
    for activation in authority.activations.iter().filter(|one| one.procedure == chosen.procedure) {
        for one in activation.validators.iter().chain(&activation.transformers) {
            if one.plugin == product.plugin {
                return one.settings.clone();
            }
        }
    }
    Value::Null
}

/// `GET /portal/freischalten/einstellungen`
pub(crate) fn fill_in(ask: &Ask) -> Answer {
    let Some(chosen) = Chosen::read(ask, &ask.query)? else { return Ok(Reply::Go("/portal/freischalten".into())) };
    let errors = wrong_choices(&chosen, &ask.query);
    if !errors.is_empty() {
        let form = choice_form(ask, &chosen, &ask.query, &errors);
        return Ok(Reply::Again(frame(ask, &chosen).lead(t::activation::SECOND_LEAD).with(Block::Form(form))));
    }
    Ok(Reply::Page(settings_page(ask, &chosen, &ask.query, false, &Errors::default(), &[])?))
}

/// Asks the rule about its settings; what it says goes to the fields, the rest comes back.
fn asked(
    ask: &Ask,
    product: &Product,
    schema: &Value,
    settings: &Map<String, Value>,
    errors: &mut Errors,
) -> Result<Vec<String>, Failure> {
    let rules = ask.portal.rules.as_deref().ok_or(Failure::NotFound)?;
    let text = serde_json::to_string(settings).map_err(|_| Failure::Inside)?;
    let called = rules.check_settings(&product.component, &text, &Limits::DEFAULT);
    let findings = called.result.map_err(|stop| Failure::Impossible(stop.to_string()))?;
    let mut rest = Vec::new();
    for finding in findings.into_iter().filter(|finding| finding.severity == Severity::Error) {
        let said = finding.texts.get("de").cloned().unwrap_or(finding.rule_id);
        let field = match &finding.location {
            Some(Location::JsonPointer(pointer)) => schema::name_at(schema, pointer),
            _ => None,
        };
        match field {
            Some(name) => errors.add(&name, said),
            None => rest.push(said),
        }
    }
    Ok(rest)
}

fn day(values: &Values, name: &str) -> Option<Date> {
    format::parse_date(values.get(name))
}

/// `POST /portal/freischalten/einstellungen`
pub(crate) fn save(ask: &Ask) -> Answer {
    let values = &ask.form;
    let Some(chosen) = Chosen::read(ask, values)? else { return Err(Failure::NotFound) };
    if !wrong_choices(&chosen, values).is_empty() {
        return Ok(Reply::Go("/portal/freischalten".into()));
    }
    let (mut errors, mut remarks) = (Errors::default(), Vec::new());
    let mut draft = Draft {
        tenants: vec![chosen.tenant.clone()],
        procedure: chosen.procedure.clone(),
        stage: values.get("stufe").parse().unwrap_or(3),
        direction: Direction::Inbound,
        application: Some(values.get("anwendung").to_owned()).filter(|name| !name.is_empty()),
        validators: Vec::new(),
        transformers: Vec::new(),
        routes: Vec::new(),
        redirect_to: None,
        valid_from: day(values, "von"),
        valid_until: day(values, "bis"),
    };
    if let Some(product) = chosen.rule(values) {
        let schema = schema_of(ask, &product.component)?;
        let settings = schema::read(&schema, values, &mut errors);
        if errors.is_empty() {
            remarks = asked(ask, product, &schema, &settings, &mut errors)?;
        }
        let targets = chosen.targets(values);
        let granted = values.all("erlaubt").len();
        if granted < all_meanings(&chosen, &targets).len() {
            errors.add("erlaubt", t::grant::ALL);
        }
        let plugin_use = DraftUse {
            plugin: product.plugin.clone(),
            component: Some(product.component),
            settings,
            limits: Map::new(),
        };
        if product.worlds.contains(&World::Validator) {
            draft.validators.push(plugin_use.clone());
        }
        if product.worlds.contains(&World::Transformer) {
            draft.transformers.push(plugin_use);
        }
        draft.routes.push(Route { recipient: None, targets });
    } else {
        draft.redirect_to = values.tenant("nachbar");
    }
    if !errors.is_empty() || !remarks.is_empty() {
        return Ok(Reply::Again(settings_page(ask, &chosen, values, true, &errors, &remarks)?));
    }
    ask.record(Act::ActivationEdit, Some(&chosen.tenant), format!("{}:draft", chosen.procedure), "")?;
    let records = port(ask)?.draft(draft, &actor(ask))?;
    let number = records.first().map(|record| record.number).ok_or(Failure::Inside)?;
    Ok(Reply::Go(format!("/portal/freischaltungen/{number}")))
}
