//! Writing into one directory, through cap-std, so that no path leaves it.

use cap_std::fs::{Dir, OpenOptions};
use rustix::fs::RenameFlags;
use std::io::{self, ErrorKind, Read, Write};

/// Bytes that are copied at a time; the deadline is looked at in between.
const CHUNK: usize = 64 << 10;

/// Why a file was not written.
#[derive(Debug)]
pub(super) enum WriteError {
    NotPermitted(String),
    /// Another file of this name is there.
    Exists,
    /// Where the bytes come from.
    Source(io::Error),
    Io(io::Error),
    /// The wall time is over.
    Deadline,
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Gives the bytes from their start, as often as asked.
pub(super) type Open<'a> = dyn Fn() -> io::Result<Box<dyn Read + 'a>> + 'a;

/// The directory in which the last part lies; missing ones are made and synced if `make`.
pub(super) fn descend<'p>(root: &Dir, parts: &[&'p str], make: bool) -> Result<Option<(Dir, &'p str)>, WriteError> {
    let Some((name, directories)) = parts.split_last() else {
        return Err(WriteError::NotPermitted("the path is empty".into()));
    };
    let mut here = root.try_clone()?;
    for part in directories {
        match here.symlink_metadata(part) {
            Ok(found) if found.is_dir() => {}
            Ok(found) if found.is_symlink() => return Err(symlink(part)),
            Ok(_) => return Err(WriteError::NotPermitted(format!("`{part}` is not a directory"))),
            Err(error) if error.kind() == ErrorKind::NotFound && make => match here.create_dir(part) {
                Ok(()) => sync(&here)?,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        here = here.open_dir(part)?;
    }
    Ok(Some((here, name)))
}

fn symlink(part: &str) -> WriteError {
    WriteError::NotPermitted(format!("`{part}` is a symbolic link"))
}

/// Writes one file atomically. The same content under the same name is a success that changes
/// nothing. `temporary` is a name that nobody else uses at the same time.
pub(super) fn write(
    root: &Dir,
    parts: &[&str],
    temporary: &str,
    open: &Open<'_>,
    in_time: &dyn Fn() -> bool,
) -> Result<(), WriteError> {
    let Some((directory, name)) = descend(root, parts, true)? else {
        return Err(WriteError::Io(ErrorKind::NotFound.into()));
    };
    if let Some(same) = compare(&directory, name, open, in_time)? {
        return if same { Ok(()) } else { Err(WriteError::Exists) };
    }
    let written =
        write_temporary(&directory, temporary, open, in_time).and_then(|()| publish(&directory, temporary, name));
    if written.is_err() {
        let _ = directory.remove_file(temporary);
    }
    match written {
        // Somebody else wrote this name in between.
        Err(WriteError::Exists) => match compare(&directory, name, open, in_time)? {
            Some(true) => Ok(()),
            _ => Err(WriteError::Exists),
        },
        other => other,
    }
}

/// Whether the file that is there has this content; none if there is no file.
fn compare(
    directory: &Dir,
    name: &str,
    open: &Open<'_>,
    in_time: &dyn Fn() -> bool,
) -> Result<Option<bool>, WriteError> {
    match directory.symlink_metadata(name) {
        Ok(found) if found.is_symlink() => return Err(symlink(name)),
        Ok(found) if !found.is_file() => return Ok(Some(false)),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let mut there = directory.open(name)?;
    let mut wanted = open().map_err(WriteError::Source)?;
    let (mut left, mut right) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        if !in_time() {
            return Err(WriteError::Deadline);
        }
        let a = fill(&mut there, &mut left)?;
        let b = fill(&mut *wanted, &mut right).map_err(WriteError::Source)?;
        if left.get(..a) != right.get(..b) {
            return Ok(Some(false));
        }
        if a == 0 {
            return Ok(Some(true));
        }
    }
}

/// Reads until the buffer is full or nothing is left.
fn fill(from: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn write_temporary(
    directory: &Dir,
    temporary: &str,
    open: &Open<'_>,
    in_time: &dyn Fn() -> bool,
) -> Result<(), WriteError> {
    // One that a crash left behind is of no use.
    match directory.remove_file(temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut file = directory.open_with(temporary, OpenOptions::new().write(true).create_new(true))?;
    let mut from = open().map_err(WriteError::Source)?;
    let mut buffer = vec![0; CHUNK];
    loop {
        if !in_time() {
            return Err(WriteError::Deadline);
        }
        let read = fill(&mut *from, &mut buffer).map_err(WriteError::Source)?;
        if read == 0 {
            break;
        }
        file.write_all(buffer.get(..read).unwrap_or_default())?;
    }
    file.sync_all()?;
    Ok(())
}

/// Gives the file its name, unless the name is taken, and syncs the directory.
fn publish(directory: &Dir, temporary: &str, name: &str) -> Result<(), WriteError> {
    match rustix::fs::renameat_with(directory, temporary, directory, name, RenameFlags::NOREPLACE) {
        Ok(()) => {}
        Err(rustix::io::Errno::EXIST) => return Err(WriteError::Exists),
        // File systems of other machines often cannot do that; the name was free a moment ago.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            directory.rename(temporary, directory, name)?;
        }
        Err(error) => return Err(io::Error::from(error).into()),
    }
    Ok(sync(directory)?)
}

/// The directory is opened anew, because a handle of cap-std is only a path.
fn sync(directory: &Dir) -> io::Result<()> {
    directory.open(".")?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cap_std::ambient_authority;

    fn bytes(content: &[u8]) -> Box<Open<'_>> {
        Box::new(move || Ok(Box::new(content)))
    }

    fn in_time() -> bool {
        true
    }

    fn folder() -> (tempfile::TempDir, Dir) {
        let directory = tempfile::tempdir().unwrap();
        let dir = Dir::open_ambient_dir(directory.path(), ambient_authority()).unwrap();
        (directory, dir)
    }

    #[test]
    fn writes_a_file_and_leaves_nothing_else() {
        let (directory, dir) = folder();
        let content = vec![b'x'; 3 * CHUNK + 1];
        write(&dir, &["akte", "2026", "antrag"], ".part", &*bytes(&content), &in_time).unwrap();
        assert_eq!(std::fs::read(directory.path().join("akte/2026/antrag")).unwrap(), content);
        assert_eq!(std::fs::read_dir(directory.path().join("akte/2026")).unwrap().count(), 1);
    }

    #[test]
    fn the_same_content_again_succeeds_and_changes_nothing_other_content_is_refused() {
        let (directory, dir) = folder();
        let put = |content: &[u8]| write(&dir, &["a"], ".part", &*bytes(content), &in_time);
        put(b"one").unwrap();
        let before = std::fs::metadata(directory.path().join("a")).unwrap().modified().unwrap();
        put(b"one").unwrap();
        assert_eq!(std::fs::metadata(directory.path().join("a")).unwrap().modified().unwrap(), before);
        for other in [b"two".as_slice(), b"on", b"one more", b""] {
            assert!(matches!(put(other), Err(WriteError::Exists)), "{other:?}");
        }
        assert_eq!(std::fs::read(directory.path().join("a")).unwrap(), b"one");
    }

    #[test]
    fn a_temporary_file_of_a_crash_is_replaced() {
        let (directory, dir) = folder();
        std::fs::write(directory.path().join(".part"), "half").unwrap();
        write(&dir, &["a"], ".part", &*bytes(b"whole"), &in_time).unwrap();
        assert_eq!(std::fs::read(directory.path().join("a")).unwrap(), b"whole");
        assert!(!directory.path().join(".part").exists());
    }

    #[test]
    fn a_source_that_breaks_and_a_deadline_leave_nothing_behind() {
        struct Breaks;
        impl Read for Breaks {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let (directory, dir) = folder();
        let open = || -> io::Result<Box<dyn Read>> { Ok(Box::new(Breaks)) };
        assert!(matches!(write(&dir, &["a"], ".part", &open, &in_time), Err(WriteError::Source(_))));
        assert!(matches!(write(&dir, &["a"], ".part", &*bytes(b"x"), &|| false), Err(WriteError::Deadline)));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn neither_a_directory_nor_a_file_may_be_a_link() {
        let (directory, dir) = folder();
        let outside = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("inside")).unwrap();
        for (target, name) in [(outside.path(), "link"), (std::path::Path::new("inside"), "link-within")] {
            std::os::unix::fs::symlink(target, directory.path().join(name)).unwrap();
            let written = write(&dir, &[name, "a"], ".part", &*bytes(b"x"), &in_time);
            assert!(matches!(written, Err(WriteError::NotPermitted(_))), "{name}");
            let written = write(&dir, &[name], ".part", &*bytes(b"x"), &in_time);
            assert!(matches!(written, Err(WriteError::NotPermitted(_))), "{name}");
        }
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
