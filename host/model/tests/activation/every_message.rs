//! A model checker sends the messages of one case while two versions take turns, the line is switched
//! off and on, and certificates are revoked and given back: none is lost, none overtakes another, none
//! runs on what may not run.

use crate::desk::*;
use drehscheibe_model::activation::{ActivationRecord, ActivationState as State, Command, compose, decide};
use drehscheibe_model::configuration::Configuration;
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::flow::intervene::{Wish, replay, resume};
use drehscheibe_model::ids::{CaseId, MessageId, RevisionNumber, SourceId};
use drehscheibe_model::message::{LaneKey, MessageRecord, MessageState, ParkReason};
use stateright::{Checker, Model, Property};

const MESSAGES: usize = 3;
const REVISIONS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Accepted,
    Parked(ParkReason),
    Delivered,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    /// Both versions of the rule at each revision.
    revisions: Vec<[State; 2]>,
    certified: [bool; 2],
    /// Place and revision of each message, in the order of their acceptance.
    messages: Vec<(Place, usize)>,
    /// In the order of arrival.
    arrived: Vec<usize>,
    broken: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Accept,
    Process(usize),
    Switch(usize),
    Off(usize),
    Certificate(usize),
    /// What the hub does by itself.
    Resume,
    /// What a person does.
    Replay(usize),
}

struct Messages;

fn line(states: [State; 2]) -> Vec<ActivationRecord> {
    let one = |at: usize| {
        let version = u8::try_from(at).unwrap();
        let mut record = record(at as u64 + 1, states[at], content(version, "alt"));
        record.was_live = states[at] != State::FunctionTested;
        record.test = Some(test(Digest::of(b"c"), true));
        record
    };
    vec![one(0), one(1)]
}

fn running(world: &World, revision: usize) -> Configuration {
    compose(base(), &line(world.revisions[revision]))
}

/// The version under which a message of this revision runs.
fn version(configuration: &Configuration) -> Option<usize> {
    let (_, activation) = configuration.activation(&tenant(TOWN), &procedure(), TODAY)?;
    (0..2).find(|version| activation.transformers[0].component == Some(component(u8::try_from(*version).unwrap())))
}

fn message(place: Place, revision: usize) -> MessageRecord {
    let envelope = Envelope {
        source: SourceId::new("amt24").unwrap(),
        channel: "http".into(),
        procedure: Some(procedure().to_string()),
        message_type: None,
        area: Some(TOWN.into()),
        case_id: Some(CaseId::new("hund-1").unwrap()),
        properties: Default::default(),
    };
    MessageRecord {
        id: MessageId::generate(),
        sequence: 1,
        version: 1,
        received_at: now(),
        lane: LaneKey::claimed(&envelope),
        envelope,
        document: ContentRef { digest: Digest::of(b""), size: 0, media_type: "application/json".into() },
        attachments: Vec::new(),
        revision: RevisionNumber(revision as u64),
        state: match place {
            Place::Accepted => MessageState::Accepted,
            Place::Parked(reason) => MessageState::Parked(reason),
            Place::Delivered => MessageState::Delivered,
        },
        tenant: tenant(TOWN),
        resolution: None,
        findings: Vec::new(),
        content_wiped_at: None,
    }
}

impl World {
    /// Nothing before it in its case is still there.
    fn is_free(&self, at: usize) -> bool {
        self.messages[..at].iter().all(|(place, _)| *place == Place::Delivered)
    }

    fn newest(&self) -> usize {
        self.revisions.len() - 1
    }
}

impl Model for Messages {
    type State = World;
    type Action = Act;

