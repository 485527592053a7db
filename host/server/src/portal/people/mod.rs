//! Who is at the portal: signing in and out, sessions, accounts.

pub(crate) mod accounts;
pub(crate) mod limiter;
pub mod openid;
pub mod password;
pub(crate) mod session;
pub(crate) mod sign_in;
