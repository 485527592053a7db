//! What a call has used, and the stops that follow from it.

use drehscheibe_model::call::{LogLine, Stop, Usage};
use drehscheibe_model::limits::Limits;
use std::time::{Duration, Instant};

/// Meters of one call, beside their limits.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    started: Instant,
    deadline: Instant,
    /// What the deadline is called in a stop, in milliseconds.
    deadline_ms: u64,
    pub(crate) usage: Usage,
    pub(crate) log: Vec<LogLine>,
    attachments_refused: bool,
    outbound_refused: bool,
}

/// Over a budget whose first answer is an error value.
#[derive(Debug)]
pub(crate) enum Over {
    /// The guest gets an error value.
    Value,
    /// It got one before and went on: the call ends.
    Stop(Stop),
}

impl Budget {
    pub(crate) fn new(limits: &Limits, wall_time: Duration) -> Self {
        let started = Instant::now();
        Self {
            limits: limits.clone(),
            started,
            deadline: started + wall_time,
            deadline_ms: u64::try_from(wall_time.as_millis()).unwrap_or(u64::MAX),
            usage: Usage::default(),
            log: Vec::new(),
            attachments_refused: false,
            outbound_refused: false,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// What is left of the wall time; the stop if nothing is.
    pub(crate) fn remaining(&self) -> Result<Duration, Stop> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(Stop::DeadlineExceeded { limit_ms: self.deadline_ms }) } else { Ok(left) }
    }

    pub(crate) fn deadline_stop(&self) -> Stop {
        Stop::DeadlineExceeded { limit_ms: self.deadline_ms }
    }

    /// One host call more.
    pub(crate) fn host_call(&mut self) -> Result<(), Stop> {
        self.usage.host_calls += 1;
        if self.usage.host_calls > self.limits.host_calls {
            return Err(Stop::HostCallBudget { limit: self.limits.host_calls });
        }
        self.remaining().map(|_| ())
    }

    /// Bytes that go into the guest.
    pub(crate) fn input(&mut self, bytes: usize) -> Result<(), Stop> {
        self.usage.input_bytes = self.usage.input_bytes.saturating_add(bytes as u64);
        if self.usage.input_bytes > self.limits.input_bytes {
            return Err(Stop::InputTooLarge { size: self.usage.input_bytes, limit: self.limits.input_bytes });
        }
        Ok(())
    }

    /// A line for the trace. Its level counts as one byte, so that empty lines are not free.
    pub(crate) fn log(&mut self, level: &str, text: String) -> Result<(), Stop> {
        let used = self.usage.log_bytes.saturating_add(text.len() as u64).saturating_add(1);
        if used > self.limits.log_bytes {
            return Err(Stop::LogBudget { limit: self.limits.log_bytes });
        }
        self.usage.log_bytes = used;
        self.log.push(LogLine { level: level.into(), text });
        Ok(())
    }

    /// Bytes of an attachment that the guest reads.
    pub(crate) fn attachment(&mut self, bytes: u64) -> Result<(), Over> {
        let used = self.usage.attachment_bytes.saturating_add(bytes);
        if used <= self.limits.attachment_bytes {
            self.usage.attachment_bytes = used;
            return Ok(());
        }
        let again = std::mem::replace(&mut self.attachments_refused, true);
        Err(if again {
            Over::Stop(Stop::AttachmentBudget { limit: self.limits.attachment_bytes })
        } else {
            Over::Value
        })
    }

    /// A request, file or mail that wants to leave.
    pub(crate) fn outbound(&mut self, bytes: u64) -> Result<(), Over> {
        let calls = self.usage.outbound_calls.saturating_add(1);
        let used = self.usage.outbound_bytes.saturating_add(bytes);
        let over = if calls > self.limits.outbound_calls {
            Stop::OutboundBudget { limit: u64::from(self.limits.outbound_calls), unit: "calls".into() }
        } else if used > self.limits.outbound_bytes {
            Stop::OutboundBudget { limit: self.limits.outbound_bytes, unit: "bytes".into() }
        } else {
            self.usage.outbound_calls = calls;
            self.usage.outbound_bytes = used;
            return Ok(());
        };
        let again = std::mem::replace(&mut self.outbound_refused, true);
        Err(if again { Over::Stop(over) } else { Over::Value })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_first_outbound_call_over_the_budget_is_a_value_the_second_a_stop() {
        let limits = Limits { outbound_calls: 1, ..Limits::DEFAULT };
        let mut budget = Budget::new(&limits, Duration::from_secs(1));
        assert!(budget.outbound(10).is_ok());
        assert!(matches!(budget.outbound(10), Err(Over::Value)));
        assert!(
            matches!(budget.outbound(10), Err(Over::Stop(Stop::OutboundBudget { limit: 1, unit })) if unit == "calls")
        );
        assert_eq!(budget.usage.outbound_calls, 1);
    }

    #[test]
    fn empty_log_lines_use_up_the_budget_too() {
        let mut budget = Budget::new(&Limits { log_bytes: 3, ..Limits::DEFAULT }, Duration::from_secs(1));
        for _ in 0..3 {
            budget.log("info", String::new()).unwrap();
        }
        assert_eq!(budget.log("info", String::new()), Err(Stop::LogBudget { limit: 3 }));
    }
}
