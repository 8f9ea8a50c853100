# Arasta on one machine. `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup dev demo run worker test check lint types context connector fmt migrate shell css replay bench drill messages birth lock clean
.PHONY: browser python3-venv architecture journeys

PYTHON ?= python3
BASKETS ?= 20000
NAME ?= all
ARGS ?=
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(INSTALL) --no-deps --only-binary :all: --require-hashes --requirement
SOURCES := src tests tools
export DJANGO_SETTINGS_MODULE := arasta.config.settings

# step NAME,COMMAND: say what runs and how long it took; the first failure ends the run.
step = @echo "── $(1)"; began=$$SECONDS; $(2); echo "   $(1): $$((SECONDS - began)) s"
# The published packages only: no local wheel folder and no second index may put its hashes into a lock.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" \
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --all-build-deps \
	--no-emit-index-url --no-emit-find-links --strip-extras pyproject.toml

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: .venv/.arasta  ## make .venv and install the locked dependencies
	@echo "Ready. Next: make demo"

dev: .venv/.dev  ## setup, plus what tests and tools need

demo: .venv/.arasta  ## set up, seed and serve the demo company (ARGS="--port 8600 --home DIR --no-browser")
	@exec $(BIN)/arasta demo $(ARGS)

run: .venv/.arasta  ## serve the home's own data
	@exec $(BIN)/arasta serve $(ARGS)

worker: .venv/.arasta  ## run one worker for background jobs
	@exec $(BIN)/arasta worker $(ARGS)

migrate: .venv/.arasta  ## bring the database to the newest tables
	@exec $(BIN)/arasta migrate $(ARGS)

shell: .venv/.arasta  ## open a Python shell with the project loaded
	@exec $(BIN)/arasta shell $(ARGS)

replay: .venv/.dev  ## sell BASKETS real baskets through all channels and audit
	@exec $(BIN)/arasta replay completejourney --baskets $(BASKETS) $(ARGS)

bench: .venv/.arasta  ## measure against the database's own limit (NAME=one-call ARGS="--seconds 5"; minutes, growth: an hour)
	@exec $(BIN)/arasta bench $(NAME) --results benchmarks/results $(ARGS)

drill: dev  ## kill, fill, repeat and mislead the running system, then check what clients were told (root: all of it; half an hour; FULL=1: storms and floods of 10,000, hours)
	@echo "── models, with other examples each time"; $(BIN)/pytest --quiet --hypothesis-profile=drawn $$(grep --recursive --files-with-matches --include=test_*.py hypothesis tests)
	@ARASTA_DRILL=1 exec $(BIN)/pytest tests/drills tests/bench $(ARGS)

test: dev browser  ## all that must hold: checks, journeys, tests (what CI runs)
	@$(MAKE) --no-print-directory check & checks=$$!; \
	$(MAKE) --no-print-directory architecture || { wait $$checks; exit 1; }; wait $$checks
	@$(MAKE) --no-print-directory journeys
	@echo "── tests of processes and servers, which want the machine for themselves"; $(BIN)/pytest --quiet tests/local
	@echo "── tests"; exec $(BIN)/pytest tests --ignore tests/journeys --ignore tests/architecture --ignore tests/local \
		--numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: dev  ## format, lint, contracts, types (no tests)
	$(call step,format,$(BIN)/ruff format --check $(SOURCES))
	@$(MAKE) --no-print-directory lint types

lint: dev  ## ruff, templates, import contracts
	$(call step,lint,$(BIN)/ruff check --quiet $(SOURCES))
	$(call step,house rules,$(BIN)/python -m tools.lint $(SOURCES))
	$(call step,templates,$(BIN)/djlint --quiet --lint src)
	$(call step,contracts,$(BIN)/lint-imports)

types: dev  ## mypy --strict
	$(call step,types,$(BIN)/mypy src tests)

architecture: dev  # one process: the other half of the machine checks types meanwhile
	$(call step,architecture,$(BIN)/pytest --quiet tests/architecture)

journeys: dev
	@if command -v chromium >/dev/null; then :; else \
		echo "!! NOT RUN: journeys, for there is no chromium. Install it: apt-get install chromium"; exit 0; fi; \
	echo "── journeys"; began=$$SECONDS; $(BIN)/pytest --quiet tests/journeys; echo "   journeys: $$((SECONDS - began)) s"

context: dev  ## begin a context in the right shape (name=rentals)
	@$(BIN)/python -m tools.scaffold context $(name)

connector: dev  ## begin a connector in the right shape (name=etsy)
	@$(BIN)/python -m tools.scaffold connector $(name)

fmt: dev  ## format the code and mend what ruff can
	@$(BIN)/ruff check --quiet --fix $(SOURCES) || true
	@$(BIN)/ruff format $(SOURCES)

css:  ## build the style sheet (needs Node.js; its result is committed)
	@cd tools/css && { npm ci --silent --no-audit --no-fund || npm install --no-package-lock --ignore-scripts --no-audit --no-fund; } && npm run build

messages: dev  ## collect and compile the translations (needs gettext)
	@command -v msgfmt >/dev/null || { echo "Install gettext: apt-get install gettext"; exit 1; }
	@cd src/arasta && $(CURDIR)/$(BIN)/django-admin makemessages --locale tr --locale ru --no-obsolete
	@cd src/arasta && $(CURDIR)/$(BIN)/django-admin compilemessages --locale tr --locale ru

birth: dev  ## write anew what an empty database gets at once
	@$(BIN)/python -m tests.architecture.birth

lock: dev  ## write requirements/*.lock anew from pyproject.toml
	@$(COMPILE) --output-file requirements/run.lock
	@$(COMPILE) --extra dev --extra replay --constraint requirements/run.lock --output-file requirements/dev.lock

clean:  ## remove .venv and caches; homes with their data stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov build
	@find src tests tools -name __pycache__ -prune -exec rm -rf {} +

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Arasta needs Python 3.11 or newer. If you have one under another name: make setup PYTHON=python3.12"; exit 1; }
	@echo "── virtual environment in .venv"
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; $(MAKE) --no-print-directory python3-venv; $(PYTHON) -m venv .venv; }
	@touch $@

python3-venv:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "── python3-venv by apt"; apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; \
	else echo "Python's venv is missing. Install it, then try again: sudo apt-get install -y python3-venv"; exit 1; fi

.venv/.run: requirements/run.lock .venv/.made
	$(call step,dependencies,$(LOCKED) requirements/run.lock)
	@touch $@

.venv/.arasta: pyproject.toml .venv/.run
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.arasta
	$(call step,tools for development,$(LOCKED) requirements/dev.lock --no-compile)
	@touch $@

browser:
	@if command -v chromium >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "── chromium by apt"; apt-get update -qq; \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; \
	else echo "!! chromium is missing: the journeys will not run. Install it: sudo apt-get install -y chromium"; fi
