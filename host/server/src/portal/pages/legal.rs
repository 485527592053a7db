//! Pages that everybody may read: imprint, privacy, accessibility.

use crate::portal::kit::{Block, Page, Tone};
use crate::portal::people::session;
use crate::portal::reply::document;
use crate::portal::routes::{Part, signed};
use crate::portal::texts as t;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

/// With the menu, if somebody is signed in; these pages never ask for it.
async fn show(state: AppState, headers: HeaderMap, page: Page) -> Response {
    let found = tokio::task::spawn_blocking(move || session::visitor(&state, &headers)).await;
    let visitor = found.ok().and_then(Result::ok).flatten();
    let signed = visitor.map(|visitor| signed(&visitor, Part::None));
    document(StatusCode::OK, &page, signed)
}

/// The operator's text, or a hint that it is missing.
fn own_text(page: &mut Page, text: &str, field: &str) {
    if text.trim().is_empty() {
        page.add(Block::note(Tone::Warning, t::legal::MISSING, t::fill(t::legal::MISSING_TEXT, &[("feld", field)])));
    }
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        match paragraph.strip_prefix("# ") {
            Some(heading) => page.add(Block::Heading(heading.to_owned())),
            None => page.add(Block::Text(paragraph.to_owned())),
        }
    }
}

fn written(state: &AppState, field: &str) -> String {
    let pages = state.portal.as_ref().map(|portal| &portal.options.pages);
    let text = pages.map(|pages| match field {
        "imprint" => &pages.imprint,
        "privacy" => &pages.privacy,
        _ => &pages.accessibility_contact,
    });
    text.cloned().unwrap_or_default()
}

/// `GET /portal/impressum`
pub(crate) async fn imprint(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut page = Page::new(t::frame::IMPRINT);
    own_text(&mut page, &written(&state, "imprint"), "imprint");
    show(state, headers, page).await
}

/// `GET /portal/datenschutz`
pub(crate) async fn privacy(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut page = Page::new(t::frame::PRIVACY);
    page.add(Block::Heading(t::legal::COOKIES_TITLE.into()));
    page.add(Block::Text(t::legal::COOKIES.into()));
    page.add(Block::Heading(t::legal::KEPT_TITLE.into()));
    page.add(Block::Text(t::legal::KEPT.into()));
    own_text(&mut page, &written(&state, "privacy"), "privacy");
    show(state, headers, page).await
}

/// `GET /portal/barrierefreiheit`
pub(crate) async fn accessibility(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut page = Page::new(t::frame::ACCESSIBILITY).lead(t::legal::ACCESSIBILITY_LEAD);
    page.add(Block::Heading(t::legal::STATE_TITLE.into()));
    page.add(Block::Text(t::legal::STATE.into()));
    page.add(Block::Heading(t::legal::LIMITS_TITLE.into()));
    page.add(Block::Text(t::legal::LIMITS.into()));
    page.add(Block::Heading(t::legal::CONTACT_TITLE.into()));
    page.add(Block::Text(t::legal::CONTACT.into()));
    own_text(&mut page, &written(&state, "accessibility_contact"), "accessibility_contact");
    show(state, headers, page).await
}
