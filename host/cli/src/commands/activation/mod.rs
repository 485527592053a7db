//! `drehscheibe activation`

mod print;

use super::output::{Failure, NO, Outcome, print_json};
use super::remote::{Remote, show};
use clap::Subcommand;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Which activations are meant.
#[derive(Debug, Clone, clap::Args)]
pub struct Chosen {
    /// Numbers, as `activation list` shows them
    #[arg(value_name = "NUMBER")]
    numbers: Vec<u64>,
    /// All of this procedure
    #[arg(long)]
    procedure: Option<String>,
    /// All of this authority; may stand more than once
    #[arg(long, value_name = "AUTHORITY")]
    tenant: Vec<String>,
    /// Only those in this state
    #[arg(long)]
    state: Option<String>,
}

#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    #[command(flatten)]
    remote: Remote,
    /// The hub's answer as JSON on standard output
    #[arg(long, global = true)]
    json: bool,
}

/// Activates certified rules for authorities on a running hub.
///
/// The way is drafted -> function-tested -> pilot -> productive -> suspended. A gate stands at each
/// arrow and names everything that is missing: certificate, settings, grants, targets, function test.
/// Exit code 1 if it stays closed for any activation.
#[derive(Debug, clap::Args)]
pub struct ActivationArgs {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: ActivationCommand,
}

#[derive(Debug, Subcommand)]
enum ActivationCommand {
    /// Drafts an activation for each authority that the file (TOML or JSON) or --tenant names
    #[command(
        after_help = "The file:\n\n  tenants = [\"147290260260\"]\n  procedure = \"hundesteuer-anmeldung\"\n  stage = 3\n  application = \"Steuerverfahren\"\n  transformers = [{ plugin = \"hundesteuer\", settings = { … } }]\n  routes = [{ targets = [\"steuer\"] }]\n\nor, to hand the procedure to a neighbour: `redirect_to = \"147290260260\"` instead of rules and routes."
    )]
    Draft {
        file: PathBuf,
        /// Instead of the file's `tenants`; may stand more than once
        #[arg(long, value_name = "AUTHORITY")]
        tenant: Vec<String>,
    },
    /// Function test: the plans' cases, and one message through the authority's own configuration to its demo targets
    Test {
        #[command(flatten)]
        chosen: Chosen,
        /// Document of the message; without it, that of the first good case of the plans. Never a real one
        #[arg(long, value_name = "FILE")]
        document: Option<PathBuf>,
        #[arg(long, default_value = "application/json")]
        media_type: String,
        /// The activation that stands in the hub's files (--tenant and --procedure name it)
        #[arg(long)]
        in_files: bool,
    },
    /// Productive for the messages of some sources only; all others go on as before
    Pilot {
        #[command(flatten)]
        chosen: Chosen,
        /// May stand more than once
        #[arg(long, required = true)]
        source: Vec<String>,
    },
    /// Productive for all messages accepted from now on; what ran before is kept for a rollback
    GoLive {
        #[command(flatten)]
        chosen: Chosen,
        /// Without having been a pilot
        #[arg(long)]
        without_pilot: bool,
    },
    /// Goes live on a future day, if the gate is open now and is still open then
    Schedule {
        #[command(flatten)]
        chosen: Chosen,
        /// German day, for example 2027-01-01
        #[arg(long)]
        on: jiff::civil::Date,
        /// Without having been a pilot
        #[arg(long)]
        without_pilot: bool,
    },
    /// Switches off; messages wait, parked, until something is productive again
    Suspend {
        #[command(flatten)]
        chosen: Chosen,
        /// 3 to 500 characters, without personal data
        #[arg(long)]
        reason: String,
    },
    /// What was productive before takes its place again
    Rollback {
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Runs a tested activation beside the productive one, without effect, and counts the differences
    Shadow {
        #[command(flatten)]
        chosen: Chosen,
        /// Ends it
        #[arg(long)]
        off: bool,
    },
    /// Lists activations
    List {
        #[arg(long)]
        procedure: Option<String>,
        #[arg(long, value_name = "AUTHORITY")]
        tenant: Option<String>,
        #[arg(long)]
        state: Option<String>,
    },
    /// Shows one activation, what is missing for it to go live, and what its shadow run found
    Show { number: u64 },
}

