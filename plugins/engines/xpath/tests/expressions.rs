//! Expressions and what the reference processor (SaxonC-HE) gives for them: `expressions.tsv` holds
//! an expression and its value a line, items separated by `|`, `()` for nothing, `!` for an error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::cell::RefCell;
use std::sync::Arc;

use drehscheibe_xdm::{NameTable, ParseOptions, parse};
use drehscheibe_xpath::{
    Env, Error, ErrorKind, Focus, HostFunction, Locals, Moment, NoHost, Result, Scope, Static, StaticHost, Store,
    compile,
};

const SAMPLE: &[u8] = include_bytes!("sample.xml");
const TABLE: &str = include_str!("expressions.tsv");

struct Nothing(u32);

impl StaticHost for Nothing {
    fn global(&mut self, _: &str, _: &str) -> Option<u32> {
        None
    }

    fn function(&mut self, _: &str, _: &str, _: usize) -> Result<Option<HostFunction>> {
        Ok(None)
    }

    fn memo(&mut self) -> u32 {
        self.0 += 1;
        self.0 - 1
    }
}

fn evaluate(text: &str) -> Result<String> {
    evaluate_in(text, SAMPLE, false)
}

fn evaluate_in(text: &str, document: &[u8], compat: bool) -> Result<String> {
    let mut names = NameTable::new();
    let mut locals = Locals::default();
    let mut host = Nothing(0);
    let scope = Scope { namespaces: vec![("p".into(), "urn:p".into())], ..Scope::default() };
    let expr = compile(
        text,
        &mut Static {
            names: &mut names,
            scope: Arc::new(scope),
            element_ns: "".into(),
            compat,
            locals: &mut locals,
            host: &mut host,
        },
    )?;
    let tree = parse(document, &mut names, &ParseOptions::default()).unwrap();
    let (store, names) = (Store::new(), RefCell::new(names));
    let root = store.add(tree);
    let env = Env::new(&store, &names, &NoHost, Moment::from_unix(1_760_000_000, 0, 60), host.0);
    let base = env.push_frame(locals.size());
    let value = env.eval(&expr, &Focus::on(root, base))?;
    if value.is_empty() {
        return Ok("()".into());
    }
    Ok(value.iter().map(|i| env.item_text(i).to_string()).collect::<Vec<_>>().join("|"))
}

#[test]
fn expressions_give_what_the_reference_gives() {
    let mut wrong = Vec::new();
    for line in TABLE.lines() {
        let (expression, expected) = line.split_once('\t').unwrap();
        let found = match evaluate(expression) {
            Ok(text) => text.replace('\n', "\\n"),
            Err(_) => "!".into(),
        };
        if found != expected {
            let detail = evaluate(expression).err().map(|e| e.to_string()).unwrap_or_default();
            wrong.push(format!("{expression}\n    expected {expected}\n    found    {found} {detail}"));
        }
    }
    assert!(TABLE.lines().count() > 300);
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn errors_have_their_codes() {
    for (expression, code) in [
        ("1 eq", "XPST0003"),
        ("$x", "XPST0008"),
        ("unknown()", "XPST0017"),
        ("q:a", "XPST0081"),
        ("1 cast as xs:unknown", "XPST0051"),
        ("1 div 0", "FOAR0001"),
        ("xs:integer('x')", "FORG0001"),
        ("'1' eq 1", "XPTY0004"),
        ("exactly-one(())", "FORG0005"),
        ("zero-or-one((1,2))", "FORG0003"),
        ("boolean((1,2))", "FORG0006"),
        ("error(xs:QName('p:mine'), 'text')", "mine"),
        ("9223372036854775807 + 1", "FOAR0002"),
        ("doc('file:///etc/passwd')", "FODC0002"),
        ("collection()", "FODC0002"),
    ] {
        assert_eq!(evaluate(expression).unwrap_err().code(), code, "{expression}");
    }
}

#[test]
fn compatibility_mode_is_xpath_1() {
    for (expression, expected) in [
        ("'1' + '2'", "3"),
        ("//hund/name + 1", "NaN"),
        ("concat(//hund/@id, '-')", "h1-"),
        ("'10' > 9", "true"),
        ("//hund/@id = true()", "true"),
        ("string(//hund/@id)", "h1"),
        ("substring('12345', '2')", "2345"),
    ] {
        assert_eq!(evaluate_in(expression, SAMPLE, true).unwrap(), expected, "{expression}");
    }
}

#[test]
fn casting_a_double_to_a_decimal_is_exact() {
    assert_eq!(evaluate("xs:decimal(2.675e0) lt 2.675").unwrap(), "true");
    assert_eq!(evaluate("round(xs:decimal(2.675e0) * 100) div 100").unwrap(), "2.67");
}

#[test]
fn time_comes_from_the_caller() {
    assert_eq!(evaluate("current-dateTime()").unwrap(), "2025-10-09T09:53:20+01:00");
    assert_eq!(evaluate("implicit-timezone()").unwrap(), "PT1H");
    assert_eq!(evaluate("xs:time('12:00:00') = xs:time('11:00:00Z')").unwrap(), "true");
}

#[test]
fn nesting_and_size_are_bounded() {
    let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(evaluate(&deep).unwrap_err().kind(), ErrorKind::Limit);
    let minus = format!("{}1", "- ".repeat(100_000));
    assert_eq!(evaluate(&minus).unwrap(), "1");
    let ifs = format!("{}1", "if (1) then 1 else ".repeat(10_000));
    assert_eq!(evaluate(&ifs).unwrap_err().kind(), ErrorKind::Limit);
    let steps = vec!["."; 50_000].join("/");
    assert_eq!(evaluate(&steps).unwrap_err().kind(), ErrorKind::Limit);
    let sum = vec!["1"; 50_000].join(" + ");
    assert_eq!(evaluate(&sum).unwrap_err().kind(), ErrorKind::Limit);
    assert_eq!(evaluate("count(1 to 100000000000)").map_err(|e: Error| e.kind()), Err(ErrorKind::Limit));
    let ors = vec!["1 = 2"; 10_000].join(" or ");
    assert_eq!(evaluate(&ors).unwrap(), "false");
}

#[test]
fn every_truncation_of_every_expression_is_answered() {
    for line in TABLE.lines().take(200) {
        let expression = line.split('\t').next().unwrap();
        for end in (0..expression.len()).filter(|i| expression.is_char_boundary(*i)) {
            // An answer or an error: no panic, no hang.
            let _: Result<String> = evaluate(&expression[..end]);
        }
    }
}
