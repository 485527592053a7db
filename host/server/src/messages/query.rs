//! Query strings: unknown and repeated parameters are errors, not noise.

use crate::problem::{Problem, kinds};
use axum::extract::Query;
use http::Uri;
use serde::de::DeserializeOwned;

/// The parameters of an address.
pub(crate) fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    Query::try_from_uri(uri)
        .map(|Query(value)| value)
        .map_err(|error| Problem::new(&kinds::QUERY_INVALID, error.body_text()))
}
