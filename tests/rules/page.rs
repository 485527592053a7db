//! The page for vendors: its commands, as they are printed.

use super::bench::Bench;
use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../../sdk/xslt-and-schematron.md");

#[test]
fn the_three_commands_of_the_page_make_a_tested_plugin() {
    let bench = Bench::with_rules();
    let rename = |from: &str, to: &str| {
        std::fs::create_dir_all(bench.path(to).parent().unwrap()).unwrap();
        std::fs::copy(bench.path(from), bench.path(to)).unwrap();
    };
    rename("rules/hund.sch", "regeln/regeln.sch");
    rename("rules/hund.xsd", "regeln/schema.xsd");
    rename("rules/teil/typen.xsd", "regeln/teil/typen.xsd");
    bench.file("nachricht.xml", "<hund><rasse>Dackel</rasse><seit>2026-01-01</seit></hund>");

    let commands = PAGE.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(commands.lines().filter(|line| line.starts_with("drehscheibe ")).count(), 3, "{commands}");
    let program = Path::new(env!("CARGO_BIN_EXE_drehscheibe")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(program.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output = Command::new("sh")
        .args(["-e", "-c", commands])
        .env("PATH", path.unwrap())
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(bench.path("."))
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    let case = std::fs::read_to_string(bench.path("meine-regel/plan/cases/nachricht/case.toml")).unwrap();
    assert!(case.contains("outcome = \"ok\""), "{case}");
    // A case holds: with rules that refuse the example, the plan fails.
    let stricter =
        std::fs::read_to_string(bench.path("regeln/regeln.sch")).unwrap().replace("test=\"", "test=\"not(rasse) and ");
    bench.file("regeln/regeln.sch", stricter);
    assert!(bench.rule(&["build", "meine-regel"]).status.success());
    let test = Command::new(env!("CARGO_BIN_EXE_drehscheibe"))
        .args(["plugin", "test", "meine-regel"])
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(bench.path("."))
        .output()
        .unwrap();
    assert_eq!(test.status.code(), Some(1), "{}", String::from_utf8_lossy(&test.stdout));
}
