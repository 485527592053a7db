//! Guests that take more than one call to show something.

use super::guest::Source;
use super::guest::{Entry, Guest, Setting};
use super::guests::{self, LOOP_IN_CALL, MEMORY_OF_THE_LAST, TRAP_ON_DEMAND, WELL_BEHAVED};
use super::report::GuestReport;
use super::stage::{Ending, Stage, THROUGH};
use super::{ConformanceError, ConformanceOptions};
use crate::state::Subject;
use drehscheibe_model::call::{Grants, RuleFailure};
use drehscheibe_model::content::Document;
use drehscheibe_model::ports::Rules;
use std::time::Duration;

type Line = (GuestReport, bool);

pub(crate) fn all(options: &ConformanceOptions) -> Result<Vec<Line>, ConformanceError> {
    Ok(vec![
        trap_then_next(options)?,
        fresh_instance(options)?,
        side_by_side(options)?,
        foreign_machine_code(options, "machine-code-foreign", Forgery::Foreign)?,
        foreign_machine_code(options, "machine-code-tampered", Forgery::Tampered)?,
    ])
}

fn line(name: &str, limit: &str, ending: &Ending, contained: bool, bites: bool) -> Line {
    let report = GuestReport {
        name: name.into(),
        limit: limit.into(),
        outcome: ending.outcome.clone(),
        stopped_after_ms: u64::try_from(ending.after.as_millis()).unwrap_or(u64::MAX),
        bites,
    };
    (report, contained)
}

fn setting(source: Source) -> Setting {
    Guest::new("", "", "", Entry::Validate, source).held
}

/// A trap costs the message that caused it and no other.
fn trap_then_next(options: &ConformanceOptions) -> Result<Line, ConformanceError> {
    let setting = setting(TRAP_ON_DEMAND);
    let stage = Stage::new(options, &setting)?;
    let validate = |letter: &[u8]| {
        let document = Document { media_type: "text/plain".into(), body: letter.to_vec() };
        stage.with_context(&setting, "{}", &Grants::default(), |context, names| {
            let called = stage.runtime.validate(context, &names.submission(&document));
            let outcome = match called.result {
                Ok(_) => THROUGH,
                Err(RuleFailure::Stopped(stop)) => stop.name(),
                Err(_) => "failed",
            };
            Ending { outcome: outcome.into(), after: called.usage.wall_time, usage: called.usage }
        })
    };
    let (trapped, next) = (validate(b"T"), validate(b"x"));
    let contained = trapped.outcome == "Trap" && next.outcome == THROUGH;
    // Without a fresh instance, the trapped one refuses the next message.
    let bites = !stage.survives_in_one_instance(&setting, &[b"T", b"x"])?;
    Ok(line("trap-then-the-next-message", "fresh instance", &trapped, contained, bites))
}

/// Nothing that a guest remembers reaches the next message.
fn fresh_instance(options: &ConformanceOptions) -> Result<Line, ConformanceError> {
    let setting = setting(MEMORY_OF_THE_LAST);
    let stage = Stage::new(options, &setting)?;
    let first = stage.call(Entry::Validate, &setting);
    let mut second = stage.call(Entry::Validate, &setting);
    let contained = first.outcome == THROUGH && second.outcome == THROUGH;
    if contained {
        second.outcome = "forgotten".into();
    }
    let bites = !stage.survives_in_one_instance(&setting, &[b"x", b"x"])?;
    Ok(line("memory-of-the-last-message", "fresh instance", &second, contained, bites))
}

impl Stage {
    /// Calls one instance with one document after the other; whether the last call succeeds.
    fn survives_in_one_instance(&self, setting: &Setting, bodies: &[&[u8]]) -> Result<bool, ConformanceError> {
        let ready = self
            .runtime
            .ready(&self.plugin, &setting.limits)
            .map_err(|stop| ConformanceError::Guest(stop.to_string()))?;
        let mut last = false;
        let subject = Subject::of_settings("{}");
        let _ = self.runtime.call(&ready, &setting.limits, subject, 0, |store, instance| {
            for body in bodies {
                let document = Document { media_type: "text/plain".into(), body: body.to_vec() };
                last = self.with_context(setting, "{}", &Grants::default(), |_, names| {
                    let input = names.submission(&document);
                    let submission = crate::values::input::submission("", &input, &[]);
                    let Some(validation) = &ready.plugin.validation else { return false };
                    validation
                        .load(&mut *store, instance)
                        .and_then(|guest| guest.call_validate(&mut *store, submission))
                        .is_ok()
                });
            }
            Ok(())
        });
        Ok(last)
    }
}

