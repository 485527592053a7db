//! `drehscheibe key`

use super::ConfigPath;
use super::output::{Failure, Outcome, print_json, say};
use crate::configuration;
use crate::hub::{OpenHubError, StoreOnly};
use clap::Subcommand;
use drehscheibe_model::access::Role;
use drehscheibe_model::depot::Namespace;
use drehscheibe_model::ids::{SourceId, TenantId};
use drehscheibe_model::ports::{Clock, Store};
use drehscheibe_processor::SystemClock;
use drehscheibe_server::access::{KeyRequest, new_key};
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key and prints it; it is shown this once only
    Create {
        #[command(flatten)]
        config: ConfigPath,
        /// portal, municipality, operator, auditor, vendor or certifier
        #[arg(long, value_parser = role)]
        role: Role,
        /// The source a portal speaks for, as in [sources]
        #[arg(long)]
        source: Option<SourceId>,
        /// An authority whose messages it may see (ARS, association or county key); may be repeated
        #[arg(long = "tenant")]
        tenants: Vec<TenantId>,
        /// A namespace of the depot in which a vendor publishes; may be repeated
        #[arg(long = "namespace")]
        namespaces: Vec<Namespace>,
        /// For people: whose key it is
        #[arg(long, default_value = "")]
        label: String,
        /// When it ends, for example 2027-12-31T23:00:00Z
        #[arg(long)]
        expires_at: Option<jiff::Timestamp>,
    },
    /// Lists all keys, without their secrets
    List {
        #[command(flatten)]
        config: ConfigPath,
    },
    /// Ends a key at once
    Revoke {
        #[command(flatten)]
        config: ConfigPath,
        /// The part between the underscores
        id: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| "one of portal, municipality, operator, auditor, vendor, certifier".to_owned())
}

fn open(path: &Path, create: bool) -> Result<StoreOnly, OpenHubError> {
    let (_, file) = configuration::read_hub_file(path).map_err(|problem| OpenHubError::Configuration(vec![problem]))?;
    StoreOnly::open(&file.hub.data_dir, create)
}

pub fn run(command: KeyCommand) -> Outcome {
    let now = SystemClock.now();
    match command {
        KeyCommand::Create { config, role, source, tenants, namespaces, label, expires_at } => {
            let request = KeyRequest { role, source, tenants, namespaces, label, expires_at, now };
            let (key, text) = new_key(request).map_err(|problems| {
                problems
                    .iter()
                    .fold(Failure::new("no key was made"), |failure, problem| failure.line(problem.to_string()))
            })?;
            open(&config.config, true)?.store.add_key(key)?;
            say("Keep this key; it is not shown again:");
            anstream::println!("{text}");
        }
        KeyCommand::List { config } => print_json(&open(&config.config, false)?.store.keys()?)?,
        KeyCommand::Revoke { config, id } => {
            if !open(&config.config, false)?.store.revoke_key(&id, now)? {
                return Err(
                    Failure::new(format!("there is no key `{id}`")).hint("`drehscheibe key list` shows the ids")
                );
            }
            say(format!("key {id} is revoked"));
        }
    }
    Ok(ExitCode::SUCCESS)
}
