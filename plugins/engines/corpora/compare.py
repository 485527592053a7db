#!/usr/bin/env python3
"""Compares rules in the sandbox with the reference processor SaxonC-HE, document by document.

usage: compare.py DREHSCHEIBE [--json]

Every rule is built by `drehscheibe rule build` and run by `drehscheibe rule run`: the component that a
hub would run, in the sandbox in which it would run it. The corpora are found by DREHSCHEIBE_CORPORA.
Where they or the package `saxonche` are missing, that is said, and the project's own small set is used.
The exit code is 1 if anything differs. JSON=1 or --json prints one line of JSON on standard output.
"""
import json
import os
import pathlib
import sys
import tempfile

import corpora
from reference import Reference
from sandbox import Sandbox

HERE = pathlib.Path(__file__).resolve().parent
JSON = "--json" in sys.argv or os.environ.get("JSON") == "1"


def say(text):
    print(text, file=sys.stderr if JSON else sys.stdout, flush=True)


def main():
    program = next((a for a in sys.argv[1:] if not a.startswith("-")), str(HERE.parents[2] / "target/release/drehscheibe"))
    root = pathlib.Path(os.environ.get("DREHSCHEIBE_CORPORA", "/nonexistent"))
    try:
        reference = Reference()
        say(f"reference: {reference.version}")
    except ImportError:
        reference = None
        say("the package saxonche is not installed: what a corpus itself expects is compared, and nothing else")
    if not root.is_dir():
        say("DREHSCHEIBE_CORPORA does not name a directory: the corpora are missing, the own small set is used")
    with tempfile.TemporaryDirectory() as scratch:
        run = corpora.Run(Sandbox(program), reference, root if root.is_dir() else None, pathlib.Path(scratch), say)
        found = list(run.all())
        say(f"\n{'corpus':58} {'documents':>9} {'same':>6} {'different':>9}")
        for c in found:
            say(f"{c.name:58} {c.documents:9} {c.same:6} {len(c.different):9}  {' '.join(c.different[:5])}")
    if JSON:
        line = [{"name": c.name, "documents": c.documents, "same": c.same, "different": len(c.different)} for c in found]
        print(json.dumps({"corpora": line}))
    return 1 if any(c.different for c in found) else 0


if __name__ == "__main__":
    sys.exit(main())
