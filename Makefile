# Everything a person or a machine does with this repository. `make help` explains each command.
#
# Nothing has to be installed by hand but Python 3.11+ (with venv) and make: libraries come from the
# lock files into .venv, and Node.js, where the machine has none, comes from there as well.
# Repeated runs are quick: each step leaves a stamp, and runs again when its sources are newer.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/sh

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY := $(BIN)/python
STAMPS := $(VENV)/.stamps
PIP := $(PY) -m pip --disable-pip-version-check install --quiet
STATIC := backend/kanva/_static/index.html
MODULES := frontend/node_modules/.stamp

# The folder `make run` opens, and what more to tell the server: make run ARGS="--port 9000".
KANVA_WORKSPACE ?= $(HOME)/Kanva
ARGS ?=

# Files of tests go side by side, in their order: those that drive a browser come last in each process.
SIDE_BY_SIDE ?= -n logical --maxprocesses=4 --dist loadfile --no-loadscope-reorder

# Node.js of the environment comes first: it is there only when the machine's own is missing or old.
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH" CI=1
NODE_IS_NEW_ENOUGH := command -v npm >/dev/null && node -e \
  'const [a, b] = process.versions.node.split(".").map(Number); \
   process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null

FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/index.html \
  frontend/vite.config.ts frontend/tsconfig.json -type f 2>/dev/null | sed 's/ /\\ /g')

.PHONY: help run test check format bench docs images wheel lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: $(STAMPS)/run $(STATIC) ## Start Kanva on the folder ~/Kanva (or KANVA_WORKSPACE=folder)
	@mkdir -p "$(KANVA_WORKSPACE)"
	@exec $(BIN)/kanva serve "$(KANVA_WORKSPACE)" $(ARGS)

test: $(STAMPS)/dev $(STATIC) ## Run every test: engine, server, editor, browser, packaging
	@chromium=$$($(PY) tools/chromium.py --install) || exit 1; \
	  (cd frontend && $(WITH_NODE) npm run --silent test) && \
	  KANVA_CHROMIUM="$$chromium" $(PY) -m pytest -q $(SIDE_BY_SIDE) $(ARGS)

check: $(STAMPS)/dev $(MODULES) ## Check style, types, import rules and generated files
	@echo "ruff";         $(PY) -m ruff check --quiet . && $(PY) -m ruff format --check --quiet .
	@echo "pyright";      $(WITH_NODE) $(PY) -m pyright --warnings
	@echo "import rules"; $(BIN)/lint-imports --no-cache
	@echo "TypeScript";   cd frontend && $(WITH_NODE) npm run --silent types
	@echo "oxlint";       cd frontend && $(WITH_NODE) npm run --silent lint
	@echo "generated files"; $(PY) tools/generated.py --check

format: $(STAMPS)/dev ## Put Python sources into the house style
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

bench: $(STAMPS)/dev $(STATIC) ## Measure speed and memory; each script prints its table
	@for script in tests/bench/*.py; do echo "== $$script"; $(PY) "$$script" || exit 1; done

docs: $(STAMPS)/dev ## Write the generated pages and schemas anew
	@$(PY) tools/generated.py

images: $(STAMPS)/dev $(STATIC) ## Make the pictures of docs/images anew
	@chromium=$$($(PY) tools/chromium.py --install) || exit 1; \
	  KANVA_CHROMIUM="$$chromium" $(PY) tools/images.py

wheel: $(STAMPS)/dev $(STATIC) ## Build the wheel and the source archive into dist/
	@$(WITH_NODE) $(PY) -m build --outdir dist .

# A lock file holds versions and hashes for every system and Python 3.11 to 3.13, and no address.
UV := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --no-build --no-config

lock: $(STAMPS)/venv ## Take newer versions of all Python libraries into the lock files
	@$(PIP) uv
	@$(UV) --upgrade --group dev --extra postgresql pyproject.toml -o requirements-dev.lock
	@$(UV) -c requirements-dev.lock pyproject.toml -o requirements.lock
	@$(UV) -c requirements-dev.lock --extra postgresql pyproject.toml -o requirements-postgresql.lock
	@$(UV) -c requirements-dev.lock --group build -o requirements-build.lock
	@$(UV) --upgrade --group node -o requirements-node.lock

clean: ## Remove everything made here: .venv, node_modules, builds, caches. Workspaces stay
	rm -rf $(VENV) frontend/node_modules frontend/dist backend/kanva/_static \
	  backend/kanva/_examples dist build .pytest_cache .ruff_cache .hypothesis \
	  .import_linter_cache bench-out
	find backend nodes tests tools -type d -name __pycache__ -prune -exec rm -rf {} +

# Steps with stamps --------------------------------------------------------------------------------

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Kanva needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is incomplete here: install it (Debian, Ubuntu:" \
	    "apt-get install python3-venv) and run make again." >&2; exit 1; }
	@echo "Making a Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements.lock requirements-build.lock pyproject.toml hatch_build.py | $(STAMPS)/venv
	@echo "Installing Python libraries"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --require-hashes -r requirements-build.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/run
	@echo "Installing development libraries"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(STAMPS)/node: requirements-node.lock | $(STAMPS)/venv
	@$(NODE_IS_NEW_ENOUGH) || { echo "Installing Node.js into $(VENV)"; \
	  $(PIP) --require-hashes -r requirements-node.lock; }
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json | $(STAMPS)/node
	@echo "Installing libraries of the editor"
	@cd frontend && $(WITH_NODE) npm ci --loglevel=error --no-audit --no-fund
	@touch $@

$(STATIC): $(FRONTEND_SOURCES) $(MODULES)
	@echo "Building the editor"
	@cd frontend && $(WITH_NODE) npm run --silent build -- --logLevel warn
	@test -f $@ && touch $@
