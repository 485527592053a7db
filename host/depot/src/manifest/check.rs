//! From TOML to a [`Manifest`].

use super::reader::{At, Problems, Table};
use super::{Capabilities, DropFolder, MAX_BYTES, Mail, Manifest, OutboundHttp, Problem};
use drehscheibe_model::call::World;
use drehscheibe_model::ids::{PluginName, ProcedureId};
use drehscheibe_model::limits::Limits;
use std::str::FromStr;
use toml::de::DeTable;

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

pub(super) fn manifest(text: &str) -> Result<Manifest, Vec<Problem>> {
    let mut problems = Problems::new(text);
    if text.len() > MAX_BYTES {
        problems.add(&(0..0), format!("the manifest has {} bytes, {MAX_BYTES} are allowed", text.len()));
        return Err(problems.end());
    }
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            problems.add(&error.span().unwrap_or(0..0), error.message());
            return Err(problems.end());
        }
    };
    let mut root = Table::root(&root);
    let plugin = root.table("plugin", &mut problems);
    let capabilities = root.table("capabilities", &mut problems);
    let limits = root.table("limits", &mut problems);
    root.end(&mut problems);

    let Some(mut plugin) = plugin else {
        if problems.is_empty() {
            problems.add(&(0..0), "the table [plugin] is missing");
        }
        return Err(problems.end());
    };
    let name = plugin.text("name", &mut problems).and_then(|at| parsed::<PluginName>(&at, &mut problems));
    let version = plugin.text("version", &mut problems).filter(|at| version(at, &mut problems));
    let title = line(&mut plugin, "title", 100, &mut problems);
    let description = line(&mut plugin, "description", 1_000, &mut problems);
    let vendor = line(&mut plugin, "vendor", 100, &mut problems);
    let licence = line(&mut plugin, "licence", 100, &mut problems);
    let contact = line(&mut plugin, "contact", 200, &mut problems);
    let worlds = worlds(&mut plugin, &mut problems);
    let procedures = plugin.texts("procedures", &mut problems).map_or_else(Vec::new, |list| {
        list.value.iter().filter_map(|at| parsed::<ProcedureId>(at, &mut problems)).collect()
    });
    let stages = stages(&mut plugin, &mut problems);
    plugin.end(&mut problems);

    let is_adapter = worlds.contains(&World::Adapter);
    if let Some(table) = capabilities.as_ref().filter(|_| !is_adapter && !worlds.is_empty()) {
        problems.add(table.span(), "[capabilities] are for the world adapter; the others get `host` only");
    }
    let capabilities = capabilities.map_or_else(Capabilities::default, |table| read_capabilities(table, &mut problems));
    let defaults = if is_adapter { Limits::for_adapter() } else { Limits::DEFAULT };
    let wall_time_given = limits.as_ref().is_some_and(|table| table.keys().any(|(key, _)| key == "wall_time_ms"));
    let limits = limits.map_or_else(|| defaults.clone(), |table| read_limits(table, &defaults, &mut problems));

    match (name, version, problems.is_empty()) {
        (Some(name), Some(version), true) => Ok(Manifest {
            name,
            version: version.value.to_owned(),
            title,
            description,
            vendor,
            licence,
            contact,
            worlds,
            procedures,
            stages,
            capabilities,
            limits,
            wall_time_given,
        }),
        _ => Err(problems.end()),
    }
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(at: &At<&str>, problems: &mut Problems<'_>) -> Option<T> {
    at.value.parse().map_err(|error| problems.add(&at.span, format!("{error}"))).ok()
}

/// Semantic version 2.0.0, the form only.
fn version(at: &At<&str>, problems: &mut Problems<'_>) -> bool {
    let (core, rest) = at.value.split_at(at.value.find(['-', '+']).unwrap_or(at.value.len()));
    let number = |part: &str| {
        (1..=9).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    let rest_sound = rest.is_empty()
        || (rest.len() > 1
            && rest.len() < 60
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b".-+".contains(&b)));
    let sound = core.split('.').count() == 3 && core.split('.').all(number) && rest_sound;
    if !sound {
        problems.add(&at.span, format!("`{}` is not a semantic version such as 1.4.0", at.value));
    }
    sound
}

fn line(table: &mut Table<'_, '_>, key: &'static str, longest: usize, problems: &mut Problems<'_>) -> String {
    let Some(at) = table.text(key, problems) else { return String::new() };
    let length = at.value.chars().count();
    if at.value.trim().is_empty() || length > longest || at.value.chars().any(|c| c.is_control() && c != '\n') {
        problems.add(&at.span, format!("`{key}`: expected 1 to {longest} printable characters"));
    }
    at.value.to_owned()
}

