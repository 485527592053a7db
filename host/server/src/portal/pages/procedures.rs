//! `/portal/verfahren`: the catalogue, who is competent, and who has switched it on with which rules.

use super::blueprint;
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::format;
use crate::portal::kit::{Block, Cell, Form, Page, Piece, Table, Tone, badge, code, link, plain, text, when};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::configuration::{Activation, Competence, Conditions, Configuration, RecognitionRule, SharedUse};
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::portal::Outcome;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Rows of activations on one page.
const ROWS: usize = 300;

/// Who is competent, in words.
pub(super) fn competence(ask: &Ask, competence: &Competence) -> String {
    match competence {
        Competence::Municipality => t::procedure::MUNICIPALITY.to_owned(),
        Competence::Administration => t::procedure::ADMINISTRATION.to_owned(),
        Competence::County => t::procedure::COUNTY.to_owned(),
        Competence::PlaceInDocument { .. } => t::procedure::PLACE.to_owned(),
        Competence::Office { tenant } => t::fill(t::procedure::OFFICE, &[("stelle", &places::name(ask, tenant))]),
    }
}

/// Activations of a procedure with their tenants, of those the account speaks for.
fn activations<'a>(
    ask: &'a Ask,
    configuration: &'a Configuration,
    procedure: &'a ProcedureId,
) -> impl Iterator<Item = (&'a TenantId, &'a Activation)> {
    let mine = move |tenant: &TenantId| ask.visitor.account.covers(tenant);
    let of = configuration.authorities.iter().filter(move |(tenant, _)| mine(tenant));
    of.flat_map(move |(tenant, authority)| authority.activations.of(procedure).map(move |one| (tenant, one)))
}

pub(super) fn active(activation: &Activation, today: Date) -> Piece {
    if activation.active_on(today) {
        badge(Tone::Good, t::procedure::ACTIVE)
    } else if activation.valid_from.is_some_and(|from| from > today) {
        badge(Tone::Info, t::procedure::PLANNED)
    } else {
        badge(Tone::Warning, t::procedure::ENDED)
    }
}

/// `GET /portal/verfahren`
pub(crate) fn list(ask: &Ask) -> Answer {
    let (number, configuration) = ask.portal.in_force.get(ask)?;
    let today = format::day(ask.now());
    let coverage = ask.portal.coverage.get(ask)?;
    let account = &ask.visitor.account;
    let mine: Vec<_> = account.tenants.iter().filter_map(|tenant| configuration.authorities.get(tenant)).collect();
    let everywhere = account.tenants.is_empty() && !account.role.is_bound();
    let mut table = Table::new(t::procedure::CAPTION, t::procedure::CAPTION_COLUMNS, t::procedure::NONE);
    for (id, procedure) in &configuration.procedures {
        let active = if everywhere {
            coverage.procedures.get(id).map_or(0, |one| one.active)
        } else {
            let of = mine.iter().flat_map(|authority| authority.activations.of(id));
            of.filter(|one| one.active_on(today)).count() as u64
        };
        table.row(vec![
            vec![link(format!("/portal/verfahren/{id}"), procedure.name.as_str())],
            text(blueprint::keys_in_short(procedure)),
            text(competence(ask, &procedure.competence)),
            text(format::number(active)),
        ]);
    }
    let mut page = Page::new(t::procedure::TITLE).lead(t::procedure::LEAD).with(Block::Table(table));
    let revision = t::fill(t::procedure::REVISION, &[("nummer", &number.to_string())]);
    page.add(Block::Text(revision));
    if ask.may(Act::ConfigurationReload) {
        page.add(Block::Actions(vec![link("/portal/konfiguration", t::procedure::CONFIGURATION)]));
    }
    Ok(Reply::Page(page))
}

fn plugins(configuration: &Configuration, uses: &[SharedUse]) -> Cell {
    let mut cell = Vec::new();
    for one in uses {
        let version = configuration.plugins.get(&one.plugin).map_or("", |plugin| plugin.version.as_str());
        if !cell.is_empty() {
            cell.push(Piece::Break);
        }
        cell.push(plain(format!("{} {version}", one.plugin)));
    }
    if cell.is_empty() { text(t::procedure::NO_RULE) } else { cell }
}

