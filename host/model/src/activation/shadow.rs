//! What a shadow run found: how the next version differs from the current one on live messages. Rule
//! ids, reason codes, recipients and numbers only; nothing of any document.

use crate::finding::FindingSummary;
use crate::ids::{MessageId, RecipientId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One way in which the two differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "difference", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ShadowDifference {
    /// The current version finds it, the next does not.
    OnlyCurrent { rule_id: String, reason_code: String },
    /// The next version finds it, the current does not.
    OnlyNext { rule_id: String, reason_code: String },
    /// Both make an output for the recipient, with other bytes.
    OtherOutput { recipient: RecipientId },
    /// Only one of them makes an output for the recipient.
    Recipient { recipient: RecipientId, next: bool },
    /// The next version gave no result: the name of the outcome.
    NoResult { outcome: String },
}

/// What came of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShadowOutcome {
    /// The record of the next version.
    pub activation: u64,
    pub message: MessageId,
    pub at: Timestamp,
    /// Empty: no difference.
    pub differences: Vec<ShadowDifference>,
}

/// What came of all messages so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShadowReport {
    pub messages: u64,
    pub equal: u64,
    /// How often, and one message to look at.
    pub differences: Vec<(ShadowDifference, u64, MessageId)>,
}

/// Kinds of difference kept: a rule that invents its ids must not fill the store.
const KINDS: usize = 1_000;

impl ShadowReport {
    /// Adds what came of one more message.
    pub fn add(&mut self, outcome: &ShadowOutcome) {
        self.messages += 1;
        self.equal += u64::from(outcome.differences.is_empty());
        for difference in &outcome.differences {
            let room = self.differences.len() < KINDS;
            match self.differences.iter_mut().find(|(known, ..)| known == difference) {
                Some((_, count, _)) => *count += 1,
                None if room => self.differences.push((difference.clone(), 1, outcome.message)),
                None => {}
            }
        }
    }
}

/// What the rules of one version made of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    pub findings: Vec<FindingSummary>,
    /// Recipient and digest, as text, of each output.
    pub outputs: Vec<(RecipientId, String)>,
}

/// Compares what two versions made of the same message.
pub fn differences(current: &Made, next: &Made) -> Vec<ShadowDifference> {
    let key = |finding: &FindingSummary| (finding.rule_id.clone(), finding.reason_code.clone());
    let without = |these: &Made, those: &Made| -> Vec<(String, String)> {
        let mut rest: Vec<_> = those.findings.iter().map(key).collect();
        let mut only = Vec::new();
        for finding in these.findings.iter().map(key) {
            match rest.iter().position(|other| *other == finding) {
                Some(at) => {
                    rest.swap_remove(at);
                }
                None => only.push(finding),
            }
        }
        only
    };
    let mut all = Vec::new();
    for (rule_id, reason_code) in without(current, next) {
        all.push(ShadowDifference::OnlyCurrent { rule_id, reason_code });
    }
    for (rule_id, reason_code) in without(next, current) {
        all.push(ShadowDifference::OnlyNext { rule_id, reason_code });
    }
    let of = |made: &Made, recipient: &RecipientId| -> Vec<String> {
        made.outputs.iter().filter(|(one, _)| one == recipient).map(|(_, digest)| digest.clone()).collect()
    };
    let mut recipients: Vec<_> = current.outputs.iter().chain(&next.outputs).map(|(one, _)| one.clone()).collect();
    recipients.sort();
    recipients.dedup();
    for recipient in recipients {
        let (before, after) = (of(current, &recipient), of(next, &recipient));
        if before.is_empty() != after.is_empty() {
            all.push(ShadowDifference::Recipient { recipient, next: before.is_empty() });
        } else if before != after {
            all.push(ShadowDifference::OtherOutput { recipient });
        }
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn made(rules: &[&str], outputs: &[(&str, &str)]) -> Made {
        let finding = |id: &&str| FindingSummary {
            rule_id: (*id).into(),
            severity: Severity::Error,
            location: None,
            reason_code: "X002".into(),
        };
        let outputs = outputs.iter().map(|(to, digest)| (RecipientId::new(*to).unwrap(), (*digest).to_owned()));
        Made { findings: rules.iter().map(finding).collect(), outputs: outputs.collect() }
    }

    #[test]
    fn the_same_is_no_difference_in_any_order() {
        let (one, other) = (made(&["a", "b"], &[("x", "1")]), made(&["b", "a"], &[("x", "1")]));
        assert_eq!(differences(&one, &other), []);
    }

    #[test]
    fn findings_and_outputs_are_compared_one_by_one() {
        let (current, next) =
            (made(&["a", "a"], &[("x", "1"), ("y", "1")]), made(&["a", "c"], &[("x", "2"), ("z", "1")]));
        let found = differences(&current, &next);
        let recipient = |name: &str| RecipientId::new(name).unwrap();
        let rule = |id: &str| (id.to_owned(), "X002".to_owned());
        let ((a, x), (c, _)) = (rule("a"), rule("c"));
        assert_eq!(
            found,
            [
                ShadowDifference::OnlyCurrent { rule_id: a, reason_code: x.clone() },
                ShadowDifference::OnlyNext { rule_id: c, reason_code: x },
                ShadowDifference::OtherOutput { recipient: recipient("x") },
                ShadowDifference::Recipient { recipient: recipient("y"), next: false },
                ShadowDifference::Recipient { recipient: recipient("z"), next: true },
            ]
        );
    }
}
