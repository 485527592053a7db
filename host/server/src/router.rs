//! The router. Which of its routes exist for whom stands in `access::RULES`.

use crate::access::authorise;
use crate::observe::observe;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use crate::{intake, messages, openapi, operate};
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(operate::index::index))
        .routes(routes!(operate::health::live))
        .routes(routes!(operate::health::ready))
        .routes(routes!(operate::metrics::metrics))
        .routes(routes!(openapi::openapi))
        .routes(routes!(intake::submit))
        .routes(routes!(messages::list::list))
        .routes(routes!(messages::status::status))
        .routes(routes!(messages::receipt::receipt))
        .routes(routes!(messages::answers::answers))
        .routes(routes!(messages::answers::answer))
        .routes(routes!(messages::actions::withdraw))
        .routes(routes!(messages::actions::replay))
        .routes(routes!(operate::activation::draft))
        .routes(routes!(operate::activation::list))
        .routes(routes!(operate::activation::show))
        .routes(routes!(operate::activation::act))
        .routes(routes!(operate::activation::catalogue))
        .routes(routes!(operate::configuration::reload))
        .routes(routes!(operate::configuration::revisions))
}

/// The whole API as a service, for [`serve`](crate::serve) or for a test.
pub fn router(state: AppState) -> Router {
    let (router, document) = routes().split_for_parts();
    router
        .route_layer(from_fn_with_state(state.clone(), authorise))
        .fallback(|| async { Problem::new(&kinds::NOT_FOUND, "There is nothing at this address.") })
        .layer(Extension(openapi::Rendered(Arc::from(document.to_json().unwrap_or_default()))))
        // Bodies have limits of their own: axum's would cut attachments off.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(state.clone(), observe))
        .with_state(state)
}
