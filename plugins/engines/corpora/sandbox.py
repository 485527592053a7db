"""Our side: rules built into a component by `drehscheibe rule build` and run in the real sandbox."""
import json
import pathlib
import subprocess
import tempfile


class NotBuilt(Exception):
    """The rule could not be built; the text says why."""


class Sandbox:
    """Builds each rule once."""

    def __init__(self, drehscheibe):
        self.drehscheibe = drehscheibe
        self.scratch = tempfile.TemporaryDirectory()
        self.built = {}

    def component(self, **order):
        """The component of a rule: `schematron`, `xsd`, `xslt`, `catalog`, `base`, `document` (a list)."""
        key = json.dumps(order, default=str, sort_keys=True)
        if key not in self.built:
            folder = pathlib.Path(self.scratch.name) / f"rule-{len(self.built)}"
            folder.mkdir()
            command = [self.drehscheibe, "rule", "build", folder, "--json"]
            for name, value in order.items():
                for one in value if isinstance(value, list) else [value]:
                    command += [f"--{name}", one]
            done = subprocess.run([*map(str, command)], capture_output=True, text=True)
            if done.returncode:
                self.built[key] = NotBuilt(done.stderr.strip()[:4000])
            else:
                self.built[key] = json.loads(done.stdout)["path"]
        if isinstance(self.built[key], NotBuilt):
            raise self.built[key]
        return self.built[key]

    def validate(self, component, documents, repeat=1):
        """The result of each document, by its path as given."""
        return self._run([component, "--repeat", repeat], documents)

    def transform(self, component, documents, out, repeat=1):
        return self._run([component, "--transform", out, "--repeat", repeat], documents)

    def _run(self, arguments, documents):
        found = {}
        documents = [str(document) for document in documents]
        for at in range(0, len(documents), 500):
            command = [self.drehscheibe, "rule", "run", *map(str, arguments), "--json", "--", *documents[at : at + 500]]
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
            if done.returncode not in (0, 1):
                raise NotBuilt(done.stderr.strip()[:4000])
            for line in done.stdout.splitlines():
                result = json.loads(line)
                found[result["document"]] = result
        return found
