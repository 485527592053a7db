//! Recording: a request for which a case has no answer is really sent, and what came of it is kept.

use super::Recording;
use crate::plan::{RecordedAnswer, RecordedHttp, Script};
use drehscheibe_model::ports::{HttpError, OutboundHttp, OutboundRequest, OutboundResponse};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, MutexGuard, PoisonError};

/// Headers of a request that a recording asks for again. Others may differ from call to call, or carry
/// what is nobody's business.
const REQUEST_HEADERS: [&str; 3] = ["accept", "content-type", "idempotency-key"];
/// Headers of a response that plugins look at.
const RESPONSE_HEADERS: [&str; 3] = ["content-type", "location", "retry-after"];

/// A client and what it has done.
#[derive(Default)]
pub(super) struct Live {
    client: Option<Arc<dyn OutboundHttp>>,
    made: Vec<RecordedHttp>,
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("made", &self.made).finish_non_exhaustive()
    }
}

impl Recording {
    fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on requests without a recording go through this client. None: they are refused again.
    pub fn send_through(&self, client: Option<Arc<dyn OutboundHttp>>) {
        self.live().client = client;
    }

    /// What was sent since the last time, in order.
    pub fn take_recorded(&self) -> Vec<RecordedHttp> {
        std::mem::take(&mut self.live().made)
    }

    /// Sends a request, if there is a client. Headers into which a secret was put are not kept.
    pub(super) fn send_live(
        &self,
        request: &OutboundRequest<'_>,
        body: &[u8],
        script: &Script,
    ) -> Option<Result<OutboundResponse, HttpError>> {
        let client = self.live().client.clone()?;
        let answer = client.send(request);
        let is_secret = |value: &str| script.secrets.values().any(|secret| value.contains(secret.as_str()));
        let kept = request.headers.iter().filter(|(_, value)| !is_secret(value));
        let headers: BTreeMap<_, _> = kept
            .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            .filter(|(name, _)| REQUEST_HEADERS.contains(&name.as_str()))
            .collect();
        self.live().made.push(RecordedHttp {
            method: request.method.to_owned(),
            url: format!("{}://{}{}", request.scheme, request.authority, request.path_with_query),
            headers,
            body: body.to_vec(),
            answer: match &answer {
                Ok(response) => RecordedAnswer::Response(reduced(response)),
                Err(error) => RecordedAnswer::Error(error.clone()),
            },
        });
        Some(answer)
    }
}

fn reduced(response: &OutboundResponse) -> OutboundResponse {
    let lower = response.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    let headers = lower.filter(|(name, _)| RESPONSE_HEADERS.contains(&name.as_str())).collect();
    OutboundResponse { status: response.status, headers, body: response.body.clone() }
}
