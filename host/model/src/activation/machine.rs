//! The state machine. Pure: a model checker drives it through every path.

use super::content::Content;
use super::gate::{Gap, Inspection};
use super::record::{ActivationRecord, ActivationState as State, FunctionTest};
use crate::ids::SourceId;
use jiff::civil::Date;

/// What somebody wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Other content; what was tested before counts no more.
    Change(Box<Content>),
    /// A function test was made.
    Tested(Box<FunctionTest>),
    /// Productive for the messages of these sources.
    Pilot { sources: Vec<SourceId> },
    /// Productive for all; what was productive before is replaced and kept.
    GoLive { without_pilot: bool },
    /// Goes live on this day (German), if the gate is open now and is still open then.
    Schedule { on: Date, without_pilot: bool },
    /// The day has come.
    Switch,
    /// Off.
    Suspend { reason: String },
    /// Its window has ended.
    End,
    /// A replaced one takes its place again.
    Rollback,
    /// Runs beside the productive one, without effect, or no longer does.
    Shadow { on: bool },
}

/// What is to be stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    pub changed: Vec<ActivationRecord>,
    /// Records too old to be kept.
    pub dropped: Vec<u64>,
}

/// Decides about one record of a line, `line` being all of it. `kept` is how many replaced records
/// stay.
///
/// # Errors
/// Everything that is missing.
pub fn decide(
    line: &[ActivationRecord],
    number: u64,
    command: Command,
    inspection: &Inspection,
    by: &str,
    kept: usize,
) -> Result<Decision, Vec<Gap>> {
    let unknown = || vec![Gap::Unavailable { text: format!("there is no activation {number}") }];
    let record = line.iter().find(|record| record.number == number).ok_or_else(unknown)?.clone();
    let turn = Turn { line, record, inspection, by };
    match command {
        Command::Change(content) => turn.change(*content),
        Command::Tested(test) => turn.tested(*test),
        Command::Pilot { sources } => turn.pilot(sources),
        Command::GoLive { without_pilot } => turn.live(without_pilot, &[State::Suspended], "", kept),
        Command::Schedule { on, without_pilot } => turn.schedule(on, without_pilot),
        Command::Switch => turn.live(true, &[], "the day has come", kept),
        Command::Suspend { reason } => turn.off(&[State::Pilot, State::Productive], reason),
        Command::End => turn.off(&[State::Pilot, State::Productive], "the window has ended".into()),
        Command::Rollback => turn.back(kept),
        Command::Shadow { on } => turn.shadow(on),
    }
}

/// The record that a rollback of the line brings back: the one that was replaced last.
pub fn rollback_candidate(line: &[ActivationRecord]) -> Option<&ActivationRecord> {
    let replaced = line.iter().filter(|record| record.state == State::Replaced);
    replaced.max_by_key(|record| (record.changed_at, record.number))
}

struct Turn<'a> {
    line: &'a [ActivationRecord],
    record: ActivationRecord,
    inspection: &'a Inspection,
    by: &'a str,
}

