//! The tutorial of the guide, run exactly as it is printed, from a clean folder.
//!
//! Slow, so only where `TUTORIAL` names the languages: `make tutorial` runs all three.

use std::path::Path;
use std::process::Command;

#[test]
fn the_tutorials_work_as_printed() {
    let wanted = std::env::var("TUTORIAL").unwrap_or_default();
    if wanted.is_empty() {
        eprintln!("not run: TUTORIAL names no language (make tutorial)");
    }
    let guide = std::fs::read_to_string(super::root().join("sdk/README.md")).unwrap();
    for language in wanted.split([' ', ',']).filter(|language| !language.is_empty()) {
        let script = script(&guide, &format!("### In {language}"));
        assert!(script.contains("plugin new"), "the guide has no tutorial in {language}");
        let folder = tempfile::tempdir().unwrap();
        // Builds of one run share what they compile.
        let config = folder.path().join(".cargo/config.toml");
        std::fs::create_dir_all(config.parent().unwrap()).unwrap();
        let target = super::root().join("target/tutorial");
        std::fs::write(&config, format!("[build]\ntarget-dir = {:?}\n", target.display().to_string())).unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_drehscheibe")).parent().unwrap().display().to_string();
        let path = format!("{binary}:{}", std::env::var("PATH").unwrap());
        let output = Command::new("sh")
            .args(["-eux", "-c", &script])
            .current_dir(folder.path())
            .env("PATH", path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "the tutorial in {language} fails:\n{said}");
        assert!(said.contains("FRIST-01"), "the tutorial in {language} shows no finding:\n{said}");
    }
}

/// All `sh` blocks between a heading and the next one of its kind.
fn script(guide: &str, heading: &str) -> String {
    let (_, rest) = guide.split_once(&format!("\n{heading}\n")).unwrap_or(("", ""));
    let end = ["\n### ", "\n## "].iter().filter_map(|next| rest.find(next)).min().unwrap_or(rest.len());
    let mut script = String::new();
    let mut inside = false;
    for line in rest[..end].lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => {
                script.push_str(line);
                script.push('\n');
            }
            _ => {}
        }
    }
    script
}
