//! `drehscheibe catalogue`

use super::output::{DIM, GOOD, HEAD, Outcome};
use super::remote::{Remote, show};
use serde_json::Value;

/// Which certified products serve which procedure, who runs what, how many adapters and rules are
/// installed, and how far each procedure is spread over the competent authorities.
#[derive(Debug, clap::Args)]
pub struct CatalogueArgs {
    #[command(flatten)]
    remote: Remote,
    /// Only this procedure
    #[arg(long)]
    procedure: Option<String>,
    /// The hub's answer as JSON on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &CatalogueArgs) -> Outcome {
    let mut catalogue = args.remote.get("/api/v1/catalogue")?;
    if let (Some(procedure), Some(Value::Array(all))) = (&args.procedure, catalogue.get_mut("procedures")) {
        all.retain(|one| one.get("procedure").and_then(Value::as_str) == Some(procedure));
    }
    show(args.json, &catalogue, print)
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(value: &Value, pointer: &str) -> u64 {
    value.pointer(pointer).and_then(Value::as_u64).unwrap_or(0)
}

fn print(catalogue: &Value) {
    anstream::println!("{HEAD}Products{HEAD:#}");
    for product in items(catalogue, "/products") {
        let certificate = match text(product, "/certificate") {
            "" => format!("{DIM}no certificate{DIM:#}"),
            certificate => format!("{GOOD}certificate {certificate}{GOOD:#}"),
        };
        let (name, version, vendor) = (text(product, "/plugin"), text(product, "/version"), text(product, "/vendor"));
        anstream::println!("  {name} {version}  {vendor}  {certificate}");
    }
    for procedure in items(catalogue, "/procedures") {
        let (active, competent) = (number(procedure, "/coverage/active"), number(procedure, "/coverage/competent"));
        let percent = number(procedure, "/coverage/percent");
        let (name, id) = (text(procedure, "/name"), text(procedure, "/procedure"));
        anstream::println!("\n{HEAD}{name}{HEAD:#} {DIM}{id}{DIM:#}: {active} of {competent} authorities, {percent} %");
        for run in items(procedure, "/runs") {
            let what = match text(run, "/redirectedTo") {
                "" => text(run, "/application").to_owned(),
                to => format!("to {to}"),
            };
            let (authority, name, state) = (text(run, "/authority"), text(run, "/name"), text(run, "/state"));
            anstream::println!("  {authority} {name}  {GOOD}{state}{GOOD:#}  {what}");
        }
    }
    let (adapters, rules) = (number(catalogue, "/installed/adapters"), number(catalogue, "/installed/rules"));
    let connections = number(catalogue, "/installed/connections");
    anstream::println!(
        "\n{HEAD}Installed{HEAD:#}: {adapters} adapters + {rules} rules serve {connections} connections"
    );
}
