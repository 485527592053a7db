//! The runtime on a vendor's desk: the same engine and limits as in production, with compiled plugins
//! kept between commands.

use super::embedded;
use crate::commands::output::{Failure, NO};
use drehscheibe_certify::plan::Operation;
use drehscheibe_certify::{Bench, Plan};
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_model::call::World;
use drehscheibe_model::content::Digest;
use drehscheibe_model::limits::Limits;
use drehscheibe_runtime::{Mode, Runtime, RuntimeOptions, RuntimePorts};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A runtime with one component, whose world outside is a bench of recordings.
#[derive(Debug)]
pub struct Desk {
    pub runtime: Runtime,
    pub bench: Bench,
    pub digest: Digest,
    /// Holds the compiled form if this user has no cache.
    _temporary: Option<tempfile::TempDir>,
}

impl Desk {
    /// With the component in a file.
    pub fn open(component: &Path, mode: Mode) -> Result<Self, Failure> {
        Self::sampled(component, mode, false)
    }

    /// As [`open`](Self::open); `sample` makes the runtime note where guests spend their time.
    pub fn sampled(component: &Path, mode: Mode, sample: bool) -> Result<Self, Failure> {
        let unreadable = |error| Failure::of(&error).line(format!("the component is {}", component.display()));
        let bytes = std::fs::read(component).map_err(unreadable)?;
        let bench = Bench::default();
        let digest = bench.blobs.put(&bytes);
        let (cache, key, temporary) = match kept() {
            Ok((cache, key)) => (cache, key, None),
            // Compiling each time is slow, but works.
            Err(_) => {
                let folder = tempfile::tempdir().map_err(|error| Failure::of(&error))?;
                (folder.path().to_owned(), new_key().map_err(|error| Failure::of(&error))?, Some(folder))
            }
        };
        let mut options = RuntimeOptions::new(cache, key);
        options.mode = mode;
        options.concurrent_calls = 1;
        options.sample = sample;
        let recording = || bench.recording.clone();
        let ports = RuntimePorts {
            blobs: bench.blobs.clone(),
            http: recording(),
            mailer: recording(),
            secrets: recording(),
            code_lists: recording(),
        };
        let runtime = Runtime::new(options, ports).map_err(|error| Failure::of(&error))?;
        Ok(Self { runtime, bench, digest, _temporary: temporary })
    }
}

/// The cache of compiled plugins and the key of its seal, which only this user may read.
fn kept() -> io::Result<(PathBuf, [u8; 32])> {
    let folder = embedded::cache_folder()?.join("compiled");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("seal.key");
    if let Some(key) = read_key(&path)? {
        return Ok((folder, key));
    }
    let key = new_key()?;
    let temporary = folder.join(format!("seal.{}", std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(&key)?;
    // Whoever links first wins; the others read what is there.
    let _ = std::fs::hard_link(&temporary, &path);
    std::fs::remove_file(&temporary)?;
    let key = read_key(&path)?.ok_or_else(|| io::Error::other("the key of the cache cannot be used"))?;
    Ok((folder, key))
}

fn read_key(path: &Path) -> io::Result<Option<[u8; 32]>> {
    match std::fs::read(path) {
        Ok(bytes) => bytes.try_into().map(Some).map_err(|_| io::Error::other("the key of the cache is damaged")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn new_key() -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(key)
}

/// The manifest in a plugin's folder.
pub fn manifest(dir: &Path) -> Result<Manifest, Failure> {
    let text = std::fs::read_to_string(dir.join(FILE_NAME)).map_err(|error| {
        Failure::of(&error)
            .line(format!("{} has no {FILE_NAME}", dir.display()))
            .hint("give the component with --component FILE")
    })?;
    Manifest::parse(&text).map_err(|problems| {
        let failure = Failure::new(format!("{FILE_NAME} has {} problem(s)", problems.len()));
        problems.iter().fold(failure, |failure, problem| failure.line(problem.to_string())).code(NO)
    })
}

/// The test plan in a folder, under the limits of the plugin in another one, if there is a manifest.
pub fn plan(folder: &Path, plugin: &Path) -> Result<Plan, Failure> {
    let manifest = if plugin.join(FILE_NAME).is_file() { Some(manifest(plugin)?) } else { None };
    load_plan(folder, manifest.as_ref())
}

/// A plan whose cases run under the limits of the manifest, as in production.
pub fn load_plan(folder: &Path, manifest: Option<&Manifest>) -> Result<Plan, Failure> {
    let limits = |operation| match (manifest, world_of(operation)) {
        (Some(manifest), Some(world)) => manifest.limits_in(world),
        (Some(manifest), None) => manifest.limits.clone(),
        (None, world) => world.map_or(Limits::DEFAULT, Limits::of),
    };
    Plan::load_under(folder, &limits).map_err(|error| Failure::of(&error).code(NO))
}

/// The world in which an operation of a plan runs; the check of the settings runs in any.
fn world_of(operation: Operation) -> Option<World> {
    match operation {
        Operation::CheckSettings => None,
        Operation::Recognise => Some(World::Recogniser),
        Operation::Validate => Some(World::Validator),
        Operation::Transform => Some(World::Transformer),
        Operation::Deliver => Some(World::Adapter),
    }
}

/// The component that was given, else where `plugin build` puts it: `target/components` of the folder or
/// of the workspace that it belongs to.
pub fn component(dir: &Path, given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(path) = given {
        return Ok(path.to_owned());
    }
    let manifest = manifest(dir)?;
    let dir = std::path::absolute(dir).map_err(|error| Failure::of(&error))?;
    let name = format!("{}.wasm", manifest.name);
    let mut places = dir.ancestors().map(|folder| folder.join("target/components").join(&name));
    places.find(|place| place.is_file()).ok_or_else(|| {
        Failure::new(format!("there is no {name} in any `target/components` above {}", dir.display()))
            .hint(format!("build it first: drehscheibe plugin build {}", dir.display()))
    })
}
