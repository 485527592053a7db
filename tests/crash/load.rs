//! Senders that remember what they were told.

use crate::support::Client;
use crate::support::chance::Chance;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A message whose receipt the sender has.
#[derive(Debug, Clone)]
pub struct Sent {
    pub id: String,
    pub body: Value,
}

#[derive(Default)]
struct Shared {
    end: AtomicBool,
    receipts: AtomicUsize,
    sent: Mutex<Vec<Sent>>,
}

/// Senders at work.
pub struct Load {
    shared: Arc<Shared>,
    senders: Vec<JoinHandle<()>>,
}

const SENDERS: u64 = 6;
/// Between two looks for a hub that is being started.
const PAUSE: Duration = Duration::from_millis(20);

impl Load {
    pub fn start(client: &Client, seed: u64) -> Self {
        let shared = Arc::new(Shared::default());
        let sender = |number: u64| {
            let (shared, client) = (Arc::clone(&shared), client.clone());
            let chance = Chance::new(seed.wrapping_mul(1_000).wrapping_add(number));
            std::thread::spawn(move || shared.send(&client, number, chance))
        };
        let senders = (0..SENDERS).map(sender).collect();
        Self { shared, senders }
    }

    /// Distinct messages acknowledged so far.
    pub fn receipts(&self) -> usize {
        self.shared.receipts.load(Ordering::SeqCst)
    }

    /// Every sender gets its receipt and stops.
    pub fn end(self) -> Vec<Sent> {
        self.shared.end.store(true, Ordering::SeqCst);
        for sender in self.senders {
            sender.join().unwrap();
        }
        self.shared.sent.lock().unwrap().clone()
    }
}

impl Shared {
    fn send(&self, client: &Client, sender: u64, mut chance: Chance) {
        for number in 0.. {
            if self.end.load(Ordering::SeqCst) {
                return;
            }
            let key = format!("sender-{sender}-{number}");
            let mut body = json!({"area": "14729260", "document": {"sender": sender, "number": number}});
            if chance.one_in(3) {
                body["procedure"] = "bescheid".into();
            } else {
                body["procedure"] = "meldung".into();
                // Some belong to a case and must arrive in their order.
                if chance.one_in(2) {
                    body["caseId"] = format!("fall-{}", chance.below(8)).into();
                }
            }
            let id = acknowledged(client, &body, &key);
            self.receipts.fetch_add(1, Ordering::SeqCst);
            // Whoever asks again with the same key is told the same.
            if chance.one_in(6) {
                assert_eq!(acknowledged(client, &body, &key), id, "{key} has two receipts");
            }
            self.sent.lock().unwrap().push(Sent { id, body });
        }
    }
}

/// Sends until there is a receipt, as a portal does.
fn acknowledged(client: &Client, body: &Value, key: &str) -> String {
    loop {
        match client.try_submit(body, Some(key)) {
            Ok(answer) if answer.status == 503 => {}
            Ok(answer) => return answer.id(),
            Err(_) => {}
        }
        std::thread::sleep(PAUSE);
    }
}
