//! From what a handler answers with to HTTP.

use super::ask::{Ask, Reply};
use super::kit::{Frame, Page, Signed};
use super::people::session;
use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};

/// A whole document.
pub(crate) fn document(status: StatusCode, page: &Page, signed: Option<Signed>) -> Response {
    match (Frame { page, signed }).render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

pub(crate) fn response(reply: Reply, ask: &Ask) -> Response {
    match reply {
        Reply::Page(page) => document(StatusCode::OK, &page, Some(ask.signed())),
        Reply::Again(page) => document(StatusCode::UNPROCESSABLE_ENTITY, &page, Some(ask.signed())),
        Reply::Go(href) => Redirect::to(&href).into_response(),
        Reply::Gone(href) => {
            let mut response = Redirect::to(&href).into_response();
            let cookie = session::forget(ask.portal.options.secure_cookies);
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        Reply::File { name, media_type, bytes } => {
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            let kind = HeaderValue::try_from(media_type)
                .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
            headers.insert(header::CONTENT_TYPE, kind);
            let safe: String =
                name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
            if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{safe}\"")) {
                headers.insert(header::CONTENT_DISPOSITION, value);
            }
            response
        }
    }
}
