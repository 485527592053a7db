//! Every page and act of the portal in one table. What is not in it does not exist.

use super::access::Thing;
use super::access::{Act, denial, role_text};
use super::ask::{Handler, run};
use super::kit::Signed;
use super::pages::{
    activation, certification, depot, legal, message, messages, overview, parked, procedures, proposals, resend,
    retention, revision, rollout, start, withdraw,
};
use super::people::session::Visitor;
use super::people::{accounts, openid, sign_in};
use super::{assets, headers, texts as t};
use crate::state::AppState;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn;
use axum::routing::{MethodFilter, get, on};
use http::Method;

/// Parts of the portal, as the menu shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Overview,
    Messages,
    Parked,
    Proposals,
    Procedures,
    Activations,
    Depot,
    Certification,
    Rollout,
    Revision,
    Accounts,
    /// Not in the menu.
    None,
}

/// The menu: part, address, title, and the act one must be allowed.
const MENU: [(Part, &str, &str, Act); 11] = [
    (Part::Overview, "/portal/lage", t::menu::OVERVIEW, Act::OverviewView),
    (Part::Messages, "/portal/nachrichten", t::menu::MESSAGES, Act::MessagesView),
    (Part::Parked, "/portal/geparkt", t::menu::PARKED, Act::ParkedNote),
    (Part::Proposals, "/portal/vorschlaege", t::menu::PROPOSALS, Act::ReplayPropose),
    (Part::Procedures, "/portal/verfahren", t::menu::PROCEDURES, Act::ProceduresView),
    (Part::Activations, "/portal/freischaltungen", t::menu::ACTIVATIONS, Act::ActivationEdit),
    (Part::Depot, "/portal/depot", t::menu::DEPOT, Act::DepotView),
    (Part::Certification, "/portal/pruefstelle", t::menu::CERTIFICATION, Act::CertificationView),
    (Part::Rollout, "/portal/rollout", t::menu::ROLLOUT, Act::RolloutView),
    (Part::Revision, "/portal/revision", t::menu::REVISION, Act::AuditView),
    (Part::Accounts, "/portal/konten", t::menu::ACCOUNTS, Act::AccountsManage),
];

/// One row.
#[derive(Debug)]
pub struct Route {
    pub get: bool,
    /// As the router knows it.
    pub path: &'static str,
    /// What one must be allowed to come in; handlers ask again about the thing itself.
    pub act: Act,
    pub(crate) part: Part,
    pub(crate) handler: Handler,
}

const fn page(path: &'static str, act: Act, part: Part, handler: Handler) -> Route {
    Route { get: true, path, act, part, handler }
}
const fn deed(path: &'static str, act: Act, part: Part, handler: Handler) -> Route {
    Route { get: false, path, act, part, handler }
}

