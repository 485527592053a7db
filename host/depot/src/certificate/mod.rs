//! Certificates: in-toto statements that a component passed a plan, and what it is certified for.
//!
//! The statement's subject is the component. Its predicate is described by the JSON Schema
//! `certificate.schema.json` beside this file.

mod predicate;
mod statement;
mod verify;

pub use predicate::{
    Budgets, Certificate, Certifier, EngineRef, PlanRef, PluginRef, Requirements, ResourceDescriptor, TestOutcome,
    TestResult, Vendor,
};
pub use statement::{
    IN_TOTO_PAYLOAD, PREDICATE_TYPE, STATEMENT_TYPE, Statement, StatementError, Subject, TEST_RESULT_TYPE,
    certificate_statement, is_certificate, test_result_statement,
};
pub use verify::{CheckedCertificate, check_certificates};

/// JSON Schema of the predicate.
pub const SCHEMA: &str = include_str!("certificate.schema.json");
