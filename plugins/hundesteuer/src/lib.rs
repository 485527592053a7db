//! Dog tax: checks a registration from the portal and makes the file for the tax application.

mod document;
mod output;
mod plugin;
mod rules;
mod settings;
mod tax;

pub use plugin::Hundesteuer;

drehscheibe_sdk::export!(Hundesteuer: validator, transformer);

#[cfg(test)]
mod tests;
