//! `/portal/pruefstelle/laeufe/{nummer}`: a run, live while it goes on, and the certificate that comes of it.

use super::{may_see, name, port, state};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values};
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Table, Tone, badge, code, link, text, when};
use crate::portal::{format, texts as t};
use drehscheibe_model::ports::{CertificateTerms, Examination, ExaminationState};

/// Seconds between two looks at a run.
const SECONDS: u32 = 2;
const DAYS: std::ops::RangeInclusive<u32> = 1..=3_650;
const USUAL_DAYS: &str = "365";

fn find(ask: &Ask) -> Result<Examination, Failure> {
    let number = ask.part("nummer").parse().map_err(|_| Failure::NotFound)?;
    let run = port(ask).examination(number).ok_or(Failure::NotFound)?;
    if may_see(ask, &run.candidate.vendor) { Ok(run) } else { Err(Failure::Denied(t::depot::NOT_YOURS.into())) }
}

fn at(run: &Examination) -> String {
    format!("/portal/pruefstelle/laeufe/{}", run.number)
}

fn facts(run: &Examination) -> Block {
    let mut facts = vec![
        (t::messages::STATE.to_owned(), vec![state(run)]),
        (t::activation::RULE.to_owned(), text(name(run))),
        (t::depot::VENDOR.to_owned(), text(run.candidate.vendor.as_str())),
        (t::certification::PLAN.to_owned(), text(run.plan.as_str())),
        (t::certification::STARTED.to_owned(), vec![when(run.started_at)]),
    ];
    if let Some(ended) = run.ended_at {
        facts.push((t::certification::ENDED_AT.to_owned(), vec![when(ended)]));
    }
    if !run.cases.is_empty() {
        let passed = run.cases.iter().filter(|case| case.passed).count() as u64;
        let all = run.cases.len() as u64;
        let of = t::fill(t::certification::OF, &[("n", &format::number(passed)), ("alle", &format::number(all))]);
        facts.push((t::certification::CASES_PASSED.to_owned(), text(of)));
        facts.push((t::certification::SPOILT.to_owned(), text(format::number(u64::from(run.spoilt_documents)))));
        facts.push((t::certification::FUEL.to_owned(), text(format::number(run.fuel))));
        facts.push((t::certification::MEMORY.to_owned(), text(format::bytes(run.memory_bytes))));
    }
    if let Some(number) = &run.certificate {
        facts.push((t::certification::CERTIFICATE.to_owned(), text(number.as_str())));
    }
    facts.push((t::step::DIGEST.to_owned(), vec![code(run.candidate.component.to_string())]));
    Block::Facts(facts)
}

/// How a case ended, in a word.
fn outcome(name: &str) -> String {
    match name.strip_prefix("stopped:") {
        Some(limit) => t::fill(t::outcome::STOPPED, &[("grenze", limit)]),
        None => t::outcome::by_name(&name.replace('-', "_")).unwrap_or(name).to_owned(),
    }
}

fn cases(run: &Examination) -> Table {
    let mut table = Table::new(t::certification::CASE_LIST, t::certification::CASE_LIST_COLUMNS, "");
    for case in &run.cases {
        let verdict = if case.passed {
            badge(Tone::Good, t::certification::AS_EXPECTED)
        } else {
            badge(Tone::Bad, t::certification::DIFFERS)
        };
        table.row(vec![
            vec![code(case.name.as_str())],
            text(case.title.as_str()),
            text(outcome(&case.outcome)),
            vec![verdict],
        ]);
    }
    table
}

fn form(ask: &Ask, run: &Examination, errors: &Errors, values: &Values) -> Vec<Block> {
    let title = Block::Heading(t::certification::CERTIFY_TITLE.into());
    let Some(certifier) = port(ask).certifier() else {
        return vec![title, Block::note(Tone::Info, t::certification::NO_KEY_TITLE, t::certification::NO_KEY)];
    };
    let days = if values.has("tage") { values.get("tage") } else { USUAL_DAYS };
    let agreed = Choice::new("ja", t::certification::AGREE, values.get("gesehen") == "ja");
    let form = Form::post(ask.csrf(), format!("{}/zertifikat", at(run)), t::certification::CERTIFY)
        .field(
            Field::text("nr", t::certification::NUMBER)
                .hint(t::certification::NUMBER_HINT)
                .value(values.get("nr"))
                .error(errors.of("nr")),
        )
        .field(
            Field::new("tage", t::certification::DAYS, Input::Number).required().value(days).error(errors.of("tage")),
        )
        .field(
            Field::new("auflagen", t::certification::CONDITIONS, Input::Area { rows: 4 })
                .hint(t::certification::CONDITIONS_HINT)
                .value(values.raw("auflagen")),
        )
        .field(
            Field::new("gesehen", t::certification::AGREE_TITLE, Input::Boxes(vec![agreed]))
                .required()
                .error(errors.of("gesehen")),
        )
        .warning(t::fill(t::certification::CERTIFY_WARNING, &[("stelle", &certifier)]));
    vec![title, Block::Form(form)]
}