fn worlds(table: &mut Table<'_, '_>, problems: &mut Problems<'_>) -> Vec<World> {
    let Some(list) = table.texts("worlds", problems) else {
        if !table.keys().any(|(key, _)| key == "worlds") {
            table.missing("worlds", problems);
        }
        return Vec::new();
    };
    let mut worlds = Vec::new();
    for at in &list.value {
        let world = match at.value {
            "recogniser" => World::Recogniser,
            "validator" => World::Validator,
            "transformer" => World::Transformer,
            "adapter" => World::Adapter,
            other => {
                let known = "recogniser, validator, transformer, adapter";
                problems.add(&at.span, format!("`{other}` is not a world; the worlds are {known}"));
                continue;
            }
        };
        if worlds.contains(&world) {
            problems.add(&at.span, format!("`{}` stands twice", at.value));
        }
        worlds.push(world);
    }
    if list.value.is_empty() {
        problems.add(&list.span, "`worlds`: at least one");
    }
    worlds.sort_unstable();
    worlds
}

fn stages(table: &mut Table<'_, '_>, problems: &mut Problems<'_>) -> Vec<u8> {
    let Some(list) = table.numbers("stages", problems) else {
        if !table.keys().any(|(key, _)| key == "stages") {
            table.missing("stages", problems);
        }
        return Vec::new();
    };
    let mut stages = Vec::new();
    for at in &list.value {
        match u8::try_from(at.value) {
            Ok(stage @ 1..=4) => stages.push(stage),
            _ => problems.add(&at.span, format!("{} is not a stage; expected 1 to 4", at.value)),
        }
    }
    stages.sort_unstable();
    stages.dedup();
    stages
}

fn read_capabilities(mut table: Table<'_, '_>, problems: &mut Problems<'_>) -> Capabilities {
    let capabilities = Capabilities {
        outbound_http: table.table("outbound-http", problems).map(|table| outbound_http(table, problems)),
        drop_folder: table.table("drop-folder", problems).map(|table| {
            table.end(problems);
            DropFolder {}
        }),
        mail: table.table("mail", problems).map(|table| {
            table.end(problems);
            Mail {}
        }),
    };
    table.end(problems);
    capabilities
}

fn outbound_http(mut table: Table<'_, '_>, problems: &mut Problems<'_>) -> OutboundHttp {
    let destinations = table.texts("destinations", problems);
    match &destinations {
        Some(list) => {
            for at in &list.value {
                let rest = at.value.strip_prefix("https://").or_else(|| at.value.strip_prefix("http://"));
                let host = rest.map(|rest| rest.strip_prefix("*.").unwrap_or(rest));
                let sound = host.is_some_and(|host| {
                    host == "*"
                        || (!host.is_empty()
                            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)))
                });
                if !sound {
                    let text = format!(
                        "`{}` is not an origin such as https://host:8443, https://*.host or https://*",
                        at.value
                    );
                    problems.add(&at.span, text);
                }
            }
        }
        None => {
            if !table.keys().any(|(key, _)| key == "destinations") {
                table.missing("destinations", problems);
            }
        }
    }
    let methods = table.texts("methods", problems);
    for at in methods.iter().flat_map(|list| &list.value) {
        if !METHODS.contains(&at.value) {
            problems.add(&at.span, format!("`{}` is not a method; allowed: {}", at.value, METHODS.join(", ")));
        }
    }
    let secrets = table.texts("secrets", problems);
    table.end(problems);
    let owned = |list: Option<At<Vec<At<&str>>>>| -> Option<Vec<String>> {
        list.map(|list| list.value.iter().map(|at| at.value.to_owned()).collect())
    };
    OutboundHttp {
        destinations: owned(destinations).unwrap_or_default(),
        methods: owned(methods).unwrap_or_else(|| vec!["POST".to_owned()]),
        secrets: owned(secrets).unwrap_or_default(),
    }
}

fn read_limits(mut table: Table<'_, '_>, defaults: &Limits, problems: &mut Problems<'_>) -> Limits {
    let mut limits = defaults.clone();
    let mut spans = Vec::new();
    macro_rules! read {
        ($($name:ident),* $(,)?) => {
            $(if let Some(at) = table.number(stringify!($name), problems) {
                match at.value.try_into() {
                    Ok(value) => limits.$name = value,
                    Err(_) => problems.add(&at.span, concat!("`", stringify!($name), "` is too large")),
                }
                spans.push((stringify!($name), at.span));
            })*
        };
    }
    read!(
        wall_time_ms,
        fuel,
        memory_bytes,
        table_elements,
        instances,
        stack_bytes,
        input_bytes,
        output_bytes,
        output_items,
        log_bytes,
        host_calls,
        attachment_bytes,
        outbound_calls,
        outbound_bytes,
        outbound_response_bytes,
    );
    for (name, value, maximum) in limits.problems() {
        if let Some((_, span)) = spans.iter().find(|(given, _)| *given == name) {
            problems.add(span, format!("`{name}` is {value}; allowed are 1 to {maximum}"));
        }
    }
    table.end(problems);
    limits
}
