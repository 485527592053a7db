//! Reads all files and puts them together.

use super::authority;
use super::files::{HubFile, ProcedureFile};
use super::packages::Packages;
use super::problem::{Problem, SourceFile};
use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::activation::ActivationState;
use drehscheibe_model::area::Areas;
use drehscheibe_model::call::World;
use drehscheibe_model::configuration::{
    Activation, Authority, Competence, Configuration, Plugin, Procedure, RecognisedAs, RecognitionRule, SharedUse,
    Sharing, Source,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ids::{PluginName, TenantId};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A component that the configuration pins, to be put into the blobs before the revision is used.
#[derive(Debug, Clone)]
pub struct Component {
    pub name: PluginName,
    pub path: PathBuf,
    pub digest: Digest,
    pub bytes: Vec<u8>,
    /// Without one it is granted nothing.
    pub manifest: Option<Manifest>,
    /// Its test plan.
    pub plan: Option<PathBuf>,
}

/// An activation as a file has it.
#[derive(Debug, Clone)]
pub struct FileActivation {
    pub tenant: TenantId,
    pub activation: Activation,
    pub state: ActivationState,
    pub file: SourceFile,
    pub span: std::ops::Range<usize>,
}

/// A configuration with what belongs to it.
#[derive(Debug)]
pub struct Assembled {
    pub configuration: Configuration,
    pub components: Vec<Component>,
    /// Where each use of a plugin stands, for problems that its settings turn out to have.
    pub uses: Vec<LocatedUse>,
    /// Those that are not switched on included.
    pub activations: Vec<FileActivation>,
}

/// A use of a plugin and where it stands.
#[derive(Debug, Clone)]
pub struct LocatedUse {
    pub file: SourceFile,
    pub span: std::ops::Range<usize>,
    pub plugin_use: SharedUse,
}

/// Collects problems and uses while files are read.
pub(super) struct Reading<'a> {
    pub hub: &'a HubFile,
    pub base: &'a Path,
    pub day: jiff::civil::Date,
    pub areas: &'a dyn Areas,
    pub components: &'a BTreeMap<PluginName, Component>,
    pub problems: Vec<Problem>,
    pub uses: Vec<LocatedUse>,
    pub sharing: Sharing,
    /// Settings files that were read: many activations name the same one.
    pub settings_files: BTreeMap<PathBuf, serde_json::Value>,
    pub activations: Vec<FileActivation>,
}

impl Reading<'_> {
    pub fn problem(&mut self, file: &SourceFile, span: &std::ops::Range<usize>, text: impl Into<String>) {
        self.problems.push(file.at(span, text));
    }
}

/// Reads `drehscheibe.toml`; relative paths in it are made absolute.
pub fn read_hub_file(path: &Path) -> Result<(SourceFile, HubFile), Problem> {
    let file = SourceFile::read(path)?;
    let mut hub: HubFile = file.parse()?;
    let base = base_of(path);
    for relative in [&mut hub.hub.data_dir, &mut hub.hub.configuration] {
        *relative = base.join(&*relative);
    }
    hub.secrets_file = hub.secrets_file.map(|secrets| base.join(secrets));
    let certificates = hub.network.root_certificates.iter_mut();
    let relay = hub.mail.iter_mut().filter_map(|mail| mail.root_certificate.as_mut());
    for path in hub.folders.roots.iter_mut().chain(certificates).chain(relay) {
        *path = base.join(&*path);
    }
    Ok((file, hub))
}

/// The directory of a file, absolute.
pub fn base_of(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::path::absolute(parent).unwrap_or_else(|_| parent.to_owned())
}

/// Reads and checks everything but the plugins' own opinion of their settings.
pub fn assemble(
    path: &Path,
    areas: &dyn Areas,
    packages: Packages<'_>,
    now: Timestamp,
) -> Result<Assembled, Vec<Problem>> {
    let (hub_source, hub) = read_hub_file(path).map_err(|problem| vec![problem])?;
    let base = base_of(path);
    let (components, mut problems) = components(&hub_source, &hub, &base, packages);
    let mut reading = Reading {
        hub: &hub,
        base: &base,
        day: german_day(now),
        areas,
        components: &components,
        problems: Vec::new(),
        uses: Vec::new(),
        sharing: Sharing::default(),
        settings_files: BTreeMap::new(),
        activations: Vec::new(),
    };
    let mut configuration = Configuration { retention: hub.retention.clone(), ..Configuration::default() };
    for (id, source) in &hub.sources {
        configuration.sources.insert(id.clone(), Source { name: source.name.clone() });
    }
    for (name, component) in &components {
        let version = component.manifest.as_ref().map(|manifest| manifest.version.clone()).unwrap_or_default();
        configuration.plugins.insert(name.clone(), Plugin { digest: component.digest, version });
    }
    procedures(&mut reading, &mut configuration);
    authorities(&mut reading, &mut configuration);
    problems.append(&mut reading.problems);
    let (uses, activations) = (reading.uses, reading.activations);
    if problems.is_empty() {
        let components = components.into_values().collect();
        Ok(Assembled { configuration, components, uses, activations })
    } else {
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        Err(problems)
    }
}

