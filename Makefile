# Drehscheibe. `make` lists what there is.

CARGO ?= cargo
PLUGINS := $(sort $(patsubst plugins/%/plugin.toml,%,$(wildcard plugins/*/plugin.toml)))
DREHSCHEIBE := target/debug/drehscheibe
NEXTEST := $(shell $(CARGO) nextest --version >/dev/null 2>&1 && echo "nextest run" || echo "test")

.PHONY: help demo test crash sim fuzz toolchain hub plugins test-host test-plugins test-engines test-plans corpora test-demo lint test-sdks interop-signatures test-sdk tutorial sdk-packages guide

help: ## Lists the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: toolchain hub ## Shows the main job on the terminal, then leaves the hub running (ONCE=1: ends by itself)
	@$(DREHSCHEIBE) demo --plugins plugins $(if $(ONCE),--once)

test: toolchain hub plugins test-host test-plugins test-plans test-engines test-sdks test-demo ## Sets everything up and runs all quick tests

crash: toolchain hub plugins ## Kills the hub under load again and again (KILLS=200, CRASH_SEED=1)
	CRASH_KILLS=$(or $(KILLS),200) $(CARGO) test -p drehscheibe --test crash -- --nocapture

sim: ## Drives the processor through seeded schedules with crashes (SEEDS=100000)
	SIMULATION_SEEDS=$(or $(SEEDS),100000) $(CARGO) test --release -p drehscheibe-processor --test simulation -- --nocapture

fuzz: ## Runs each fuzz target for some time under libFuzzer (TIME=60, TARGETS="xml json"; needs a C++ compiler)
	@sh tests/fuzz/run.sh $(or $(TIME),60) $(TARGETS)

toolchain: ## Installs what builds WebAssembly guests, if it is missing
	@sh sdk/toolchain/setup.sh

hub: ## Builds the hub
	@$(CARGO) build

plugins: toolchain hub ## Builds the stock plugins with the vendor's own command
	@for plugin in $(PLUGINS); do $(DREHSCHEIBE) plugin build plugins/$$plugin || exit 1; done

test-host:
	$(CARGO) $(NEXTEST)

test-plugins:
	cd plugins && $(CARGO) $(NEXTEST) --workspace

test-engines: ## Tests the XPath, XSLT and Schematron engines
	cd plugins/engines && $(CARGO) test --workspace

corpora: ## Compares the engines with SaxonC on real documents (DREHSCHEIBE_CORPORA, PYTHON with saxonche; JSON=1)
	@cd plugins/engines && $(CARGO) build --release --quiet -p drehscheibe-engines-corpora
	@cd plugins/engines && $(or $(PYTHON),python3) corpora/compare.py target/release/engines

test-plans:
	@for plugin in $(PLUGINS); do $(DREHSCHEIBE) plugin test plugins/$$plugin || exit 1; done

test-sdks: ## Tests the SDKs of JavaScript and Python without components
	@if command -v node >/dev/null 2>&1; then cd sdk/js && node --test --test-reporter=dot; else echo "no node: the JavaScript SDK is not tested"; fi
	@if python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then cd sdk/python && python3 -m unittest --quiet; else echo "no Python 3.11: the Python SDK is not tested"; fi

test-sdk: toolchain hub ## Builds dog tax in JavaScript and Python and lets both pass the plan of the one in Rust (minutes)
	@for example in sdk/js/examples/hundesteuer sdk/python/examples/hundesteuer; do \
	  $(DREHSCHEIBE) plugin build $$example && \
	  $(DREHSCHEIBE) plugin test $$example --plan plugins/hundesteuer --budget $$example/budget.toml || exit 1; done

tutorial: toolchain hub ## Runs the guide's tutorials as they are printed (minutes; TUTORIAL="Rust JavaScript Python")
	TUTORIAL="$(or $(TUTORIAL),Rust JavaScript Python)" $(CARGO) test -p drehscheibe --test guide tutorial -- --nocapture

sdk-packages: toolchain hub ## Packs crate, npm package and wheel, installs them in clean folders and builds on them (minutes)
	@sdk/packages.sh

guide: ## Writes the generated pages of the guide anew
	UPDATE_GUIDE=1 $(CARGO) test -p drehscheibe --test guide -- reference limits

test-demo:
	@$(DREHSCHEIBE) demo --plugins plugins --directory target/demo-test --once

interop-signatures: toolchain hub plugins ## Has our signatures checked by sigstore-verify, npm @sigstore/verify and openssl
	@tests/interop-signatures/run.sh

lint: ## Clippy and formatting
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