fn page(ask: &Ask, run: &Examination, errors: &Errors, values: &Values) -> Page {
    let title = t::fill(t::certification::RUN, &[("nummer", &run.number.to_string())]);
    let mut blocks = Vec::new();
    let running = match &run.state {
        ExaminationState::Running { done, total } => {
            let (n, all) = (format::number(u64::from(*done)), format::number(u64::from(*total)));
            let label = t::fill(t::certification::PROGRESS, &[("n", &n), ("alle", &all)]);
            blocks.push(Block::Progress { label, done: *done, total: *total });
            blocks.push(Block::Actions(vec![link(at(run), t::certification::REFRESH)]));
            true
        }
        ExaminationState::Broken { reason } => {
            blocks.push(Block::note(Tone::Warning, t::certification::BROKEN_TITLE, reason.as_str()));
            false
        }
        ExaminationState::Objections => {
            blocks.push(Block::Note {
                tone: Tone::Bad,
                title: t::certification::OBJECTIONS_TITLE.into(),
                lines: run.objections.clone(),
            });
            false
        }
        ExaminationState::Passed => {
            blocks.push(Block::note(Tone::Good, t::certification::PASSED_TITLE, t::certification::PASSED_TEXT));
            false
        }
    };
    blocks.push(facts(run));
    if !run.cases.is_empty() {
        blocks.push(Block::Actions(vec![link(format!("{}/bericht", at(run)), t::certification::REPORT)]));
    }
    if run.state == ExaminationState::Passed && run.certificate.is_none() && ask.may(Act::Certify) {
        blocks.extend(form(ask, run, errors, values));
    }
    if !run.requirements_not_covered.is_empty() {
        blocks.push(Block::Note {
            tone: Tone::Warning,
            title: t::certification::NOT_COVERED.into(),
            lines: run.requirements_not_covered.clone(),
        });
    }
    if !run.cases.is_empty() {
        blocks.push(Block::Heading(t::certification::CASES.into()));
        blocks.push(Block::Table(cases(run)));
    }
    let mut page = Page::new(title).under("/portal/pruefstelle", t::certification::TITLE);
    if running {
        page.add(Block::Live { id: "lauf", href: at(run), seconds: SECONDS, blocks });
    } else {
        // The same frame without a clock: it takes the place of the live one when the run has ended.
        page.add(Block::Live { id: "lauf", href: String::new(), seconds: 0, blocks });
    }
    page
}

/// `GET /portal/pruefstelle/laeufe/{nummer}`
pub(crate) fn show(ask: &Ask) -> Answer {
    let run = find(ask)?;
    Ok(Reply::Page(page(ask, &run, &Errors::default(), &Values::default())))
}

/// `GET /portal/pruefstelle/laeufe/{nummer}/bericht`
pub(crate) fn report(ask: &Ask) -> Answer {
    let run = find(ask)?;
    let bytes = port(ask).report(run.number).ok_or(Failure::NotFound)?;
    Ok(Reply::File { name: format!("pruefbericht-{}.html", run.number), media_type: "text/html".into(), bytes })
}

/// `POST /portal/pruefstelle/laeufe/{nummer}/zertifikat`
pub(crate) fn certify(ask: &Ask) -> Answer {
    let run = find(ask)?;
    let (values, mut errors) = (&ask.form, Errors::default());
    let days = values.get("tage").parse().ok().filter(|days| DAYS.contains(days));
    if days.is_none() {
        errors.add("tage", t::certification::DAYS_WRONG);
    }
    let number = values.get("nr");
    let clean = |c: char| c.is_alphanumeric() || "-._/".contains(c);
    if number.chars().count() > 60 || !number.chars().all(clean) {
        errors.add("nr", t::certification::NUMBER_WRONG);
    }
    if values.get("gesehen") != "ja" {
        errors.add("gesehen", t::certification::AGREE_MISSING);
    }
    let (Some(valid_days), true) = (days, errors.is_empty()) else {
        return Ok(Reply::Again(page(ask, &run, &errors, values)));
    };
    let conditions = values.raw("auflagen").lines().map(str::trim).filter(|line| !line.is_empty());
    let terms = CertificateTerms {
        number: Some(number.to_owned()).filter(|number| !number.is_empty()),
        valid_days,
        conditions: conditions.map(str::to_owned).collect(),
    };
    ask.record(
        Act::Certify,
        None,
        format!("{}:{}", run.candidate.component, run.number),
        &terms.conditions.join("; "),
    )?;
    port(ask).certify(run.number, &terms)?;
    Ok(Reply::Go(at(&run)))
}
