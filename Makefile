# Drehscheibe. `make` lists what there is.

CARGO ?= cargo
# Plugins that are made of rule files and need the engines.
RULES := $(sort $(patsubst plugins/%/rule.toml,%,$(wildcard plugins/*/rule.toml)))
PLUGINS := $(filter-out $(RULES),$(sort $(patsubst plugins/%/plugin.toml,%,$(wildcard plugins/*/plugin.toml))))
DREHSCHEIBE := target/debug/drehscheibe
ENGINES := target/debug/engines
NEXTEST := $(shell $(CARGO) nextest --version >/dev/null 2>&1 && echo "nextest run" || echo "test")

.PHONY: help demo test crash sim fuzz toolchain hub plugins test-host test-plugins test-engines test-plans corpora test-demo lint test-sdks bench bench-check bench-programs interop engines portal-assets portal-bench portal-test test-portal interop-signatures rules test-sdk tutorial sdk-packages guide rules-bench test-rules engine-xml

help: ## Lists the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: toolchain hub engine-xml ## Shows the main job on the terminal, then leaves the hub running (ONCE=1: ends by itself)
	@$(DREHSCHEIBE) demo --plugins plugins $(if $(ONCE),--once)

test: toolchain hub engine-xml plugins test-host test-plugins test-plans test-engines test-rules test-sdks test-sdk test-demo test-portal ## Sets everything up and runs all quick tests

crash: toolchain hub plugins ## Kills the hub under load again and again (KILLS=200, CRASH_SEED=1)
	CRASH_KILLS=$(or $(KILLS),200) $(CARGO) test --test crash -- --nocapture

sim: ## Drives the processor through seeded schedules with crashes (SEEDS=100000)
	SIMULATION_SEEDS=$(or $(SEEDS),100000) $(CARGO) test --release -p drehscheibe-processor --test simulation -- --nocapture

fuzz: ## Runs each fuzz target for some time under libFuzzer (TIME=60, TARGETS="xml json"; needs a C++ compiler)
	@sh tests/fuzz/run.sh $(or $(TIME),60) $(TARGETS)

bench: bench-programs ## Measures all figures, writes benches/RESULTS.md and results.json (QUICK=1, ONLY=call,load)
	@target/release/figures $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

bench-check: bench-programs ## Measures again; fails if a ratio got worse by more than 15 % (ONLY=call,load)
	@target/release/figures check $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

bench-programs: toolchain hub plugins
	$(CARGO) build --release -p drehscheibe -p drehscheibe-benches
	cd benches/peers && $(CARGO) build --release --target-dir ../../target
	cd plugins && $(CARGO) build --release --example native -p hundesteuer --target-dir target/native \
		--config profile.release.opt-level=3

toolchain: ## Installs what builds WebAssembly guests, if it is missing
	@sh sdk/toolchain/setup.sh

hub: portal-assets ## Builds the hub
	@$(CARGO) build

engines: toolchain hub ## Builds the engines that run XML Schema, Schematron, XSLT, JSON Schema and mappings
	@$(DREHSCHEIBE) rule engines plugins

engine-xml: toolchain hub
	@test -f $(ENGINES)/engine-xml.wasm || echo "engine: building what runs XML Schema, Schematron and XSLT; some minutes, once"
	@$(DREHSCHEIBE) rule engines plugins --only xml

portal-assets: ## Fetches what the portal embeds (needs npm once; without it the portal is plain)
	@sh host/server/web/build.sh

plugins: toolchain hub ## Builds the stock plugins with the vendor's own command
	@for plugin in $(PLUGINS); do $(DREHSCHEIBE) plugin build plugins/$$plugin || exit 1; done

rules: engines test-rules ## Builds and tests the stock plugins that are made of rule files, and rules in general
	$(CARGO) $(NEXTEST) --test rules

test-rules: engine-xml
	@for plugin in $(RULES); do $(DREHSCHEIBE) plugin build plugins/$$plugin && $(DREHSCHEIBE) plugin test plugins/$$plugin || exit 1; done

test-host:
	$(CARGO) $(NEXTEST)

test-plugins:
	cd plugins && $(CARGO) $(NEXTEST) --workspace
	cd plugins && $(CARGO) test -p drehscheibe-sdk --doc

