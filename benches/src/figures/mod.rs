//! The figures. Each module measures one thing and says how.

mod attachment;
mod call;
mod end_to_end;
mod fairness;
mod hostile;
mod lookup;

use crate::report::{Figure, Found, Machine};
use crate::{Outcome, failure};

/// How much is measured.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Fewer rounds, smaller scenarios.
    pub quick: bool,
    /// Ids of the figures to measure; none: all.
    pub only: Vec<String>,
}

impl Context {
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
    (&["hostile-neighbours"], hostile::run),
    (&["attachment"], attachment::run),
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
    "146250270270",
];

/// Measures what the context asks for.
pub fn run(context: &Context) -> Outcome<Found> {
    let known = |name: &String| ALL.iter().any(|(ids, _)| ids.contains(&name.as_str()));
    if let Some(unknown) = context.only.iter().find(|name| !known(name)) {
        return Err(failure(format!("there is no figure `{unknown}`")));
    }
    let mut found = Found { machine: Machine::this(), ..Found::default() };
    for (ids, measure) in ALL {
        if context.only.is_empty() || ids.iter().any(|id| context.only.iter().any(|name| name == id)) {
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
