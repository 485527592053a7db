//! Building and running.

use super::bench::{ALL, Bench, SCH, XSL, verdict};
use serde_json::json;

#[test]
fn schema_and_schematron_become_a_plugin_that_checks_level_by_level() {
    let bench = Bench::with_rules();
    let report = bench.build(&ALL);
    assert_eq!(report["worlds"], json!(["validator", "transformer"]));
    assert_eq!(report["capabilities"], json!([]));
    let files: Vec<_> = report["files"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(files, ["hund.sch", "hund.xsd", "hund.xsl", "teil/typen.xsd"]);
    for made in ["plugin/plugin.toml", "plugin/rule.toml", "plugin/settings.schema.json"] {
        assert!(bench.path(made).is_file(), "{made}");
    }

    for (name, text) in [
        ("good.xml", "<hund><rasse>Dackel</rasse><seit>2026-01-01</seit></hund>"),
        ("warned.xml", "<hund><rasse>Dackel</rasse><seit>2027-01-01</seit></hund>"),
        ("ruled.xml", "<hund><seit>2026-01-01</seit></hund>"),
        ("schema.xml", "<hund><seit>gestern</seit></hund>"),
        ("broken.xml", "<hund>"),
    ] {
        bench.file(name, text);
    }
    let results = bench.run(&report, &["good.xml", "warned.xml", "ruled.xml", "schema.xml", "broken.xml"]);
    let verdicts: Vec<_> = results.iter().map(verdict).collect();
    assert_eq!(
        verdicts,
        ["ok", "ok X002:H-2", "rejected X002:H-1", "rejected X001:cvc-datatype-valid", "rejected X000:XML",]
    );
    let later = bench.run(&report, &["--received-at", "2027-03-02T09:15:00+01:00", "warned.xml"]);
    assert_eq!(verdict(&later[0]), "ok", "the receipt time is what a rule sees as now");

    // The same files give the same bytes, whatever lies beside them: that is what a certificate is about.
    let elsewhere = Bench::with_rules();
    elsewhere.file("rules/anderes.txt", "nothing");
    assert_eq!(elsewhere.build(&ALL)["digest"], report["digest"]);
    assert_eq!(bench.build(&[])["digest"], report["digest"], "rule.toml says the same");
    let people = bench.rule(&["run", report["path"].as_str().unwrap(), "ruled.xml"]);
    let text = String::from_utf8(people.stdout).unwrap();
    assert!(text.contains("2 Schema            erfüllt") && text.contains("3 Geschäftsregeln   1 Fehler"), "{text}");
    assert_eq!(people.status.code(), Some(1));
}

#[test]
fn what_is_not_supported_is_named_with_file_and_line_and_nothing_is_made() {
    let bench = Bench::new();
    bench.file("a.xsl", format!("{XSL}>\n<xsl:template match='/' visiblity='x'>\n<xsl:iterate select='1'/>\n<xsl:value-of select='ext:f(1)' xmlns:ext='urn:java'/></xsl:template>\n<xsl:include href='weg.xsl'/></xsl:stylesheet>"));
    bench.file(
        "a.sch",
        format!("{SCH}><pattern>\n<rule context='a'><assert id='1' test='a ||'>x</assert></rule></pattern></schema>"),
    );
    let message = bench.refused(&["--xslt", "a.xsl", "--schematron", "a.sch"]);
    for place in ["a.xsl:2: ", "a.xsl:3: ", "a.xsl:4: ", "a.xsl:5: ", "a.sch:2: "] {
        assert!(message.contains(place), "{place} is missing in\n{message}");
    }
    bench.file("three.sch", SCH.replace("xslt2", "xslt3") + "/>");
    assert!(bench.refused(&["--xslt", "a.xsl", "--schematron", "three.sch"]).contains("xslt3"));
}

#[test]
fn files_outside_of_the_base_do_not_exist() {
    let bench = Bench::new();
    bench.file("geheim.xsl", format!("{XSL}/>"));
    bench.file("rules/a.xsl", format!("{XSL}>\n<xsl:include href='../geheim.xsl'/></xsl:stylesheet>"));
    bench.file("rules/a.sch", format!("{SCH}/>"));
    let message = bench.refused(&["--schematron", "rules/a.sch", "--xslt", "rules/a.xsl"]);
    assert!(message.contains("a.xsl:2: ") && message.contains("geheim.xsl"), "{message}");
    let outside = bench.rule(&["build", "plugin", "--xslt", "geheim.xsl", "--base", "rules"]);
    let message = String::from_utf8_lossy(&outside.stderr).into_owned();
    assert!(!outside.status.success() && message.contains("--base"), "{message}");
}

#[test]
fn the_command_line_teaches() {
    let bench = Bench::new();
    let nothing = bench.rule(&["build", "plugin", "--phase", "x"]);
    assert_eq!(nothing.status.code(), Some(3));
    let both = bench.rule(&["build", "plugin", "--xslt", "a.xsl", "--mapping", "b.rhai"]);
    assert_ne!(both.status.code(), Some(0));
    let help = String::from_utf8(bench.rule(&["build", "--help"]).stdout).unwrap();
    for option in ["--schematron", "--xsd", "--xslt", "--json-schema", "--mapping", "--catalog", "--base"] {
        assert!(help.contains(option), "{help}");
    }
}
