//! The rule compiled for the machine itself, as the partner of the figure for one call (`make bench`).
//!
//! Reads from standard input, once: a line with the length of a document and its receipt time, the
//! document, a line with the length of the settings, the settings. Then, for each line with a number of
//! calls, makes them and writes the microseconds that one took.

// A component's crate cannot be linked: its files are.
#[path = "../src/document.rs"]
mod document;
#[path = "../src/output/mod.rs"]
mod output;
#[path = "../src/plugin.rs"]
mod plugin;
#[path = "../src/rules/mod.rs"]
mod rules;
#[path = "../src/settings.rs"]
mod settings;
#[path = "../src/tax.rs"]
mod tax;

use drehscheibe_sdk::test;
use std::error::Error;
use std::io::{BufRead, Read};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A line with a number, and what stands behind it.
fn line(input: &mut impl BufRead) -> Outcome<Option<(usize, String)>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let (number, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    Ok(Some((number.parse()?, rest.to_owned())))
}

fn bytes(input: &mut impl BufRead, length: usize) -> Outcome<Vec<u8>> {
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn main() -> Outcome<()> {
    let mut input = std::io::stdin().lock();
    let (length, received) = line(&mut input)?.ok_or("no document")?;
    let document = bytes(&mut input, length)?;
    let (length, _) = line(&mut input)?.ok_or("no settings")?;
    let settings = String::from_utf8(bytes(&mut input, length)?)?;
    test::Host::new().settings(settings).now(&received).install();
    let mut submission = test::submission(document);
    submission.area.ags = Some("14627021".into());
    submission.area.ars = Some("146270210210".into());
    while let Some((calls, _)) = line(&mut input)? {
        let begin = Instant::now();
        for _ in 0..calls {
            let findings = test::validate::<plugin::Hundesteuer>(std::hint::black_box(&submission));
            if !std::hint::black_box(findings).is_ok_and(|findings| findings.is_empty()) {
                return Err("the rule found something".into());
            }
        }
        println!("{}", begin.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(calls)?));
    }
    Ok(())
}
