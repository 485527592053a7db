"""The corpora: which rules, which documents, and what counts as the same."""
import os
import pathlib
import shutil

import documents
from sandbox import NotBuilt

HERE = pathlib.Path(__file__).resolve().parent
PLUGINS = HERE.parents[1]
CATALOG = """<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <rewriteURI uriStartString="http://xbildung.de/def/xbildung/1.1/xsd/" rewritePrefix="{a}/xbildung/1.1/"/>
  <rewriteURI uriStartString="http://xbildung.de/def/xbildung/1.2/xsd/" rewritePrefix="{a}/xbildung/1.2/"/>
  <rewriteURI uriStartString="http://xbildung.de/def/xbildung/xoev/" rewritePrefix="{a}/xoev/"/>
  <rewriteURI uriStartString="http://xoev.de/schemata/code/1_0/" rewritePrefix="{a}/xoev/code/1.0/"/>
  <rewriteURI uriStartString="https://xoev.de/schemata/din/91379/2022-08/" rewritePrefix="{a}/xoev/din/2022-08/"/>
  <rewriteURI uriStartString="http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/" rewritePrefix="{a}/xmldsig/"/>
</catalog>"""


class Corpus:
    def __init__(self, name):
        self.name, self.documents, self.same, self.different = name, 0, 0, []

    def add(self, document, same):
        self.documents += 1
        if same:
            self.same += 1
        else:
            self.different.append(document)


