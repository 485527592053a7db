//! The traits through which the core reaches the world. All of them block; who calls them from an
//! async task does so on a thread of its own.

mod activation;
mod blobs;
mod certification;
mod components;
mod depot;
mod evidence;
mod http;
mod mail;
mod memory_blobs;
mod operations;
mod portal;
mod registry;
mod rules;
mod store;
mod trust;
mod world;

pub use activation::{
    Acted, ActedOnAll, ActivationAction, ActivationDetail, ActivationError, ActivationStore, Activations, Actor,
    Selection, TestDocument,
};
pub use blobs::{BlobError, BlobWriter, Blobs};
pub use certification::{
    Candidate, CertificateTerms, CertificateView, Certification, CertificationError, Examination, ExaminationState,
    ExaminedCase, NoCertification, TestPlan, TestRequirement,
};
pub use components::{ComponentOutside, Components};
pub use depot::DepotStore;
pub use evidence::{EvidenceError, EvidenceFiles};
pub use http::{HttpError, OutboundBody, OutboundHttp, OutboundRequest, OutboundResponse};
pub use mail::{MailError, MailPart, Mailer, OutboundMail};
pub use memory_blobs::MemoryBlobs;
pub use operations::{OperationError, Operations};
pub use portal::PortalStore;
pub use registry::{Inspection, Kept, Opened, Publication, Pushed, PushedBy, Registry, RegistryError, RegistryLimits};
pub use rules::Rules;
pub use store::{Store, StoreError};
pub use trust::Trust;
pub use world::{Clock, CodeLists, CodeLookup, Secrets};

type Source = Box<dyn std::error::Error + Send + Sync>;
