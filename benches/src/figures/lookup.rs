//! (c) Loading and looking up the activations of a whole state: 418 authorities with 300 procedures.

use super::Context;
use crate::measure::{Pairs, median};
use crate::report::{Amount, Better, Figure};
use crate::timing::{self, Sampling};
use crate::{Outcome, failure, sample};
use drehscheibe_model::configuration::{
    Activation, Authority, Competence, Configuration, PluginUse, Procedure, Revision, Route, Sharing, Target,
};
use drehscheibe_model::ids::{ProcedureId, RevisionNumber, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Store;
use drehscheibe_store::SqliteStore;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const AUTHORITIES: usize = 418;
const PROCEDURES: usize = 300;

fn tenant(number: usize) -> Outcome<TenantId> {
    Ok(format!("14{number:010}").parse()?)
}

fn procedure(number: usize) -> Outcome<ProcedureId> {
    Ok(format!("verwaltungsverfahren-{number:03}").parse()?)
}

fn plugin_use(plugin: &str, settings: serde_json::Value) -> Outcome<PluginUse> {
    Ok(PluginUse::new(plugin.parse()?, settings, Limits::DEFAULT))
}

/// Every authority has every procedure activated, each with a validator and a transformer. Settings
/// differ from authority to authority, as they do when each has a statute of its own, and from one
/// procedure in ten to the next within it.
fn configuration() -> Outcome<Configuration> {
    let mut configuration = Configuration::default();
    for number in 0..PROCEDURES {
        let name = format!("Verwaltungsverfahren {number}");
        let new = Procedure { name, leika: None, competence: Competence::Municipality, blueprint: None };
        configuration.procedures.insert(procedure(number)?, new);
    }
    let settings: serde_json::Value = serde_json::from_str(sample::SETTINGS)?;
    let mut sharing = Sharing::default();
    for number in 0..AUTHORITIES {
        let target = Target {
            adapter: plugin_use("webservice", serde_json::json!({ "url": "https://fach.example/eingang" }))?,
            grants: Default::default(),
            idempotent: true,
            retry: Default::default(),
            demo: None,
        };
        let mut activations = Vec::new();
        for (place, procedure) in configuration.procedures.keys().enumerate() {
            let mut settings = settings.clone();
            if let Some(settings) = settings.as_object_mut() {
                settings.insert("gemeinde".into(), number.into());
                settings.insert("satzung".into(), (place / 10).into());
            }
            activations.push(Activation {
                procedure: procedure.clone(),
                stage: 3,
                valid_from: None,
                valid_until: None,
                application: Some("Fachverfahren".into()),
                validators: vec![sharing.share(plugin_use("hundesteuer", settings.clone())?)],
                transformers: vec![sharing.share(plugin_use("hundesteuer", settings)?)],
                routes: vec![Route { recipient: None, targets: vec!["fach".parse()?] }],
                number: None,
                only_sources: Vec::new(),
                shadow: None,
            });
        }
        let authority = Authority {
            name: format!("Gemeinde {number}"),
            targets: [("fach".parse()?, target)].into(),
            activations: activations.into(),
            without_application: Vec::new(),
        };
        configuration.authorities.insert(tenant(number)?, authority);
    }
    Ok(configuration)
}

/// What a process of its own found.
#[derive(Debug, Serialize, Deserialize)]
struct Probed {
    seconds: f64,
    mebibytes: f64,
    /// Nanoseconds of one lookup in what was loaded, and in a hash map with the same keys.
    lookup: f64,
    hashed: f64,
}

fn resident() -> Outcome<f64> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or_else(|| failure("no VmRSS"))?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1_024.0)
}

/// `build FILE`, `load FILE`, `parse FILE`.
pub fn probe(what: &str, file: &Path) -> Outcome<()> {
    let before = resident()?;
    let begin = Instant::now();
    let probed = match what {
        "build" => {
            let store = SqliteStore::open(file)?;
            let configuration = configuration()?;
            let (number, author, at) = (RevisionNumber(0), "bench".to_owned(), Timestamp::UNIX_EPOCH);
            store.add_revision(Revision { number, author, at, configuration })?;
            return Ok(());
        }
        "load" => {
            let store = SqliteStore::open(file)?;
            let revision = store.newest_revision()?.ok_or_else(|| failure("no revision"))?;
            let (seconds, mebibytes) = (begin.elapsed().as_secs_f64(), resident()? - before);
            let (lookup, hashed) = look_up(&revision.configuration)?;
            Probed { seconds, mebibytes, lookup, hashed }
        }
        "parse" => {
            let connection = rusqlite::Connection::open(file)?;
            let text: String = connection.query_row("SELECT configuration FROM revision", [], |row| row.get(0))?;
            let value: serde_json::Value = serde_json::from_str(&text)?;
            drop(text);
            let (seconds, mebibytes) = (begin.elapsed().as_secs_f64(), resident()? - before);
            black_box(value);
            Probed { seconds, mebibytes, lookup: 0.0, hashed: 0.0 }
        }
        other => return Err(failure(format!("there is no probe `{other}`"))),
    };
    // Behind what Criterion says.
    println!("\n{}", serde_json::to_string(&probed)?);
    Ok(())
}

