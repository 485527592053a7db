//! `src/bindings` is what `wit-bindgen` makes of `wit/`. It is kept in the source, so that a vendor's first
//! build does not have to compile the generator. `UPDATE_BINDINGS=1 cargo test --test bindings` writes it anew.

use std::path::Path;
use wit_bindgen_core::{Files, WorldGenerator as _};
use wit_bindgen_core::wit_parser::Resolve;
use wit_bindgen_rust::{Opts, WithOption};

/// The module and the world that it is made of.
const MODULES: [(&str, &str); 6] = [
    (
        "imports",
        "import drehscheibe:rule/types@0.1.0;
         import drehscheibe:rule/host@0.1.0;
         import drehscheibe:rule/outbound-http@0.1.0;
         import drehscheibe:rule/drop-folder@0.1.0;
         import drehscheibe:rule/mail@0.1.0;",
    ),
    ("configuration", "export drehscheibe:rule/configuration@0.1.0;"),
    ("recogniser", "export drehscheibe:rule/recognition@0.1.0;"),
    ("validator", "export drehscheibe:rule/validation@0.1.0;"),
    ("transformer", "export drehscheibe:rule/transformation@0.1.0;"),
    ("adapter", "export drehscheibe:rule/delivering@0.1.0;"),
];

#[test]
fn the_bindings_are_those_of_the_contract() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (module, items) in MODULES {
        let path = root.join("src/bindings").join(format!("{module}.rs"));
        let generated = generate(&root.join("wit"), module, items);
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::write(&path, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == generated, "{} is not in step; UPDATE_BINDINGS=1 writes it anew", path.display());
    }
}

fn generate(wit: &Path, module: &str, items: &str) -> String {
    let mut resolve = Resolve::default();
    resolve.push_dir(wit).unwrap();
    let world = if module == "imports" { "imports".to_owned() } else { format!("{module}-export") };
    let text = format!("package drehscheibe:sdk-{module};\nworld {world} {{ {items} }}\n");
    let package = resolve.push_str("sdk.wit", &text).unwrap();
    let world = resolve.select_world(&[package], Some(&world)).unwrap();
    let mut options = Opts { format: true, ..Opts::default() };
    if module == "imports" {
        options.generate_all = true;
        options.generate_unused_types = true;
        options.additional_derive_attributes = vec!["PartialEq".into(), "Clone".into()];
    } else {
        let types = "crate::bindings::imports::drehscheibe::rule::types".to_owned();
        options.with = vec![("drehscheibe:rule/types@0.1.0".to_owned(), WithOption::Path(types))];
        options.pub_export_macro = true;
        options.export_macro_name = Some(format!("__export_{module}"));
        options.default_bindings_module = Some("drehscheibe_sdk::bindings".to_owned());
    }
    let mut files = Files::default();
    options.build().generate(&mut resolve, world, &mut files).unwrap();
    let (_, source) = files.iter().next().unwrap();
    String::from_utf8(source.to_vec()).unwrap()
}