impl Turn<'_> {
    fn wrong(&self, to: State) -> Gap {
        Gap::WrongState { from: self.record.state, to }
    }

    fn only(self) -> Result<Decision, Vec<Gap>> {
        Ok(Decision { changed: vec![self.record], dropped: Vec::new() })
    }

    fn change(mut self, content: Content) -> Result<Decision, Vec<Gap>> {
        if matches!(self.record.state, State::Productive | State::Replaced | State::Pilot) {
            return Err(vec![self.wrong(State::Drafted)]);
        }
        self.record.content = content;
        (self.record.test, self.record.switch_on, self.record.shadow) = (None, None, false);
        self.record.step(State::Drafted, self.by, self.inspection.now, "changed".into());
        self.only()
    }

    fn tested(mut self, test: FunctionTest) -> Result<Decision, Vec<Gap>> {
        let green = test.passed && test.content == self.inspection.digest;
        let state = match self.record.state {
            State::Drafted | State::FunctionTested if green => State::FunctionTested,
            State::Drafted | State::FunctionTested => State::Drafted,
            other => other,
        };
        let note = if green { "green function test" } else { "red function test" };
        if state == State::Drafted {
            (self.record.switch_on, self.record.shadow) = (None, false);
        }
        self.record.test = Some(test);
        self.record.step(state, self.by, self.inspection.now, note.into());
        self.only()
    }

    fn missing(&self) -> Vec<Gap> {
        self.inspection.missing(self.record.test.as_ref())
    }

    fn pilot(mut self, sources: Vec<SourceId>) -> Result<Decision, Vec<Gap>> {
        let mut missing = self.missing();
        if !matches!(self.record.state, State::FunctionTested | State::Pilot) {
            missing.push(self.wrong(State::Pilot));
        }
        if sources.is_empty() {
            missing.push(Gap::NoPilotSources);
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let names: Vec<_> = sources.iter().map(SourceId::as_str).collect();
        let note = format!("for {}", names.join(", "));
        self.record.pilot_sources = sources;
        self.record.shadow = false;
        self.record.step(State::Pilot, self.by, self.inspection.now, note);
        // One pilot at a time.
        let mut decision = Decision::default();
        for other in self.others(State::Pilot) {
            let mut other = other.clone();
            let note = format!("activation {} is the pilot now", self.record.number);
            other.switch_on = None;
            other.step(State::Suspended, self.by, self.inspection.now, note);
            decision.changed.push(other);
        }
        decision.changed.push(self.record);
        Ok(decision)
    }

    fn others(&self, state: State) -> impl Iterator<Item = &ActivationRecord> {
        self.line.iter().filter(move |other| other.number != self.record.number && other.state == state)
    }

    /// What is missing to go live from the states of a way forward, or from `more`.
    fn missing_to_live(&self, without_pilot: bool, more: &[State]) -> Vec<Gap> {
        let mut missing = self.missing();
        match self.record.state {
            State::Pilot => {}
            State::FunctionTested if without_pilot => {}
            State::FunctionTested => missing.push(Gap::NoPilot),
            // A redirect has nothing to test.
            State::Drafted if !self.inspection.needs_test => {}
            state if more.contains(&state) => {}
            _ => missing.push(self.wrong(State::Productive)),
        }
        missing
    }

    fn live(mut self, without_pilot: bool, more: &[State], note: &str, kept: usize) -> Result<Decision, Vec<Gap>> {
        let missing = self.missing_to_live(without_pilot, more);
        if !missing.is_empty() {
            return Err(missing);
        }
        let now = self.inspection.now;
        (self.record.switch_on, self.record.shadow) = (None, false);
        self.record.pilot_sources.clear();
        self.record.step(State::Productive, self.by, now, note.to_owned());
        let mut decision = Decision::default();
        for other in self.others(State::Productive) {
            let mut other = other.clone();
            other.step(State::Replaced, self.by, now, format!("by activation {}", self.record.number));
            decision.changed.push(other);
        }
        let mut old: Vec<_> = self.others(State::Replaced).collect();
        old.sort_by_key(|record| std::cmp::Reverse((record.changed_at, record.number)));
        decision.dropped = old.iter().skip(kept).map(|record| record.number).collect();
        decision.changed.push(self.record);
        Ok(decision)
    }

    fn schedule(mut self, on: Date, without_pilot: bool) -> Result<Decision, Vec<Gap>> {
        let mut missing = self.missing_to_live(without_pilot, &[]);
        if on <= self.inspection.today {
            missing.push(Gap::NotInFuture { day: on });
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        self.record.switch_on = Some(on);
        let state = self.record.state;
        self.record.step(state, self.by, self.inspection.now, format!("goes live on {on}"));
        self.only()
    }

    fn off(mut self, from: &[State], note: String) -> Result<Decision, Vec<Gap>> {
        if !from.contains(&self.record.state) {
            return Err(vec![self.wrong(State::Suspended)]);
        }
        self.record.switch_on = None;
        self.record.step(State::Suspended, self.by, self.inspection.now, note);
        self.only()
    }

    fn back(self, kept: usize) -> Result<Decision, Vec<Gap>> {
        self.live(true, &[State::Replaced], "rolled back", kept)
    }

    fn shadow(mut self, on: bool) -> Result<Decision, Vec<Gap>> {
        if on {
            let mut missing = self.missing();
            if self.record.state != State::FunctionTested {
                missing.push(self.wrong(State::FunctionTested));
            }
            if !missing.is_empty() {
                return Err(missing);
            }
        }
        self.record.shadow = on;
        let (state, note) = (self.record.state, if on { "shadow run begins" } else { "shadow run ends" });
        self.record.step(state, self.by, self.inspection.now, note.into());
        let mut decision = Decision::default();
        for other in self.line.iter().filter(|other| on && other.shadow && other.number != self.record.number) {
            let mut other = other.clone();
            other.shadow = false;
            let (state, note) = (other.state, format!("activation {} is the shadow now", self.record.number));
            other.step(state, self.by, self.inspection.now, note);
            decision.changed.push(other);
        }
        decision.changed.push(self.record);
        Ok(decision)
    }
}
