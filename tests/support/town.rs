//! A town with two procedures and two targets of the same kind: `meldung` goes where a delivery may
//! come again, `bescheid` where it must not.

use super::{Sink, Stage};

const AUTHORITY: &str = r#"
municipality = "147290260260"
name = "Stadt Markkleeberg"
@MORE@
[targets.wiederholbar]
adapter = "webservice"
idempotent = true
settings = { url = "@SINK@/wiederholbar@END@"@SETTINGS@ }
grants = { http = [{ origin = "@SINK@", methods = ["POST"] }] }
retry = { first_pause_seconds = 1, longest_pause_seconds = 1 }

[targets.einmalig]
adapter = "webservice"
settings = { url = "@SINK@/einmalig@END@"@SETTINGS@ }
grants = { http = [{ origin = "@SINK@", methods = ["POST"] }] }
retry = { first_pause_seconds = 1, longest_pause_seconds = 1 }

[[activations]]
procedure = "meldung"
stage = 3
application = "Meldewesen"
validators = [@VALIDATORS@]
routes = [{ targets = ["wiederholbar"] }]

[[activations]]
procedure = "bescheid"
stage = 3
application = "Bescheide"
routes = [{ targets = ["einmalig"] }]
"#;

/// How a town differs from the usual.
#[derive(Debug, Clone, Default)]
pub struct Town {
    /// Appended to the address of both targets.
    pub end: String,
    /// Further settings of both adapters, each with a comma before it.
    pub settings: &'static str,
    /// Validators of `meldung`.
    pub validators: &'static str,
    /// Further keys of the authority.
    pub more: String,
}

fn origin(sink: &Sink) -> String {
    format!("http://{}", sink.address)
}

/// What the hub's file needs for a town.
pub fn hub_part(sink: &Sink, plugins: &[&str]) -> String {
    let network = format!("[network]\nprivate_origins = [{:?}]\n", origin(sink));
    format!("{network}{}", super::stage::plugins(&[&["webservice"], plugins].concat()))
}

/// The text of a procedure that is recognised by its name in the envelope.
pub fn procedure(id: &str) -> String {
    let head = format!("id = {id:?}\nname = \"Test\"\ncompetence = {{ kind = \"municipality\" }}\n");
    format!("{head}[[recognition]]\nname = \"Portal\"\nwhen = {{ procedure = {id:?} }}\n")
}

impl Town {
    /// Writes the authority's file.
    pub fn write(&self, stage: &Stage, sink: &Sink) {
        let text = AUTHORITY
            .replace("@SINK@", &origin(sink))
            .replace("@END@", &self.end)
            .replace("@SETTINGS@", self.settings)
            .replace("@VALIDATORS@", self.validators)
            .replace("@MORE@", &self.more);
        stage.authority("markkleeberg", &text);
    }

    /// A stage with this town.
    pub fn stage(&self, sink: &Sink) -> Stage {
        let stage = Stage::new(&hub_part(sink, &[]));
        self.furnish(&stage, sink);
        stage
    }

    pub fn furnish(&self, stage: &Stage, sink: &Sink) {
        for id in ["meldung", "bescheid"] {
            stage.procedure(id, &procedure(id));
        }
        self.write(stage, sink);
    }
}

/// A submission to the town.
pub fn message(procedure: &str, number: u64) -> serde_json::Value {
    serde_json::json!({"procedure": procedure, "area": "14729260", "document": {"nummer": number}})
}
