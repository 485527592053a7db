//! `/portal/freischaltungen/{nummer}`: one activation, what is missing, and the next step.

use super::list::{rules, state};
use super::{actor, gap, port, schema, settings, state_text, told};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values};
use crate::portal::kit::{Block, Cell, Choice, Field, Form, Input, Page, Table, Tone, badge, plain, text, when};
use crate::portal::pages::{difference, reasoned};
use crate::portal::{format, places, texts as t, words};
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, ActivationState, FunctionTest, ShadowReport};
use drehscheibe_model::ports::ActivationDetail;
use serde_json::Value;

pub(super) fn find(ask: &Ask) -> Result<ActivationDetail, Failure> {
    let number = ask.part("nummer").parse().map_err(|_| Failure::NotFound)?;
    let detail = port(ask)?.detail(number, &actor(ask))?;
    ask.check(Act::ProceduresView, &crate::portal::access::Thing::of(&detail.activation.tenant))?;
    Ok(detail)
}

fn facts(ask: &Ask, record: &ActivationRecord) -> Vec<(String, Cell)> {
    let content = &record.content;
    let targets: Vec<_> =
        content.routes.iter().flat_map(|route| route.targets.iter().map(ToString::to_string)).collect();
    let valid = words::validity(content.valid_from, content.valid_until);
    let mut facts = vec![
        (t::messages::STATE.to_owned(), vec![state(record)]),
        (t::messages::PROCEDURE.to_owned(), text(places::procedure(ask, record.procedure.as_str()))),
        (t::messages::TENANT.to_owned(), text(places::name(ask, &record.tenant))),
        (t::activation::RULE.to_owned(), text(rules(ask, record))),
        (t::activation::STAGE.to_owned(), text(content.stage.to_string())),
        (t::step::APPLICATION.to_owned(), text(content.application.as_deref().unwrap_or(t::step::NO_APPLICATION))),
        (t::activation::VALID.to_owned(), text(valid)),
    ];
    // A redirect has none.
    if !targets.is_empty() {
        facts.push((t::activation::TARGETS.to_owned(), text(targets.join(", "))));
    }
    if let Some(day) = record.switch_on {
        facts.push((t::activation::SWITCH_ON.to_owned(), text(format::date(day))));
    }
    if !record.pilot_sources.is_empty() {
        let names: Vec<_> = record.pilot_sources.iter().map(|one| places::source(ask, one)).collect();
        facts.push((t::activation::PILOT_SOURCES.to_owned(), text(names.join(", "))));
    }
    facts
}

