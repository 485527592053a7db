//! The portal: pages for people, in German, rendered by the hub.
//!
//! ```text
//! request ─► ask (session, act allowed?, own form?) ─► handler (pages) ─► Page (kit) ─► HTML
//! ```
//!
//! [`routes::ROUTES`] is the table of all pages and acts; `access` holds who may what, `texts.toml` every
//! German text, `kit` the parts of pages with their templates. Nothing needs JavaScript.

mod access;
mod ask;
mod assets;
mod audit;
mod coverage;
mod failure;
mod form;
mod format;
mod headers;
mod kit;
mod pages;
mod people;
mod places;
mod reply;
mod routes;
mod state;
mod texts;
mod upload;
mod words;

pub use access::Act;
pub use people::openid::{OpenIdClaims, OpenIdOptions, is_private_way};
pub use people::password;
pub use routes::{Part, ROUTES, Route};
pub use state::{Portal, PortalOptions, PortalPages};

pub(crate) use routes::router;