/// What a message looks like that is taken for this procedure.
fn conditions(when: &Conditions) -> String {
    let all = [
        (t::procedure::SOURCE, when.source.as_ref().map(ToString::to_string)),
        (t::procedure::CLAIMED, when.procedure.clone()),
        (t::procedure::MESSAGE_TYPE, when.message_type.clone()),
        (t::procedure::MEDIA_TYPE, when.media_type.as_deref().map(words::media)),
        (t::procedure::NAMESPACE, when.root_namespace.clone()),
        (t::procedure::ROOT, when.root_element.clone()),
    ];
    let mut told: Vec<String> =
        all.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}: {value}"))).collect();
    told.extend(when.properties.iter().map(|(name, value)| format!("{name} = {value}")));
    if told.is_empty() { t::procedure::ALWAYS.to_owned() } else { told.join("; ") }
}

fn recognition(rules: &[RecognitionRule], procedure: &ProcedureId) -> Table {
    let mut table =
        Table::new(t::procedure::RECOGNITION, t::procedure::RECOGNITION_COLUMNS, t::procedure::NO_RECOGNITION);
    let of = |rule: &&RecognitionRule| {
        rule.then.procedure.as_ref() == Some(procedure) || rule.when.procedure.as_deref() == Some(procedure.as_str())
    };
    for rule in rules.iter().filter(of) {
        let kind = match (&rule.then.message_type, rule.then.message_type_from_root) {
            (Some(kind), _) => kind.as_str(),
            (None, true) => t::procedure::FROM_ROOT,
            (None, false) => t::procedure::AS_SENT,
        };
        table.row(vec![text(rule.name.as_str()), text(conditions(&rule.when)), text(kind)]);
    }
    table
}