class Run:
    def __init__(self, sandbox, reference, root, scratch, say):
        self.sandbox, self.reference, self.root, self.scratch, self.say = sandbox, reference, root, scratch, say

    def all(self):
        """All corpora; ONLY=own,invoices,schools chooses; EVERY=1 takes all own stylesheets."""
        wanted = os.environ.get("ONLY", "own,invoices,schools").split(",")
        if "own" in wanted:
            yield from self.own()
        if self.root and "invoices" in wanted:
            yield from self.invoices()
        if self.root and "schools" in wanted:
            yield from self.schools()

    # -- the project's own small set ------------------------------------------------------------

    def own(self):
        cases = HERE.parent / "xslt/tests/cases"
        # Each is a component that is compiled for some ten seconds. `cargo test` runs them all, outside of
        # the sandbox, against results of the reference that were recorded: one in twelve is enough here.
        corpus = Corpus("own stylesheets, one an instruction")
        every = int(os.environ.get("EVERY", "12"))
        for sheet in sorted(cases.glob("*.xsl"))[::every]:
            if self.reference:
                expected = list(self.reference.transform(sheet, [cases / "source.xml"]))
            else:
                expected = [(cases / "source.xml", sheet.with_suffix(".expected").read_text())]
            one = self.transformed(sheet.stem, expected, documents.tree, xslt=sheet)
            corpus.add(sheet.name, not one.different)
        yield corpus
        inputs = sorted((PLUGINS / "xgewerbe-fachverfahren/plan/eingaben").glob("*.xml"))
        sheet = PLUGINS / "xgewerbe-fachverfahren/regeln/fachverfahren.xsl"
        if self.reference and inputs:
            # The time of the run stands in the result: it is compared without it.
            strip = lambda text: documents.tree(__import__("re").sub(r' stand="[^"]*"', "", text))
            yield self.transformed("own trade notices to the application", self.expected(sheet, inputs), strip, xslt=sheet)

    # -- invoices -------------------------------------------------------------------------------

    def invoices(self):
        suite = sorted((self.root / "xrechnung-testsuite/src/test").rglob("*.xml"))
        visual = self.root / "xrechnung-visualization/src/xsl"
        ubl = self.root / "en16931/ubl"
        schema, compiled = ubl / "schematron/EN16931-UBL-validation.sch", ubl / "xslt/EN16931-UBL-validation.xslt"
        bills = documents.with_root(suite, b":Invoice-2")
        credits = documents.with_root(suite, b":CreditNote-2")
        examples = sorted(p for p in (ubl / "examples").iterdir() if p.suffix.lower() == ".xml")
        if schema.exists():
            units = documents.units(self.root / "en16931/test", self.fresh("units"))
            yield self.expectations("EN16931 unit sets, expected success or error", units, schematron=schema)
            # There are no rules for the other syntaxes in the corpora: those must be well-formed.
            others = [path for path in suite if path not in bills and path not in credits]
            # What the shipped rules refuse, by the reference, is right to be refused: the suite is newer.
            refused = dict(self.expected(compiled, bills + credits)) if self.reference and compiled.exists() else {}
            refused = {source: documents.hits(report) for source, report in refused.items()}
            accepted = self.accepted("XRechnung test suite, accepted", bills + credits, refused, schematron=schema)
            yield self.accepted(accepted, others, schematron=PLUGINS / "engines/corpora/nothing.sch")
            if self.reference and compiled.exists():
                mutants = documents.mutants(bills + examples, self.fresh("mutants"), 6)
                for name, sources in [
                    ("EN16931 Schematron, XRechnung test suite", bills + credits),
                    ("EN16931 Schematron, examples", examples),
                    ("EN16931 Schematron, unit sets", [unit[0] for unit in units]),
                    ("EN16931 Schematron, mutants", mutants),
                ]:
                    yield self.ruled(name, compiled, sources, schematron=schema)
                yield self.ruled("EN16931 as shipped stylesheet, examples", compiled, examples, schematron=compiled)
        if not self.reference:
            return
        to_xr = visual / "ubl-invoice-xr.xsl"
        for name, sheet, sources in [
            ("UBL invoice to xr", to_xr, bills + [p for p in examples if p in documents.with_root(examples, b":Invoice-2")]),
            ("UBL credit note to xr", visual / "ubl-creditnote-xr.xsl", credits),
            ("CII to xr", visual / "cii-xr.xsl", documents.with_root(suite, b"CrossIndustryInvoice")),
            ("EN16931 compiled as a transformation", compiled, bills + credits + examples),
        ]:
            if sheet.exists() and sources:
                yield self.transformed(name, self.expected(sheet, sources), documents.without_address, xslt=sheet)
            else:
                self.say(f"{name}: not in the corpora")
        if to_xr.exists() and bills:
            yield self.pages(visual, to_xr, bills)

    def pages(self, visual, to_xr, bills):
        # The corpus lacks a script that the page embeds; an empty one stands in for it.
        copy = self.scratch / "visual"
        shutil.copytree(visual, copy, dirs_exist_ok=True)
        (copy / "FileSaver-v2.0.5.js").write_text("/* empty */")
        sources = self.fresh("xr")
        for source, result in self.expected(to_xr, bills):
            (sources / source.name).write_text(result)
        sheet = copy / "xrechnung-html.xsl"
        built_in = [p for p in sorted(copy.rglob("*")) if p.suffix in (".xml", ".js", ".css")]
        expected = self.expected(sheet, sorted(sources.glob("*.xml")))
        return self.transformed("xr to HTML", expected, documents.html, xslt=sheet, document=built_in)

    # -- schools --------------------------------------------------------------------------------

    def schools(self):
        xschule, xbildung = self.root / "xschule", self.root / "xbildung/config/xbildung/artefacts"
        samples = sorted((xschule / "xml").glob("*.xml"))
        if not samples:
            return
        # One folder for all, so that a catalogue beside them can say what stands for which address.
        base = self.scratch / "schools"
        shutil.copytree(xschule, base / "xschule")
        shutil.copytree(xbildung, base / "a")
        (base / "catalog.xml").write_text(CATALOG.format(a="a"))
        shared = {"base": base, "catalog": base / "catalog.xml"}
        schemas = sorted((base / "xschule/sch").glob("*.sch"))
        rule = {"xsd": base / "xschule/xsd/xschule.xsd", "schematron": schemas, **shared}
        yield self.accepted("XSchule samples, schema and rules: valid", samples, **rule)
        if not self.reference:
            return
        mutants = documents.mutants(samples, self.fresh("school-mutants"), 20)
        for schema in schemas:
            sheet = self.sheet_of(schema)
            yield self.ruled("XSchule Schematron, samples", sheet, samples, schematron=schema, base=base)
            yield self.ruled("XSchule Schematron, mutants", sheet, mutants, schematron=schema, base=base)
        for schema in sorted((base / "a").rglob("*.sch")):
            name = f"XBildung {schema.parent.parent.name} {schema.parent.name}, XSchule samples"
            yield self.ruled(name, self.sheet_of(schema), samples, schematron=schema, base=base)
        built = Corpus("XBildung schemas, built")
        for schema in sorted((base / "a").glob("x*/*/x*[a-z].xsd")):
            if schema.stem != schema.parent.parent.name:
                continue
            # One release stands on a schema of another standard that the corpora do not hold.
            if any("basisnachricht" in path.read_text() for path in schema.parent.glob("*.xsd")):
                self.say(f"{schema.parent.parent.name} {schema.parent.name}: refers to a schema that is not in the corpora")
            else:
                built.add(schema.name, self.builds(f"{schema.parent.parent.name} {schema.parent.name}", xsd=schema, **shared))
        yield built

    # -- comparing ------------------------------------------------------------------------------

    def fresh(self, name):
        folder = self.scratch / name
        folder.mkdir(exist_ok=True)
        return folder

    def sheet_of(self, schema):
        sheet = self.fresh("sheets") / f"{schema.parent.parent.name}-{schema.parent.name}-{schema.stem}.xsl"
        sheet.write_text(documents.stylesheet_of(schema))
        return sheet

    def expected(self, sheet, sources):
        return list(self.reference.transform(sheet, sources))

    def builds(self, name, **order):
        try:
            self.sandbox.component(**order)
            return True
        except NotBuilt as problem:
            self.say(f"{name}: {problem}")
            return False

    def validated(self, name, sources, order):
        """The result of each source, or nothing if the rule cannot be built."""
        if not self.builds(name, **order):
            return {}
        return self.sandbox.validate(self.sandbox.component(**order), sources)

    def accepted(self, corpus, sources, refused=None, **order):
        """All of them must be accepted, except for what the reference refuses with the same rules."""
        corpus = corpus if isinstance(corpus, Corpus) else Corpus(corpus)
        found = self.validated(corpus.name, sources, order)
        for source in sources:
            result = found.get(str(source), {})
            ids = sorted(finding["rule_id"] for finding in result.get("findings", []))
            agreed = bool(ids) and (refused or {}).get(source) == ids
            if agreed and result.get("outcome") != "ok":
                self.say(f"{corpus.name}: the shipped rules themselves refuse {source.name}: {' '.join(ids)}")
            corpus.add(source.name, agreed or result.get("outcome") == "ok")
            if not agreed and result.get("outcome") != "ok" and os.environ.get("KEEP"):
                self.say(f"  {source.name}: {str(result)[:600]}")
        return corpus

    def expectations(self, name, units, **order):
        """Each unit says which rules it passes and which it fails."""
        corpus = Corpus(name)
        found = self.validated(name, [unit[0] for unit in units], order)
        for source, good, bad in units:
            result = found.get(str(source), {})
            ids = {finding["rule_id"] for finding in result.get("findings", [])}
            done = result.get("outcome") in ("ok", "rejected")
            same = done and not ids.intersection(good) and ids.issuperset(bad)
            corpus.add(source.name, same)
            if not same and os.environ.get("KEEP"):
                self.say(f"  {source.name}: passes {good}, fails {bad}, found {sorted(ids)} {result.get('text')}")
        return corpus

    def ruled(self, name, sheet, sources, **order):
        """Same verdict, same rule ids and counts."""
        corpus = Corpus(name)
        found = self.validated(name, sources, order)
        for source, report in self.expected(sheet, sources):
            result = found.get(str(source))
            wanted = documents.hits(report)
            if result is None:
                got = None
            elif result["outcome"] in ("ok", "rejected"):
                got = sorted(finding["rule_id"] for finding in result["findings"])
                got = "error:" if got == ["XML"] else got
            else:
                got = "error:"
            corpus.add(source.name, got == wanted)
            if got != wanted and os.environ.get("KEEP"):
                self.say(f"  {source.name}: ours {got} {result and result.get('text')}, reference {wanted}")
        return corpus

    def transformed(self, name, expected, normal, **order):
        """Same output tree."""
        corpus = Corpus(name)
        out = self.fresh(f"out-{len(list(self.scratch.iterdir()))}")
        found = {}
        if self.builds(name, **order):
            found = self.sandbox.transform(self.sandbox.component(**order), [source for source, _ in expected], out)
        for source, wanted in expected:
            result = found.get(str(source))
            failed = result is not None and result["outcome"] != "ok"
            main = [made for made in (result or {}).get("outputs", []) if made["recipient"] == "default"]
            mine = pathlib.Path(main[0]["path"]).read_text() if main else ""
            both_fail = failed and wanted.startswith("error:")
            same = both_fail or (result is not None and not failed and normal(mine) == normal(wanted))
            corpus.add(source.name, same)
            if not same and os.environ.get("KEEP"):
                keep = pathlib.Path(os.environ["KEEP"]) / name.replace("/", "_").replace(" ", "_")
                keep.mkdir(parents=True, exist_ok=True)
                mine = str(result) if failed else normal(mine)
                (keep / f"{source.name}.ours").write_text(mine.replace("><", ">\n<"))
                (keep / f"{source.name}.theirs").write_text(normal(wanted).replace("><", ">\n<"))
        return corpus
