//! `drehscheibe rule build`: from rule files to a plugin.

use super::error::{Problem, RuleError};
use super::files::RuleFile;
use super::manifest::{self, About};
use super::report::{Ingredient, RuleReport};
use super::spec::{self, Spec};
use super::{engine, order, select};
use crate::commands::output::{Failure, Outcome, print_json};
use crate::plugin::build::{self, BuildReport};
use crate::plugin::desk::Desk;
use drehscheibe_certify::Bench;
use drehscheibe_model::call::World;
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::Attachment;
use drehscheibe_runtime::{Mode, Snapshot};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Makes a plugin of rule files. The rules are compiled now, inside the engine, and the component starts
/// each call with them in its memory. What is not supported is named with file and line, and nothing is
/// made. Includes and imports are found below --base or through --catalog, never in a network.
///
/// The folder gets `plugin.toml`, `rule.toml` and `settings.schema.json`; what is there stays. Without
/// any rule file named here, `rule.toml` says which there are.
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    /// Folder of the plugin; made if it is missing
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// A Schematron schema, or a stylesheet made from one; may be repeated
    #[arg(long, value_name = "FILE")]
    schematron: Vec<PathBuf>,
    /// An XML Schema (1.0); may be repeated
    #[arg(long, value_name = "FILE")]
    xsd: Vec<PathBuf>,
    /// A stylesheet (XSLT 1.0 or 2.0) that transforms
    #[arg(long, value_name = "FILE")]
    xslt: Option<PathBuf>,
    /// A JSON Schema
    #[arg(long, value_name = "FILE")]
    json_schema: Option<PathBuf>,
    /// A mapping for JSON documents
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// A document that doc() and document() may read; may be repeated
    #[arg(long, value_name = "FILE")]
    document: Vec<PathBuf>,
    /// OASIS XML catalogue: which file stands for an address
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The folder that holds all rule files; without it, the first one's
    #[arg(long, value_name = "DIR")]
    base: Option<PathBuf>,
    /// Phase of the Schematron schemas
    #[arg(long)]
    phase: Option<String>,
    /// Language of texts without xml:lang, such as de
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    #[command(flatten)]
    about: About,
    /// Where the component goes, as NAME.wasm; without it to target/components in the plugin's folder
    #[arg(long, value_name = "OUT")]
    release_dir: Option<PathBuf>,
    /// Folder with the engines
    #[arg(long, value_name = "DIR", env = "DREHSCHEIBE_ENGINES")]
    engines: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// Where things come from and go to.
#[derive(Debug, Default)]
pub struct Places<'a> {
    pub release_dir: Option<&'a Path>,
    pub engines: Option<&'a Path>,
}

pub fn run(args: &BuildArgs) -> Outcome {
    tell(&made(args)?, args.json)
}

/// Builds the rule in a folder for `drehscheibe plugin build`, which takes rules as any other plugin. The
/// component goes where those of a workspace above the folder go, so that `plugin test` finds it.
pub fn build_as_plugin(folder: &Path, release_dir: Option<&Path>, json: bool) -> ExitCode {
    let above = std::path::absolute(folder).ok();
    let above = above.iter().flat_map(|folder| folder.ancestors().skip(1));
    let workspace = above.take(2).find(|folder| folder.join("Cargo.toml").is_file());
    let components = workspace.map(|folder| folder.join("target/components"));
    let engines = std::env::var_os("DREHSCHEIBE_ENGINES").map(PathBuf::from);
    let places = Places { release_dir: release_dir.or(components.as_deref()), engines: engines.as_deref() };
    let built = build_folder(folder, &About::default(), &places).map_err(Failure::from);
    built.and_then(|report| tell(&report, json)).unwrap_or_else(|failure| failure.show())
}

fn tell(report: &RuleReport, json: bool) -> Outcome {
    if json {
        print_json(report)?;
    } else {
        anstream::println!("{report}");
    }
    Ok(ExitCode::SUCCESS)
}

fn made(args: &BuildArgs) -> Result<RuleReport, RuleError> {
    let given = args.spec()?;
    let folder = &args.dir;
    if !given.is_empty() {
        std::fs::create_dir_all(folder).map_err(|source| RuleError::Write { path: folder.clone(), source })?;
        let path = folder.join(spec::FILE_NAME);
        let text = given.relative_to(folder)?.to_toml()?;
        std::fs::write(&path, text).map_err(|source| RuleError::Write { path, source })?;
    }
    let places = Places { release_dir: args.release_dir.as_deref(), engines: args.engines.as_deref() };
    build_folder(folder, &args.about, &places)
}

/// Whether a folder holds a rule instead of a crate.
pub fn is_rule(folder: &Path) -> bool {
    folder.join(spec::FILE_NAME).is_file()
}

