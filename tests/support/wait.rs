//! Waiting for what will come.

use std::time::{Duration, Instant};

/// So long a test waits before it fails; no promise is about time.
pub const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(20);

/// Looks again and again until there is something, and fails if nothing comes.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "it never came: {what}");
        std::thread::sleep(LOOK);
    }
}
