//! What a new plugin is called inside: not every name of a plugin can be that of a crate, a type or a module.

use super::embedded;
use super::language::Language;
use std::process::{Command, Stdio};

/// Words that no crate or module can be called, and names that the compilers and the SDK have themselves.
const TAKEN: [&str; 44] = [
    "alloc",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "const",
    "continue",
    "core",
    "crate",
    "def",
    "del",
    "drehscheibe-sdk",
    "else",
    "enum",
    "except",
    "fn",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "loop",
    "match",
    "mod",
    "not",
    "or",
    "pass",
    "plugin",
    "proc-macro",
    "raise",
    "return",
    "self",
    "serde",
    "std",
    "super",
    "test",
    "type",
    "vendor",
];

/// The names of one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Of the crate: the plugin's own if possible, else with `plugin-` before it.
    pub package: String,
    /// The same with underscores.
    pub module: String,
    /// The same with capitals.
    pub class: String,
}

impl Names {
    /// Names that go with a plugin's name in a language.
    pub fn of(name: &str, language: Language) -> Self {
        let name = &name.replace(['.', '_'], "-");
        let own = Self::plain(name);
        if own.is_free(name, language) { own } else { Self::plain(&format!("plugin-{name}")) }
    }

    fn plain(name: &str) -> Self {
        Self { package: name.to_owned(), module: name.replace('-', "_"), class: name.split('-').map(capital).collect() }
    }

    fn is_free(&self, name: &str, language: Language) -> bool {
        let begins = name.chars().next().is_some_and(char::is_alphabetic);
        let is_in_templates = || {
            let folder = format!("sdk/templates/{}", language.name());
            embedded::below(&folder).any(|(_, content)| {
                let text = String::from_utf8_lossy(content);
                text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == self.class)
            })
        };
        begins && !TAKEN.contains(&name) && !is_in_templates() && !self.is_pythons(language)
    }

    /// Whether Python has such a module itself, as `csv` or `statistics`; a machine without Python does not say.
    fn is_pythons(&self, language: Language) -> bool {
        let asks = "import sys; sys.exit(sys.argv[1] not in sys.stdlib_module_names)";
        language == Language::Python
            && Command::new("python3")
                .args(["-c", asks, &self.module])
                .stdin(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_where_it_can_be() {
        let names = Names::of("meine-regel", Language::Rust);
        assert_eq!((&*names.package, &*names.module, &*names.class), ("meine-regel", "meine_regel", "MeineRegel"));
        assert_eq!(Names::of("meine_regel.v2", Language::Python).module, "meine_regel_v2");
    }

    #[test]
    fn names_that_mean_something_else_get_one_in_front() {
        // A type of the template, words of the languages, a crate of the compiler, no name at all.
        for name in ["settings", "registration", "test", "match", "class", "std", "3d-pruefung"] {
            for language in [Language::Rust, Language::Python] {
                let names = Names::of(name, language);
                assert_eq!(names.package, format!("plugin-{name}"), "{language}");
                assert!(names.module.starts_with("plugin_") && names.class.starts_with("Plugin"));
            }
        }
    }
}
