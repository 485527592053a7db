//! Messages, newest first, page by page.

use super::query::query;
use super::view::MessageView;
use crate::access::{Caller, Scope};
use crate::blocking::blocking;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::extract::State;
use axum::{Extension, Json};
use drehscheibe_model::ids::{ProcedureId, SourceId, TenantId};
use drehscheibe_model::work::MessageFilter;
use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const STATES: [&str; 6] = ["accepted", "delivering", "delivered", "rejected", "parked", "withdrawn"];

/// All that are given must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// `accepted`, `delivering`, `delivered`, `rejected`, `parked` or `withdrawn`.
    state: Option<String>,
    /// Key of the authority.
    tenant: Option<String>,
    source: Option<String>,
    procedure: Option<String>,
    /// Only messages accepted before this one: `next` of the page before.
    before: Option<u64>,
    /// At most so many; 1 to 500, usually 50.
    limit: Option<u32>,
}

/// A page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page {
    messages: Vec<MessageView>,
    /// Give it as `before` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The filter that shows the caller no more than it may see; none: nothing at all.
fn filter(asked: ListQuery, caller: &Caller) -> Result<Option<MessageFilter>, Problem> {
    let mut problems = Vec::new();
    fn parse<T, E: std::fmt::Display>(
        text: Option<String>,
        make: impl FnOnce(String) -> Result<T, E>,
        problems: &mut Vec<String>,
    ) -> Option<T> {
        text.and_then(|text| make(text).map_err(|error| problems.push(error.to_string())).ok())
    }
    let tenant = parse(asked.tenant, TenantId::new, &mut problems);
    let mut source = parse(asked.source, SourceId::new, &mut problems);
    let procedure = parse(asked.procedure, ProcedureId::new, &mut problems);
    let state = asked.state;
    if state.as_deref().is_some_and(|state| !STATES.contains(&state)) {
        problems.push(format!("`state` is one of {}", STATES.join(", ")));
    }
    let limit = asked.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        problems.push("`limit` is a number from 1 to 500".into());
    }
    if !problems.is_empty() {
        return Err(Problem::all(&kinds::QUERY_INVALID, problems));
    }
    let mut tenants: Vec<TenantId> = tenant.into_iter().collect();
    match caller.scope() {
        Scope::Nothing => return Ok(None),
        Scope::Everything => {}
        Scope::Source(own) => {
            if source.as_ref().is_some_and(|asked| *asked != own) {
                return Ok(None);
            }
            source = Some(own);
        }
        Scope::Tenants(own) => {
            if tenants.iter().any(|asked| !own.contains(asked)) {
                return Ok(None);
            }
            if tenants.is_empty() {
                tenants = own;
            }
        }
    }
    let before = asked.before;
    Ok(Some(MessageFilter { state, tenants, source, procedure, before, limit, ..MessageFilter::default() }))
}

/// The messages the key may see, newest first.
#[utoipa::path(get, path = "/api/v1/messages", tag = "messages", security(("key" = [])), params(ListQuery),
    responses((status = 200, body = Page), (status = 400, description = "`query-invalid`")))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
) -> Result<Json<Page>, Problem> {
    let Some(filter) = filter(query(&uri)?, &caller)? else {
        return Ok(Json(Page { messages: Vec::new(), next: None }));
    };
    let store = state.ports.store.clone();
    let page = blocking(move || store.messages(&filter)).await??;
    // The filter already says so; a store that forgets it must not show foreign messages.
    let messages =
        page.messages.iter().filter(|message| caller.sees(message)).map(|m| MessageView::of(m, &caller)).collect();
    Ok(Json(Page { messages, next: page.next }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_model::access::Role;

    fn caller(role: Role, source: Option<&str>, tenants: &[&str]) -> Caller {
        Caller {
            key_id: "0".into(),
            label: String::new(),
            role,
            source: source.map(|text| SourceId::new(text).unwrap()),
            tenants: tenants.iter().map(|text| TenantId::new(*text).unwrap()).collect(),
            namespaces: Vec::new(),
        }
    }

    #[test]
    fn an_empty_scope_never_becomes_an_empty_filter() {
        let municipality = caller(Role::Municipality, None, &[]);
        assert_eq!(filter(ListQuery::default(), &municipality).unwrap(), None);
        let municipality = caller(Role::Municipality, None, &["a", "b"]);
        let all = filter(ListQuery::default(), &municipality).unwrap().unwrap();
        assert_eq!(all.tenants.len(), 2);
        let foreign = ListQuery { tenant: Some("c".into()), ..ListQuery::default() };
        assert_eq!(filter(foreign, &municipality).unwrap(), None);
    }

    #[test]
    fn a_portal_is_kept_to_its_source() {
        let portal = caller(Role::Portal, Some("portal"), &[]);
        let own = filter(ListQuery::default(), &portal).unwrap().unwrap();
        assert_eq!(own.source.unwrap().as_str(), "portal");
        let foreign = ListQuery { source: Some("other".into()), ..ListQuery::default() };
        assert_eq!(filter(foreign, &portal).unwrap(), None);
    }

    #[test]
    fn all_wrong_parameters_are_named() {
        let wrong =
            ListQuery { state: Some("lost".into()), limit: Some(0), source: Some("Ä".into()), ..ListQuery::default() };
        let problem = filter(wrong, &caller(Role::Operator, None, &[])).unwrap_err();
        let text = format!("{problem:?}");
        assert!(text.contains("state") && text.contains("limit") && text.contains("source"), "{text}");
    }
}