/// Builds the rule whose `rule.toml` lies in `folder`.
pub fn build_folder(folder: &Path, about: &About, places: &Places<'_>) -> Result<RuleReport, RuleError> {
    let spec = Spec::read(folder)?;
    let mut worlds = Vec::new();
    worlds.extend(spec.validates().then_some(World::Validator));
    worlds.extend(spec.transforms().then_some(World::Transformer));
    if worlds.is_empty() {
        return Err(RuleError::Order("no rule file is named; see drehscheibe rule build --help".into()));
    }
    let order = order::order(&spec, folder)?;
    let module = engine::load(order.engine, places.engines)?;
    let component = select::component(&module, &worlds)?;
    let (snapshot, files) = preinitialise(&component, &order)?;
    let schema = answer(&snapshot.answer)?;
    let (manifest, mut remarks) = manifest::of(folder, about, &worlds)?;
    let (needed, _) = manifest::limits(snapshot.usage.memory_bytes);
    if manifest.limits.memory_bytes < needed {
        let text = "plugin.toml: the rules fill most of `memory_bytes`; larger documents need";
        remarks.push(format!("{text} memory_bytes = {needed}"));
    }

    let write = |path: &Path, bytes: &[u8]| {
        std::fs::write(path, bytes).map_err(|source| RuleError::Write { path: path.to_owned(), source })
    };
    write(&folder.join("settings.schema.json"), schema.as_bytes())?;
    let out = places.release_dir.map_or_else(|| folder.join("target/components"), Path::to_owned);
    let path = out.join(format!("{}.wasm", manifest.name));
    build::write(&out, &path, &snapshot.component)?;
    let sbom = out.join(format!("{}.cdx.json", manifest.name));
    let engine = build::Dependency::of_engine(&format!("engine-{}", order.engine));
    build::write(&out, &sbom, &build::sbom_document(&manifest, &Digest::of(&snapshot.component), &[engine]))?;
    let outside = build::outside(&snapshot.component)?;
    let plugin = BuildReport {
        name: manifest.name.to_string(),
        version: manifest.version,
        path,
        sbom,
        digest: Digest::of(&snapshot.component),
        size: snapshot.component.len() as u64,
        wit_version: outside.wit_version().unwrap_or_default().to_owned(),
        worlds: outside.worlds(),
        capabilities: Vec::new(),
        imports: outside.imports,
        compiler: format!("drehscheibe {} with engine-{}", env!("CARGO_PKG_VERSION"), order.engine),
        remarks,
    };
    let (engine, memory_bytes) = (Digest::of(&module), snapshot.usage.memory_bytes);
    Ok(RuleReport { plugin, engine, memory_bytes, files })
}

/// Lets the engine compile the rules in the sandbox and keeps its memory. It is done twice: the first
/// time shows which files are read, and only these are offered the second time, so that the bytes of the
/// result depend on nothing else that lies beside them.
fn preinitialise(component: &[u8], order: &order::Order) -> Result<(Snapshot, Vec<Ingredient>), RuleError> {
    let bench = Bench::default();
    let desk = Desk::open(Mode::Production, &bench)?;
    let initialiser = desk.runtime.initialiser(component).map_err(RuleError::Engine)?;
    let (_, log) = initialiser
        .try_out(&order.settings(&order.files), &attachments(&bench, &order.files)?)
        .map_err(RuleError::Engine)?;
    let is_read = |name: &str| log.iter().any(|line| line.text.strip_prefix("file ") == Some(name));
    let files: Vec<RuleFile> = order.files.iter().filter(|file| is_read(&file.name)).cloned().collect();
    let attachments = attachments(&bench, &files)?;
    let ingredients = files
        .iter()
        .zip(&attachments)
        .map(|(file, attachment)| Ingredient { name: file.name.clone(), digest: attachment.content.digest })
        .collect();
    let snapshot = initialiser.snapshot(&order.settings(&files), &attachments).map_err(RuleError::Engine)?;
    Ok((snapshot, ingredients))
}

/// Files as the engine reads them: the id is the place in the list.
fn attachments(bench: &Bench, files: &[RuleFile]) -> Result<Vec<Attachment>, RuleError> {
    let read = |(place, file): (usize, &RuleFile)| {
        let bytes = std::fs::read(&file.path).map_err(|source| RuleError::Read { path: file.path.clone(), source })?;
        let content = ContentRef {
            digest: bench.blobs.put(bytes.as_slice()),
            size: bytes.len() as u64,
            media_type: "application/octet-stream".into(),
        };
        Ok(Attachment { id: place.to_string(), file_name: file.name.clone(), content })
    };
    files.iter().enumerate().map(read).collect()
}

/// The settings schema, or the problems of the rules.
fn answer(text: &str) -> Result<String, RuleError> {
    #[derive(Deserialize)]
    struct Refused {
        problems: Vec<Problem>,
    }
    if let Ok(Refused { problems }) = serde_json::from_str::<Refused>(text) {
        return Err(RuleError::Rules(problems));
    }
    let unreadable = |error: serde_json::Error| RuleError::Order(format!("the engine's answer: {error}"));
    let value: serde_json::Value = serde_json::from_str(text).map_err(unreadable)?;
    serde_json::to_string_pretty(&value).map(|text| text + "\n").map_err(unreadable)
}

impl BuildArgs {
    /// What the command line names, by paths as they were given.
    fn spec(&self) -> Result<Spec, RuleError> {
        let spec = Spec {
            xsd: self.xsd.clone(),
            schematron: self.schematron.clone(),
            phase: self.phase.clone(),
            xslt: self.xslt.clone(),
            json_schema: self.json_schema.clone(),
            mapping: self.mapping.clone(),
            documents: self.document.clone(),
            catalog: self.catalog.clone(),
            language: self.language.clone(),
            base: self.base.clone(),
        };
        if spec.is_empty() && (spec != Spec::default()) {
            return Err(RuleError::Order("no rule file is named; see drehscheibe rule build --help".into()));
        }
        Ok(spec)
    }
}
