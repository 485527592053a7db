# Drehscheibe. `make` lists what there is.

CARGO ?= cargo
PLUGINS := $(sort $(patsubst plugins/%/plugin.toml,%,$(wildcard plugins/*/plugin.toml)))
DREHSCHEIBE := target/debug/drehscheibe
NEXTEST := $(shell $(CARGO) nextest --version >/dev/null 2>&1 && echo "nextest run" || echo "test")

.PHONY: help demo test crash sim fuzz toolchain hub engines plugins test-host test-plugins test-engines test-plans corpora test-demo lint

help: ## Lists the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: toolchain hub engines ## Shows the main job on the terminal, then leaves the hub running (ONCE=1: ends by itself)
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

hub: ## Builds the hub
	@$(CARGO) build

engines: toolchain hub ## Builds the engines that run XML Schema, Schematron, XSLT, JSON Schema and mappings
	@$(DREHSCHEIBE) rule engines plugins

plugins: toolchain hub engines ## Builds the stock plugins with the vendor's own command
	@for plugin in $(PLUGINS); do $(DREHSCHEIBE) plugin build plugins/$$plugin || exit 1; done

test-host:
	$(CARGO) $(NEXTEST)

test-plugins:
	cd plugins && $(CARGO) $(NEXTEST) --workspace

test-engines: ## Tests the XPath, XSLT and Schematron engines
	cd plugins/engines && $(CARGO) test --workspace

corpora: ## Compares rules in the sandbox with SaxonC on real documents (DREHSCHEIBE_CORPORA, PYTHON with saxonche; JSON=1)
	@$(MAKE) --no-print-directory engines >&2
	@PYTHONDONTWRITEBYTECODE=1 $(or $(PYTHON),python3) plugins/engines/corpora/compare.py $(abspath $(DREHSCHEIBE))

test-plans:
	@for plugin in $(PLUGINS); do $(DREHSCHEIBE) plugin test plugins/$$plugin || exit 1; done

test-demo:
	@$(DREHSCHEIBE) demo --plugins plugins --directory target/demo-test --once

lint: ## Clippy and formatting
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
