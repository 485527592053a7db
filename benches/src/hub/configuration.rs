//! Configuration files for a hub under measurement.

use crate::Outcome;
use crate::guest::{component, plugins};
use std::fmt::Write;
use std::net::SocketAddr;
use std::path::Path;

/// The procedure that messages are submitted for.
pub const PROCEDURE: &str = "antrag-0";

/// An authority with the activations it has.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// ARS, 12 digits, as in the register.
    pub key: String,
    /// The plugin that validates; the stock plugin also transforms. Empty: the message passes as it is.
    pub validator: &'static str,
    /// It transforms instead.
    pub transforms: bool,
    /// Further lines of the validator's `limits` table, such as `wall_time_ms = 1000`.
    pub limits: String,
}

impl Municipality {
    /// One that runs the stock plugin.
    pub fn ordinary(key: &str) -> Self {
        Self { key: key.into(), validator: "hundesteuer", transforms: false, limits: String::new() }
    }
    pub fn with_validator(key: &str, validator: &'static str) -> Self {
        Self { key: key.into(), validator, transforms: false, limits: String::new() }
    }
    /// A guest that is a transformer, and nothing that validates.
    pub fn with_transformer(key: &str, transformer: &'static str) -> Self {
        Self { transforms: true, ..Self::with_validator(key, transformer) }
    }
}

/// What a hub is made of.
#[derive(Debug, Clone)]
pub struct Setup {
    pub municipalities: Vec<Municipality>,
    /// Each municipality has all of them activated.
    pub procedures: usize,
    /// How many adapters are configured; messages go to the first.
    pub adapters: usize,
    /// Messages to procedure `n` go to adapter `n + shift`, counted in a circle.
    pub shift: usize,
    /// Components beside the stock plugins: name and bytes.
    pub guests: Vec<(String, Vec<u8>)>,
    /// Activations have these guests as validators, in turn, instead of what the municipality says.
    pub in_turn: bool,
    /// Lines of the table `[workers]`.
    pub workers: String,
    /// Log filter of the hub.
    pub log: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            municipalities: Vec::new(),
            procedures: 1,
            adapters: 1,
            shift: 0,
            guests: Vec::new(),
            in_turn: false,
            workers: String::new(),
            log: "warn",
        }
    }
}

impl Setup {
    pub fn of(municipalities: Vec<Municipality>) -> Self {
        Self { municipalities, ..Self::default() }
    }

    /// Writes all files below `directory`.
    pub fn write(&self, directory: &Path, sink: SocketAddr) -> Outcome<()> {
        let configuration = directory.join("configuration");
        for part in ["components", "configuration/procedures", "configuration/authorities"] {
            std::fs::create_dir_all(directory.join(part))?;
        }
        let mut hub = format!(
            "[trust]\nuncertified = \"allow\"\n\n[hub]\nlisten = \"127.0.0.1:0\"\ndata_dir = \"data\"\nconfiguration = \"configuration\"\n\
             [network]\nprivate_origins = [\"http://{sink}\"]\n[workers]\n{}\n\
             [sources.portal]\nname = \"Portal\"\n",
            self.workers
        );
        for name in ["hundesteuer", "webservice"] {
            std::fs::write(directory.join(format!("components/{name}.wasm")), component(name)?)?;
            let manifest = plugins().join(name).join("plugin.toml");
            writeln!(hub, "[plugins.{name}]\ncomponent = \"components/{name}.wasm\"\nmanifest = {manifest:?}")?;
        }
        for (name, bytes) in &self.guests {
            std::fs::write(directory.join(format!("components/{name}.wasm")), bytes)?;
            writeln!(hub, "[plugins.{name}]\ncomponent = \"components/{name}.wasm\"")?;
        }
        std::fs::write(directory.join("drehscheibe.toml"), hub)?;
        for number in 0..self.procedures {
            let text = format!(
                "id = \"antrag-{number}\"\nname = \"Antrag {number}\"\ncompetence = {{ kind = \"municipality\" }}\n\
                 [[recognition]]\nname = \"Antrag {number}\"\nwhen = {{ procedure = \"antrag-{number}\" }}\n"
            );
            std::fs::write(configuration.join(format!("procedures/antrag-{number:03}.toml")), text)?;
        }
        for (place, one) in self.municipalities.iter().enumerate() {
            let text = self.authority(place, one, sink)?;
            std::fs::write(configuration.join(format!("authorities/{}.toml", one.key)), text)?;
        }
        Ok(())
    }

    /// The guest whose turn it is, if guests take turns.
    fn turn(&self, place: usize) -> Option<&str> {
        let guests = self.in_turn.then_some(&self.guests)?;
        Some(&guests.get(place % guests.len().max(1))?.0)
    }

    fn authority(&self, place: usize, one: &Municipality, sink: SocketAddr) -> Outcome<String> {
        let mut text = format!("municipality = \"{0}\"\nname = \"Gemeinde {0}\"\n", one.key);
        for number in 0..self.adapters {
            writeln!(
                text,
                "[targets.fach-{number}]\nadapter = \"webservice\"\nidempotent = true\n\
                 settings = {{ url = \"http://{sink}/{number}\", anhaenge_url = \"http://{sink}/anhang\" }}\n\
                 grants = {{ http = [{{ origin = \"http://{sink}\", methods = [\"POST\"] }}] }}"
            )?;
        }
        let stock = plugins().join("hundesteuer/settings/pirna.json");
        for number in 0..self.procedures {
            let limits = if one.limits.is_empty() { String::new() } else { format!(", limits = {{ {} }}", one.limits) };
            let (validators, transformers) = if let Some(guest) = self.turn(place * self.procedures + number) {
                (format!("{{ plugin = \"{guest}\" }}"), String::new())
            } else if one.validator.is_empty() {
                Default::default()
            } else if one.validator == "hundesteuer" {
                let stock = format!("{{ plugin = \"hundesteuer\", settings_file = {stock:?}{limits} }}");
                (stock.clone(), stock)
            } else {
                let guest = format!("{{ plugin = \"{}\"{limits} }}", one.validator);
                if one.transforms { (String::new(), guest) } else { (guest, String::new()) }
            };
            writeln!(
                text,
                "[[activations]]\nprocedure = \"antrag-{number}\"\nstage = 3\napplication = \"Fachverfahren\"\n\
                 validators = [{validators}]\ntransformers = [{transformers}]\n\
                 routes = [{{ targets = [\"fach-{}\"] }}]",
                (number + self.shift) % self.adapters.max(1)
            )?;
        }
        Ok(text)
    }
}