    fn init_states(&self) -> Vec<World> {
        vec![World {
            revisions: vec![[State::Productive, State::FunctionTested]],
            certified: [true, true],
            messages: Vec::new(),
            arrived: Vec::new(),
            broken: false,
        }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Act>) {
        if world.messages.len() < MESSAGES {
            actions.push(Act::Accept);
        }
        for (at, (place, _)) in world.messages.iter().enumerate() {
            match place {
                Place::Accepted if world.is_free(at) => actions.push(Act::Process(at)),
                Place::Parked(ParkReason::NoActivation) => actions.push(Act::Replay(at)),
                _ => {}
            }
        }
        if world.revisions.len() < REVISIONS {
            actions.extend([Act::Switch(0), Act::Switch(1), Act::Off(0), Act::Off(1)]);
        }
        actions.extend([Act::Certificate(0), Act::Certificate(1), Act::Resume]);
    }

    fn next_state(&self, world: &World, act: Act) -> Option<World> {
        let mut next = world.clone();
        let newest = RevisionNumber(world.newest() as u64);
        let wish = Wish { by: "checker", reason: "goes on", now: now() };
        match act {
            Act::Accept => next.messages.push((Place::Accepted, world.newest())),
            Act::Process(at) => {
                let revision = world.messages[at].1;
                next.messages[at].0 = match version(&running(world, revision)) {
                    None => Place::Parked(ParkReason::NoActivation),
                    Some(version) if !world.certified[version] => Place::Parked(ParkReason::NotCertified),
                    Some(_) => {
                        next.arrived.push(at);
                        Place::Delivered
                    }
                };
            }
            Act::Switch(at) | Act::Off(at) => {
                let before = line(world.revisions[world.newest()]);
                let gaps = if world.certified[at] { Vec::new() } else { vec![certificate_gap()] };
                let found = inspection(Digest::of(b"c"), gaps);
                let command = match (act, before[at].state) {
                    (Act::Off(_), _) => Command::Suspend { reason: "reason".into() },
                    (_, State::Replaced) => Command::Rollback,
                    _ => Command::GoLive { without_pilot: true },
                };
                let decision = decide(&before, at as u64 + 1, command, &found, "checker", 10).ok()?;
                let after = after(&before, decision);
                next.revisions.push([after[0].state, after[1].state]);
            }
            Act::Certificate(version) => next.certified[version] = !next.certified[version],
            Act::Resume => {
                let open = version(&running(world, world.newest())).is_none_or(|version| world.certified[version]);
                for (place, revision) in next.messages.iter_mut().filter(|_| open) {
                    if let Some(transition) = resume(&message(*place, *revision), &[], newest, wish) {
                        next.broken |= transition.change.state != Some(MessageState::Accepted);
                        next.broken |= transition.jobs.len() != 1 || transition.change.lane.is_some();
                        (*place, *revision) = (Place::Accepted, world.newest());
                    }
                }
            }
            Act::Replay(at) => {
                let (place, revision) = world.messages[at];
                replay(&message(place, revision), &[], newest, wish).ok()?;
                next.messages[at] = (Place::Accepted, world.newest());
            }
        }
        (next != *world).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("none is lost, none arrives twice", |_, world: &World| {
                let delivered = world.messages.iter().filter(|(place, _)| *place == Place::Delivered).count();
                delivered == world.arrived.len() && !world.broken
            }),
            Property::always("the case keeps its order", |_, world: &World| world.arrived.is_sorted()),
            Property::always("who waits can go on", |_, world: &World| {
                // With a productive, certified version there is always a way home.
                world.messages.iter().all(|(place, _)| {
                    matches!(
                        place,
                        Place::Accepted
                            | Place::Delivered
                            | Place::Parked(ParkReason::NotCertified | ParkReason::NoActivation)
                    )
                })
            }),
            Property::sometimes("all arrive, across a switch and a revocation", |_, world: &World| {
                world.arrived.len() == MESSAGES && world.newest() > 0 && !world.certified[0]
            }),
            Property::sometimes("one waits for its certificate", |_, world: &World| {
                world.messages.iter().any(|(place, _)| *place == Place::Parked(ParkReason::NotCertified))
            }),
        ]
    }
}

#[test]
fn no_message_is_lost_across_any_switch() {
    let checker = Messages.checker().threads(2).spawn_bfs().join();
    println!("{} states", checker.unique_state_count());
    checker.assert_properties();
    assert!(checker.unique_state_count() > 1_000, "the checker saw {} states only", checker.unique_state_count());
}
