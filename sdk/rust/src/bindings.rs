//! What `wit-bindgen` makes of `wit/`: one module for the nouns and the host's functions, and one for
//! each interface a plugin can export, all over the same types.
//!
//! A plugin's crate exports any combination of the interfaces through [`export!`](crate::export);
//! what it does not use leaves no trace in its component.

#![allow(unsafe_code, missing_debug_implementations, clippy::all, clippy::indexing_slicing, clippy::unwrap_used)]

/// Nouns, host functions and capabilities.
pub mod imports {
    wit_bindgen::generate!({
        path: "wit",
        inline: "
            package drehscheibe:sdk-imports;
            world imports {
                import drehscheibe:rule/types@0.1.0;
                import drehscheibe:rule/host@0.1.0;
                import drehscheibe:rule/outbound-http@0.1.0;
                import drehscheibe:rule/drop-folder@0.1.0;
                import drehscheibe:rule/mail@0.1.0;
            }
        ",
        world: "drehscheibe:sdk-imports/imports",
        generate_all,
        generate_unused_types: true,
        additional_derives: [PartialEq, Clone],
    });
}

macro_rules! exporting {
    ($(#[$doc:meta])* $module:ident, $inline:literal, $world:literal, $macro:literal) => {
        $(#[$doc])*
        pub mod $module {
            wit_bindgen::generate!({
                path: "wit",
                inline: $inline,
                world: $world,
                with: { "drehscheibe:rule/types@0.1.0": crate::bindings::imports::drehscheibe::rule::types },
                pub_export_macro: true,
                export_macro_name: $macro,
                default_bindings_module: "drehscheibe_sdk::bindings",
            });
        }
    };
}

exporting!(
    /// Settings schema and check; every plugin exports it.
    configuration,
    "package drehscheibe:sdk-configuration; world configuration-export { export drehscheibe:rule/configuration@0.1.0; }",
    "drehscheibe:sdk-configuration/configuration-export",
    "__export_configuration"
);
exporting!(
    /// The world `recogniser`.
    recogniser,
    "package drehscheibe:sdk-recogniser; world recogniser-export { export drehscheibe:rule/recognition@0.1.0; }",
    "drehscheibe:sdk-recogniser/recogniser-export",
    "__export_recogniser"
);
exporting!(
    /// The world `validator`.
    validator,
    "package drehscheibe:sdk-validator; world validator-export { export drehscheibe:rule/validation@0.1.0; }",
    "drehscheibe:sdk-validator/validator-export",
    "__export_validator"
);
exporting!(
    /// The world `transformer`.
    transformer,
    "package drehscheibe:sdk-transformer; world transformer-export { export drehscheibe:rule/transformation@0.1.0; }",
    "drehscheibe:sdk-transformer/transformer-export",
    "__export_transformer"
);
exporting!(
    /// The world `adapter`.
    adapter,
    "package drehscheibe:sdk-adapter; world adapter-export { export drehscheibe:rule/delivering@0.1.0; }",
    "drehscheibe:sdk-adapter/adapter-export",
    "__export_adapter"
);
