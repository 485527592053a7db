//! A hostile guest: what it is, what is there for it, and how to take that away.

use crate::options::Mode;
use crate::state::Lifted;
use drehscheibe_model::call::{Grants, HttpGrant};
use drehscheibe_model::limits::Limits;

/// How a guest is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    CheckSettings,
    Validate,
    Transform,
    Deliver,
}

/// Where a component comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    /// World and text.
    Text(&'static str, &'static str),
    /// Made by a function.
    Made(fn() -> Result<Vec<u8>, String>),
}

/// Everything around a call.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) source: Source,
    pub(crate) mode: Mode,
    pub(crate) limits: Limits,
    pub(crate) component_bytes: u64,
    pub(crate) lifted: Lifted,
    pub(crate) settings: String,
    /// `@` stands for the folder of the suite.
    pub(crate) grants: Grants,
    pub(crate) document_bytes: usize,
}

/// One guest of the suite.
pub(crate) struct Guest {
    pub(crate) name: &'static str,
    pub(crate) limit: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) entry: Entry,
    pub(crate) held: Setting,
    pub(crate) lifted: Setting,
}

impl Guest {
    /// A guest that meets production limits.
    pub(crate) fn new(
        name: &'static str,
        limit: &'static str,
        expected: &'static str,
        entry: Entry,
        source: Source,
    ) -> Self {
        let setting = Setting {
            source,
            mode: Mode::Production,
            limits: Limits { wall_time_ms: 10_000, ..Limits::DEFAULT },
            component_bytes: 64 << 20,
            lifted: Lifted::default(),
            settings: "{}".into(),
            grants: Grants { folder: Some("@".into()), ..Grants::default() },
            document_bytes: 2,
        };
        Self { name, limit, expected, entry, held: setting.clone(), lifted: setting }
    }

    /// What both calls have.
    pub(crate) fn both(mut self, change: impl Fn(&mut Setting)) -> Self {
        change(&mut self.held);
        change(&mut self.lifted);
        self
    }

    /// What only the first call has.
    pub(crate) fn held(mut self, change: impl Fn(&mut Setting)) -> Self {
        change(&mut self.held);
        self
    }

    /// What is taken away for the second call.
    pub(crate) fn lifted(mut self, change: impl Fn(&mut Setting)) -> Self {
        change(&mut self.lifted);
        self
    }
}

/// A grant for one destination.
pub(crate) fn http_grant(origin: &str, secrets: &[&str], private_network: bool) -> HttpGrant {
    HttpGrant {
        origin: origin.into(),
        methods: Vec::new(),
        secrets: secrets.iter().map(|&name| name.into()).collect(),
        private_network,
    }
}
