//! Names and numbers by which things are known.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    #[error(
        "`{text}` is not a valid {kind}: 1 to 64 characters, lower-case letters, digits, `-`, `.` and `_`, starting with a letter or a digit"
    )]
    Slug { kind: &'static str, text: String },
    #[error("a case id has 1 to 128 printable characters, this one has {length} or contains a control character")]
    Case { length: usize },
    #[error("`{text}` is not a message id (a UUID)")]
    Message { text: String },
    #[error("`{text}` is not a delivery id (message id, `.`, number)")]
    Delivery { text: String },
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the text and takes it as a name.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                let mut characters = text.chars();
                let first = characters.next().is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
                let rest = characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_'));
                if first && rest && text.len() <= 64 {
                    Ok(Self(text))
                } else {
                    Err(InvalidId::Slug { kind: $kind, text: text.chars().take(80).collect() })
                }
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug!(
    /// An authenticated sender: a portal, a form server, a neighbouring hub.
    SourceId,
    "source"
);
slug!(
    /// An administrative procedure, for example `hundesteuer-anmeldung`.
    ProcedureId,
    "procedure"
);
slug!(
    /// A destination of a municipality, for example `steueramt`.
    TargetId,
    "target"
);
slug!(
    /// The role an output is for, for example `ihk`; `default` if there is one only.
    RecipientId,
    "recipient"
);
slug!(
    /// A person at the portal, by the name they sign in with.
    AccountName,
    "account"
);
slug!(
    /// A plugin by name, without version.
    PluginName,
    "plugin"
);
slug!(
    /// Whose messages are queued, metered and chained together: the 12-digit ARS of the
    /// municipality, or `intake.<source>` before the municipality is known.
    TenantId,
    "tenant"
);

impl TenantId {
    /// The tenant under which messages of a source run until their municipality is known.
    pub fn intake(source: &SourceId) -> Self {
        let mut text = format!("intake.{source}");
        text.truncate(64);
        Self(text)
    }
    /// Whether the municipality is not known yet.
    pub fn is_intake(&self) -> bool {
        self.0.starts_with("intake.")
    }
}

impl RecipientId {
    /// The recipient of a rule that makes one output only.
    pub fn default_recipient() -> Self {
        Self("default".into())
    }
}

/// A case as the sender knows it: 1 to 128 printable characters. It may be personal data and is
/// therefore kept out of journal, logs and metrics.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseId(String);

impl CaseId {
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let text = text.into();
        let length = text.chars().count();
        if (1..=128).contains(&length) && !text.chars().any(char::is_control) {
            Ok(Self(text))
        } else {
            Err(InvalidId::Case { length })
        }
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for CaseId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::new(text)
    }
}
impl From<CaseId> for String {
    fn from(id: CaseId) -> String {
        id.0
    }
}

/// One accepted message: a UUID version 7, ordered by time of acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub Uuid);

impl MessageId {
    /// A new id; the time part comes from the system clock.
    pub fn generate() -> Self {
        Self(Uuid::now_v7())
    }
}
impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl FromStr for MessageId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::parse_str(text).map(Self).map_err(|_| InvalidId::Message { text: text.chars().take(80).collect() })
    }
}

/// One output on its way to one target. Its text form `<message id>.<number>` is the stable id
/// that targets see on every attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeliveryId {
    pub message: MessageId,
    /// Counts from 1 within the message.
    pub number: u32,
}
impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.message, self.number)
    }
}
impl FromStr for DeliveryId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let wrong = || InvalidId::Delivery { text: text.chars().take(80).collect() };
        let (message, number) = text.rsplit_once('.').ok_or_else(wrong)?;
        Ok(Self { message: message.parse()?, number: number.parse().map_err(|_| wrong())? })
    }
}
impl TryFrom<String> for DeliveryId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}
impl From<DeliveryId> for String {
    fn from(id: DeliveryId) -> String {
        id.to_string()
    }
}

/// The number of a configuration revision; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RevisionNumber(pub u64);

impl fmt::Display for RevisionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
