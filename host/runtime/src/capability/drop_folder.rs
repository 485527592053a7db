//! The interface `drop-folder`: files into one granted directory.

use super::folder::{self, WriteError};
use super::path;
use crate::bindings::drehscheibe::rule::drop_folder::{Content, ErrorCode, Host};
use crate::budget::Over;
use crate::state::CallState;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use drehscheibe_model::content::Digest;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

impl CallState {
    /// The granted folder, opened at the first use.
    fn folder(&mut self) -> Result<Arc<Dir>, ErrorCode> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let granted = self.subject.outbound.as_ref().and_then(|outbound| outbound.grants.folder.as_deref());
        let path = std::path::Path::new(granted.ok_or(ErrorCode::NotGranted)?);
        if !path.is_absolute() {
            return Err(ErrorCode::Io("the granted folder is not an absolute path".into()));
        }
        let folder = Dir::open_ambient_dir(path, ambient_authority())
            .map_err(|error| ErrorCode::Io(format!("the granted folder cannot be opened: {}", error.kind())))?;
        Ok(self.folder.insert(Arc::new(folder)).clone())
    }

    fn write_file(&mut self, path: &str, content: &Content) -> wasmtime::Result<Result<(), ErrorCode>> {
        let folder = match self.folder() {
            Ok(folder) => folder,
            Err(error) => return Ok(Err(error)),
        };
        if self.around.lifted.paths {
            return Ok(self.write_anywhere(path, content));
        }
        let parts = match path::parts(path) {
            Ok(parts) => parts,
            Err(reason) => return Ok(Err(ErrorCode::NotPermitted(reason))),
        };
        let attachment = match content {
            Content::Bytes(_) => None,
            Content::Attachment(id) => match self.attachment(id) {
                Some(attachment) => Some(attachment.content),
                None => return Ok(Err(ErrorCode::Io("no attachment has this id".into()))),
            },
        };
        let size = match (content, &attachment) {
            (Content::Bytes(bytes), _) => bytes.len() as u64,
            (_, Some(content)) => content.size,
            _ => 0,
        };
        match self.budget.outbound(size) {
            Ok(()) => {}
            Err(Over::Value) => return Ok(Err(ErrorCode::InsufficientSpace)),
            Err(Over::Stop(stop)) => return Err(self.stop(stop)),
        }
        let around = self.around.clone();
        let open = || -> io::Result<Box<dyn Read + '_>> {
            match (content, &attachment) {
                (_, Some(content)) => {
                    let blob = around.ports.blobs.open(&content.digest).map_err(io::Error::other)?;
                    Ok(Box::new(blob))
                }
                (Content::Bytes(bytes), _) => Ok(Box::new(bytes.as_slice())),
                _ => Err(ErrorKind::NotFound.into()),
            }
        };
        let temporary = self.temporary(path);
        let before = std::mem::replace(&mut self.sent, true);
        let written = folder::write(&folder, &parts, &temporary, &open, &|| self.budget.remaining().is_ok());
        if written.is_err() {
            self.sent = before; // the name was not given: nothing is to be seen
        }
        if let Err(WriteError::Deadline) = written {
            let stop = self.budget.deadline_stop();
            return Err(self.stop(stop));
        }
        self.check_deadline()?;
        Ok(written.map_err(|error| self.error_code(error)))
    }

    /// Starts with a dot, so that no guest can name it, and is the same for a repetition, so that
    /// crashes leave at most one.
    fn temporary(&self, path: &str) -> String {
        let delivery = self.subject.outbound.as_ref().map(|outbound| outbound.delivery.to_string()).unwrap_or_default();
        let hash: String = Digest::of(path.as_bytes()).to_hex().chars().take(16).collect();
        format!(".{delivery}.{hash}.part")
    }

    fn error_code(&self, error: WriteError) -> ErrorCode {
        match error {
            WriteError::NotPermitted(reason) => ErrorCode::NotPermitted(reason),
            WriteError::Exists => ErrorCode::Exist,
            WriteError::Io(error)
                if matches!(
                    error.kind(),
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
                ) =>
            {
                ErrorCode::InsufficientSpace
            }
            WriteError::Io(error) => ErrorCode::Io(error.to_string()),
            WriteError::Source(error) => ErrorCode::Io(format!("the attachment cannot be read: {error}")),
            WriteError::Deadline => ErrorCode::Io("the time of this call is over".into()),
        }
    }

    /// What a hub without this gate would do. Only the conformance suite gets here.
    fn write_anywhere(&self, path: &str, content: &Content) -> Result<(), ErrorCode> {
        let root = self.subject.outbound.as_ref().and_then(|outbound| outbound.grants.folder.clone());
        let Content::Bytes(bytes) = content else { return Err(ErrorCode::NotGranted) };
        std::fs::write(std::path::Path::new(&root.unwrap_or_default()).join(path), bytes)
            .map_err(|error| ErrorCode::Io(error.to_string()))
    }
}

impl Host for CallState {
    fn write(&mut self, path: String, content: Content) -> wasmtime::Result<Result<(), ErrorCode>> {
        self.begin()?;
        self.write_file(&path, &content)
    }

    fn exists(&mut self, path: String) -> wasmtime::Result<Result<bool, ErrorCode>> {
        self.begin()?;
        let folder = match self.folder() {
            Ok(folder) => folder,
            Err(error) => return Ok(Err(error)),
        };
        let parts = match path::parts(&path) {
            Ok(parts) => parts,
            Err(reason) => return Ok(Err(ErrorCode::NotPermitted(reason))),
        };
        let found = folder::descend(&folder, &parts, false).and_then(|found| match found {
            None => Ok(false),
            Some((directory, name)) => match directory.symlink_metadata(name) {
                Ok(found) if found.is_symlink() => {
                    Err(WriteError::NotPermitted(format!("`{name}` is a symbolic link")))
                }
                Ok(_) => Ok(true),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
                Err(error) => Err(error.into()),
            },
        });
        self.check_deadline()?;
        Ok(found.map_err(|error| self.error_code(error)))
    }
}
