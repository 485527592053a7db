//! `/portal/pruefstelle/plan`: what a plan asks for, and what it can be run against.

use super::port;
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values};
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Table, code, text};
use crate::portal::pages::depot::status_word;
use crate::portal::{format, texts as t};
use drehscheibe_model::ports::TestPlan;

fn find(ask: &Ask, values: &Values) -> Result<TestPlan, Failure> {
    let (plans, _) = port(ask).plans();
    plans.into_iter().find(|plan| plan.key == values.get("plan")).ok_or(Failure::NotFound)
}

fn page(ask: &Ask, plan: &TestPlan, errors: &Errors, values: &Values) -> Result<Page, Failure> {
    let mut page =
        Page::new(plan.title.as_str()).under("/portal/pruefstelle", t::certification::TITLE).with(Block::Facts(vec![
            (t::activation::RULE.to_owned(), text(plan.plugin.as_str())),
            (t::certification::CASES.to_owned(), text(format::number(u64::from(plan.cases)))),
            (t::step::DIGEST.to_owned(), vec![code(plan.digest.to_string())]),
        ]));
    if ask.may(Act::Certify) {
        let candidates = port(ask).candidates(&plan.plugin)?;
        let given = values.get("fassung");
        let choices: Vec<Choice> = candidates
            .iter()
            .enumerate()
            .map(|(index, one)| {
                let key = one.component.to_string();
                let chosen = if given.is_empty() { index == 0 } else { key == given };
                let mut choice = Choice::new(key, format!("{} {}", one.plugin, one.version), chosen);
                let place = one.repository.as_ref().map_or(t::certification::IN_FILES, |name| name.as_str());
                choice.hint = match one.status {
                    Some(status) => format!("{}, {place}, {}", one.vendor, status_word(status).1),
                    None => format!("{}, {place}", one.vendor),
                };
                choice
            })
            .collect();
        page.add(Block::Heading(t::certification::START_TITLE.into()));
        page.add(Block::Text(t::certification::START_TEXT.into()));
        page.add(Block::Form(
            Form::post(ask.csrf(), "/portal/pruefstelle/laeufe", t::certification::START)
                .field(Field::hidden("plan", plan.key.as_str()))
                .field(
                    Field::new("fassung", t::certification::VERSION, Input::Radios(choices))
                        .required()
                        .error(errors.of("fassung")),
                ),
        ));
    }
    let mut table = Table::new(
        t::certification::REQUIREMENTS,
        t::certification::REQUIREMENTS_COLUMNS,
        t::certification::NO_REQUIREMENTS,
    );
    for one in &plan.requirements {
        table.row(vec![
            vec![code(one.id.as_str())],
            text(one.text.as_str()),
            text(one.source.as_deref().unwrap_or(t::message::NOTHING)),
        ]);
    }
    page.add(Block::Heading(t::certification::REQUIREMENTS_TITLE.into()));
    page.add(Block::Table(table));
    Ok(page)
}

/// `GET /portal/pruefstelle/plan`
pub(crate) fn show(ask: &Ask) -> Answer {
    let plan = find(ask, &ask.query)?;
    Ok(Reply::Page(page(ask, &plan, &Errors::default(), &Values::default())?))
}

/// `POST /portal/pruefstelle/laeufe`
pub(crate) fn start(ask: &Ask) -> Answer {
    let plan = find(ask, &ask.form)?;
    let Ok(component) = ask.form.get("fassung").parse() else {
        let mut errors = Errors::default();
        errors.add("fassung", t::certification::CHOOSE_VERSION);
        return Ok(Reply::Again(page(ask, &plan, &errors, &ask.form)?));
    };
    ask.record(Act::Certify, None, format!("{component}:run"), "")?;
    let number = port(ask).start(&plan.key, &component, ask.me().as_str())?;
    Ok(Reply::Go(format!("/portal/pruefstelle/laeufe/{number}")))
}
