//! The envelope of every predicate: an in-toto statement about one component.

use super::predicate::{Certificate, Sha256, TestResult};
use crate::signature::BundleError;
use drehscheibe_model::content::Digest;
use serde::{Deserialize, Serialize};

/// Version 1 of in-toto statements.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// The payload type of in-toto statements in DSSE envelopes.
pub const IN_TOTO_PAYLOAD: &str = "application/vnd.in-toto+json";
/// The predicate of our certificates.
pub const PREDICATE_TYPE: &str = "urn:drehscheibe:predicate:certificate:v1";
/// in-toto's own predicate for test results.
pub const TEST_RESULT_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// Why a statement cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    #[error("not an in-toto statement")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Shape(String),
    #[error("the statement cannot be signed")]
    Bundle(#[from] BundleError),
}

/// A statement with any predicate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement<P> {
    #[serde(rename = "_type")]
    pub kind: String,
    pub subject: Vec<Subject>,
    pub predicate_type: String,
    pub predicate: P,
}

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    #[serde(default)]
    pub name: String,
    pub digest: Sha256,
}

impl Subject {
    /// None if it is no SHA-256.
    pub fn component(&self) -> Option<Digest> {
        Digest::from_hex(&self.digest.sha256).ok()
    }
}

impl<P> Statement<P> {
    fn about(name: &str, component: Digest, predicate_type: &str, predicate: P) -> Self {
        Self {
            kind: STATEMENT_TYPE.into(),
            subject: vec![Subject { name: name.into(), digest: component.into() }],
            predicate_type: predicate_type.into(),
            predicate,
        }
    }
}

/// The bytes of a certificate's statement.
pub fn certificate_statement(component: Digest, certificate: &Certificate) -> Result<Vec<u8>, StatementError> {
    let name = format!("{}@{}", certificate.plugin.name, certificate.plugin.version);
    Ok(serde_json::to_vec(&Statement::about(&name, component, PREDICATE_TYPE, certificate))?)
}

/// The bytes of a statement with in-toto's own predicate, for tools that know no other.
pub fn test_result_statement(name: &str, component: Digest, result: &TestResult) -> Result<Vec<u8>, StatementError> {
    Ok(serde_json::to_vec(&Statement::about(name, component, TEST_RESULT_TYPE, result))?)
}

/// A statement whose predicate is not looked at yet.
pub fn read_any(payload: &[u8]) -> Result<Statement<serde_json::Value>, StatementError> {
    let statement: Statement<serde_json::Value> = serde_json::from_slice(payload)?;
    if statement.kind != STATEMENT_TYPE {
        let kind: String = statement.kind.chars().take(100).collect();
        return Err(StatementError::Shape(format!("the statement's type is `{kind}`; expected `{STATEMENT_TYPE}`")));
    }
    Ok(statement)
}

/// Whether it says that it is a certificate of ours.
pub fn is_certificate(payload: &[u8]) -> bool {
    read_any(payload).is_ok_and(|statement| statement.predicate_type == PREDICATE_TYPE)
}

/// A certificate with its component; none if the statement has another predicate.
pub fn read_certificate(payload: &[u8]) -> Result<Option<(Digest, Certificate)>, StatementError> {
    let statement = read_any(payload)?;
    if statement.predicate_type != PREDICATE_TYPE {
        return Ok(None);
    }
    let [subject] = statement.subject.as_slice() else {
        return Err(StatementError::Shape("a certificate has exactly one subject".into()));
    };
    let component = subject.component();
    let component = component.ok_or_else(|| StatementError::Shape("the subject has no SHA-256".into()))?;
    Ok(Some((component, serde_json::from_value(statement.predicate)?)))
}
