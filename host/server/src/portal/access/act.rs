//! What can be done at the portal.

/// An act; its name stands in the policies and in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// One's own account.
    AccountSelf,
    OverviewView,
    MessagesView,
    /// Findings' texts, documents, cases.
    MessagesContent,
    ParkedNote,
    MessageWithdraw,
    MessageResend,
    ReplayPropose,
    ReplayDecide,
    ProceduresView,
    ActivationEdit,
    DepotView,
    PackageUpload,
    CertificationView,
    Certify,
    CertificateRevoke,
    RolloutView,
    AuditView,
    AccountsManage,
    ConfigurationReload,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::AccountSelf,
        Self::OverviewView,
        Self::MessagesView,
        Self::MessagesContent,
        Self::ParkedNote,
        Self::MessageWithdraw,
        Self::MessageResend,
        Self::ReplayPropose,
        Self::ReplayDecide,
        Self::ProceduresView,
        Self::ActivationEdit,
        Self::DepotView,
        Self::PackageUpload,
        Self::CertificationView,
        Self::Certify,
        Self::CertificateRevoke,
        Self::RolloutView,
        Self::AuditView,
        Self::AccountsManage,
        Self::ConfigurationReload,
    ];

    /// As in the policies.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccountSelf => "account-self",
            Self::OverviewView => "overview-view",
            Self::MessagesView => "messages-view",
            Self::MessagesContent => "messages-content",
            Self::ParkedNote => "parked-note",
            Self::MessageWithdraw => "message-withdraw",
            Self::MessageResend => "message-resend",
            Self::ReplayPropose => "replay-propose",
            Self::ReplayDecide => "replay-decide",
            Self::ProceduresView => "procedures-view",
            Self::ActivationEdit => "activation-edit",
            Self::DepotView => "depot-view",
            Self::PackageUpload => "package-upload",
            Self::CertificationView => "certification-view",
            Self::Certify => "certify",
            Self::CertificateRevoke => "certificate-revoke",
            Self::RolloutView => "rollout-view",
            Self::AuditView => "audit-view",
            Self::AccountsManage => "accounts-manage",
            Self::ConfigurationReload => "configuration-reload",
        }
    }
}
