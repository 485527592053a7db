//! A validator as a program of the machine itself: what `drehscheibe plugin bench` compares with.

use super::{Host, submission, validate};
use crate::Validator;
use crate::bindings::imports::drehscheibe::rule::types;
use std::io::{self, BufRead, Read};
use std::time::Instant;

/// Measures a validator without any sandbox. From standard input it reads, once: a line `LENGTH RECEIVED
/// [AGS|- [ARS|-]]` and a document of so many bytes, a line `LENGTH` and the settings. Then, for each line
/// with a number of calls, it makes them and writes the microseconds that one took on average.
///
/// `fill` completes the submission before the area of the first line is put into it.
///
/// # Errors
/// What stands on standard input is something else, or the validator fails.
///
/// ```no_run
/// // examples/native.rs
/// # use drehscheibe_sdk::{Failure, Findings, Json, Plugin, Submission, Validator};
/// # struct Nothing;
/// # impl Plugin for Nothing {
/// #     type Settings = ();
/// #     const SETTINGS_SCHEMA: &'static str = "{}";
/// # }
/// # impl Validator for Nothing {
/// #     type Document = Json<()>;
/// #     fn validate(_: &Submission<Json<()>>, _: &(), _: &mut Findings) -> Result<(), Failure> {
/// #         Ok(())
/// #     }
/// # }
/// fn main() -> std::io::Result<()> {
///     drehscheibe_sdk::test::native::<Nothing>(|_| {})
/// }
/// ```
pub fn native<P: Validator>(fill: impl FnOnce(&mut types::Submission)) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let first = line(&mut input)?.ok_or_else(|| wrong("there is no document"))?;
    let mut words = first.split_whitespace();
    let mut word = || words.next().filter(|word| *word != "-");
    let length = word();
    let received = word().ok_or_else(|| wrong("there is no time of receipt"))?.to_owned();
    let (ags, ars) = (word().map(str::to_owned), word().map(str::to_owned));
    let document = bytes(&mut input, length)?;
    let length = line(&mut input)?;
    let settings = String::from_utf8(bytes(&mut input, length.as_deref())?).map_err(io::Error::other)?;
    Host::new().settings(settings).now(&received).install();
    let mut submission = submission(document);
    fill(&mut submission);
    if ags.is_some() || ars.is_some() {
        (submission.area.ags, submission.area.ars) = (ags, ars);
    }
    while let Some(calls) = line(&mut input)? {
        let calls: u32 = calls.parse().map_err(io::Error::other)?;
        let begin = Instant::now();
        for _ in 0..calls {
            let findings = validate::<P>(std::hint::black_box(&submission));
            std::hint::black_box(findings).map_err(|failure| io::Error::other(format!("{failure:?}")))?;
        }
        println!("{}", begin.elapsed().as_secs_f64() * 1e6 / f64::from(calls.max(1)));
    }
    Ok(())
}

fn wrong(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    Ok(if input.read_line(&mut line)? == 0 { None } else { Some(line.trim().to_owned()) })
}

fn bytes(input: &mut impl Read, length: Option<&str>) -> io::Result<Vec<u8>> {
    let length = length.and_then(|text| text.parse().ok()).ok_or_else(|| wrong("there is no length"))?;
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}
