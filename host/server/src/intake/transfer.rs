//! A body on its way in: how much, how slow.

use crate::limits::ApiLimits;
use crate::problem::{Problem, kinds};
use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use futures_util::{Stream, StreamExt, stream};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Why a body did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("the body has more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("nothing came for {seconds} seconds")]
    Idle { seconds: u64 },
    #[error("the body was not complete after {seconds} seconds")]
    TooLong { seconds: u64 },
    #[error("the connection broke or the body's framing is wrong")]
    Broken,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let kind = match fault {
            Fault::TooLarge { .. } => &kinds::BODY_TOO_LARGE,
            Fault::Idle { .. } | Fault::TooLong { .. } => &kinds::BODY_TIMEOUT,
            Fault::Broken => &kinds::BODY_INCOMPLETE,
        };
        Problem::new(kind, format!("{fault}."))
    }
}

/// A body with a limit and deadlines.
pub(crate) struct Transfer {
    stream: BodyDataStream,
    limit: u64,
    announced: u64,
    received: u64,
    idle: Duration,
    total: Duration,
    begun: Instant,
}

impl Transfer {
    /// `limit` bytes at most.
    pub(crate) fn new(body: Body, limit: u64, limits: &ApiLimits) -> Self {
        Self {
            announced: body.size_hint().lower(),
            stream: body.into_data_stream(),
            limit,
            received: 0,
            idle: limits.body_idle(),
            total: limits.body_total(),
            begun: Instant::now(),
        }
    }

    /// The next piece; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        let left = self.total.saturating_sub(self.begun.elapsed());
        let too_long = Fault::TooLong { seconds: self.total.as_secs() };
        if self.announced > self.limit {
            return Err(Fault::TooLarge { limit: self.limit });
        }
        if left.is_zero() {
            return Err(too_long);
        }
        let piece = match timeout(left.min(self.idle), self.stream.next()).await {
            Err(_) if left <= self.idle => return Err(too_long),
            Err(_) => return Err(Fault::Idle { seconds: self.idle.as_secs() }),
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(Fault::Broken),
            Ok(Some(Ok(piece))) => piece,
        };
        self.received = self.received.saturating_add(piece.len() as u64);
        if self.received > self.limit { Err(Fault::TooLarge { limit: self.limit }) } else { Ok(Some(piece)) }
    }

    /// The whole body in memory.
    pub(crate) async fn all(mut self) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// The body piece by piece; ends after the first fault.
    pub(crate) fn pieces(self) -> impl Stream<Item = Result<Bytes, Fault>> + Send + 'static {
        stream::unfold(Some(self), |transfer| async {
            let mut transfer = transfer?;
            match transfer.next().await {
                Ok(Some(piece)) => Some((Ok(piece), Some(transfer))),
                Ok(None) => None,
                Err(fault) => Some((Err(fault), None)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> ApiLimits {
        ApiLimits { body_idle_seconds: 30, body_total_seconds: 100, ..ApiLimits::default() }
    }

    /// Time passes only when nothing else is left to do.
    fn run<T>(test: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(test)
    }

    fn dripping(pause: Duration) -> Body {
        Body::from_stream(stream::unfold((), move |()| async move {
            tokio::time::sleep(pause).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b"x")), ()))
        }))
    }

    #[test]
    fn the_limit_holds_announced_or_not() {
        run(async {
            let limits = limits();
            let all = |body, limit| Transfer::new(body, limit, &limits).all();
            assert_eq!(all(Body::from("abcd"), 4).await.unwrap(), b"abcd");
            assert_eq!(all(Body::from("abcde"), 4).await, Err(Fault::TooLarge { limit: 4 }));
            let unannounced = Body::from_stream(stream::iter([Ok::<_, std::io::Error>("abc"), Ok("de")]));
            assert_eq!(all(unannounced, 4).await, Err(Fault::TooLarge { limit: 4 }));
        });
    }

    #[test]
    fn silence_and_dripping_end() {
        run(async {
            let silent = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
            assert_eq!(Transfer::new(silent, 100, &limits()).all().await, Err(Fault::Idle { seconds: 30 }));
            let drip = dripping(Duration::from_secs(20));
            assert_eq!(Transfer::new(drip, 100, &limits()).all().await, Err(Fault::TooLong { seconds: 100 }));
        });
    }

    #[test]
    fn a_broken_body_is_no_short_body() {
        run(async {
            let broken = stream::iter([Ok(Bytes::from_static(b"x")), Err(std::io::Error::other("reset"))]);
            assert_eq!(Transfer::new(Body::from_stream(broken), 100, &limits()).all().await, Err(Fault::Broken));
        });
    }
}
