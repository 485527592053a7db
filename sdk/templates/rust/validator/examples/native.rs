//! The rule without the sandbox: `drehscheibe plugin bench` compares with it.

// A component's crate cannot be linked: its files are.
#[path = "../src/lib.rs"]
mod plugin;

fn main() -> std::io::Result<()> {
    drehscheibe_sdk::test::native::<plugin::@TYPE@>(|_| {})
}
