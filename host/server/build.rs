//! Makes constants from the portal's texts and watches the folder of embedded assets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=askama.toml");
    let texts = "src/portal/texts.toml";
    println!("cargo:rerun-if-changed={texts}");
    let table: toml::Table = std::fs::read_to_string(texts).unwrap().parse().unwrap_or_else(|e| panic!("{texts}: {e}"));
    let mut code = String::new();
    for (section, values) in table {
        let values = values.as_table().unwrap_or_else(|| panic!("{texts}: `{section}` is not a table"));
        writeln!(code, "/// Texts of `{section}`.\npub(crate) mod {section} {{").unwrap();
        for (name, value) in values {
            let value = value.as_str().unwrap_or_else(|| panic!("{texts}: {section}.{name} is not a text"));
            writeln!(code, "    pub(crate) const {}: &str = {value:?};", name.to_uppercase()).unwrap();
        }
        writeln!(code, "    /// By name, for values that are made of names.").unwrap();
        writeln!(code, "    #[allow(dead_code)]\n    pub(crate) fn by_name(name: &str) -> Option<&'static str> {{")
            .unwrap();
        writeln!(code, "        match name {{").unwrap();
        for name in values.keys() {
            writeln!(code, "            {:?} => Some({}),", name, name.to_uppercase()).unwrap();
        }
        writeln!(code, "            _ => None,\n        }}\n    }}\n}}").unwrap();
    }
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(Path::new(&out).join("texts.rs"), code).unwrap();
}