pub fn run(args: ActivationArgs) -> Outcome {
    let Common { remote, json } = args.common;
    let act = |action: &str, chosen: &Chosen, more: Value| acted(&remote, json, action, chosen, more);
    match args.command {
        ActivationCommand::Draft { file, tenant } => {
            let mut draft = read_draft(&file)?;
            if !tenant.is_empty() {
                draft.insert("tenants".into(), json!(tenant));
            }
            show(json, &remote.post("/api/v1/activations", &Value::Object(draft))?, print::list)
        }
        ActivationCommand::Test { chosen, document, media_type, in_files } => {
            let document = document.map(|path| read_text(&path)).transpose()?;
            let document = document.map(|text| json!({"mediaType": media_type, "text": text}));
            act("test", &chosen, json!({"document": document, "inFiles": in_files}))
        }
        ActivationCommand::Pilot { chosen, source } => act("pilot", &chosen, json!({ "sources": source })),
        ActivationCommand::GoLive { chosen, without_pilot } => {
            act("go-live", &chosen, json!({"withoutPilot": without_pilot}))
        }
        ActivationCommand::Schedule { chosen, on, without_pilot } => {
            act("schedule", &chosen, json!({"on": on, "withoutPilot": without_pilot}))
        }
        ActivationCommand::Suspend { chosen, reason } => act("suspend", &chosen, json!({ "reason": reason })),
        ActivationCommand::Rollback { chosen } => act("rollback", &chosen, json!({})),
        ActivationCommand::Shadow { chosen, off } => act("shadow", &chosen, json!({ "off": off })),
        ActivationCommand::List { procedure, tenant, state } => {
            let query = [("procedure", procedure), ("tenant", tenant), ("state", state)];
            list(&remote, json, &query)
        }
        ActivationCommand::Show { number } => {
            show(json, &remote.get(&format!("/api/v1/activations/{number}"))?, print::detail)
        }
    }
}

fn acted(remote: &Remote, json: bool, action: &str, chosen: &Chosen, more: Value) -> Outcome {
    let mut body = Map::new();
    body.insert("activations".into(), json!(chosen.numbers));
    body.insert("tenants".into(), json!(chosen.tenant));
    body.insert("procedure".into(), json!(chosen.procedure));
    body.insert("state".into(), json!(chosen.state));
    if let Value::Object(more) = more {
        body.extend(more);
    }
    let answer = remote.post(&format!("/api/v1/activations/actions/{action}"), &Value::Object(body))?;
    if json {
        print_json(&answer)?;
    } else {
        print::acted(&answer);
    }
    Ok(if print::all_done(&answer) { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn list(remote: &Remote, json: bool, query: &[(&str, Option<String>)]) -> Outcome {
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let mut path = format!("/api/v1/activations?limit=1000&after={after}");
        for (name, value) in query {
            if let Some(value) = value {
                path.push_str(&format!("&{name}={value}"));
            }
        }
        let mut page = remote.get(&path)?;
        if let Some(Value::Array(activations)) = page.get_mut("activations").map(Value::take) {
            all.extend(activations);
        }
        match page.get("next").and_then(Value::as_u64) {
            Some(next) => after = next,
            None => return show(json, &json!({ "activations": all }), print::list),
        }
    }
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))
}

/// TOML, or JSON if the file's name says so.
fn read_draft(path: &Path) -> Result<Map<String, Value>, Failure> {
    let text = read_text(path)?;
    let wrong = |text: String| Failure::new(text).line(format!("the file is {}", path.display())).code(NO);
    let value = if path.extension().is_some_and(|extension| extension == "json") {
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?
    } else {
        let table: toml::Table = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        serde_json::to_value(table).map_err(|error| wrong(error.to_string()))?
    };
    match value {
        Value::Object(draft) => Ok(draft),
        _ => Err(wrong("a draft is an object".into())),
    }
}
