//! A model checker drives the real machine through every path of a line of three records with two
//! contents, while certificates come and go and tests turn green and red.

use crate::desk::*;
use drehscheibe_model::activation::{ActivationRecord, ActivationState as State, Command, decide};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::SourceId;
use jiff::civil::date;
use stateright::{Checker, Model, Property};

/// What the checker tells states apart by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Short {
    state: State,
    content: u8,
    /// Content and result of the newest test.
    test: Option<(u8, bool)>,
    planned: bool,
    shadow: bool,
    was_live: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    line: Vec<Short>,
    /// Whether the certificate of a content is valid.
    certified: [bool; 2],
    /// Something came into force although the gate was closed.
    broken: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Certificate(usize),
    Change(usize),
    Test(usize, bool),
    Pilot(usize),
    Live(usize, bool),
    Plan(usize),
    Switch(usize),
    Suspend(usize),
    End(usize),
    Back(usize),
    Shadow(usize, bool),
}

struct Paths {
    records: usize,
}

fn digest(content: u8) -> Digest {
    Digest::of(&[content])
}

fn long(number: usize, short: &Short) -> ActivationRecord {
    let mut long = record(number as u64 + 1, short.state, content(short.content, "alt"));
    long.test = short.test.map(|(content, passed)| test(digest(content), passed));
    long.switch_on = short.planned.then_some(date(2027, 1, 1));
    (long.shadow, long.was_live) = (short.shadow, short.was_live);
    long
}

fn short(long: &ActivationRecord) -> Short {
    let content = |digest: Digest| u8::from(digest == self::digest(1));
    Short {
        state: long.state,
        content: u8::from(long.content.transformers[0].component == Some(component(1))),
        test: long.test.as_ref().map(|test| (content(test.content), test.passed)),
        planned: long.switch_on.is_some(),
        shadow: long.shadow,
        was_live: long.was_live,
    }
}

impl Model for Paths {
    type State = World;
    type Action = Act;

    fn init_states(&self) -> Vec<World> {
        let drafted =
            Short { state: State::Drafted, content: 0, test: None, planned: false, shadow: false, was_live: false };
        vec![World { line: vec![drafted; self.records], certified: [true, false], broken: false }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Act>) {
        actions.push(Act::Certificate(0));
        for at in 0..world.line.len() {
            actions.extend([Act::Change(at), Act::Test(at, true), Act::Test(at, false), Act::Pilot(at)]);
            actions.extend([Act::Live(at, true), Act::Live(at, false), Act::Plan(at), Act::Suspend(at), Act::End(at)]);
            actions.extend([Act::Back(at), Act::Shadow(at, true), Act::Shadow(at, false)]);
            if world.line[at].planned {
                actions.push(Act::Switch(at));
            }
        }
    }

    fn next_state(&self, world: &World, act: Act) -> Option<World> {
        let mut next = world.clone();
        let (at, command) = match act {
            Act::Certificate(content) => {
                next.certified[content] = !next.certified[content];
                return Some(next);
            }
            Act::Change(at) => {
                let other = content(1 - world.line[at].content, "alt");
                (at, Command::Change(Box::new(other)))
            }
            Act::Test(at, passed) => {
                let made = test(digest(world.line[at].content), passed);
                (at, Command::Tested(Box::new(made)))
            }
            Act::Pilot(at) => (at, Command::Pilot { sources: vec![SourceId::new("probe").unwrap()] }),
            Act::Live(at, without_pilot) => (at, Command::GoLive { without_pilot }),
            Act::Plan(at) => (at, Command::Schedule { on: date(2027, 1, 1), without_pilot: true }),
            Act::Switch(at) => (at, Command::Switch),
            Act::Suspend(at) => (at, Command::Suspend { reason: "reason".into() }),
            Act::End(at) => (at, Command::End),
            Act::Back(at) => (at, Command::Rollback),
            Act::Shadow(at, on) => (at, Command::Shadow { on }),
        };
        let line: Vec<_> = world.line.iter().enumerate().map(|(number, short)| long(number, short)).collect();
        let subject = &world.line[at];
        let certified = world.certified[usize::from(subject.content)];
        let gaps = if certified { Vec::new() } else { vec![certificate_gap()] };
        let found = inspection(digest(subject.content), gaps);
        let decision = decide(&line, at as u64 + 1, command, &found, "checker", 10).ok()?;
        next.line = after(&line, decision).iter().map(short).collect();
        for (before, now) in world.line.iter().zip(&next.line) {
            let in_force = |short: &Short| matches!(short.state, State::Pilot | State::Productive) || short.shadow;
            let came_into_force = in_force(now) && (!in_force(before) || now.state != before.state);
            let open = world.certified[usize::from(now.content)] && now.test == Some((now.content, true));
            next.broken |= came_into_force && !open;
            // What is in force never changes its content.
            next.broken |= in_force(now) && in_force(before) && now.content != before.content;
        }
        (next != *world).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        fn count(world: &World, of: impl Fn(&Short) -> bool) -> usize {
            world.line.iter().filter(|short| of(short)).count()
        }
        vec![
            Property::always("nothing comes into force through a closed gate", |_, world: &World| !world.broken),
            Property::always("one is productive at most, one a pilot, one a shadow", |_, world: &World| {
                count(world, |one| one.state == State::Productive) <= 1
                    && count(world, |one| one.state == State::Pilot) <= 1
                    && count(world, |one| one.shadow) <= 1
            }),
            Property::always("what counts as tested was tested, green, and as it is", |_, world: &World| {
                let tested = |one: &Short| one.state == State::FunctionTested;
                world.line.iter().filter(|one| tested(one)).all(|one| one.test == Some((one.content, true)))
            }),
            Property::always("only what is on its way is planned", |_, world: &World| {
                let on_its_way = |one: &Short| matches!(one.state, State::FunctionTested | State::Pilot);
                world.line.iter().all(|one| !one.planned || on_its_way(one))
            }),
            Property::always("what runs once went live", |_, world: &World| {
                let runs = |one: &Short| matches!(one.state, State::Productive | State::Replaced);
                world.line.iter().all(|one| !runs(one) || one.was_live)
            }),
            Property::sometimes("each state is reached", |_, world: &World| {
                count(world, |one| one.state == State::Productive) > 0
                    && count(world, |one| one.state == State::Replaced) > 0
            }),
            Property::sometimes("a revoked one keeps running until somebody switches it off", |_, world: &World| {
                let revoked = |one: &Short| !world.certified[usize::from(one.content)];
                count(world, |one| one.state == State::Productive && revoked(one)) > 0
            }),
        ]
    }
}

#[test]
fn no_path_leads_to_productive_without_a_certificate_and_a_green_test() {
    let checker = Paths { records: 2 }.checker().threads(2).spawn_bfs().join();
    println!("{} states", checker.unique_state_count());
    checker.assert_properties();
    assert!(checker.unique_state_count() > 1_000, "the checker saw {} states only", checker.unique_state_count());
}
