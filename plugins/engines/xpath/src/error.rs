//! Errors with the codes of XPath, XQuery functions and XSLT.

use std::borrow::Cow;
use std::fmt;

use drehscheibe_xdm::Str;

/// The result of compiling or running an expression.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of error it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The expression is wrong; found when it is compiled.
    Static,
    /// Found when the expression runs.
    Dynamic,
    /// A limit of the run (depth, output, memory) was reached.
    Limit,
    /// The stylesheet ended the run (`xsl:message terminate="yes"`).
    Terminated,
    /// A construct that this processor does not have.
    Unsupported,
}

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    code: Cow<'static, str>,
    message: String,
    file: Option<Str>,
    line: u32,
}

/// An error: a code such as `XPTY0004`, a text, and where the expression stands if that is known.
#[derive(Clone)]
pub struct Error(Box<Inner>);

impl Error {
    pub fn new(kind: ErrorKind, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Error(Box::new(Inner { kind, code: code.into(), message: message.into(), file: None, line: 0 }))
    }

    pub fn fixed(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Static, code, message)
    }

    pub fn dynamic(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Dynamic, code, message)
    }

    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Limit, "DRLIMIT", message)
    }

    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unsupported, "DRUNSUPPORTED", message)
    }

    /// A type error: XPTY0004.
    pub fn types(message: impl Into<String>) -> Self {
        Self::dynamic("XPTY0004", message)
    }

    /// Adds the place, unless a nearer one is known.
    pub fn at(mut self, file: &Str, line: u32) -> Self {
        if self.0.file.is_none() {
            self.0.file = Some(file.clone());
            self.0.line = line;
        }
        self
    }

    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The code without namespace, for example `FORG0001`. `DRLIMIT` and `DRUNSUPPORTED` are ours.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// File and line of the expression, if known. The line starts at 1.
    pub fn place(&self) -> Option<(&str, u32)> {
        self.0.file.as_deref().map(|f| (f, self.0.line))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((file, line)) = self.place() {
            write!(f, "{file}:{line}: ")?;
        }
        write!(f, "{}: {}", self.code(), self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Error {}