test-engines: ## Tests the XPath, XSLT and Schematron engines
	cd plugins/engines && $(CARGO) test --workspace

corpora: ## Compares rules in the sandbox with SaxonC on real documents (DREHSCHEIBE_CORPORA, PYTHON with saxonche; JSON=1)
	@$(MAKE) --no-print-directory engines >&2
	@PYTHONDONTWRITEBYTECODE=1 $(or $(PYTHON),python3) plugins/engines/corpora/compare.py $(abspath $(DREHSCHEIBE))

rules-bench: ## Measures rules in the sandbox against SaxonC and xsltproc (DREHSCHEIBE_CORPORA, PYTHON with saxonche; JSON=1, PROGRAM=a built release)
	@$(MAKE) --no-print-directory engines >&2
	@$(if $(PROGRAM),,$(CARGO) build --release -p drehscheibe)
	@PYTHONDONTWRITEBYTECODE=1 DREHSCHEIBE_ENGINES=$(abspath $(ENGINES)) \
		$(or $(PYTHON),python3) plugins/engines/corpora/bench.py $(abspath $(or $(PROGRAM),target/release/drehscheibe))

interop: toolchain hub plugins ## Runs wkg, oras and skopeo against a hub (installs them into target/interop; WITHOUT_WKG=1 leaves wkg out)
	sh tests/interop/run.sh

test-plans:
	@for plugin in $(PLUGINS); do $(DREHSCHEIBE) plugin test plugins/$$plugin || exit 1; done

test-sdks: ## Tests the SDKs of JavaScript and Python without components
	@if command -v node >/dev/null 2>&1; then cd sdk/js && node --test --test-reporter=dot; else echo "no node: the JavaScript SDK is not tested"; fi
	@if python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then cd sdk/python && python3 -m unittest --quiet; else echo "no Python 3.11: the Python SDK is not tested"; fi

portal-bench: ## Measures the pages of the portal on years of messages (ROWS=10000000 journal entries)
	$(CARGO) bench -p drehscheibe-server --bench portal

test-portal: test-demo ## The stories of portal-test, quickly and without screenshots; goes on where there is no browser
	@sh tests/portal/setup.sh && node tests/portal/run.mjs --quick || [ $$? -eq 3 ]

portal-test: toolchain hub engine-xml plugins ## Drives the portal in a real browser, role by role, with axe on every page
	@sh tests/portal/setup.sh
	@node tests/portal/run.mjs

test-sdk: toolchain hub plugins ## Dog tax in Rust, JavaScript and Python: the same plan, and byte for byte the same results
	@if ! command -v npm >/dev/null 2>&1 || ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  echo "the three languages are not compared: that needs npm (Node.js 20), and Python 3.11 with venv"; \
	else \
	  echo "the three languages: the first time, componentize-qjs (npm, 60 MB) and componentize-py (PyPI, 70 MB) are installed into ~/.cache/drehscheibe" && \
	  for example in sdk/js/examples/hundesteuer sdk/python/examples/hundesteuer; do \
	    $(DREHSCHEIBE) plugin build $$example && \
	    $(DREHSCHEIBE) plugin test $$example --plan plugins/hundesteuer --budget $$example/budget.toml || exit 1; done && \
	  SAME_RULE=1 $(CARGO) test --test guide same -- --nocapture; fi

tutorial: toolchain hub ## Runs the guide's tutorials as they are printed (minutes; TUTORIAL="Rust JavaScript Python")
	TUTORIAL="$(or $(TUTORIAL),Rust JavaScript Python)" $(CARGO) test --test guide tutorial -- --nocapture

sdk-packages: toolchain hub ## Packs crate, npm package and wheel, installs them in clean folders and builds on them (minutes; PACKAGES=rust)
	@sdk/packages.sh $(PACKAGES)

guide: ## Writes the generated pages of the guide anew
	UPDATE_GUIDE=1 $(CARGO) test --test guide -- reference limits

test-demo: engine-xml
	@$(DREHSCHEIBE) demo --plugins plugins --directory target/demo-test --once

interop-signatures: toolchain hub plugins ## Has our signatures checked by the crates of Sigstore, npm @sigstore/verify and openssl
	@tests/interop-signatures/run.sh

lint: ## Clippy and formatting
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
