//! `make bench` and `make bench-check`.

use drehscheibe_benches::figures::{self, Context};
use drehscheibe_benches::report::{Results, check, show};
use drehscheibe_benches::{Outcome, failure};
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
figures                 measures all figures, prints a table, writes benches/RESULTS.md and benches/results.json
figures check           measures again and compares the ratios with benches/results.json
    --quick             fewer rounds and smaller scenarios
    --only NAME,NAME    only these; the results of the others stay as they are";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<ExitCode> {
    let (mut compare, mut context) = (false, Context::default());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "check" => compare = true,
            "--quick" => context.quick = true,
            "--only" => {
                let names = arguments.next().ok_or_else(|| failure(HELP))?;
                context.only = names.split(',').map(str::to_owned).collect();
            }
            // What this program starts itself, to measure in a process of its own.
            "probe" => return figures::probe(&arguments.collect::<Vec<_>>()).map(|()| ExitCode::SUCCESS),
            _ => return Err(failure(HELP)),
        }
    }
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    let before = Results::read(&directory.join("results.json"))?;
    if compare {
        let before = before.ok_or_else(|| failure("there is no results.json to compare with"))?;
        return check::run(&before, |only| figures::run(&Context { only, ..context.clone() }), &context.only);
    }
    let found = figures::run(&context)?;
    let results = before.unwrap_or_default().with(found);
    print!("{}", show::table(&results.figures));
    results.write(directory)?;
    Ok(ExitCode::SUCCESS)
}
