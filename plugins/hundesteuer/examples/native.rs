//! The rule compiled for the machine itself, as the partner of the figure for one call (`make bench`,
//! `drehscheibe plugin bench`).

// A component's crate cannot be linked: its files are.
#[path = "../src/document.rs"]
mod document;
#[path = "../src/output/mod.rs"]
mod output;
#[path = "../src/plugin.rs"]
mod plugin;
#[path = "../src/rules/mod.rs"]
mod rules;
#[path = "../src/settings.rs"]
mod settings;
#[path = "../src/tax.rs"]
mod tax;

fn main() -> std::io::Result<()> {
    drehscheibe_sdk::test::native::<plugin::Hundesteuer>(|submission| {
        submission.area.ags = Some("14627021".into());
        submission.area.ars = Some("146270210210".into());
    })
}
