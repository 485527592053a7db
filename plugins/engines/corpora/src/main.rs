//! Runs the engines over files.
//!
//! ```text
//! engines xslt STYLESHEET OUT-DIRECTORY SOURCE…      results as OUT/NAME.out or OUT/NAME.err
//! engines schematron SCHEMA OUT-DIRECTORY SOURCE…    the rule ids found, one a line
//! engines time-schematron SCHEMA ROUNDS SOURCE…      as time-xslt
//! engines time-xslt STYLESHEET ROUNDS SOURCE…        CPU milliseconds for a run, mean of ROUNDS
//! ```
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use drehscheibe_schematron::{Options, Schema};
use drehscheibe_xslt::{CompileOptions, Files, RunOptions, Stylesheet, compile};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() {
    // Deep recursion needs stack; a thread of our own gives it.
    let worker = std::thread::Builder::new().stack_size(256 << 20).spawn(|| match run() {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("{error}");
            1
        }
    });
    let code = worker.ok().and_then(|w| w.join().ok()).unwrap_or(2);
    std::process::exit(code);
}

fn run() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["xslt", stylesheet, out, sources @ ..] => transform(stylesheet, Path::new(out), sources),
        ["time-xslt", stylesheet, rounds, sources @ ..] => time(stylesheet, rounds.parse()?, sources),
        ["schematron", schema, out, sources @ ..] => validate(schema, Path::new(out), sources),
        ["time-schematron", schema, rounds, sources @ ..] => time_schematron(schema, rounds.parse()?, sources),
        _ => {
            Err("usage: engines xslt|schematron RULES OUT SOURCE… | time-xslt|time-schematron RULES ROUNDS SOURCE…"
                .into())
        }
    }
}

/// All files beside and below the stylesheet, by paths relative to its directory.
fn files_beside(stylesheet: &Path) -> Outcome<Files> {
    let root = stylesheet.parent().unwrap_or(Path::new("."));
    let mut files = Files::new();
    let mut open: Vec<PathBuf> = vec![root.to_path_buf()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(&directory)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(name) = path.strip_prefix(root) {
                files.add(name.to_string_lossy().into_owned(), std::fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

fn load(stylesheet: &str) -> Outcome<Stylesheet> {
    let path = Path::new(stylesheet);
    let files = files_beside(path)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let built_in = |name: &String| [".xml", ".js", ".css", ".txt"].iter().any(|end| name.ends_with(end));
    let documents = files.iter().map(|f| f.0.to_string()).filter(built_in).collect();
    let options = CompileOptions { documents, ..CompileOptions::default() };
    compile(&name, &files, &options)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into())
}

fn transform(stylesheet: &str, out: &Path, sources: &[&str]) -> Outcome<()> {
    let sheet = load(stylesheet)?;
    std::fs::create_dir_all(out)?;
    for source in sources {
        let name = Path::new(source).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let uri = format!("file:{}", Path::new(source).display());
        let options = RunOptions { source_uri: Some(uri), ..RunOptions::default() };
        match sheet.run(&std::fs::read(source)?, &options) {
            Ok(output) => std::fs::write(out.join(format!("{name}.out")), output.text())?,
            Err(error) => std::fs::write(out.join(format!("{name}.err")), error.to_string())?,
        }
    }
    Ok(())
}

fn load_schema(schema: &str) -> Outcome<Schema> {
    let path = Path::new(schema);
    let files = files_beside(path)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    drehscheibe_schematron::compile(&name, &files, &Options::default())
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into())
}

fn validate(schema: &str, out: &Path, sources: &[&str]) -> Outcome<()> {
    let schema = load_schema(schema)?;
    std::fs::create_dir_all(out)?;
    for source in sources {
        let name = Path::new(source).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        match schema.validate(&std::fs::read(source)?, &RunOptions::default()) {
            Ok(report) => {
                let ids: Vec<&str> = report.findings().map(|f| f.rule_id.as_str()).collect();
                std::fs::write(out.join(format!("{name}.out")), ids.join("\n"))?;
            }
            Err(error) => std::fs::write(out.join(format!("{name}.err")), error.to_string())?,
        }
    }
    Ok(())
}

fn time_schematron(schema: &str, rounds: u32, sources: &[&str]) -> Outcome<()> {
    let start = Instant::now();
    let schema = load_schema(schema)?;
    println!("compile {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    for source in sources {
        let bytes = std::fs::read(source)?;
        let before = cpu_ms(start);
        for _ in 0..rounds.max(1) {
            let report = schema.validate(&bytes, &RunOptions::default())?;
            std::hint::black_box(report.findings().count());
        }
        println!("{:.3} ms {source}", (cpu_ms(start) - before) / f64::from(rounds.max(1)));
    }
    Ok(())
}

/// CPU time of this thread in milliseconds; wall time where the system does not say.
fn cpu_ms(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match stat.split(' ').next().and_then(|n| n.parse::<f64>().ok()) {
        Some(nanos) => nanos / 1e6,
        None => start.elapsed().as_secs_f64() * 1e3,
    }
}

fn time(stylesheet: &str, rounds: u32, sources: &[&str]) -> Outcome<()> {
    let start = Instant::now();
    let sheet = load(stylesheet)?;
    println!("compile {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    for source in sources {
        let bytes = std::fs::read(source)?;
        let before = cpu_ms(start);
        for _ in 0..rounds.max(1) {
            let output = sheet.run(&bytes, &RunOptions::default())?;
            std::hint::black_box(output.text().len());
        }
        println!("{:.3} ms {source}", (cpu_ms(start) - before) / f64::from(rounds.max(1)));
    }
    Ok(())
}
