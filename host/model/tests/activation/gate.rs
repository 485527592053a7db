//! The gate names all that is missing in one answer; each arrow needs what it needs.

use crate::desk::*;
use drehscheibe_model::activation::{
    ActivationState as State, Command, Gap, content_digest, decide, rollback_candidate,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::SourceId;
use jiff::SignedDuration;
use jiff::civil::date;

fn live() -> Command {
    Command::GoLive { without_pilot: false }
}

#[test]
fn everything_that_is_missing_stands_in_one_answer() {
    let line = [record(1, State::Drafted, content(1, "alt"))];
    let mut found = inspection(Digest::of(b"c"), vec![certificate_gap(), Gap::EmptyRole { recipient: None }]);
    found.seen = now() + SignedDuration::from_hours(2);
    let gaps = decide(&line, 1, live(), &found, "town", 10).unwrap_err();
    let expected = [
        certificate_gap(),
        Gap::EmptyRole { recipient: None },
        Gap::NotTested,
        Gap::ClockSetBack { now: now(), seen: found.seen },
        Gap::WrongState { from: State::Drafted, to: State::Productive },
    ];
    assert_eq!(gaps, expected);
    assert!(gaps.iter().all(|gap| !gap.to_string().is_empty()));
}

#[test]
fn the_whole_way_and_back_with_one_command() {
    let digest = Digest::of(b"c");
    let open = inspection(digest, Vec::new());
    let step =
        |line: &[_], number, command| decide(line, number, command, &open, "town", 10).map(|done| after(line, done));
    let mut line = vec![record(1, State::Drafted, content(1, "alt")), record(2, State::Drafted, content(2, "neu"))];
    for number in [1, 2] {
        line = step(&line, number, Command::Tested(Box::new(test(digest, true)))).unwrap();
        assert_eq!(step(&line, number, live()).unwrap_err(), [Gap::NoPilot]);
        let sources = vec![SourceId::new("amt24").unwrap()];
        line = step(&line, number, Command::Pilot { sources }).unwrap();
        line = step(&line, number, live()).unwrap();
    }
    assert_eq!([line[0].state, line[1].state], [State::Replaced, State::Productive]);
    let before = rollback_candidate(&line).unwrap().number;
    line = step(&line, before, Command::Rollback).unwrap();
    assert_eq!([line[0].state, line[1].state], [State::Productive, State::Replaced]);
    line = step(&line, 1, Command::Suspend { reason: "Wartung".into() }).unwrap();
    line = step(&line, 1, live()).unwrap();
    assert_eq!(line[0].state, State::Productive);
    let notes: Vec<_> = line[0].steps.iter().map(|step| step.state).collect();
    assert_eq!(notes.last(), Some(&State::Productive));
}

#[test]
fn a_test_holds_for_what_it_was_made_with() {
    let (old, new) = (Digest::of(b"old"), Digest::of(b"new"));
    let mut tested = record(1, State::FunctionTested, content(1, "alt"));
    tested.test = Some(test(old, true));
    let line = [tested];
    let go = Command::GoLive { without_pilot: true };
    assert!(decide(&line, 1, go.clone(), &inspection(old, Vec::new()), "town", 10).is_ok());
    let gaps = decide(&line, 1, go.clone(), &inspection(new, Vec::new()), "town", 10).unwrap_err();
    assert_eq!(gaps, [Gap::TestOutdated { at: now() }]);
    // A red test takes the state back.
    let red = Command::Tested(Box::new(test(old, false)));
    let line = after(&line, decide(&line, 1, red, &inspection(old, Vec::new()), "town", 10).unwrap());
    assert_eq!(line[0].state, State::Drafted);
    let gaps = decide(&line, 1, go, &inspection(old, Vec::new()), "town", 10).unwrap_err();
    assert!(gaps.contains(&Gap::TestFailed { at: now() }), "{gaps:?}");
}

#[test]
fn the_digest_follows_everything_that_a_message_meets() {
    let (base, content) = (base(), content(1, "alt"));
    let digest = |base: &_, content: &_| content_digest(base, &tenant(TOWN), &procedure(), content);
    let first = digest(&base, &content);
    assert_eq!(first, digest(&base.clone(), &content.clone()));
    let mut others = Vec::new();
    for change in 0..9 {
        let (mut base, mut content) = (base.clone(), content.clone());
        match change {
            0 => content.transformers[0].component = Some(component(2)),
            1 => content.transformers[0].settings = serde_json::json!({"satz": 1}),
            2 => content.transformers[0].limits.wall_time_ms += 1,
            3 => content.routes[0].targets = vec![target("neu")],
            4 => content.valid_until = Some(date(2027, 1, 1)),
            5 => content.stage = 2,
            _ => {
                let target = base.authorities.get_mut(&tenant(TOWN)).unwrap().targets.get_mut(&target("alt")).unwrap();
                match change {
                    6 => target.grants.mail.push("amt@stadt.example".into()),
                    7 => target.adapter.settings = serde_json::json!({"url": "https://b.example"}),
                    _ => target.adapter.component = Some(component(9)),
                }
            }
        }
        others.push(digest(&base, &content));
    }
    others.push(first);
    let count = others.len();
    others.sort();
    others.dedup();
    assert_eq!(others.len(), count, "a change went unseen");
}

#[test]
fn a_planned_switch_is_verified_when_the_day_has_come() {
    let digest = Digest::of(b"c");
    let mut next = record(2, State::FunctionTested, content(2, "neu"));
    next.test = Some(test(digest, true));
    let line = vec![record(1, State::Productive, content(1, "alt")), next];
    let plan = |on| Command::Schedule { on, without_pilot: true };
    let open = inspection(digest, Vec::new());
    assert_eq!(decide(&line, 2, plan(TODAY), &open, "town", 10).unwrap_err(), [Gap::NotInFuture { day: TODAY }]);
    let line = after(&line, decide(&line, 2, plan(date(2027, 1, 1)), &open, "town", 10).unwrap());
    assert_eq!((line[0].state, line[1].state), (State::Productive, State::FunctionTested));
    // The certificate was revoked in the meantime: what runs goes on.
    let closed = inspection(digest, vec![certificate_gap()]);
    assert_eq!(decide(&line, 2, Command::Switch, &closed, "hub", 10).unwrap_err(), [certificate_gap()]);
    let line = after(&line, decide(&line, 2, Command::Switch, &open, "hub", 10).unwrap());
    assert_eq!((line[0].state, line[1].state, line[1].switch_on), (State::Replaced, State::Productive, None));
}

#[test]
fn a_clock_that_was_set_back_opens_no_gate_and_brings_nothing_back() {
    let digest = Digest::of(b"c");
    let mut ended = record(1, State::Productive, content(1, "alt"));
    ended.content.valid_until = Some(TODAY);
    ended.test = Some(test(digest, true));
    let line = vec![ended];
    let line = after(&line, decide(&line, 1, Command::End, &inspection(digest, Vec::new()), "hub", 10).unwrap());
    assert_eq!(line[0].state, State::Suspended);
    let mut back = inspection(digest, Vec::new());
    (back.now, back.today) = (now() - SignedDuration::from_hours(48), date(2026, 11, 26));
    let gaps = decide(&line, 1, live(), &back, "town", 10).unwrap_err();
    assert_eq!(gaps, [Gap::ClockSetBack { now: back.now, seen: back.seen }]);
    let running = drehscheibe_model::activation::compose(base(), &line);
    assert!(running.activation(&tenant(TOWN), &procedure(), date(2026, 11, 26)).is_none(), "the window opened again");
}

#[test]
fn so_many_are_kept_as_the_operator_wants() {
    let digest = Digest::of(b"c");
    let mut line: Vec<_> = (1..=6).map(|number| record(number, State::FunctionTested, content(1, "alt"))).collect();
    for number in 1..=6 {
        line.iter_mut().find(|one| one.number == number).unwrap().test = Some(test(digest, true));
        let go = Command::GoLive { without_pilot: true };
        line = after(&line, decide(&line, number, go, &inspection(digest, Vec::new()), "town", 2).unwrap());
    }
    let replaced: Vec<_> = line.iter().filter(|one| one.state == State::Replaced).map(|one| one.number).collect();
    assert_eq!(replaced.len(), 3, "the one that was just replaced, and two before it: {replaced:?}");
    assert_eq!(rollback_candidate(&line).unwrap().number, 5);
}
