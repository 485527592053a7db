//! Components that differ a little from those that were built.

use super::stage::Stage;
use drehscheibe_depot::manifest::FILE_NAME;
use std::io;
use std::path::PathBuf;

/// The folder of the next version of a plugin: the same manifest with another version, and the component with
/// this version written into it. For the demo; a real fix is another program.
pub fn next_version(stage: &Stage, name: &str, version: &str) -> io::Result<(PathBuf, PathBuf)> {
    let folder = stage.path(&format!("vendor/{name}-{version}"));
    std::fs::create_dir_all(&folder)?;
    let manifest = std::fs::read_to_string(stage.plugin(name).join(FILE_NAME))?;
    let (before, after) = manifest.split_once("version = \"").unwrap_or((manifest.as_str(), "\""));
    let after = after.split_once('"').map_or("", |(_, after)| after);
    std::fs::write(folder.join(FILE_NAME), format!("{before}version = \"{version}\"{after}"))?;
    let mut component = std::fs::read(stage.component(name))?;
    let length = u8::try_from(version.len()).unwrap_or(0);
    // A custom section with a name and nothing else.
    component.extend([0, length + 1, length]);
    component.extend(version.as_bytes());
    let path = folder.join(format!("{name}.wasm"));
    std::fs::write(&path, component)?;
    Ok((folder, path))
}

/// The component with one byte changed: the first letter of a word that people read in its findings.
pub fn change_one_byte(stage: &Stage, name: &str, word: &str) -> io::Result<PathBuf> {
    let mut component = std::fs::read(stage.component(name))?;
    let found = component.windows(word.len()).position(|bytes| bytes == word.as_bytes());
    let place = found.and_then(|at| component.get_mut(at));
    let byte = place.ok_or_else(|| io::Error::other(format!("{name} does not say `{word}`")))?;
    *byte ^= 0x20;
    let path = stage.path(&format!("components/{name}-changed.wasm"));
    std::fs::write(&path, component)?;
    Ok(path)
}