/// One guest runs into its deadline; its neighbour, at the same time, finishes.
fn side_by_side(options: &ConformanceOptions) -> Result<Line, ConformanceError> {
    let mut slow = setting(LOOP_IN_CALL);
    slow.limits.wall_time_ms = 100;
    let mut stage = Stage::new(options, &slow)?;
    let neighbour = stage.blobs.put(guests::bytes(guests::LONG_LOOP).map_err(ConformanceError::Guest)?);
    let well = setting(guests::LONG_LOOP);
    let run = |stage: &Stage, slow: &Setting| {
        std::thread::scope(|scope| {
            let looping = scope.spawn(|| stage.call(Entry::Validate, slow));
            // Starts while the other runs, and goes on starting until it has ended.
            let mut finished = 0_u32;
            let document = Document { media_type: "text/plain".into(), body: b"x".to_vec() };
            loop {
                let ok = stage.with_context(&well, "{}", &Grants::default(), |context, names| {
                    let context = drehscheibe_model::call::CallContext { plugin: neighbour, ..context.clone() };
                    stage.runtime.validate(&context, &names.submission(&document)).result.is_ok()
                });
                if !ok {
                    return (looping.join().ok(), 0);
                }
                finished += 1;
                if looping.is_finished() {
                    break;
                }
            }
            (looping.join().ok(), finished)
        })
    };
    let (ending, finished) = run(&stage, &slow);
    let ending = ending.unwrap_or(Ending { outcome: "panic".into(), after: Duration::ZERO, usage: Default::default() });
    let contained = ending.outcome == "DeadlineExceeded" && finished > 0;
    // With its limit lifted, the same guest goes on beside its neighbour until the watchdog.
    slow.limits.wall_time_ms = 400;
    stage.again(options, &slow)?;
    let (lifted, _) = run(&stage, &slow);
    let bites = lifted.is_some_and(|lifted| lifted.after >= Duration::from_millis(400));
    Ok(line("side-by-side", "wall_time_ms", &ending, contained, bites))
}

enum Forgery {
    /// Machine code of another plugin, under the name of this one.
    Foreign,
    /// Sealed for this plugin, changed afterwards.
    Tampered,
}

/// Machine code that this hub did not make for this plugin is not run.
fn foreign_machine_code(
    options: &ConformanceOptions,
    name: &'static str,
    forgery: Forgery,
) -> Result<Line, ConformanceError> {
    let mut setting = setting(WELL_BEHAVED);
    setting.limits.wall_time_ms = 50;
    let mut stage = Stage::new(options, &setting)?;
    // What the forger wants to have run: a loop instead of a guest that finds nothing.
    let evil = stage.blobs.put(guests::bytes(LOOP_IN_CALL).map_err(ConformanceError::Guest)?);
    let stopped = |stop: drehscheibe_model::call::Stop| ConformanceError::Guest(stop.to_string());
    stage.runtime.precompile(&evil).map_err(stopped)?;
    stage.runtime.precompile(&stage.plugin).map_err(stopped)?;
    let read = |plugin| std::fs::read(stage.runtime.cache_file(plugin)).map_err(ConformanceError::Scratch);
    let (own, evil) = (read(&stage.plugin)?, read(&evil)?);
    let forged = match forgery {
        Forgery::Foreign => evil,
        // The seal of the one before the code of the other.
        Forgery::Tampered => {
            let (seal, _) = own.split_at(own.len().min(48));
            let (_, code) = evil.split_at(evil.len().min(48));
            [seal, code].concat()
        }
    };
    let put = |stage: &Stage| {
        std::fs::write(stage.runtime.cache_file(&stage.plugin), &forged).map_err(ConformanceError::Scratch)
    };
    put(&stage)?;
    stage.again(options, &setting)?;
    let mut ending = stage.call(Entry::Validate, &setting);
    let contained = ending.outcome == THROUGH && stage.runtime.cache_counts().rejected == 1;
    if contained {
        ending.outcome = "CacheRejected".into();
    }
    put(&stage)?;
    setting.lifted.seal = true;
    stage.again(options, &setting)?;
    let bites = stage.call(Entry::Validate, &setting).outcome == "DeadlineExceeded";
    Ok(line(name, "seal of compiled components", &ending, contained, bites))
}
