//! One's own account, and those of the others.

use crate::portal::access::{Act, role_text};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, reason};
use crate::portal::kit::{Block, Form, Page, Table, Tone, badge, code, link, text, when};
use crate::portal::pages::reasoned;
use crate::portal::{places, texts as t};
use drehscheibe_model::ids::AccountName;
use drehscheibe_model::portal::{Account, SignIn};

fn kind(account: &Account) -> &'static str {
    match account.sign_in {
        SignIn::Password { .. } => t::account::LOCAL,
        SignIn::OpenId { .. } => t::account::OUTSIDE,
    }
}

fn tenants(ask: &Ask, account: &Account) -> String {
    match (account.tenants.is_empty(), account.role.is_bound()) {
        (true, false) => t::account::EVERYWHERE.to_owned(),
        (true, true) => t::account::NOWHERE.to_owned(),
        _ => account.tenants.iter().map(|one| places::name(ask, one)).collect::<Vec<_>>().join(", "),
    }
}

/// `GET /portal/konto`
pub(crate) fn own(ask: &Ask) -> Answer {
    let account = &ask.visitor.account;
    let page = Page::new(t::account::TITLE)
        .with(Block::Facts(vec![
            (t::account::LABEL.into(), text(account.label.as_str())),
            (t::account::NAME.into(), vec![code(account.name.as_str())]),
            (t::account::ROLE.into(), text(role_text(account.role))),
            (t::account::TENANTS.into(), text(tenants(ask, account))),
            (t::account::KIND.into(), text(kind(account))),
        ]))
        .with(Block::Heading(t::account::EVERYWHERE_TITLE.into()))
        .with(Block::Text(t::account::EVERYWHERE_TEXT.into()))
        .with(Block::Form(
            Form::post(ask.csrf(), "/portal/abmelden/ueberall", t::account::EVERYWHERE_SUBMIT).secondary(),
        ));
    Ok(Reply::Page(page))
}

/// `GET /portal/konten`
pub(crate) fn list(ask: &Ask) -> Answer {
    let mut table = Table::new(t::account::LIST, t::account::LIST_COLUMNS, t::account::NONE);
    for account in ask.portal.store.accounts()? {
        let state = match account.disabled_at {
            None => badge(Tone::Good, t::account::ACTIVE),
            Some(_) => badge(Tone::Warning, t::account::DISABLED),
        };
        table.row(vec![
            vec![link(format!("/portal/konten/{}", account.name), account.label.as_str())],
            vec![code(account.name.as_str())],
            text(role_text(account.role)),
            text(tenants(ask, &account)),
            vec![state],
        ]);
    }
    let page = Page::new(t::account::ALL).lead(t::account::ALL_LEAD).with(Block::Table(table));
    Ok(Reply::Page(page))
}

fn find(ask: &Ask) -> Result<Account, Failure> {
    let name = AccountName::new(ask.part("name")).map_err(|_| Failure::NotFound)?;
    ask.portal.store.account(&name)?.ok_or(Failure::NotFound)
}

fn one_page(ask: &Ask, account: &Account, errors: &Errors, values: &Values) -> Page {
    let mut facts = vec![
        (t::account::NAME.into(), vec![code(account.name.as_str())]),
        (t::account::ROLE.into(), text(role_text(account.role))),
        (t::account::TENANTS.into(), text(tenants(ask, account))),
        (t::account::KIND.into(), text(kind(account))),
        (t::account::CREATED.into(), vec![when(account.created_at)]),
    ];
    if let Some(at) = account.disabled_at {
        facts.push((t::account::DISABLED.into(), vec![when(at)]));
    }
    let mut page = Page::new(account.label.as_str()).under("/portal/konten", t::account::ALL).with(Block::Facts(facts));
    let (title, submit, warning) = match account.disabled_at {
        None => (t::account::DISABLE, t::account::DISABLE_SUBMIT, t::account::DISABLE_WARNING),
        Some(_) => (t::account::ENABLE, t::account::ENABLE_SUBMIT, ""),
    };
    let form = Form::post(ask.csrf(), format!("/portal/konten/{}", account.name), submit)
        .field(reasoned::field(errors, values))
        .warning(warning);
    page.add(Block::Heading(title.into()));
    page.add(Block::Form(form));
    page
}

/// `GET /portal/konten/{name}`
pub(crate) fn one(ask: &Ask) -> Answer {
    Ok(Reply::Page(one_page(ask, &find(ask)?, &Errors::default(), &Values::default())))
}

/// `POST /portal/konten/{name}`: disables an account with its sessions, or enables it again.
pub(crate) fn switch(ask: &Ask) -> Answer {
    let account = find(ask)?;
    let mut errors = Errors::default();
    let why = reason(&ask.form, &mut errors);
    if account.name == *ask.me() {
        errors.add("grund", t::account::NOT_SELF);
    }
    if !errors.is_empty() {
        return Ok(Reply::Again(one_page(ask, &account, &errors, &ask.form)));
    }
    let disable = account.disabled_at.is_none();
    let subject = format!("{}:{}", account.name, if disable { "disable" } else { "enable" });
    ask.record(Act::AccountsManage, None, subject, &why)?;
    let name = account.name.clone();
    ask.portal.store.put_account(Account { disabled_at: disable.then(|| ask.now()), ..account })?;
    if disable {
        ask.portal.store.end_sessions(&name)?;
    }
    Ok(Reply::Go(format!("/portal/konten/{name}")))
}