/// How many activations are in force at each stage.
fn stages<'a>(all: impl Iterator<Item = (&'a TenantId, &'a Activation)>, today: Date) -> String {
    let mut counts = BTreeMap::<u8, u64>::new();
    for (_, one) in all.filter(|(_, one)| one.active_on(today)) {
        *counts.entry(one.stage).or_default() += 1;
    }
    let told = counts.iter().map(|(stage, count)| {
        t::fill(t::procedure::STAGE_COUNT, &[("stufe", &stage.to_string()), ("n", &format::number(*count))])
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() { t::procedure::STAGES_NONE.to_owned() } else { told.join(", ") }
}

/// `GET /portal/verfahren/{id}`
pub(crate) fn show(ask: &Ask) -> Answer {
    let id = ProcedureId::new(ask.part("id")).map_err(|_| Failure::NotFound)?;
    let (_, configuration) = ask.portal.in_force.get(ask)?;
    let procedure = configuration.procedures.get(&id).ok_or(Failure::NotFound)?;
    let mut page = Page::new(procedure.name.as_str()).under("/portal/verfahren", t::procedure::TITLE);
    let today = format::day(ask.now());
    let mut facts = vec![(t::procedure::KEY.into(), vec![code(id.as_str())])];
    facts.extend(blueprint::keys(procedure));
    facts.push((t::procedure::COMPETENT.into(), text(competence(ask, &procedure.competence))));
    let hours = format::number(blueprint::service_hours(procedure));
    facts.push((t::procedure::SERVICE.into(), text(t::fill(t::procedure::SERVICE_HOURS, &[("n", &hours)]))));
    facts.push((t::procedure::STAGES.into(), text(stages(activations(ask, &configuration, &id), today))));
    page.add(Block::Facts(facts));
    page.blocks.extend(blueprint::blocks(procedure));
    page.add(Block::Heading(t::procedure::RECOGNITION_TITLE.into()));
    page.add(Block::Table(recognition(&configuration.recognition, &id)));
    let mut table =
        Table::new(t::procedure::ACTIVATIONS, t::procedure::ACTIVATIONS_COLUMNS, t::procedure::NO_ACTIVATIONS);
    for (tenant, one) in activations(ask, &configuration, &id).take(ROWS) {
        let targets: Vec<_> =
            one.routes.iter().flat_map(|route| route.targets.iter().map(ToString::to_string)).collect();
        let valid = words::validity(one.valid_from, one.valid_until);
        table.row(vec![
            text(places::name(ask, tenant)),
            vec![active(one, today)],
            text(one.stage.to_string()),
            text(one.application.as_deref().unwrap_or(t::step::NO_APPLICATION)),
            plugins(&configuration, &one.validators),
            plugins(&configuration, &one.transformers),
            text(targets.join(", ")),
            text(valid),
        ]);
    }
    page.add(Block::Heading(t::procedure::ACTIVATIONS_TITLE.into()));
    page.add(Block::Table(table));
    Ok(Reply::Page(page))
}

fn configuration_page(ask: &Ask, problems: &[String]) -> Result<Page, Failure> {
    let mut page = Page::new(t::procedure::CONFIGURATION)
        .under("/portal/verfahren", t::procedure::TITLE)
        .lead(t::procedure::CONFIGURATION_LEAD);
    if !problems.is_empty() {
        let lines = problems.to_vec();
        page.add(Block::Note { tone: Tone::Bad, title: t::procedure::NOT_APPLIED.into(), lines });
    }
    let mut table = Table::new(t::procedure::REVISIONS, t::procedure::REVISIONS_COLUMNS, t::procedure::NO_REVISIONS);
    for one in ask.state.ports.store.revisions(50)? {
        table.row(vec![
            vec![link(format!("/portal/konfiguration/{}", one.number.0), one.number.0.to_string())],
            vec![when(one.at)],
            text(words::actor(&one.author)),
            vec![code(one.digest.to_hex().get(..16).unwrap_or_default())],
        ]);
    }
    page.add(Block::Form(
        Form::post(ask.csrf(), "/portal/konfiguration", t::procedure::RELOAD).warning(t::procedure::RELOAD_WARNING),
    ));
    page.add(Block::Table(table));
    Ok(page)
}

/// `GET /portal/konfiguration`
pub(crate) fn configuration(ask: &Ask) -> Answer {
    Ok(Reply::Page(configuration_page(ask, &[])?))
}

/// `POST /portal/konfiguration`: reads the configuration files again.
pub(crate) fn reload(ask: &Ask) -> Answer {
    let author = format!("{} (Portal)", ask.me());
    match ask.state.ports.operations.reload_configuration(&author) {
        Ok(number) => {
            ask.record(Act::ConfigurationReload, None, number.0.to_string(), "")?;
            Ok(Reply::Go("/portal/konfiguration".into()))
        }
        Err(problems) => {
            let first = problems.first().cloned().unwrap_or_default();
            ask.record_as(Act::ConfigurationReload.name(), None, "", Outcome::Failed, &first)?;
            Ok(Reply::Again(configuration_page(ask, &problems)?))
        }
    }
}

/// `GET /portal/konfiguration/{nummer}`: what a revision changed.
pub(crate) fn changes(ask: &Ask) -> Answer {
    let number: u64 = ask.part("nummer").parse().map_err(|_| Failure::NotFound)?;
    let store = &ask.state.ports.store;
    let revision = |number: u64| store.revision(drehscheibe_model::ids::RevisionNumber(number));
    let after = revision(number)?.ok_or(Failure::NotFound)?;
    let before = revision(number.saturating_sub(1))?.map(|revision| revision.configuration).unwrap_or_default();
    let value = |configuration: &Configuration| serde_json::to_value(configuration).map_err(|_| Failure::Inside);
    let lines = super::difference::lines(&value(&before)?, &value(&after.configuration)?, &Default::default());
    let title = t::fill(t::procedure::CHANGES, &[("nummer", &number.to_string())]);
    let page = Page::new(title)
        .under("/portal/verfahren", t::procedure::TITLE)
        .under("/portal/konfiguration", t::procedure::CONFIGURATION)
        .with(Block::Facts(vec![
            (t::procedure::AT.into(), vec![when(after.at)]),
            (t::procedure::BY.into(), text(words::actor(&after.author))),
        ]))
        .with(Block::Diff { caption: t::procedure::DIFFERENCES.into(), lines, empty: t::activation::SAME.into() });
    Ok(Reply::Page(page))
}
