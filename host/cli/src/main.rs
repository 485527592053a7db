mod configuration;
fn main() {}