fn test(test: &FunctionTest) -> Block {
    let problems = test.report.get("problems").and_then(Value::as_array);
    let problems: Vec<String> = problems.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let verdict = if test.passed {
        badge(Tone::Good, t::activation::PASSED)
    } else {
        badge(Tone::Bad, t::activation::NOT_PASSED)
    };
    let report = serde_json::to_string_pretty(&test.report).unwrap_or_default();
    Block::Details {
        summary: format!(
            "{}: {}",
            t::activation::LAST_TEST,
            if test.passed { t::activation::PASSED } else { t::activation::NOT_PASSED }
        ),
        open: !test.passed,
        blocks: [
            Some(Block::Pieces(vec![verdict, plain(t::activation::TESTED_AT), when(test.at)])),
            (!problems.is_empty()).then(|| Block::Note {
                tone: Tone::Bad,
                title: t::activation::TEST_PROBLEMS.into(),
                lines: problems,
            }),
            Some(Block::Verbatim { label: t::activation::REPORT.into(), text: report }),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

fn shadow(report: &ShadowReport) -> Block {
    let mut lines = vec![t::fill(
        t::activation::SHADOW_COUNT,
        &[("gleich", &format::number(report.equal)), ("alle", &format::number(report.messages))],
    )];
    lines.extend(report.differences.iter().map(|(kind, number, message)| {
        t::fill(
            t::activation::SHADOW_DIFFERENCE,
            &[("was", &told::difference(kind)), ("n", &format::number(*number)), ("nachricht", &message.to_string())],
        )
    }));
    let tone = if report.equal == report.messages { Tone::Good } else { Tone::Warning };
    Block::Note { tone, title: t::activation::SHADOW_TITLE.into(), lines }
}

fn button(ask: &Ask, record: &ActivationRecord, act: &str, submit: &str) -> Form {
    Form::post(ask.csrf(), format!("/portal/freischaltungen/{}", record.number), submit)
        .field(Field::hidden("was", act))
        .id(&format!("tun-{act}"))
}

/// The acts that make sense in this state, the next one first.
fn forms(ask: &Ask, record: &ActivationRecord, errors: &Errors, values: &Values) -> Result<Vec<Block>, Failure> {
    use ActivationState::{Drafted, FunctionTested, Pilot, Productive, Replaced, Suspended};
    let mut blocks = Vec::new();
    let mut add = |title: &str, why: &str, form: Form| {
        blocks.push(Block::Small(title.to_owned()));
        blocks.push(Block::Text(why.to_owned()));
        blocks.push(Block::Form(form));
    };
    let state = record.state;
    // A redirect has nothing to test and nothing to try.
    let redirect = record.content.redirect_to.is_some();
    if !matches!(state, Productive) && !redirect {
        let form = button(ask, record, "testen", t::activation::TEST_SUBMIT);
        let form = if matches!(state, Drafted) { form } else { form.secondary() };
        add(t::activation::TEST, t::activation::TEST_TEXT, form);
    }
    if matches!(state, FunctionTested | Pilot) && !redirect {
        let (_, configuration) = ask.portal.in_force.get(ask)?;
        let given = values.all("absender");
        let choices = configuration.sources.iter().map(|(id, source)| {
            Choice::new(
                id.as_str(),
                source.name.as_str(),
                given.contains(&id.as_str()) || record.pilot_sources.contains(id),
            )
        });
        let sources = Field::new("absender", t::activation::PILOT_SOURCES, Input::Boxes(choices.collect()));
        let form =
            button(ask, record, "pilot", t::activation::PILOT_SUBMIT).field(sources.error(errors.of("absender")));
        add(
            t::activation::PILOT_TITLE,
            t::activation::PILOT_TEXT,
            if state == Pilot { form.secondary() } else { form },
        );
    }
    if matches!(state, FunctionTested | Pilot | Suspended | Replaced) || (redirect && state == Drafted) {
        let without = Field::new(
            "ohne",
            t::activation::WITHOUT_PILOT_TITLE,
            Input::Boxes(vec![Choice::new("pilot", t::activation::WITHOUT_PILOT, false)]),
        );
        let mut form =
            button(ask, record, "produktiv", t::activation::LIVE_SUBMIT).warning(t::activation::LIVE_WARNING);
        let mut later = button(ask, record, "termin", t::activation::SCHEDULE_SUBMIT).secondary();
        if state == FunctionTested {
            // The pilot comes first.
            form = form.field(without.clone()).secondary();
            later = later.field(Field { name: "ohne-termin".into(), ..without });
        }
        add(t::activation::LIVE, t::activation::LIVE_TEXT, form);
        let day = Field::new("tag", t::activation::DAY, Input::Date).hint(t::form::DATE_HINT).required();
        let later = later.field(day.value(values.get("tag")).error(errors.of("tag")));
        add(t::activation::SCHEDULE, t::activation::SCHEDULE_TEXT, later);
    }
    if matches!(state, Drafted | FunctionTested) && !redirect {
        let (act, submit) = if record.shadow {
            ("schatten-aus", t::activation::SHADOW_OFF)
        } else {
            ("schatten-an", t::activation::SHADOW_ON)
        };
        add(t::activation::SHADOW, t::activation::SHADOW_TEXT, button(ask, record, act, submit).secondary());
    }
    if matches!(state, Productive | Pilot) {
        let form = button(ask, record, "aussetzen", t::activation::SUSPEND_SUBMIT)
            .field(reasoned::field(errors, values))
            .secondary()
            .warning(t::activation::SUSPEND_WARNING);
        add(t::activation::SUSPEND, t::activation::SUSPEND_TEXT, form);
    }
    if state == Productive {
        let form = button(ask, record, "zurueck", t::activation::ROLLBACK_SUBMIT).secondary();
        add(t::activation::ROLLBACK, t::activation::ROLLBACK_TEXT, form.warning(t::activation::ROLLBACK_WARNING));
    }
    Ok(blocks)
}

/// The one that runs now on the same line, to compare with.
fn running(ask: &Ask, record: &ActivationRecord) -> Result<Option<ActivationRecord>, Failure> {
    let filter = ActivationFilter {
        tenants: vec![record.tenant.clone()],
        procedure: Some(record.procedure.clone()),
        state: Some(ActivationState::Productive),
        limit: 10,
        ..ActivationFilter::default()
    };
    let found = port(ask)?.list(&filter, &actor(ask))?;
    Ok(found.into_iter().find(|one| one.same_line(record) && one.number != record.number))
}

/// What the settings of the rules are called.
fn titles(ask: &Ask, one: &ActivationRecord, other: &ActivationRecord) -> difference::Names {
    let mut names = difference::Names::new();
    for component in one.content.uses().chain(other.content.uses()).filter_map(|one| one.component) {
        if let Ok(schema) = settings::schema_of(ask, &component) {
            schema::titles(&schema, &mut names);
        }
    }
    names
}

fn history(ask: &Ask, record: &ActivationRecord) -> Table {
    let mut table = Table::new(t::activation::HISTORY, t::activation::HISTORY_COLUMNS, "");
    for step in record.steps.iter().rev() {
        table.row(vec![
            vec![when(step.at)],
            text(state_text(step.state)),
            text(words::actor(&step.by)),
            text(told::note(&step.note, |source| places::source(ask, source))),
        ]);
    }
    table
}

/// The page; with what an act answered.
pub(super) fn page(
    ask: &Ask,
    detail: &ActivationDetail,
    refused: &[String],
    errors: &Errors,
    values: &Values,
) -> Result<Page, Failure> {
    let record = &detail.activation;
    let title = t::fill(t::activation::NUMBER, &[("nummer", &record.number.to_string())]);
    let mut page = Page::new(title).under("/portal/freischaltungen", t::activation::TITLE);
    if !refused.is_empty() {
        page.add(Block::Note { tone: Tone::Bad, title: t::activation::REFUSED.into(), lines: refused.to_vec() });
    }
    page.add(Block::Facts(facts(ask, record)));
    if record.state != ActivationState::Productive && !detail.gaps.is_empty() {
        let lines = detail.gaps.iter().map(|one| gap::text(ask, one)).collect();
        page.add(Block::Note { tone: Tone::Info, title: t::activation::MISSING.into(), lines });
    }
    if let Some(done) = &record.test {
        page.add(test(done));
    }
    if let Some(report) = &detail.shadow {
        page.add(shadow(report));
    }
    if ask.may_with(Act::ActivationEdit, &record.tenant) {
        page.add(Block::Heading(t::activation::NEXT_STEP.into()));
        page.blocks.extend(forms(ask, record, errors, values)?);
    }
    if let Some(other) = running(ask, record)? {
        let title = t::fill(t::activation::COMPARED, &[("nummer", &other.number.to_string())]);
        let (before, after) = (serde_json::to_value(&other.content), serde_json::to_value(&record.content));
        if let (Ok(before), Ok(after)) = (before, after) {
            page.add(Block::Heading(title.clone()));
            let lines = difference::lines(&before, &after, &titles(ask, record, &other));
            page.add(Block::Diff { caption: title, lines, empty: t::activation::SAME.into() });
        }
    }
    page.add(Block::Heading(t::activation::HISTORY_TITLE.into()));
    page.add(Block::Table(history(ask, record)));
    Ok(page)
}

/// A short form for links elsewhere.
pub(crate) fn show(ask: &Ask) -> Answer {
    let detail = find(ask)?;
    Ok(Reply::Page(page(ask, &detail, &[], &Errors::default(), &Values::default())?))
}
