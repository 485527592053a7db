//! The host functions of unit tests, one host per thread.

use crate::bindings::imports::drehscheibe::rule::{drop_folder, host, mail, outbound_http};
use crate::contract::Instant;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

type Responder = Box<dyn FnMut(&outbound_http::Request) -> Result<outbound_http::Response, outbound_http::ErrorCode>>;

struct State {
    settings: String,
    now: Instant,
    code_lists: BTreeMap<(String, String), String>,
    attachments: BTreeMap<String, Vec<u8>>,
    http: Option<Responder>,
    requests: Vec<outbound_http::Request>,
    folder_error: Option<drop_folder::ErrorCode>,
    files: BTreeMap<String, drop_folder::Content>,
    writes: Vec<String>,
    mail_error: Option<mail::ErrorCode>,
    mails: Vec<mail::Message>,
    log: Vec<String>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<RefCell<State>>>> = const { RefCell::new(None) };
}

/// What the hub would say, and what it was asked. [`install`](Self::install) makes it the host of the
/// running thread; a later one replaces it.
#[derive(Clone)]
pub struct Host {
    state: Rc<RefCell<State>>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::new()
    }
}

impl Host {
    /// Empty settings, received on 2026-01-15 at 09:00 in Berlin, nothing granted.
    pub fn new() -> Self {
        let state = State {
            settings: "{}".into(),
            now: Instant { seconds: 1_768_464_000, nanoseconds: 0, utc_offset_seconds: 3600 },
            code_lists: BTreeMap::new(),
            attachments: BTreeMap::new(),
            http: None,
            requests: Vec::new(),
            folder_error: None,
            files: BTreeMap::new(),
            writes: Vec::new(),
            mail_error: None,
            mails: Vec::new(),
            log: Vec::new(),
        };
        Self { state: Rc::new(RefCell::new(state)) }
    }
    fn with(self, change: impl FnOnce(&mut State)) -> Self {
        change(&mut self.state.borrow_mut());
        self
    }
    /// The settings, as JSON text.
    pub fn settings(self, json: impl Into<String>) -> Self {
        self.with(|state| state.settings = json.into())
    }
    /// The receipt time, as `2026-03-02T08:00:00+01:00`.
    ///
    /// # Panics
    /// If the text is not of this form.
    #[allow(clippy::panic)]
    pub fn now(self, text: &str) -> Self {
        let Some(instant) = crate::date::parse_instant(text) else { panic!("`{text}` is not a time with an offset") };
        self.with(|state| state.now = instant)
    }
    /// An entry of a code list.
    pub fn code(self, urn: &str, code: &str, designation: &str) -> Self {
        self.with(|state| drop(state.code_lists.insert((urn.into(), code.into()), designation.into())))
    }
    /// The bytes of an attachment.
    pub fn attachment(self, id: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.with(|state| drop(state.attachments.insert(id.into(), bytes.into())))
    }
    /// Answers requests. Without it, each is denied.
    pub fn http(
        self,
        answer: impl FnMut(&outbound_http::Request) -> Result<outbound_http::Response, outbound_http::ErrorCode> + 'static,
    ) -> Self {
        self.with(|state| state.http = Some(Box::new(answer)))
    }
    /// Lets each write fail.
    pub fn folder_fails(self, error: drop_folder::ErrorCode) -> Self {
        self.with(|state| state.folder_error = Some(error))
    }
    /// Lets each mail fail.
    pub fn mail_fails(self, error: mail::ErrorCode) -> Self {
        self.with(|state| state.mail_error = Some(error))
    }
    /// Makes it the host of this thread.
    pub fn install(self) -> Self {
        CURRENT.with(|current| *current.borrow_mut() = Some(Rc::clone(&self.state)));
        self
    }

    /// Requests sent.
    pub fn requests(&self) -> Vec<outbound_http::Request> {
        self.state.borrow().requests.clone()
    }
    /// Files by path.
    pub fn files(&self) -> BTreeMap<String, drop_folder::Content> {
        self.state.borrow().files.clone()
    }
    /// The bytes of a file that was not copied from an attachment.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        match self.state.borrow().files.get(path)? {
            drop_folder::Content::Bytes(bytes) => Some(bytes.clone()),
            drop_folder::Content::Attachment(_) => None,
        }
    }
    /// Paths in the order in which they were written.
    pub fn writes(&self) -> Vec<String> {
        self.state.borrow().writes.clone()
    }
    /// Mails sent.
    pub fn mails(&self) -> Vec<mail::Message> {
        self.state.borrow().mails.clone()
    }
    /// Log lines, as `info: text`.
    pub fn log(&self) -> Vec<String> {
        self.state.borrow().log.clone()
    }
}

fn state<T>(ask: impl FnOnce(&mut State) -> T) -> T {
    let state = CURRENT.with(|current| Rc::clone(current.borrow_mut().get_or_insert_with(|| Host::new().state)));
    let mut state = state.borrow_mut();
    ask(&mut state)
}

pub(crate) fn settings() -> String {
    state(|state| state.settings.clone())
}

pub(crate) fn now() -> Instant {
    state(|state| state.now)
}

pub(crate) fn log(level: host::Level, text: &str) {
    let level = match level {
        host::Level::Debug => "debug",
        host::Level::Info => "info",
        host::Level::Warn => "warn",
        host::Level::Error => "error",
    };
    state(|state| state.log.push(format!("{level}: {text}")));
}

pub(crate) fn code_list(urn: &str, _version: Option<&str>, code: &str) -> host::Lookup {
    state(|state| match state.code_lists.get(&(urn.to_owned(), code.to_owned())) {
        Some(designation) => host::Lookup::Entry(designation.clone()),
        None if state.code_lists.keys().any(|(known, _)| known == urn) => host::Lookup::NoSuchCode,
        None => host::Lookup::NoSuchList,
    })
}

pub(crate) fn read_attachment(id: &str, offset: u64, length: u32) -> Result<Vec<u8>, host::AttachmentError> {
    state(|state| {
        let bytes = state.attachments.get(id).ok_or(host::AttachmentError::NotFound)?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(bytes.iter().skip(from).take(length as usize).copied().collect())
    })
}

pub(crate) fn send_request(
    request: &outbound_http::Request,
) -> Result<outbound_http::Response, outbound_http::ErrorCode> {
    let responder = state(|state| {
        state.requests.push(request.clone());
        state.http.take()
    });
    let Some(mut responder) = responder else {
        return Err(outbound_http::ErrorCode::HttpRequestDenied("no grant".into()));
    };
    let answer = responder(request);
    state(|state| state.http = Some(responder));
    answer
}

pub(crate) fn write_file(path: &str, content: &drop_folder::Content) -> Result<(), drop_folder::ErrorCode> {
    state(|state| {
        if let Some(error) = &state.folder_error {
            return Err(error.clone());
        }
        match state.files.get(path) {
            Some(there) if there != content => return Err(drop_folder::ErrorCode::Exist),
            _ => {}
        }
        state.files.insert(path.into(), content.clone());
        state.writes.push(path.into());
        Ok(())
    })
}

pub(crate) fn file_exists(path: &str) -> bool {
    state(|state| state.files.keys().any(|file| file == path || file.starts_with(&format!("{path}/"))))
}

pub(crate) fn send_mail(message: &mail::Message) -> Result<(), mail::ErrorCode> {
    state(|state| {
        if let Some(error) = &state.mail_error {
            return Err(error.clone());
        }
        state.mails.push(message.clone());
        Ok(())
    })
}
