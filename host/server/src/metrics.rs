//! Numbers for Prometheus. Labels are routes, codes, states and tenants (area keys of authorities);
//! nothing about persons.

use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::message::MessageState;
use http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::fmt;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ProblemLabels {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MessageLabels {
    tenant: String,
    state: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndLabels {
    procedure: String,
    state: &'static str,
}

type LeadTimes = Family<EndLabels, Histogram, fn() -> Histogram>;
type Seconds = Family<RouteLabels, Histogram, fn() -> Histogram>;

/// What this server has counted since it started.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Seconds,
    problems: Family<ProblemLabels, Counter>,
    accepted: Counter,
    replayed: Counter,
    lead_times: LeadTimes,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// 1 ms to 16 s.
fn buckets() -> Histogram {
    Histogram::new([0.001, 0.004, 0.016, 0.064, 0.25, 1.0, 4.0, 16.0])
}

/// 50 ms to a week: rules and a target that answers take less than a second, an office that is closed
/// over the weekend takes days.
fn lead_time_buckets() -> Histogram {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 3_600.0;
    const DAY: f64 = 86_400.0;
    let seconds = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
    Histogram::new(seconds.into_iter().chain([MINUTE, 5.0 * MINUTE, 15.0 * MINUTE, HOUR, 6.0 * HOUR, DAY, 7.0 * DAY]))
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("drehscheibe");
        let requests = Family::default();
        let seconds: Seconds = Family::new_with_constructor(buckets as fn() -> Histogram);
        let (problems, accepted, replayed) = (Family::default(), Counter::default(), Counter::default());
        registry.register("http_requests", "HTTP requests answered", requests.clone());
        registry.register("http_request_seconds", "Time until the answer's head", seconds.clone());
        registry.register("http_problems", "Problems answered, by code", problems.clone());
        registry.register("submissions_accepted", "Submissions accepted", accepted.clone());
        registry.register("submissions_replayed", "Submissions repeated with a known key", replayed.clone());
        let lead_times: LeadTimes = Family::new_with_constructor(lead_time_buckets as fn() -> Histogram);
        registry.register(
            "message_lead_time_seconds",
            "From the receipt of a message to its end, by procedure and end",
            lead_times.clone(),
        );
        Self { registry, requests, seconds, problems, accepted, replayed, lead_times }
    }
}

impl Metrics {
    pub(crate) fn request(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        problem: Option<&'static str>,
        time: Duration,
    ) {
        // A method nobody knows must not become a label of its own.
        let method = match method.as_str() {
            known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS" | "PATCH") => known,
            _ => "other",
        };
        let labels = RequestLabels { method: method.into(), route: route.into(), status: status.as_u16() };
        self.requests.get_or_create(&labels).inc();
        self.seconds.get_or_create(&RouteLabels { route: route.into() }).observe(time.as_secs_f64());
        if let Some(code) = problem {
            self.problems.get_or_create(&ProblemLabels { code }).inc();
        }
    }

    pub(crate) fn submission(&self, replayed: bool) {
        if replayed {
            self.replayed.inc()
        } else {
            self.accepted.inc()
        };
    }

    /// A message ended after `lead_time`.
    pub(crate) fn ended(&self, state: MessageState, procedure: Option<&ProcedureId>, lead_time: Duration) {
        let procedure = procedure.map(ProcedureId::to_string).unwrap_or_default();
        let labels = EndLabels { procedure, state: state.name() };
        self.lead_times.get_or_create(&labels).observe(lead_time.as_secs_f64());
    }

    /// The text of the exposition, with the store's counts as they are now.
    pub(crate) fn render(&self, counts: &[(TenantId, String, u64)]) -> Result<String, fmt::Error> {
        let mut now = Registry::with_prefix("drehscheibe");
        let messages = Family::<MessageLabels, Gauge>::default();
        now.register("messages", "Messages in the store, by tenant and state", messages.clone());
        for (tenant, state, count) in counts {
            let labels = MessageLabels { tenant: tenant.to_string(), state: state.clone() };
            messages.get_or_create(&labels).set(i64::try_from(*count).unwrap_or(i64::MAX));
        }
        let (mut text, mut gauges) = (String::new(), String::new());
        encode(&mut text, &self.registry)?;
        encode(&mut gauges, &now)?;
        let text = text.strip_suffix("# EOF\n").unwrap_or(&text);
        Ok(format!("{text}{gauges}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_exposition_with_one_end() {
        let metrics = Metrics::default();
        metrics.request(&Method::from_bytes(b"BREW").unwrap(), "/x", StatusCode::OK, Some("internal"), Duration::ZERO);
        metrics.submission(false);
        let text = metrics.render(&[(TenantId::new("146285229270").unwrap(), "parked".into(), 3)]).unwrap();
        assert!(text.contains("drehscheibe_messages{tenant=\"146285229270\",state=\"parked\"} 3"), "{text}");
        assert!(
            text.contains("method=\"other\"") && text.contains("drehscheibe_submissions_accepted_total 1"),
            "{text}"
        );
        metrics.ended(MessageState::Delivered, Some(&ProcedureId::new("hund").unwrap()), Duration::from_secs(40));
        metrics.ended(MessageState::Rejected, None, Duration::from_millis(20));
        let text = metrics.render(&[]).unwrap();
        for line in [
            "lead_time_seconds_bucket{le=\"30.0\",procedure=\"hund\",state=\"delivered\"} 0",
            "lead_time_seconds_bucket{le=\"60.0\",procedure=\"hund\",state=\"delivered\"} 1",
            "lead_time_seconds_count{procedure=\"\",state=\"rejected\"} 1",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
        assert!(text.ends_with("# EOF\n") && text.matches("# EOF").count() == 1, "{text}");
    }
}