/// The table.
pub static ROUTES: &[Route] = &[
    page("/portal", Act::AccountSelf, Part::None, start::start),
    page("/portal/konto", Act::AccountSelf, Part::None, accounts::own),
    deed("/portal/abmelden", Act::AccountSelf, Part::None, sign_in::leave),
    deed("/portal/abmelden/ueberall", Act::AccountSelf, Part::None, sign_in::leave_everywhere),
    page("/portal/lage", Act::OverviewView, Part::Overview, overview::show),
    page("/portal/nachrichten", Act::MessagesView, Part::Messages, messages::list),
    page("/portal/nachrichten/{id}", Act::MessagesView, Part::Messages, message::show),
    page("/portal/nachrichten/{id}/nachweis", Act::MessagesView, Part::Messages, message::evidence),
    deed("/portal/nachrichten/{id}/notiz", Act::ParkedNote, Part::Messages, parked::note),
    page("/portal/nachrichten/{id}/zurueckziehen", Act::MessageWithdraw, Part::Messages, withdraw::show),
    deed("/portal/nachrichten/{id}/zurueckziehen", Act::MessageWithdraw, Part::Messages, withdraw::act),
    page("/portal/nachrichten/{id}/neu", Act::MessageResend, Part::Messages, resend::show),
    deed("/portal/nachrichten/{id}/neu", Act::MessageResend, Part::Messages, resend::act),
    page("/portal/geparkt", Act::ParkedNote, Part::Parked, parked::list),
    page("/portal/wiederholen", Act::ReplayPropose, Part::Parked, proposals::preview),
    deed("/portal/wiederholen", Act::ReplayPropose, Part::Parked, proposals::propose),
    page("/portal/vorschlaege", Act::ReplayPropose, Part::Proposals, proposals::list),
    page("/portal/vorschlaege/{nummer}", Act::ReplayPropose, Part::Proposals, proposals::show),
    deed("/portal/vorschlaege/{nummer}", Act::ReplayDecide, Part::Proposals, proposals::decide),
    page("/portal/verfahren", Act::ProceduresView, Part::Procedures, procedures::list),
    page("/portal/verfahren/{id}", Act::ProceduresView, Part::Procedures, procedures::show),
    page("/portal/freischaltungen", Act::ActivationEdit, Part::Activations, activation::list::show),
    page("/portal/freischaltungen/{nummer}", Act::ActivationEdit, Part::Activations, activation::show),
    deed("/portal/freischaltungen/{nummer}", Act::ActivationEdit, Part::Activations, activation::act),
    page("/portal/freischalten", Act::ActivationEdit, Part::Activations, activation::choose),
    page("/portal/freischalten/einstellungen", Act::ActivationEdit, Part::Activations, activation::fill_in),
    deed("/portal/freischalten/einstellungen", Act::ActivationEdit, Part::Activations, activation::save),
    page("/portal/depot", Act::DepotView, Part::Depot, depot::list),
    page("/portal/depot/paket", Act::DepotView, Part::Depot, depot::package),
    page("/portal/depot/vergleich", Act::DepotView, Part::Depot, depot::compare),
    page("/portal/depot/hochladen", Act::PackageUpload, Part::Depot, depot::upload_page),
    deed("/portal/depot/hochladen", Act::PackageUpload, Part::Depot, depot::upload),
    page("/portal/depot/zurueckziehen", Act::PackageUpload, Part::Depot, depot::yank_page),
    deed("/portal/depot/zurueckziehen", Act::PackageUpload, Part::Depot, depot::yank),
    page("/portal/pruefstelle", Act::CertificationView, Part::Certification, certification::desk),
    page("/portal/pruefstelle/plan", Act::CertificationView, Part::Certification, certification::plan),
    deed("/portal/pruefstelle/laeufe", Act::Certify, Part::Certification, certification::start),
    page("/portal/pruefstelle/laeufe/{nummer}", Act::CertificationView, Part::Certification, certification::run),
    page(
        "/portal/pruefstelle/laeufe/{nummer}/bericht",
        Act::CertificationView,
        Part::Certification,
        certification::report,
    ),
    deed("/portal/pruefstelle/laeufe/{nummer}/zertifikat", Act::Certify, Part::Certification, certification::certify),
    page("/portal/pruefstelle/zertifikat", Act::CertificationView, Part::Certification, certification::certificate),
    deed("/portal/pruefstelle/zertifikat", Act::CertificateRevoke, Part::Certification, certification::revoke),
    page("/portal/rollout", Act::RolloutView, Part::Rollout, rollout::show),
    page("/portal/revision", Act::AuditView, Part::Revision, revision::show),
    page("/portal/revision/ketten", Act::AuditView, Part::Revision, revision::chains),
    page("/portal/revision/aufbewahrung", Act::AuditView, Part::Revision, retention::show),
    page("/portal/konfiguration", Act::ConfigurationReload, Part::Procedures, procedures::configuration),
    deed("/portal/konfiguration", Act::ConfigurationReload, Part::Procedures, procedures::reload),
    page("/portal/konfiguration/{nummer}", Act::ConfigurationReload, Part::Procedures, procedures::changes),
    page("/portal/konten", Act::AccountsManage, Part::Accounts, accounts::list),
    page("/portal/konten/{name}", Act::AccountsManage, Part::Accounts, accounts::one),
    deed("/portal/konten/{name}", Act::AccountsManage, Part::Accounts, accounts::switch),
];

/// The row of a request; a `HEAD` is a `GET` without the body.
pub(crate) fn find(method: &Method, path: &str) -> Option<&'static Route> {
    let get = *method == Method::GET || *method == Method::HEAD;
    ROUTES.iter().find(|route| route.get == get && route.path == path)
}

/// Who stands in the frame, with the menu of what they may.
pub(crate) fn signed(visitor: &Visitor, part: Part) -> Signed {
    let account = &visitor.account;
    let menu = MENU.iter().filter(|(.., act)| denial(account, *act, &Thing::default()).is_none());
    Signed {
        label: account.label.clone(),
        role: role_text(account.role).to_owned(),
        csrf: visitor.csrf.clone(),
        menu: menu.map(|(one, href, title, _)| (*href, *title, *one == part)).collect(),
    }
}

/// Where the account begins: the first entry of its menu.
pub(crate) fn first(visitor: &Visitor) -> &'static str {
    let account = &visitor.account;
    let may = |act| denial(account, act, &Thing::default()).is_none();
    MENU.iter().find(|(.., act)| may(*act)).map_or("/portal/konto", |(_, href, ..)| href)
}

async fn handle(State(state): State<AppState>, request: Request) -> axum::response::Response {
    run(state, request).await
}

/// The portal's routes.
pub(crate) fn router() -> Router<AppState> {
    let mut router = Router::new()
        .route("/portal/anmelden", get(sign_in::show).post(sign_in::enter))
        .route(openid::WAY_OUT, get(openid::go))
        .route(openid::WAY_BACK, get(openid::come_back))
        .route(openid::WAY_END, get(openid::end))
        .route("/portal/impressum", get(legal::imprint))
        .route("/portal/datenschutz", get(legal::privacy))
        .route("/portal/barrierefreiheit", get(legal::accessibility))
        .route("/portal/assets/{*path}", get(assets::asset));
    for route in ROUTES {
        let method = if route.get { MethodFilter::GET } else { MethodFilter::POST };
        router = router.route(route.path, on(method, handle));
    }
    router.layer(from_fn(headers::add))
}
