//! The run: plan, report, and on request the certificate.

use super::issue::{self, IssueArgs};
use super::organisation;
use super::package::{Package, PackageArgs};
use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, NOTE, Outcome, print_json};
use crate::depot;
use crate::plugin::engine::certification_engine;
use crate::plugin::folder::load_plan;
use drehscheibe_certify::certification::{Mutation, to_html, to_json};
use drehscheibe_certify::plan::read_blueprint;
use drehscheibe_certify::{Certification, Plan, Progress, certify};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct RunArgs {
    #[command(flatten)]
    package: PackageArgs,
    /// Folder of the test plan
    #[arg(long, value_name = "DIR", required = true)]
    plan: Option<PathBuf>,
    /// Requirements of the procedure's blueprint (TOML with [[requirements]]); without it, those of the plan
    #[arg(long, value_name = "FILE")]
    blueprint: Option<PathBuf>,
    /// Where reports, what the organisation received, and the certificate go
    #[arg(long, value_name = "DIR", default_value = "certification")]
    out: PathBuf,
    /// The report as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    issue: IssueArgs,
    /// Attaches certificate, test result and report to the package in its depot
    #[arg(long, requires = "key")]
    attach: bool,
}

/// Runs plan and mutations with a progress bar.
pub fn examine(plan: &Plan, package: &Package, blueprint: Option<&Path>) -> Result<Certification, Failure> {
    let blueprint = match blueprint {
        Some(path) => {
            let here = |error| Failure::of(&error).line(format!("the blueprint is {}", path.display()));
            let text = std::fs::read_to_string(path).map_err(here)?;
            Some(read_blueprint(&path.display().to_string(), &text).map_err(|error| Failure::of(&error).code(NO))?)
        }
        None => None,
    };
    let ((first, _one), (second, _two)) = (certification_engine()?, certification_engine()?);
    let bar = crate::commands::progress(2 * plan.cases.len() as u64, "cases");
    let mut count = |progress| match progress {
        Progress::Case | Progress::Mutation => bar.inc(1),
        Progress::Mutations(number) => {
            bar.set_length(bar.length().unwrap_or(0) + number as u64);
            bar.set_message("spoilt documents");
        }
    };
    let done = certify(plan, &package.component, &[first, second], blueprint.as_deref(), &mut count);
    bar.finish_and_clear();
    Ok(done)
}

pub fn run(args: &RunArgs) -> Outcome {
    let package = args.package.read()?;
    if args.attach && package.depot.is_none() {
        let failure = Failure::new("only a package of a depot can have its certificate attached").code(2);
        return Err(failure.hint("name it as REPOSITORY:VERSION, or use `drehscheibe depot attach`"));
    }
    let plan = load_plan(args.plan.as_deref().unwrap_or(Path::new(".")), Some(&package.manifest))?;
    if plan.plugin != package.manifest.name {
        let text = format!("the plan is for `{}`, the package is `{}`", plan.plugin, package.manifest.name);
        return Err(Failure::new(text).code(NO));
    }
    let signer = args.issue.signer(&package)?;
    let done = examine(&plan, &package, args.blueprint.as_deref())?;
    let failed = |error: std::io::Error| Failure::of(&error).line(format!("the folder is {}", args.out.display()));
    std::fs::create_dir_all(&args.out).map_err(failed)?;
    let report = to_json(&done);
    std::fs::write(args.out.join("report.json"), &report).map_err(failed)?;
    std::fs::write(args.out.join("report.html"), to_html(&done)).map_err(failed)?;
    let received = organisation::try_deliveries(&plan, &package, &args.out.join("organisation"))?;
    if args.json {
        anstream::print!("{report}");
    } else {
        show(&done, &package);
        received.show();
    }
    if !done.passed() {
        return Ok(ExitCode::from(NO));
    }
    let Some(signer) = signer else {
        if !args.json {
            anstream::println!("{DIM}no certificate was asked for: --key FILE --organisation NAME{DIM:#}");
        }
        return Ok(ExitCode::SUCCESS);
    };
    let issued = issue::issue(&args.issue, &signer, &plan, &package, &done, &report, &args.out)?;
    if let (Some(issued), true) = (&issued, args.attach) {
        attach(&package, &[&issued.certificate, &issued.test_result, &args.out.join("report.json")])?;
    }
    match issued {
        Some(issued) if args.json => print_json(&issued).map(|()| ExitCode::SUCCESS),
        Some(issued) => {
            anstream::println!("{GOOD}certificate {}{GOOD:#}: {}", issued.number, issued.certificate.display());
            anstream::println!("  {}", issued.digest);
            if let Some((_, reference)) = package.depot.as_ref().filter(|_| args.attach) {
                anstream::println!("  attached to {reference}");
            }
            Ok(ExitCode::SUCCESS)
        }
        None => {
            anstream::eprintln!("{NOTE}not issued{NOTE:#}");
            Ok(ExitCode::from(NO))
        }
    }
}

fn attach(package: &Package, files: &[&Path]) -> Result<(), Failure> {
    let Some((client, reference)) = &package.depot else { return Ok(()) };
    let artifacts: Vec<_> = files.iter().map(|path| depot::artifact(path)).collect::<Result<_, _>>()?;
    depot::attach(client, reference, &artifacts).map(drop)
}

fn show(done: &Certification, package: &Package) {
    let manifest = &package.manifest;
    anstream::println!("{HEAD}{} {} by {}{HEAD:#}", manifest.name, manifest.version, manifest.vendor);
    anstream::println!("{DIM}{}{DIM:#}", package.digest);
    let passed = done.report.cases.iter().filter(|case| case.passed()).count();
    let highest = done.highest();
    anstream::println!("  cases             {passed} of {} as expected", done.report.cases.len());
    anstream::println!("  two runs          {}", if done.repeatable { "equal bytes" } else { "different bytes" });
    anstream::println!(
        "  most used         {} fuel, {} bytes of memory, {} bytes of output",
        highest.fuel,
        highest.memory_bytes,
        highest.output_bytes
    );
    let coverage = &done.coverage;
    let none = |list: &[String]| if list.is_empty() { "none".to_owned() } else { list.join(", ") };
    anstream::println!("  requirements      {} covered", coverage.requirements_covered.len());
    anstream::println!("  not covered       {}", none(&coverage.requirements_not_covered));
    let functions: Vec<String> = coverage.functions_not_exercised.iter().map(|name| (*name).to_owned()).collect();
    anstream::println!("  never called      {}", none(&functions));
    anstream::println!("  never found       {}", none(&coverage.findings_not_exercised));
    let of = |kind| done.mutations.tried.iter().filter(|one| one.kind == kind).count();
    let kinds: Vec<_> = Mutation::ALL.into_iter().map(|kind| format!("{} {}", of(kind), kind.name())).collect();
    anstream::println!("  spoilt documents  {}", kinds.join(", "));
    let objections = done.objections();
    for objection in &objections {
        anstream::println!("  {BAD}objection{BAD:#} {objection}");
    }
    if objections.is_empty() {
        anstream::println!("{GOOD}passed{GOOD:#}");
    } else {
        anstream::println!("{BAD}{} objection(s): no certificate{BAD:#}", objections.len());
    }
}
