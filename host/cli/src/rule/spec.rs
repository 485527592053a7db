//! `rule.toml`: which files a rule is made of.

use super::error::RuleError;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The file's name, in the folder of the plugin.
pub const FILE_NAME: &str = "rule.toml";

/// Rule files. Paths are relative to the folder of the plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Spec {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub xsd: Vec<PathBuf>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schematron: Vec<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xslt: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json_schema: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<PathBuf>,
    /// Documents that `doc()` and `document()` may read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<PathBuf>,
    /// OASIS XML catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<PathBuf>,
    /// Language of texts that do not say theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The folder that holds all files; without it, the folder of the plugin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<PathBuf>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Spec,
}

impl Spec {
    pub fn read(folder: &Path) -> Result<Self, RuleError> {
        let path = folder.join(FILE_NAME);
        let text = std::fs::read_to_string(&path).map_err(|source| RuleError::Read { path: path.clone(), source })?;
        let file: File = toml::from_str(&text).map_err(|source| RuleError::Spec { path, source: source.into() })?;
        Ok(file.rule)
    }

    pub fn to_toml(&self) -> Result<String, RuleError> {
        toml::to_string(&File { rule: self.clone() }).map_err(|error| RuleError::Order(error.to_string()))
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        !self.is_xml() && !self.is_json()
    }

    pub fn is_xml(&self) -> bool {
        !self.xsd.is_empty() || !self.schematron.is_empty() || self.xslt.is_some()
    }

    pub fn is_json(&self) -> bool {
        self.json_schema.is_some() || self.mapping.is_some()
    }

    pub fn validates(&self) -> bool {
        !self.xsd.is_empty() || !self.schematron.is_empty() || self.json_schema.is_some()
    }

    pub fn transforms(&self) -> bool {
        self.xslt.is_some() || self.mapping.is_some()
    }
}

impl Spec {
    /// The same files, named as they are seen from `folder`. Without a base, the folder of the first
    /// file becomes it.
    pub fn relative_to(mut self, folder: &Path) -> Result<Self, RuleError> {
        let first = self.xsd.first().or(self.schematron.first());
        let first = first.or(self.xslt.as_ref()).or(self.json_schema.as_ref()).or(self.mapping.as_ref());
        if let (None, Some(first)) = (&self.base, first) {
            let parent = first.parent().filter(|parent| !parent.as_os_str().is_empty());
            self.base = Some(parent.unwrap_or(Path::new(".")).to_owned());
        }
        let lists = [&mut self.xsd, &mut self.schematron, &mut self.documents].into_iter().flatten();
        let ones = [&mut self.xslt, &mut self.json_schema, &mut self.mapping, &mut self.catalog, &mut self.base];
        for path in lists.chain(ones.into_iter().flatten()) {
            *path = seen_from(folder, path)?;
        }
        Ok(self)
    }
}

/// A path to a file that exists, relative to a folder that exists.
fn seen_from(folder: &Path, path: &Path) -> Result<PathBuf, RuleError> {
    let real = |path: &Path| path.canonicalize().map_err(|source| RuleError::Read { path: path.to_owned(), source });
    let (folder, path) = (real(folder)?, real(path)?);
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| std::path::Component::ParentDir);
    let relative: PathBuf = up.chain(path.components().skip(shared)).collect();
    Ok(if relative.as_os_str().is_empty() { ".".into() } else { relative })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_named_as_the_plugins_folder_sees_them() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["rules/a.sch", "plugin/b.xsl"] {
            std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            std::fs::write(root.join(name), "").unwrap();
        }
        let spec = Spec { schematron: vec![root.join("rules/a.sch")], ..Spec::default() };
        let seen = spec.relative_to(&root.join("plugin")).unwrap();
        assert_eq!(seen.schematron, [PathBuf::from("../rules/a.sch")]);
        assert_eq!(seen.base, Some("../rules".into()));
        let spec = Spec { xslt: Some(root.join("plugin/b.xsl")), ..Spec::default() };
        let seen = spec.relative_to(&root.join("plugin")).unwrap();
        assert_eq!((seen.xslt, seen.base), (Some("b.xsl".into()), Some(".".into())));
        std::fs::write(root.join("plugin/rule.toml"), Spec::default().to_toml().unwrap()).unwrap();
        assert_eq!(Spec::read(&root.join("plugin")).unwrap(), Spec::default());
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE_NAME), "[rule]\nschematon = [\"a.sch\"]\n").unwrap();
        let error = Spec::read(folder.path()).unwrap_err();
        let text = std::error::Error::source(&error).unwrap().to_string();
        assert!(text.contains("schematon"), "{text}");
    }
}