fn look_up(configuration: &Configuration) -> Outcome<(f64, f64)> {
    let day = jiff::civil::Date::constant(2026, 3, 2);
    let (mut keys, mut state) = (Vec::new(), 0x9E37_79B9_7F4A_7C15_u64);
    for _ in 0..20_000 {
        // xorshift: any order will do that no cache can guess.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let number = usize::try_from(state % (AUTHORITIES * PROCEDURES) as u64)?;
        keys.push((tenant(number / PROCEDURES)?, procedure(number % PROCEDURES)?));
    }
    let mut map: HashMap<(&TenantId, &ProcedureId), &Activation> = HashMap::new();
    for (tenant, authority) in &configuration.authorities {
        map.extend(authority.activations.iter().map(|one| ((tenant, &one.procedure), one)));
    }
    let each = 1e9 / keys.len() as f64;
    let ours = timing::seconds("lookup", "ours", Sampling::SHORT, |rounds| {
        let begin = Instant::now();
        for (tenant, procedure) in (0..rounds).flat_map(|_| &keys) {
            if black_box(configuration.activation(tenant, procedure, day)).is_none() {
                return Err(failure(format!("no activation of {procedure} for {tenant}")));
            }
        }
        Ok(begin.elapsed())
    })?;
    let hashed = timing::seconds("lookup", "hash-map", Sampling::SHORT, |rounds| {
        let begin = Instant::now();
        for (tenant, procedure) in (0..rounds).flat_map(|_| &keys) {
            if black_box(map.get(&(tenant, procedure))).is_none() {
                return Err(failure("a key is missing"));
            }
        }
        Ok(begin.elapsed())
    })?;
    Ok((ours * each, hashed * each))
}

fn ask(what: &str, file: &Path) -> Outcome<Option<Probed>> {
    let output = Command::new(std::env::current_exe()?).args(["probe", what]).arg(file).output()?;
    if !output.status.success() {
        return Err(failure(String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().last().map(|line| Ok(serde_json::from_str(line)?)).transpose()
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("activations.sqlite");
    ask("build", &file)?;
    let (mut time, mut memory, mut lookup) = (Pairs::default(), Pairs::default(), Pairs::default());
    for _ in 0..context.rounds(7) {
        let none = || failure("a probe said nothing");
        let ours = ask("load", &file)?.ok_or_else(none)?;
        let parsed = ask("parse", &file)?.ok_or_else(none)?;
        time.push(ours.seconds, parsed.seconds);
        memory.push(ours.mebibytes, parsed.mebibytes);
        lookup.push(ours.lookup, ours.hashed);
    }
    let figure = |id: &str, title: &str, pairs: &Pairs, unit: &str, against: &str, goal: (&str, f64), method: &str| {
        let ours = median(&pairs.ours);
        Figure {
            id: id.into(),
            title: title.into(),
            ours: Amount::new(ours, unit),
            baseline: Amount::new(median(&pairs.baseline), unit),
            against: against.into(),
            ratio: pairs.ratio(),
            better: Better::Lower,
            resolution: 0.0,
            spread: pairs.spread(),
            goal: goal.0.into(),
            met: Some(ours <= goal.1),
            method: method.into(),
        }
    };
    let all =
        "418 authorities x 300 procedures = 125,400 activations, each with validator, transformer, settings and limits";
    let loading = format!("{all}; opens the database and reads the newest revision, in a process of its own each time");
    Ok(vec![
        figure(
            "load",
            "(c) loading 125,400 activations",
            &time,
            "s",
            "the same JSON as untyped values",
            ("<= 1 s", 1.0),
            &loading,
        ),
        figure(
            "load-memory",
            "(c) memory of 125,400 activations",
            &memory,
            "MiB",
            "the same JSON as untyped values",
            ("<= 300 MB", 286.1),
            "resident memory of that process after loading, above what it was before",
        ),
        figure(
            "lookup",
            "(c) lookup of an activation",
            &lookup,
            "ns",
            "a hash map of the same keys",
            ("<= 1 us", 1_000.0),
            "Criterion, 20,000 keys in an order without order, in each of the processes that loaded them",
        ),
    ])
}
