#!/usr/bin/env python3
"""Compares the engines with the reference processor SaxonC-HE, document by document.

usage: compare.py ENGINES-BINARY [--json]

The corpora are found by DREHSCHEIBE_CORPORA. Where they or the package `saxonche` are missing,
that is said; the project's own stylesheets (xslt/tests/cases) are compared in any case, and
`cargo test` holds them to the recorded results where `saxonche` is missing. The exit code is 1 if anything differs.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
JSON = "--json" in sys.argv or os.environ.get("JSON") == "1"
ENGINES = next((a for a in sys.argv[1:] if not a.startswith("-")), str(HERE.parent / "target/release/engines"))


def say(text):
    print(text, file=sys.stderr if JSON else sys.stdout, flush=True)


def tree(text):
    """The document as a canonical text: prefixes and white space at the edges of text do not count."""
    try:
        return ET.canonicalize(text, strip_text=True, rewrite_prefixes=True)
    except ET.ParseError:
        return " ".join(text.split())


def html(text):
    return " ".join(text.replace(">", "> ").replace("<", " <").split())


class Reference:
    """SaxonC with each stylesheet compiled once."""

    def __init__(self):
        import saxonche

        self.processor = saxonche.PySaxonProcessor(license=False)
        self.version = self.processor.version

    def transform(self, stylesheet, sources):
        xslt = self.processor.new_xslt30_processor()
        executable = xslt.compile_stylesheet(stylesheet_file=str(stylesheet))
        for source in sources:
            try:
                node = self.processor.parse_xml(xml_file_name=str(source))
                yield source, executable.transform_to_string(xdm_node=node) or ""
            except Exception as error:  # the reference's own verdict on the document
                yield source, f"error: {error}"


def ours(command, out, *arguments):
    result = subprocess.run([ENGINES, command, *map(str, arguments)], capture_output=True, text=True)
    if result.returncode != 0:
        return {}, result.stderr.strip()
    found = {}
    for path in sorted(pathlib.Path(out).glob("*")):
        name = path.name
        text = path.read_text()
        found[name[:-4]] = text if name.endswith(".out") else f"error: {text}"
    return found, ""


def split_units(directory, out):
    """Unit sets hold several documents: each `test` one, with what is expected of it."""
    documents = []
    for path in sorted(directory.rglob("*.xml")):
        root = ET.parse(path).getroot()
        for number, test in enumerate(root.iter("{http://difi.no/xsd/vefa/validator/1.0}test"), 1):
            for child in test:
                if not child.tag.startswith("{http://difi.no/xsd/vefa/validator/1.0}"):
                    target = out / f"{path.stem}-{number}.xml"
                    ET.ElementTree(child).write(target, encoding="utf-8", xml_declaration=True)
                    documents.append(target)
    return documents


class Corpus:
    def __init__(self, name):
        self.name, self.documents, self.same, self.different = name, 0, 0, []

    def add(self, document, same):
        self.documents += 1
        if same:
            self.same += 1
        else:
            self.different.append(document)


def compare_transformation(reference, name, stylesheet, sources, normal=tree):
    corpus = Corpus(name)
    with tempfile.TemporaryDirectory() as out:
        found, problem = ours("xslt", out, stylesheet, out, *sources)
        if problem:
            say(f"{name}: {problem[:2000]}")
        for source, expected in reference.transform(stylesheet, sources):
            mine = found.get(source.name)
            both_fail = mine is not None and mine.startswith("error:") and expected.startswith("error:")
            same = mine is not None and (both_fail or normal(mine) == normal(expected))
            corpus.add(source.name, same)
            keep = os.environ.get("KEEP")
            if keep and not same:
                base = pathlib.Path(keep) / name.replace("/", "_").replace(" ", "_")
                base.mkdir(parents=True, exist_ok=True)
                (base / f"{source.name}.ours").write_text(normal(mine or "(nothing)").replace("><", ">\n<"))
                (base / f"{source.name}.theirs").write_text(normal(expected).replace("><", ">\n<"))
    return corpus


SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"
SVRL = "http://purl.oclc.org/dsdl/svrl"


def stylesheet_of(schema):
    """A schema with abstract rules only (as XOEV standards ship it) as a stylesheet for the
    reference, written independently of the engine."""
    root = ET.parse(schema).getroot()
    out = ET.Element(f"{{{XSL}}}stylesheet", version="2.0")
    spaces = {ns.get("prefix"): ns.get("uri") for ns in root.iter(SCH + "ns")}
    main = ET.SubElement(out, f"{{{XSL}}}template", match="/")
    ids = ET.SubElement(main, f"{{{SVRL}}}output")
    rules = {r.get("id"): r for r in root.iter(SCH + "rule") if r.get("abstract") == "true"}
    for number, pattern in enumerate(root.iter(SCH + "pattern")):
        mode = f"m{number}"
        ET.SubElement(ids, f"{{{XSL}}}apply-templates", select="/", mode=mode)
        concrete = [r for r in pattern.iter(SCH + "rule") if r.get("abstract") != "true"]
        for order, rule in enumerate(concrete):
            template = ET.SubElement(
                out, f"{{{XSL}}}template", match=rule.get("context"), mode=mode, priority=str(10000 - order)
            )
            checks = []
            for child in rule:
                if child.tag == SCH + "extends":
                    checks += [c for c in rules[child.get("rule")] if c.tag in (SCH + "assert", SCH + "report")]
                elif child.tag in (SCH + "assert", SCH + "report"):
                    checks.append(child)
            for check in checks:
                test = check.get("test")
                test = f"not({test})" if check.tag == SCH + "assert" else test
                hit = ET.SubElement(template, f"{{{XSL}}}if", test=test)
                ET.SubElement(hit, f"{{{SVRL}}}hit", id=check.get("id"))
            ET.SubElement(template, f"{{{XSL}}}apply-templates", select="@*|node()", mode=mode)
        ET.SubElement(out, f"{{{XSL}}}template", match="text()|@*", mode=mode, priority="-1")
    text = ET.tostring(out, encoding="unicode")
    declared = "".join(f' xmlns:{p}="{u}"' for p, u in spaces.items() if p != "xml")
    return text.replace(" version=", declared + ' xmlns:xs="http://www.w3.org/2001/XMLSchema" version=', 1)


def mutants(sources, out, per_document):
    """Documents with an element removed, emptied or doubled: the same for each run."""
    made = []
    for source in sources:
        text = source.read_bytes()
        try:
            size = sum(1 for _ in ET.fromstring(text).iter())
        except ET.ParseError:
            continue
        for number in range(per_document):
            root = ET.fromstring(text)
            pick = (number * 7919 + 13) % max(size - 1, 1) + 1
            for index, (parent, child) in enumerate([(p, c) for p in root.iter() for c in p], 1):
                if index == pick:
                    if number % 3 == 0:
                        parent.remove(child)
                    elif number % 3 == 1:
                        child.text = "x"
                    else:
                        parent.append(child)
                    break
            target = out / f"{source.stem}~{number}.xml"
            ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
            made.append(target)
    return made


def hits(svrl):
    if svrl.startswith("error:"):
        return svrl[:6]
    root = ET.fromstring(svrl)
    tags = {f"{{{SVRL}}}failed-assert", f"{{{SVRL}}}successful-report", f"{{{SVRL}}}hit"}
    return sorted(e.get("id") or "" for e in root.iter() if e.tag in tags)


def compare_schematron(reference, name, schema, stylesheet, sources):
    """Same verdict, same rule ids and counts."""
    corpus = Corpus(name)
    with tempfile.TemporaryDirectory() as out:
        found, problem = ours("schematron", out, schema, out, *sources)
        if problem:
            say(f"{name}: {problem[:2000]}")
        for source, expected in reference.transform(stylesheet, sources):
            mine = found.get(source.name)
            wanted = hits(expected)
            got = None if mine is None else "error:" if mine.startswith("error:") else sorted(mine.split("\n") if mine else [])
            corpus.add(source.name, got == wanted)
            if got != wanted and os.environ.get("KEEP"):
                say(f"  {source.name}: ours {str(mine)[:300] if got == 'error:' else got}, reference {wanted} {expected[:300] if wanted == 'error:' else ''}")
    return corpus


def main():
    root = pathlib.Path(os.environ.get("DREHSCHEIBE_CORPORA", "/nonexistent"))
    try:
        reference = Reference()
        say(f"reference: {reference.version}")
    except ImportError:
        reference = None
        say("the package saxonche is not installed: nothing to compare with")
    if not root.is_dir():
        say("DREHSCHEIBE_CORPORA does not name a directory: the corpora are missing")
    corpora = []
    if reference:
        own = Corpus("own stylesheets, one an instruction")
        cases = HERE.parent / "xslt/tests/cases"
        for stylesheet in sorted(cases.glob("*.xsl")):
            result = compare_transformation(reference, stylesheet.stem, stylesheet, [cases / "source.xml"])
            own.add(stylesheet.name, not result.different)
        corpora.append(own)
    if reference and root.is_dir():
        suite = root / "xrechnung-testsuite/src/test"
        visual = root / "xrechnung-visualization/src/xsl"
        ubl = root / "en16931/ubl"
        ubl_invoices = [p for p in sorted(suite.rglob("*.xml")) if b":Invoice-2" in p.read_bytes()[:4000]]
        ubl_credit = [p for p in sorted(suite.rglob("*.xml")) if b":CreditNote-2" in p.read_bytes()[:4000]]
        cii = [p for p in sorted(suite.rglob("*.xml")) if b"CrossIndustryInvoice" in p.read_bytes()[:4000]]
        examples = sorted((ubl / "examples").glob("*.xml"))
        jobs = [
            ("UBL invoice to xr", visual / "ubl-invoice-xr.xsl", ubl_invoices + examples, tree),
            ("UBL credit note to xr", visual / "ubl-creditnote-xr.xsl", ubl_credit, tree),
            ("CII to xr", visual / "cii-xr.xsl", cii, tree),
            ("EN16931 compiled, test suite", ubl / "xslt/EN16931-UBL-validation.xslt", ubl_invoices + ubl_credit, tree),
            ("EN16931 compiled, examples", ubl / "xslt/EN16931-UBL-validation.xslt", examples, tree),
        ]
        for name, stylesheet, sources, normal in jobs:
            if stylesheet.exists() and sources:
                corpora.append(compare_transformation(reference, name, stylesheet, sources, normal))
            else:
                say(f"{name}: not in the corpora")
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            units = split_units(root / "en16931/test", scratch)
            if units:
                sheet = ubl / "xslt/EN16931-UBL-validation.xslt"
                corpora.append(compare_transformation(reference, "EN16931 compiled, unit sets", sheet, units))
            xr = visual / "xrechnung-html.xsl"
            if xr.exists() and ubl_invoices:
                made = scratch / "xr"
                made.mkdir()
                # The corpus lacks a script that the page embeds; an empty one stands in for it.
                shutil.copytree(visual, scratch / "xsl")
                (scratch / "xsl/FileSaver-v2.0.5.js").write_text("/* empty */")
                xr = scratch / "xsl/xrechnung-html.xsl"
                found, _ = ours("xslt", made, visual / "ubl-invoice-xr.xsl", made, *ubl_invoices)
                sources = []
                for source in sorted(made.glob("*.out")):
                    target = scratch / f"{source.stem}"
                    target.write_text(source.read_text())
                    sources.append(target)
                corpora.append(compare_transformation(reference, "xr to HTML", xr, sources, html))
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            compiled = ubl / "xslt/EN16931-UBL-validation.xslt"
            schema = ubl / "schematron/EN16931-UBL-validation.sch"
            if schema.exists() and compiled.exists():
                for name, sources in [
                    ("EN16931 Schematron, test suite", ubl_invoices + ubl_credit),
                    ("EN16931 Schematron, examples", examples),
                    ("EN16931 Schematron, unit sets", split_units(root / "en16931/test", scratch)),
                    ("EN16931 Schematron, mutants", mutants(ubl_invoices + examples, scratch, 6)),
                ]:
                    corpora.append(compare_schematron(reference, name, schema, compiled, sources))
            xschule = root / "xschule"
            samples = sorted((xschule / "xml").glob("*.xml"))
            for schema in sorted((xschule / "sch").glob("*.sch")):
                sheet = scratch / "xschule.xsl"
                sheet.write_text(stylesheet_of(schema))
                corpora.append(compare_schematron(reference, "XSchule samples", schema, sheet, samples))
                broken = mutants(samples, scratch, 20)
                corpora.append(compare_schematron(reference, "XSchule mutants", schema, sheet, broken))
            for schema in sorted((root / "xbildung").rglob("*.sch")):
                sheet = scratch / "xbildung.xsl"
                sheet.write_text(stylesheet_of(schema))
                name = f"XBildung {schema.parent.parent.name} {schema.parent.name}, XSchule samples"
                corpora.append(compare_schematron(reference, name, schema, sheet, samples))
    say(f"{'corpus':50} {'documents':>9} {'same':>6} {'different':>9}")
    for c in corpora:
        say(f"{c.name:50} {c.documents:9} {c.same:6} {len(c.different):9}  {' '.join(c.different[:5])}")
    if JSON:
        line = [{"name": c.name, "documents": c.documents, "same": c.same, "different": len(c.different)} for c in corpora]
        print(json.dumps({"corpora": line}))
    return 1 if any(c.different for c in corpora) else 0


if __name__ == "__main__":
    sys.exit(main())
