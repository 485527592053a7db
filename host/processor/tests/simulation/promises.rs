//! The promises, checked against what the store and the targets hold in the end.

use super::Totals;
use super::run::Run;
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::ids::{DeliveryId, MessageId};
use drehscheibe_model::message::{MessageRecord, MessageState};
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::NewMessage;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Something a sender sent, and what it was told.
pub struct Sent {
    pub message: NewMessage,
    pub acknowledged: Option<MessageId>,
}

pub fn check(run: &Run, totals: &mut Totals) -> Result<(), String> {
    let messages = run.messages();
    nothing_is_lost(run, &messages)?;
    keys_hold(run)?;
    for message in &messages {
        one_final_state(run, message, totals)?;
        delivered_means_arrived(run, message, totals)?;
    }
    lanes_keep_their_order(run, &messages)?;
    for tenant in run.store.chains().map_err(|error| error.to_string())? {
        if let Err(fault) = run.store.verify_chain(&tenant).map_err(|error| error.to_string())? {
            return Err(format!("chain {tenant}: {fault}"));
        }
    }
    totals.messages += messages.len() as u64;
    Ok(())
}

fn nothing_is_lost(run: &Run, messages: &[MessageRecord]) -> Result<(), String> {
    let known: HashSet<_> = messages.iter().map(|message| message.id).collect();
    match run.sent.iter().filter_map(|sent| sent.acknowledged).find(|id| !known.contains(id)) {
        Some(lost) => Err(format!("message {lost} was acknowledged and is gone")),
        None => Ok(()),
    }
}

/// One key, one message, however often it was sent.
fn keys_hold(run: &Run) -> Result<(), String> {
    let mut by_key = HashMap::new();
    for sent in &run.sent {
        if let (Some(key), Some(id)) = (&sent.message.idempotency, sent.acknowledged)
            && *by_key.entry(key.key.clone()).or_insert(id) != id
        {
            return Err(format!("{} made two messages", key.key));
        }
    }
    Ok(())
}

fn one_final_state(run: &Run, message: &MessageRecord, totals: &mut Totals) -> Result<(), String> {
    match message.state {
        MessageState::Delivered => totals.delivered += 1,
        MessageState::Rejected => totals.rejected += 1,
        MessageState::Parked(_) => totals.parked += 1,
        MessageState::Withdrawn => totals.withdrawn += 1,
        state => return Err(format!("message {} is still {}", message.id, state.name())),
    }
    let journal = run.store.journal(message.id).map_err(|error| error.to_string())?;
    let (mut finals, mut again, mut last, mut uncertified) = (0, 0, String::new(), 0);
    for row in &journal {
        let event: serde_json::Value = serde_json::from_str(&row.event).map_err(|error| error.to_string())?;
        match event["event"].as_str() {
            Some(name @ ("delivered" | "rejected" | "parked" | "withdrawn")) => {
                finals += 1;
                last = name.to_owned();
                uncertified += u64::from(event["reason"] == "not-certified");
            }
            Some("replayed") => again += 1,
            _ => {}
        }
    }
    totals.replays += again;
    totals.uncertified += uncertified;
    if last != message.state.name() {
        return Err(format!("message {} is {}, but its journal ends with {last}", message.id, message.state.name()));
    }
    // Its other deliveries go on while one waits for a certificate: then it is parked more than once.
    if uncertified > 0 {
        return Ok(());
    }
    // A parked message that is withdrawn was final twice, by a person's will.
    let parked_then_withdrawn = message.state == MessageState::Withdrawn && finals == again + 2;
    if finals == again + 1 || parked_then_withdrawn {
        Ok(())
    } else {
        Err(format!("message {} has {finals} final entries and {again} replays: {journal:#?}", message.id))
    }
}

fn count(run: &Run, id: DeliveryId) -> usize {
    run.world.arrivals.lock().unwrap().iter().filter(|arrived| **arrived == id).count()
}

fn delivered_means_arrived(run: &Run, message: &MessageRecord, totals: &mut Totals) -> Result<(), String> {
    let deliveries = run.store.deliveries(message.id).map_err(|error| error.to_string())?;
    let journal = run.store.journal(message.id).map_err(|error| error.to_string())?;
    let replays = journal.iter().filter(|row| row.event.contains("\"replayed\"")).count();
    for delivery in &deliveries {
        let arrived = count(run, delivery.id);
        if delivery.state == DeliveryState::Delivered && arrived == 0 {
            return Err(format!("delivery {} never arrived", delivery.id));
        }
        if message.state == MessageState::Delivered && delivery.state != DeliveryState::Delivered {
            return Err(format!("message {} is delivered, delivery {} is not", message.id, delivery.id));
        }
        if message.state == MessageState::Withdrawn && arrived > 0 {
            return Err(format!("message {} was taken back although {} arrived", message.id, delivery.id));
        }
        totals.repeated += u64::from(arrived > 1);
        // Without a person's will a target that cannot bear repetition gets nothing twice.
        if delivery.target.as_str() != "webservice" && arrived > 1 + replays {
            return Err(format!("delivery {} arrived {arrived} times with {replays} replays", delivery.id));
        }
    }
    Ok(())
}

/// Within (municipality, procedure, case): all parts of a message arrive before any of the next.
fn lanes_keep_their_order(run: &Run, messages: &[MessageRecord]) -> Result<(), String> {
    let mut lanes: BTreeMap<String, Vec<&MessageRecord>> = BTreeMap::new();
    for message in messages {
        if let Some(resolution) = &message.resolution
            && let Some(case) = &resolution.case_id
        {
            let lane = format!("{} {} {}", resolution.area, resolution.procedure, case.as_str());
            lanes.entry(lane).or_default().push(message);
        }
    }
    let arrivals = run.world.arrivals.lock().unwrap();
    for (lane, mut members) in lanes {
        members.sort_by_key(|message| message.sequence);
        let mut latest = None;
        for message in members {
            let mut places =
                arrivals.iter().enumerate().filter(|(_, id)| id.message == message.id).map(|(place, _)| place);
            let first = places.next();
            let last = places.next_back().or(first);
            if let (Some(latest), Some(first)) = (latest, first)
                && first < latest
            {
                return Err(format!("lane {lane}: message {} overtook an earlier one", message.id));
            }
            latest = last.or(latest);
        }
    }
    Ok(())
}