fn components(
    source: &SourceFile,
    hub: &HubFile,
    base: &Path,
    packages: Packages<'_>,
) -> (BTreeMap<PluginName, Component>, Vec<Problem>) {
    let mut components = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, plugin) in &hub.plugins {
        let span = plugin.span();
        let plugin = plugin.get_ref();
        let path = match (&plugin.component, &plugin.package) {
            (Some(path), None) => base.join(path),
            (None, Some(package)) => {
                match packaged(packages, name, package, plugin.plan.as_ref().map(|plan| base.join(plan))) {
                    Ok(component) => {
                        components.insert(name.clone(), component);
                    }
                    Err(text) => problems.push(source.at(&span, text)),
                }
                continue;
            }
            _ => {
                problems.push(source.at(&span, "a plugin has either `component` (a file) or `package` (of the depot)"));
                continue;
            }
        };
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                problems.push(source.at(&span, format!("component {}: {error}", path.display())));
                continue;
            }
        };
        let (mut manifest, mut plan) = (None, plugin.plan.as_ref().map(|plan| base.join(plan)));
        if let Some(path) = &plugin.manifest {
            match super::rules::manifest(&base.join(path), name) {
                Ok(found) => {
                    manifest = Some(found);
                    let beside = base.join(path).with_file_name("plan");
                    plan = plan.or_else(|| beside.is_dir().then_some(beside));
                }
                Err(found) => problems.extend(found),
            }
        }
        let digest = Digest::of(&bytes);
        components.insert(name.clone(), Component { name: name.clone(), path, digest, bytes, manifest, plan });
    }
    (components, problems)
}

/// A component whose bytes lie in the blobs already.
fn packaged(
    packages: Packages<'_>,
    name: &PluginName,
    package: &str,
    plan: Option<PathBuf>,
) -> Result<Component, String> {
    let found = packages.find(package)?;
    if found.manifest.name != *name {
        return Err(format!("package {package} is `{}`, but it is configured as `{name}`", found.manifest.name));
    }
    let (path, digest) = (PathBuf::from(package), found.component);
    Ok(Component { name: name.clone(), path, digest, bytes: Vec::new(), manifest: Some(found.manifest), plan })
}

/// The `.toml` files of a directory, in order of name.
fn files_in(reading: &mut Reading<'_>, directory: &Path) -> Vec<SourceFile> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            let text = format!("the directory cannot be read: {error}");
            reading.problems.push(Problem { file: directory.to_owned(), line: None, text });
            return Vec::new();
        }
    };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        match SourceFile::read(&path) {
            Ok(file) => files.push(file),
            Err(problem) => reading.problems.push(problem),
        }
    }
    files
}

fn procedures(reading: &mut Reading<'_>, configuration: &mut Configuration) {
    let directory = reading.hub.hub.configuration.join("procedures");
    let mut rules = Vec::new();
    for file in files_in(reading, &directory) {
        let parsed: ProcedureFile = match file.parse() {
            Ok(parsed) => parsed,
            Err(problem) => {
                reading.problems.push(problem);
                continue;
            }
        };
        let id = parsed.id.get_ref().clone();
        if let Some(leika) = &parsed.leika {
            let digits = leika.get_ref();
            if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                reading.problem(&file, &leika.span(), "a LeiKa key has 14 digits");
            }
        }
        if let Competence::PlaceInDocument { property: None, json_pointer: None } = parsed.competence.get_ref() {
            let text = "competence `place-in-document` needs `property` or `json_pointer`";
            reading.problem(&file, &parsed.competence.span(), text);
        }
        if let Some(blueprint) = &parsed.blueprint {
            for text in blueprint.get_ref().problems() {
                reading.problem(&file, &blueprint.span(), text);
            }
        }
        let procedure = Procedure {
            name: parsed.name,
            leika: parsed.leika.map(toml::Spanned::into_inner),
            competence: parsed.competence.into_inner(),
            blueprint: parsed.blueprint.map(toml::Spanned::into_inner),
        };
        if configuration.procedures.insert(id.clone(), procedure).is_some() {
            reading.problem(&file, &parsed.id.span(), format!("procedure `{id}` is defined twice"));
        }
        for rule in parsed.recognition {
            let recogniser = rule
                .recogniser
                .and_then(|plugin_use| super::uses::plugin_use(reading, &file, plugin_use, World::Recogniser))
                .map(|shared| (*shared).clone());
            let then = RecognisedAs {
                procedure: Some(id.clone()),
                message_type: rule.message_type,
                message_type_from_root: rule.message_type_from_root,
                area: rule.area,
                area_from: rule.area_from,
                recogniser,
            };
            rules.push((rule.order, RecognitionRule { name: rule.name, when: rule.when, then }));
        }
    }
    rules.sort_by_key(|(order, _)| *order);
    configuration.recognition = rules.into_iter().map(|(_, rule)| rule).collect();
}

fn authorities(reading: &mut Reading<'_>, configuration: &mut Configuration) {
    let directory = reading.hub.hub.configuration.join("authorities");
    let mut redirects = Vec::new();
    for file in files_in(reading, &directory) {
        match file.parse() {
            Ok(parsed) => {
                if let Some((tenant, authority)) =
                    authority::read(reading, &file, parsed, &configuration.procedures, &mut redirects)
                {
                    insert(reading, &file, configuration, tenant, authority);
                }
            }
            Err(problem) => reading.problems.push(problem),
        }
    }
    for (file, span, redirect) in redirects {
        if configuration.authorities.contains_key(&redirect.to) {
            configuration.redirects.push(redirect);
        } else {
            let known: Vec<_> = configuration.authorities.keys().map(TenantId::as_str).collect();
            let text = format!("no authority `{}`; there are {}", redirect.to, known.join(", "));
            reading.problem(&file, &span, text);
        }
    }
}

fn insert(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    configuration: &mut Configuration,
    tenant: TenantId,
    authority: Authority,
) {
    let text = format!("authority `{tenant}` is defined twice");
    if configuration.authorities.insert(tenant, authority).is_some() {
        reading.problem(file, &(0..0), text);
    }
}
