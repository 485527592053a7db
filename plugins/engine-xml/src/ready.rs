//! The rules in this instance's memory.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use drehscheibe_rules::{Order, Problem, RuleSet, Surroundings};
use drehscheibe_sdk::host;
use drehscheibe_xslt::Resolver;
use serde::Deserialize;

thread_local! {
    static RULES: OnceCell<&'static RuleSet> = const { OnceCell::new() };
}

/// The rules, once they were built.
pub fn rules() -> Option<&'static RuleSet> {
    RULES.with(|rules| rules.get().copied())
}

/// What `drehscheibe rule build` gives as settings.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Request {
    order: Order,
    /// Name and size of each file; the file is the attachment whose id is its place in the list.
    files: Vec<(String, u32)>,
}

/// Rule files, read from the host when they are first asked for.
struct FromHost {
    places: BTreeMap<String, (usize, u32)>,
    read: Mutex<BTreeMap<String, Arc<[u8]>>>,
}

impl Resolver for FromHost {
    fn load(&self, uri: &str) -> Option<Arc<[u8]>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(uri) {
            return Some(known.clone());
        }
        let (place, size) = self.places.get(uri).copied()?;
        let bytes: Arc<[u8]> = host::read_attachment(&place.to_string(), 0, size).ok()?.into();
        // So the build report can say which files went in.
        host::debug(&format!("file {uri}"));
        read.insert(uri.to_owned(), bytes.clone());
        Some(bytes)
    }
}

/// Builds the rules that the settings order. The answer is the JSON Schema of the rules' own settings,
/// or an object with `problems`.
pub fn build() -> String {
    // Stays in the memory image: a panic of a later call still has its message in the log.
    std::panic::set_hook(Box::new(|info| host::log(host::Level::Error, &info.to_string())));
    let request: Request = match serde_json::from_str(&host::settings()) {
        Ok(request) => request,
        Err(error) => return refused(&[problem(format!("the order cannot be read: {error}"))]),
    };
    let places = request.files.into_iter().enumerate().map(|(place, (name, size))| (name, (place, size))).collect();
    let files = Arc::new(FromHost { places, read: Mutex::default() });
    match RuleSet::build(&request.order, files) {
        Ok(rules) => {
            let rules: &'static RuleSet = Box::leak(Box::new(rules));
            warm_up(rules);
            RULES.with(|place| {
                let _ = place.set(rules);
            });
            rules.settings_schema().to_owned()
        }
        Err(problems) => refused(&problems),
    }
}

/// Memory beyond what the rules take, in bytes: a call that stays within it need not ask for more.
const ROOM: usize = 4 << 20;

/// What is made at first use is made now, so that it is in the memory image.
fn warm_up(rules: &RuleSet) {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(ROOM)));
    let around = Surroundings::default();
    if rules.validates() {
        let _ = rules.validate(b"<aufwaermen/>", &around);
    }
    if rules.transforms() {
        let _ = rules.transform(b"<aufwaermen/>", &around);
    }
}

fn problem(text: String) -> Problem {
    Problem { file: None, line: 0, code: "ORDER".into(), text }
}

fn refused(problems: &[Problem]) -> String {
    serde_json::json!({ "problems": problems }).to_string()
}
