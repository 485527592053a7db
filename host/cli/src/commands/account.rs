//! `drehscheibe account`

use super::ConfigPath;
use super::output::{Failure, Outcome, print_json, say};
use crate::configuration;
use crate::hub::{OpenHubError, StoreOnly};
use clap::Subcommand;
use drehscheibe_model::ids::{AccountName, TenantId};
use drehscheibe_model::portal::{self, Account, AuditEvent, PortalRole, SignIn};
use drehscheibe_model::ports::{Clock, PortalStore};
use drehscheibe_processor::SystemClock;
use drehscheibe_server::portal::password;
use drehscheibe_store::SqliteStore;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Makes an account, prints its password once
    ///
    /// Without --password-stdin a password is made and printed; it is shown this once only. With
    /// --issuer and --subject there is none: the identity provider vouches for the person.
    Create {
        #[command(flatten)]
        config: ConfigPath,
        /// The name to sign in with: lower-case letters, digits, `-`, `.` and `_`
        name: AccountName,
        /// Hersteller, Prüfstelle, Kommune, Betreiber, Verfahrensbetreuer or Revision
        /// (vendor, certifier, municipality, operator, procedure-steward, auditor)
        #[arg(long, value_parser = role)]
        role: PortalRole,
        /// For people: who it is
        #[arg(long)]
        label: Option<String>,
        /// An authority they speak for (ARS, association or county key); may be repeated
        #[arg(long = "tenant")]
        tenants: Vec<TenantId>,
        /// The vendor or certifier they work for, as packages and certificates name it
        #[arg(long)]
        organisation: Option<String>,
        /// Reads the password from standard input, one line
        #[arg(long, conflicts_with_all = ["issuer", "subject"])]
        password_stdin: bool,
        /// The identity provider that vouches for them
        #[arg(long, requires = "subject")]
        issuer: Option<String>,
        /// Their `sub` there
        #[arg(long, requires = "issuer")]
        subject: Option<String>,
    },
    /// Lists all accounts
    List {
        #[command(flatten)]
        config: ConfigPath,
        /// One JSON array on standard output
        #[arg(long)]
        json: bool,
    },
    /// Keeps an account from signing in and ends its sessions
    Disable {
        #[command(flatten)]
        config: ConfigPath,
        name: AccountName,
    },
    /// Lets a disabled account in again
    Enable {
        #[command(flatten)]
        config: ConfigPath,
        name: AccountName,
    },
}

fn role(text: &str) -> Result<PortalRole, String> {
    let names: Vec<_> = PortalRole::ALL.iter().map(|role| role.name()).collect();
    PortalRole::parse(text).ok_or_else(|| format!("one of {}", names.join(", ")))
}

fn open(path: &Path, create: bool) -> Result<Arc<SqliteStore>, OpenHubError> {
    let (_, file) = configuration::read_hub_file(path).map_err(|problem| OpenHubError::Configuration(vec![problem]))?;
    Ok(StoreOnly::open(&file.hub.data_dir, create)?.store)
}

fn audit(store: &SqliteStore, action: &str, name: &AccountName, detail: &str) -> Result<(), Failure> {
    let event = AuditEvent {
        actor: "cli".into(),
        role: None,
        tenant: None,
        action: action.into(),
        subject: name.to_string(),
        outcome: portal::Outcome::Done,
        detail: detail.into(),
    };
    store.append_audit(SystemClock.now(), event)?;
    Ok(())
}

/// 20 characters that nobody confuses, 100 bits.
fn new_password() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new(error.to_string()))?;
    let letters = bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
    let text: Vec<char> = letters.map(|letter| char::from(*letter)).collect();
    Ok(text.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

fn one_line() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Failure::of(&error))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn create(path: &Path, mut account: Account, from_stdin: bool) -> Result<(), Failure> {
    if account.role.is_bound() && account.tenants.is_empty() {
        return Err(Failure::new("an account of this role speaks for at least one authority")
            .hint("name it with --tenant, for example --tenant 147290260260"));
    }
    let store = open(path, true)?;
    if store.account(&account.name)?.is_some() {
        return Err(Failure::new(format!("there is an account `{}` already", account.name))
            .hint("`drehscheibe account list` shows all"));
    }
    let mut made = None;
    if let SignIn::Password { hash } = &mut account.sign_in {
        let text = if from_stdin { one_line()? } else { new_password()? };
        *hash = password::hash(&text).map_err(|error| Failure::of(&error))?;
        made = Some(text).filter(|_| !from_stdin);
    }
    let (name, role) = (account.name.clone(), account.role);
    audit(&store, "account-create", &name, role.name())?;
    store.put_account(account)?;
    if let Some(text) = made {
        say("Keep this password; it is not shown again:");
        anstream::println!("{text}");
    }
    say(format!("account {name} may sign in at /portal"));
    Ok(())
}

fn switch(path: &Path, name: &AccountName, disable: bool) -> Result<(), Failure> {
    let store = open(path, false)?;
    let account = store.account(name)?.ok_or_else(|| {
        Failure::new(format!("there is no account `{name}`")).hint("`drehscheibe account list` shows all")
    })?;
    audit(&store, if disable { "account-disable" } else { "account-enable" }, name, "")?;
    store.put_account(Account { disabled_at: disable.then(|| SystemClock.now()), ..account })?;
    if disable {
        let ended = store.end_sessions(name)?;
        say(format!("account {name} is disabled; {ended} sessions ended"));
    } else {
        say(format!("account {name} may sign in again"));
    }
    Ok(())
}

/// Without hashes of passwords.
fn shown(account: &Account) -> serde_json::Value {
    serde_json::json!({
        "name": account.name, "label": account.label, "role": account.role, "tenants": account.tenants,
        "organisation": account.organisation, "createdAt": account.created_at, "disabledAt": account.disabled_at,
        "signIn": match &account.sign_in {
            SignIn::Password { .. } => serde_json::json!("password"),
            SignIn::OpenId { issuer, subject } => serde_json::json!({"issuer": issuer, "subject": subject}),
        },
    })
}

fn list(path: &Path, json: bool) -> Result<(), Failure> {
    let accounts = open(path, false)?.accounts()?;
    if json {
        return print_json(&accounts.iter().map(shown).collect::<Vec<_>>());
    }
    for account in &accounts {
        let tenants: Vec<_> = account.tenants.iter().map(TenantId::as_str).collect();
        let state = if account.disabled_at.is_some() { "disabled" } else { "active" };
        let tenants = tenants.join(" ");
        let (name, role) = (account.name.as_str(), account.role.name());
        anstream::println!("{name:<20} {role:<18} {state:<9} {} {tenants}", account.label);
    }
    Ok(())
}

pub fn run(command: AccountCommand) -> Outcome {
    match command {
        AccountCommand::Create {
            config,
            name,
            role,
            label,
            tenants,
            organisation,
            password_stdin,
            issuer,
            subject,
        } => {
            let sign_in = match (issuer, subject) {
                (Some(issuer), Some(subject)) => SignIn::OpenId { issuer, subject },
                _ => SignIn::Password { hash: String::new() },
            };
            let label = label.unwrap_or_else(|| name.to_string());
            let created_at = SystemClock.now();
            let account = Account { name, label, role, tenants, organisation, sign_in, created_at, disabled_at: None };
            create(&config.config, account, password_stdin)?;
        }
        AccountCommand::List { config, json } => list(&config.config, json)?,
        AccountCommand::Disable { config, name } => switch(&config.config, &name, true)?,
        AccountCommand::Enable { config, name } => switch(&config.config, &name, false)?,
    }
    Ok(ExitCode::SUCCESS)
}
