use crate::fixtures::*;
use drehscheibe_model::area::Ars;
use drehscheibe_model::ids::{ProcedureId, SourceId};
use drehscheibe_model::message::{MessageState, ParkReason, Resolution};
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{JobOutcome, MessageFilter, MessagePage};

fn numbers(page: &MessagePage) -> Vec<u128> {
    page.messages.iter().map(|record| record.id.0.as_u128()).collect()
}

fn filter(limit: u32) -> MessageFilter {
    MessageFilter { limit, ..MessageFilter::default() }
}

pub fn pages_run_from_newest_to_oldest(store: &impl Store) {
    for number in 1..=7 {
        accept(store, message(number, "a"));
    }
    let first = store.messages(&filter(3)).unwrap();
    assert_eq!((numbers(&first), first.next), (vec![7, 6, 5], Some(5)));
    accept(store, message(8, "a"));
    let second = store.messages(&MessageFilter { before: first.next, ..filter(3) }).unwrap();
    assert_eq!((numbers(&second), second.next), (vec![4, 3, 2], Some(2)));
    let third = store.messages(&MessageFilter { before: second.next, ..filter(3) }).unwrap();
    assert_eq!((numbers(&third), third.next), (vec![1], None));
    let whole = store.messages(&filter(8)).unwrap();
    assert_eq!((whole.messages.len(), whole.next), (8, None));
}

pub fn filters_narrow_down(store: &impl Store) {
    let town = tenant("146250000000");
    for number in 1..=6 {
        accept(store, message(number, if number % 2 == 0 { "even" } else { "odd" }));
    }
    for job in lease(store, 10, 10) {
        let number = job.message.0.as_u128();
        let state = match number {
            1 | 2 => MessageState::Delivered,
            3 => MessageState::Parked(ParkReason::NoRoute),
            4 => MessageState::Delivering,
            _ => continue,
        };
        let mut transition = ending(&job, 11, state);
        transition.change.tenant = Some(town.clone());
        transition.change.resolution = Some(Some(Resolution {
            procedure: ProcedureId::new("hundesteuer").unwrap(),
            message_type: None,
            area: "146250000000".parse::<Ars>().unwrap(),
            authority: town.clone(),
            case_id: None,
            application: None,
        }));
        store.commit(job.token, JobOutcome::Done, transition).unwrap();
    }
    let list = |filter: MessageFilter| numbers(&store.messages(&filter).unwrap());
    let of_state = |state: &str| MessageFilter { state: Some(state.into()), ..filter(10) };
    assert_eq!(list(of_state("delivered")), [2, 1]);
    assert_eq!(list(of_state("parked")), [3]);
    assert_eq!(list(of_state("accepted")), [6, 5]);
    assert!(list(of_state("no such state")).is_empty());
    let even = Some(SourceId::new("even").unwrap());
    assert_eq!(list(MessageFilter { source: even.clone(), ..filter(10) }), [6, 4, 2]);
    assert_eq!(list(MessageFilter { source: even.clone(), ..of_state("delivered") }), [2]);
    assert_eq!(list(MessageFilter { source: even, ..of_state("accepted") }), [6]);
    let dogs = Some(ProcedureId::new("hundesteuer").unwrap());
    assert_eq!(list(MessageFilter { procedure: dogs.clone(), ..filter(10) }), [4, 3, 2, 1]);
    assert_eq!(list(MessageFilter { procedure: dogs, tenants: vec![town.clone()], ..of_state("delivering") }), [4]);
    assert_eq!(list(MessageFilter { tenants: vec![town.clone()], ..filter(10) }), [4, 3, 2, 1]);
    let two = vec![tenant("intake.odd"), town.clone(), town];
    let first = store.messages(&MessageFilter { tenants: two.clone(), ..filter(2) }).unwrap();
    assert_eq!((numbers(&first), first.next), (vec![5, 4], Some(4)));
    assert_eq!(list(MessageFilter { tenants: two, before: first.next, ..filter(10) }), [3, 2, 1]);
}

pub fn limits_are_kept_within_bounds(store: &impl Store) {
    for number in 1..=3 {
        accept(store, message(number, "a"));
    }
    assert_eq!(numbers(&store.messages(&filter(0)).unwrap()), [3]);
    assert_eq!(numbers(&store.messages(&filter(u32::MAX)).unwrap()), [3, 2, 1]);
}
