# Everything that is done with a clone: `make` lists it. Needs Python 3.11, 3.12 or 3.13 and nothing else: each target
# makes the virtual environment .venv by itself, from the hash-pinned locks, and again only when a lock has changed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# Which Python makes the environment: the first of these that runs, is of a supported version and can make one.
# `make PYTHON=/path/to/python3.12 ...` chooses another.
PYTHON ?=
PYTHONS := python3 python3.13 python3.12 python3.11 python
# Passed on to pytest: make test PYTEST_ARGS="-k poll"; two processes, since the suite mostly waits for others.
PYTEST_ARGS ?= --numprocesses 2 --dist loadfile
# Passed on to the demo and the daemon: make demo ARGS="--help"
ARGS ?=

SUPPORTED := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# Wheels only: what has no wheel would be built, from sources and with build tools that no lock pins.
INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --quiet
LOCKED := --require-hashes --only-binary :all:
THIS := --no-index --no-deps --no-build-isolation --editable .
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"
SOURCES := service tests migrations

.PHONY: help demo run test check lint format types imports schemas scorecard screenshots lock upgrade install install-dev wheel clean

help:  ## list these targets
	@echo "usage: make TARGET"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1#\2/p' Makefile | while IFS='#' read -r name what; do \
		printf '%-14s%s\n' "$$name" "$$what"; done

demo: install  ## the whole of Hotline on a bundled archive, offline; ends by itself
	@$(BIN)/hotline demo $(ARGS)

run: install  ## the daemon, on config/ (Ctrl-C ends it)
	@exec $(BIN)/hotline run $(ARGS)

test: install-dev  ## all tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint types imports test  ## linters, types, import contracts, then all tests: what must pass before a commit lands

lint: install-dev  ## ruff: mistakes and layout
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: install-dev  ## ruff: mend the layout, and the mistakes that have one cure
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: install-dev  ## mypy, strict
	@$(BIN)/mypy

imports: install-dev  ## import-linter: each room imports only from the rooms below it
	@$(BIN)/lint-imports

schemas: install  ## write the JSON Schemas of the config files anew
	@$(BIN)/python -m service.config config/schema

scorecard: install-dev  ## measure detection on tests/corpus and write docs/detection.md anew
	@$(BIN)/python tests/corpus/scorecard.py --write

screenshots: install-dev  ## pictures of every page of the demo, in screenshots/ (ARGS=--readme: docs/images too)
	@$(BIN)/python -m tests.web.browser.screenshots screenshots $(ARGS)

lock: install-dev  ## write both locks anew after a change in pyproject.toml; pinned versions stay where they can
	@$(LOCK) $(UPGRADE) pyproject.toml --group build --output-file requirements.lock
	@$(LOCK) $(UPGRADE) pyproject.toml --group build --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock

upgrade:  ## write both locks anew with the newest versions that pyproject.toml allows
	@$(MAKE) lock UPGRADE=--upgrade

wheel: install  ## build dist/hotline_watch-VERSION-py3-none-any.whl
	@$(BIN)/python -m hatchling build --target wheel

install: $(VENV)/.installed  ## the virtual environment alone, with what running needs

install-dev: $(VENV)/.installed-dev  ## the virtual environment with the tools of development too

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "make: installing what Hotline needs into $(VENV) (about a minute)"
	@$(INSTALL) $(LOCKED) --requirement requirements.lock
	@$(INSTALL) $(THIS)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock requirements.lock pyproject.toml | $(VENV)/.made
	@echo "make: installing what Hotline and its tests need into $(VENV) (about a minute)"
	@$(INSTALL) $(LOCKED) --requirement requirements-dev.lock
	@$(INSTALL) $(THIS)
	@touch $(VENV)/.installed $@

$(VENV)/.made:
	@for python in $(or $(PYTHON),$(PYTHONS)); do \
		"$$python" -c '$(SUPPORTED)' 2>/dev/null || continue; \
		echo "make: making $(VENV) with $$("$$python" -c 'import sys; print(sys.executable)')"; \
		"$$python" -m venv --clear $(VENV) && touch $@ && exit 0; \
		exit 1; \
	done; \
	echo "make: no usable Python among: $(or $(PYTHON),$(PYTHONS))" >&2; \
	echo "make: Hotline needs Python 3.11, 3.12 or 3.13 with its venv module (on Debian: apt-get install python3-venv)." >&2; \
	echo "make: where it stands elsewhere, say so: make PYTHON=/path/to/python3.12 TARGET" >&2; \
	exit 1

clean:  ## remove the environment, every cache and the demo; data/, logs/ and config/ stay
	@rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis hotline-demo screenshots
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
