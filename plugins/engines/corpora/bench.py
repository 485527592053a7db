#!/usr/bin/env python3
"""The speed of rules in the sandbox against SaxonC and xsltproc: processor time, same documents, same run.

usage: bench.py DREHSCHEIBE [--json]

One core, rules compiled before on both sides, parsing of the document included on both sides. The two take
turns three times, and the best turn of each counts. The goal is a ratio of at least 1.0. Wants the corpora
(DREHSCHEIBE_CORPORA) and the package saxonche; what is missing is said and left out. ROUNDS=40 calls a turn.
"""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

import documents
from reference import Reference
from sandbox import NotBuilt, Sandbox

HERE = pathlib.Path(__file__).resolve().parent
JSON = "--json" in sys.argv or os.environ.get("JSON") == "1"
ROUNDS = int(os.environ.get("ROUNDS", "40"))
TURNS = 3
GOAL = 1.0


def say(text):
    print(text, file=sys.stderr if JSON else sys.stdout, flush=True)


class XsltProc:
    """libxslt by its own program, which repeats a transformation 20 or 100 times with the stylesheet
    compiled once: the difference is 80 runs. It parses the document each time and writes nothing."""

    def time(self, stylesheet, source, _):
        def used(*repeat):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            before += resource.getrusage(resource.RUSAGE_CHILDREN).ru_stime
            subprocess.run(["xsltproc", "--noout", *repeat, stylesheet, source], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before

        return (used("--repeat", "--repeat") - used("--repeat")) * 1000 / 80


def cases(root, scratch):
    """Name, reference, its stylesheet, document, our order, whether it transforms."""
    suite = sorted((root / "xrechnung-testsuite/src/test").rglob("*.xml"))
    ubl, visual = root / "en16931/ubl", root / "xrechnung-visualization/src/xsl"
    schema, compiled = ubl / "schematron/EN16931-UBL-validation.sch", ubl / "xslt/EN16931-UBL-validation.xslt"
    to_xr, mapping = visual / "ubl-invoice-xr.xsl", HERE / "mapping-1.0.xsl"
    bills = documents.with_root(suite, b":Invoice-2")
    if not bills:
        return
    small = min(bills, key=lambda path: abs(path.stat().st_size - 10_000))
    largest = max(bills, key=lambda path: path.stat().st_size)
    # The largest is mostly an attachment: lines are what costs.
    ordinary = max((path for path in bills if path.stat().st_size < 50_000), key=lambda path: path.stat().st_size)
    large = documents.grown(ordinary, scratch, 100_000)
    rules, xr, old = {"schematron": schema}, {"xslt": to_xr}, {"xslt": mapping}
    if schema.exists() and compiled.exists():
        yield "EN16931-UBL, 10 KB", "SaxonC", compiled, small, rules, False
        yield "EN16931-UBL, 100 KB", "SaxonC", compiled, large, rules, False
        # The further rules of XRechnung are not in the corpora; its largest invoice is.
        yield "EN16931-UBL, largest of XRechnung", "SaxonC", compiled, largest, rules, False
    if to_xr.exists():
        yield "ubl-invoice-xr, 10 KB", "SaxonC", to_xr, small, xr, True
        yield "ubl-invoice-xr, 100 KB", "SaxonC", to_xr, large, xr, True
    yield "XSLT 1.0 mapping, 10 KB", "xsltproc", mapping, small, old, True
    yield "XSLT 1.0 mapping, 100 KB", "xsltproc", mapping, large, old, True


def main():
    program = next((a for a in sys.argv[1:] if not a.startswith("-")), str(HERE.parents[2] / "target/release/drehscheibe"))
    root = pathlib.Path(os.environ.get("DREHSCHEIBE_CORPORA", "/nonexistent"))
    if not root.is_dir():
        say("DREHSCHEIBE_CORPORA does not name a directory: nothing to measure")
        return 0
    references = {}
    try:
        references["SaxonC"] = Reference()
        say(f"reference: {references['SaxonC'].version}")
    except ImportError:
        say("the package saxonche is not installed: nothing is measured against SaxonC")
    if shutil.which("xsltproc"):
        references["xsltproc"] = XsltProc()
    else:
        say("xsltproc is not installed: nothing is measured against it")
    found, sandbox = [], Sandbox(program)
    say(f"{'processor time of one call, in ms':36} {'bytes':>8} {'sandbox':>9} {'reference':>18} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        for name, who, sheet, source, order, transforms in cases(root, scratch):
            if who not in references:
                continue
            try:
                component = sandbox.component(**order)
            except NotBuilt as problem:
                say(f"{name}: {problem}")
                continue
            mine, theirs = [], []
            for _ in range(TURNS):
                if transforms:
                    result = sandbox.transform(component, [source], scratch / "out", ROUNDS)[str(source)]
                else:
                    result = sandbox.validate(component, [source], ROUNDS)[str(source)]
                if result["outcome"] not in ("ok", "rejected"):
                    raise SystemExit(f"{name}: {result}")
                mine.append(result["cpu_ms"])
                theirs.append(references[who].time(sheet, source, ROUNDS))
            ours, other, size = min(mine), min(theirs), source.stat().st_size
            ratio = other / ours
            verdict = "goal met" if ratio >= GOAL else "goal missed"
            say(f"{name:36} {size:8} {ours:9.2f} {who:>9}{other:9.2f} {ratio:6.2f}x  {verdict}")
            found.append({"name": name, "bytes": size, "sandbox_ms": ours, "reference": who, "reference_ms": other, "ratio": ratio, "met": ratio >= GOAL})
    if JSON:
        print(json.dumps({"speed": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
