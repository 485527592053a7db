//! `sdk/reference.md` is made of `wit/`.

use std::fmt::Write as _;
use wit_parser::{Docs, Function, Interface, Resolve, Type, TypeDef, TypeDefKind, WorldItem};

#[test]
fn the_reference_is_that_of_the_contract() {
    super::in_step("sdk/reference.md", &reference());
}

fn reference() -> String {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(super::root().join("wit")).unwrap();
    let package = &resolve.packages[package];
    let mut text = format!(
        "# Reference: `{}`\n\nMade of [wit/](../wit) by `make guide`; a test holds both in step. The SDKs use the same \
         names in each language's habit: `rule-id` is `rule_id` in Rust and Python, `ruleId` in JavaScript.\n",
        package.name
    );
    text.push_str("\n## Worlds\n\n| World | Imports | Exports |\n|---|---|---|\n");
    for (name, world) in &package.worlds {
        let world = &resolve.worlds[*world];
        let names = |items: &mut dyn Iterator<Item = &WorldItem>| {
            let mut found = Vec::new();
            for item in items {
                if let WorldItem::Interface { id, .. } = item {
                    let name = resolve.interfaces[*id].name.clone().unwrap();
                    found.push(format!("[`{name}`](#{name})"));
                }
            }
            found.join(", ")
        };
        let (imports, exports) = (names(&mut world.imports.values()), names(&mut world.exports.values()));
        let _ = writeln!(text, "| `{name}`: {} | {imports} | {exports} |", line(&world.docs));
    }
    for (name, interface) in &package.interfaces {
        let interface = &resolve.interfaces[*interface];
        let _ = write!(text, "\n## {name}\n");
        paragraph(&interface.docs, &mut text);
        functions(&resolve, interface, &mut text);
        for (name, id) in &interface.types {
            definition(&resolve, name, &resolve.types[*id], &mut text);
        }
    }
    text
}

fn functions(resolve: &Resolve, interface: &Interface, text: &mut String) {
    for (name, function) in &interface.functions {
        let _ = write!(text, "\n### `{name}`\n\n```wit\n{}\n```\n", signature(resolve, name, function));
        paragraph(&function.docs, text);
    }
}

fn signature(resolve: &Resolve, name: &str, function: &Function) -> String {
    let parameters: Vec<_> = function
        .params
        .iter()
        .map(|parameter| format!("{}: {}", parameter.name, type_name(resolve, &parameter.ty)))
        .collect();
    let result = function.result.as_ref().map(|result| format!(" -> {}", type_name(resolve, result)));
    format!("{name}: func({}){}", parameters.join(", "), result.unwrap_or_default())
}

fn definition(resolve: &Resolve, name: &str, definition: &TypeDef, text: &mut String) {
    let mut rows = Vec::new();
    let kind = match &definition.kind {
        TypeDefKind::Record(record) => {
            for field in &record.fields {
                rows.push((field.name.clone(), type_name(resolve, &field.ty), line(&field.docs)));
            }
            "record"
        }
        TypeDefKind::Variant(variant) => {
            for case in &variant.cases {
                let content = case.ty.as_ref().map(|ty| type_name(resolve, ty)).unwrap_or_default();
                rows.push((case.name.clone(), content, line(&case.docs)));
            }
            "variant"
        }
        TypeDefKind::Enum(list) => {
            for case in &list.cases {
                rows.push((case.name.clone(), String::new(), line(&case.docs)));
            }
            "enum"
        }
        TypeDefKind::Type(Type::Id(_)) => return, // used from another interface
        TypeDefKind::Type(ty) => {
            let _ = write!(text, "\n### `{name}` = {}\n", type_name(resolve, ty));
            paragraph(&definition.docs, text);
            return;
        }
        other => panic!("{name}: {other:?} has no form in the reference yet"),
    };
    let _ = write!(text, "\n### {kind} `{name}`\n");
    paragraph(&definition.docs, text);
    text.push_str("\n| Name | Type | |\n|---|---|---|\n");
    for (name, ty, docs) in rows {
        let ty = if ty.is_empty() { ty } else { format!("`{ty}`") };
        let _ = writeln!(text, "| `{name}` | {ty} | {docs} |");
    }
}

fn type_name(resolve: &Resolve, ty: &Type) -> String {
    let Type::Id(id) = ty else { return format!("{ty:?}").to_lowercase() };
    let definition = &resolve.types[*id];
    if let Some(name) = &definition.name {
        return name.clone();
    }
    let inner = |ty: &Type| type_name(resolve, ty);
    let optional = |ty: &Option<Type>| ty.as_ref().map_or_else(|| "_".to_owned(), inner);
    match &definition.kind {
        TypeDefKind::Option(ty) => format!("option<{}>", inner(ty)),
        TypeDefKind::List(ty) => format!("list<{}>", inner(ty)),
        TypeDefKind::Tuple(tuple) => format!("tuple<{}>", tuple.types.iter().map(inner).collect::<Vec<_>>().join(", ")),
        TypeDefKind::Result(result) => format!("result<{}, {}>", optional(&result.ok), optional(&result.err)),
        other => panic!("{other:?} has no form in the reference yet"),
    }
}

fn line(docs: &Docs) -> String {
    docs.contents.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn paragraph(docs: &Docs, text: &mut String) {
    if let Some(docs) = &docs.contents {
        let _ = write!(text, "\n{}\n", docs.trim());
    }
}
