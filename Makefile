# All that a contributor or an operator types. Needs Python 3.11 or newer and make, nothing else.
# `make` alone lists the targets. Choose another Python with `make setup PYTHON=python3.13`.

PYTHON ?= python3
# Tests wait for processes, browsers and databases as long as they compute.
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
ARGS ?=

VENV := .venv
AXE := tests/e2e/node_modules
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" --extra postgresql

.DEFAULT_GOAL := help
.PHONY: help setup test check format bench chaos serve demo docs screenshot lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1|/p' Makefile | awk -F '|' '{ printf "%-14s%s\n", $$1, $$2 }'

setup: $(VENV)/ready ## make the virtual environment .venv, and install what tests take from npm

test: $(VENV)/ready ## run the whole test suite (ARGS="-k plan" for a part of it)
	@# Else each worker would compile all tests anew, each time, where somebody has forbidden to keep that.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(VENV)/ready ## format, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready ## put the code into the house's format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/ready ## measure speed and size against their limits
	@$(BIN)/python -m benchmarks $(ARGS)

chaos: $(VENV)/ready ## kill senders and break Slack at random, for some minutes
	@$(BIN)/python -m tests.chaos $(ARGS)

serve: $(VENV)/ready ## answer Slack over HTTP, with the settings from .env
	@$(BIN)/redthread serve $(ARGS)

demo: $(VENV)/ready ## try it here, without Slack (ARGS="--script tour" without a browser)
	@$(BIN)/redthread demo $(ARGS)

docs: $(VENV)/ready ## write the generated parts of the documentation anew
	$(BIN)/python docs/generate.py

screenshot: $(VENV)/ready ## take README's picture of the local Slack anew (needs Chromium)
	$(BIN)/python docs/screenshot.py

lock: $(VENV)/python ## renew the locks in requirements/
	$(PIP) 'uv>=0.9,<1'
	$(COMPILE) --upgrade pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --upgrade pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt

clean: ## remove the virtual environment and all caches
	rm -rf $(VENV) $(AXE) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -prune -exec rm -rf {} +

# The stamps: each step runs again only when what it was made from has changed.

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Redthread needs Python 3.11 or newer; name one: make setup PYTHON=python3.13"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python lacks its venv module; on Debian and Ubuntu: apt install python3-venv"; exit 2; }
	@touch $@

# Wheels only, so that nothing is ever compiled or run while it is installed.
$(VENV)/locked: requirements/dev.txt | $(VENV)/python
	@echo "Installing what requirements/dev.txt pins (about a minute)"
	@$(PIP) --only-binary :all: --require-hashes -r requirements/dev.txt
	@touch $@

# axe-core, for the accessibility checks: pinned by its hash, and nothing of it is run on installing.
# Without npm only those checks fail, and say so.
$(VENV)/axe: tests/e2e/package-lock.json | $(VENV)/python
	@if command -v npm >/dev/null; then npm ci --prefix tests/e2e --silent && touch $@; \
		else echo "npm is missing: the accessibility checks will fail; on Debian: apt-get install npm"; fi

$(VENV)/ready: $(VENV)/locked $(VENV)/axe pyproject.toml bot/__init__.py
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@
