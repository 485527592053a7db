//! The figures. Each module measures one thing and says how.

mod activation;
mod attachment;
mod call;
mod end_to_end;
mod fairness;
mod growth;
mod hostile;
mod lookup;
mod peers;
mod start;

use crate::report::{Figure, Found, Machine};
use crate::{Outcome, failure};
use drehscheibe_model::area::Areas;
use drehscheibe_processor::{ReferenceAreas, ReferenceCodeLists};

/// How much is measured.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Fewer rounds, smaller scenarios.
    pub quick: bool,
    /// Ids of the figures to measure; none: all.
    pub only: Vec<String>,
}

impl Context {
    /// Whether this figure is asked for.
    fn asks_for(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == id)
    }

    /// So many rounds, a third of them if it is to be quick.
    fn rounds(&self, full: usize) -> usize {
        if self.quick { full.div_ceil(3) } else { full }
    }
}

type Measure = fn(&Context) -> Outcome<Vec<Figure>>;

/// Ids and who measures them.
const ALL: &[(&[&str], Measure)] = &[
    (&["call"], call::run),
    (&["end-to-end"], end_to_end::run),
    (&["fairness"], fairness::run),
    (hostile::IDS, hostile::run),
    (&["cost-growth"], growth::run),
    (&["hot-activation"], activation::run),
    (&["attachment"], attachment::run),
    (&["start"], start::run),
    (peers::IDS, peers::run),
    (&["load", "load-memory", "lookup"], lookup::run),
];

/// Municipalities of the register, for configurations.
pub(crate) const KEYS: [&str; 8] = [
    "146120000000",
    "147130000000",
    "145110000000",
    "147290260260",
    "146270210210",
    "146270140140",
    "145210320320",
    "146250200200",
];

/// ARS of all municipalities of Saxony, in order.
pub(crate) fn municipalities() -> Outcome<Vec<String>> {
    let lists = ReferenceCodeLists::load()?;
    let areas = ReferenceAreas::load(&lists)?;
    let all = areas.all(jiff::civil::Date::constant(2026, 3, 2));
    let mut keys: Vec<_> = all.iter().map(|one| one.ars.to_string()).filter(|key| key.starts_with("14")).collect();
    keys.sort();
    Ok(keys)
}

/// Measures what the context asks for.
pub fn run(context: &Context) -> Outcome<Found> {
    let known = |name: &String| ALL.iter().any(|(ids, _)| ids.contains(&name.as_str()));
    if let Some(unknown) = context.only.iter().find(|name| !known(name)) {
        return Err(failure(format!("there is no figure `{unknown}`")));
    }
    let mut found = Found { machine: Machine::this(), ..Found::default() };
    for (ids, measure) in ALL {
        if ids.iter().any(|id| context.asks_for(id)) {
            eprintln!("measuring {} ...", ids.join(", "));
            let figures = measure(context).map_err(|error| failure(format!("{}: {error}", ids.join(", "))))?;
            eprint!("{}", crate::report::show::table(&figures));
            found.figures.extend(figures);
        }
    }
    Ok(found)
}

/// What this program starts itself to measure in a process of its own.
pub fn probe(arguments: &[String]) -> Outcome<()> {
    match arguments {
        [what, file] => lookup::probe(what, std::path::Path::new(file)),
        _ => Err(failure(format!("there is no probe {arguments:?}"))),
    }
}
