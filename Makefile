# Drehscheibe. `make` lists what there is.

CARGO ?= cargo
PLUGINS := $(sort $(patsubst plugins/%/plugin.toml,%,$(wildcard plugins/*/plugin.toml)))
DREHSCHEIBE := target/debug/drehscheibe
NEXTEST := $(shell $(CARGO) nextest --version >/dev/null 2>&1 && echo "nextest run" || echo "test")

.PHONY: help demo test crash sim fuzz toolchain hub portal-assets portal-test plugins test-host test-plugins test-engines test-plans corpora test-demo lint

help: ## Lists the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: toolchain hub ## Shows the main job on the terminal, then leaves the hub running (ONCE=1: ends by itself)
	@$(DREHSCHEIBE) demo --plugins plugins $(if $(ONCE),--once)

test: toolchain hub plugins test-host test-plugins test-plans test-engines test-demo ## Sets everything up and runs all quick tests

crash: toolchain hub plugins ## Kills the hub under load again and again (KILLS=200, CRASH_SEED=1)
	CRASH_KILLS=$(or $(KILLS),200) $(CARGO) test -p drehscheibe --test crash -- --nocapture

sim: ## Drives the processor through seeded schedules with crashes (SEEDS=100000)
	SIMULATION_SEEDS=$(or $(SEEDS),100000) $(CARGO) test --release -p drehscheibe-processor --test simulation -- --nocapture

fuzz: ## Runs each fuzz target for some time under libFuzzer (TIME=60, TARGETS="xml json"; needs a C++ compiler)
	@sh tests/fuzz/run.sh $(or $(TIME),60) $(TARGETS)

toolchain: ## Installs what builds WebAssembly guests, if it is missing
	@sh sdk/toolchain/setup.sh

hub: portal-assets ## Builds the hub
	@$(CARGO) build

portal-assets: ## Fetches what the portal embeds (needs npm once; without it the portal is plain)
	@sh host/server/web/build.sh

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

portal-test: toolchain hub plugins ## Drives the portal in a real browser, role by role, with axe on every page
	@sh tests/portal/setup.sh
	@node tests/portal/run.mjs

test-demo:
	@$(DREHSCHEIBE) demo --plugins plugins --directory target/demo-test --once

lint: ## Clippy and formatting
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
