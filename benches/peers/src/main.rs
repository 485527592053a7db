//! One call of a validator in wasmtime as it comes: no limits, no interruption, no pool, nothing in
//! between. Speaks like the native rule (`plugins/hundesteuer/examples/native.rs`).
//!
//! `peers COMPONENT fresh` makes an instance for each call, `peers COMPONENT warm` one for all.

use std::error::Error;
use std::io::BufRead;
use std::time::Instant;
use wasmtime::component::{Component, HasSelf, InstancePre, Linker};
use wasmtime::{Engine, Store};

mod contract {
    wasmtime::component::bindgen!({
        path: "../../wit",
        world: "drehscheibe:rule/validator",
    });
}

use contract::ValidatorPre;
use contract::drehscheibe::rule::host::{AttachmentError, Host, Level, Lookup};
use contract::drehscheibe::rule::types;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What the rule asks for.
#[derive(Clone)]
struct Answers {
    settings: String,
    seconds: i64,
    utc_offset_seconds: i32,
}

impl Host for Answers {
    fn log(&mut self, _: Level, _: String) {}
    fn settings(&mut self) -> String {
        self.settings.clone()
    }
    fn now(&mut self) -> types::Instant {
        let Self { seconds, utc_offset_seconds, .. } = *self;
        types::Instant { seconds, nanoseconds: 0, utc_offset_seconds }
    }
    fn code_list(&mut self, _: String, _: Option<String>, _: String) -> Lookup {
        Lookup::NoSuchList
    }
    fn read_attachment(&mut self, _: String, _: u64, _: u32) -> Result<Vec<u8>, AttachmentError> {
        Err(AttachmentError::NotFound)
    }
}

impl types::Host for Answers {}

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
    let mut arguments = std::env::args().skip(1);
    let component = arguments.next().ok_or("peers COMPONENT fresh|warm")?;
    let warm = arguments.next().as_deref() == Some("warm");
    let mut input = std::io::stdin().lock();
    let (length, _) = line(&mut input)?.ok_or("no document")?;
    let document = bytes(&mut input, length)?;
    let (length, _) = line(&mut input)?.ok_or("no settings")?;
    let settings = String::from_utf8(bytes(&mut input, length)?)?;
    // 2026-02-20T09:15:00+01:00, as the sample says.
    let answers = Answers { settings, seconds: 1_771_575_300, utc_offset_seconds: 3_600 };

    let engine = Engine::default();
    let component = Component::from_file(&engine, component)?;
    let mut linker = Linker::new(&engine);
    contract::drehscheibe::rule::host::add_to_linker::<_, HasSelf<Answers>>(&mut linker, |answers| answers)?;
    let instances: InstancePre<Answers> = linker.instantiate_pre(&component)?;
    let validators = ValidatorPre::new(instances)?;

    let submission = types::Submission {
        message_id: "01890000-0000-7000-8000-000000000001".into(),
        source: "portal".into(),
        procedure: "hundesteuer-anmeldung".into(),
        message_type: None,
        area: types::Area { ags: Some("14627021".into()), ars: Some("146270210210".into()) },
        case_id: None,
        document: types::Document { media_type: "application/json".into(), body: document },
        attachments: Vec::new(),
    };
    let call = |store: &mut Store<Answers>, validator: &contract::Validator| -> Outcome<()> {
        let findings = validator.drehscheibe_rule_validation().call_validate(store, &submission)?;
        if findings.is_ok_and(|findings| findings.is_empty()) { Ok(()) } else { Err("the rule found something".into()) }
    };
    let mut kept = Store::new(&engine, answers.clone());
    let validator = validators.instantiate(&mut kept)?;
    while let Some((calls, _)) = line(&mut input)? {
        let begin = Instant::now();
        for _ in 0..calls {
            if warm {
                call(&mut kept, &validator)?;
            } else {
                let mut store = Store::new(&engine, answers.clone());
                let validator = validators.instantiate(&mut store)?;
                call(&mut store, &validator)?;
            }
        }
        println!("{}", begin.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(calls)?));
    }
    Ok(())
}
