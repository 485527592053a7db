"""Pushes a component and an SBOM with the Python client of oras, pulls them back and compares."""

import hashlib
import json
import os
import pathlib
import sys
import tempfile

import oras.client

host, component = sys.argv[1], pathlib.Path(sys.argv[2])
client = oras.client.OrasClient(insecure=True, hostname=host, auth_backend="token")
client.login(username="vendor", password=os.environ["DREHSCHEIBE_KEY"], hostname=host)

folder = pathlib.Path(tempfile.mkdtemp())
os.chdir(folder)
(folder / "component.wasm").write_bytes(component.read_bytes())
digest = "sha256:" + hashlib.sha256(component.read_bytes()).hexdigest()
config = {"architecture": "wasm", "os": "wasip2", "layerDigests": [digest]}
(folder / "config.json").write_text(json.dumps(config))

target = f"{host}/demo/oras:0.1.0"
answer = client.push(
    target=target,
    files=["component.wasm:application/wasm"],
    manifest_config="config.json:application/vnd.wasm.config.v0+json",
)
assert answer.status_code == 201, answer.text
pulled = client.pull(target=target, outdir=str(folder / "pulled"))
assert pathlib.Path(pulled[0]).read_bytes() == component.read_bytes(), "other bytes came back"
assert "0.1.0" in client.get_tags(target), "the tag is not listed"
manifest = client.get_manifest(target)
assert manifest["layers"][0]["digest"] == digest
print("pushed, pulled and compared", target, digest)
