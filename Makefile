# One command each: run, test, check, bench, fuzz. All of them make the virtual environment first.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SERVER ?= granian
VENV := .venv
BIN := $(VENV)/bin
TESTS ?=
# How long `make fuzz` stays with each target.
SECONDS ?= 60
# `make bench BEFORE=<commit>` compares with that commit; without it with other software.

.PHONY: run test check bench fuzz reset format screenshots

run: $(VENV)/.runtime
	@$(BIN)/python manage.py serve --host $(HOST) --port $(PORT) --server $(SERVER)

# Whoever has finished takes tests from the other; what was compiled is kept for the next run.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -q -n auto --dist worksteal $(TESTS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djangofmt --check templates
	$(BIN)/mypy
	$(BIN)/lint-imports
	DATA_DIR=.cache/check-data $(BIN)/python manage.py check --fail-level WARNING
	DATA_DIR=.cache/check-data $(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djangofmt --quiet templates

ifdef BEFORE
bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench.before $(BEFORE)
else
bench: $(VENV)/.bench
	$(BIN)/python -m tests.bench.policy
	$(BIN)/python -m tests.bench.shortcuts
	$(BIN)/python -m tests.bench.pages
	$(BIN)/python -m tests.bench.users
	$(BIN)/python -m tests.bench.event_history
	$(BIN)/python -m tests.bench.refusals
	$(BIN)/python -m tests.bench.classroom
	$(BIN)/python -m tests.bench.suggestions
	$(BIN)/python -m tests.bench.api
endif

fuzz: $(VENV)/.fuzz
	@set -e; for target in x509 ssh token_files policies; do \
	  $(BIN)/python -m tests.fuzz.$$target -max_total_time=$(SECONDS); done

reset:
	rm -rf data
	@echo "The data is gone; make run starts over."

screenshots: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m tests.browser.screenshots

# An environment that was half made, or whose Python is gone, is made anew.
ifneq ($(shell $(BIN)/python -c 'import pip' 2>/dev/null && echo usable),usable)
.PHONY: ruined
ruined:
$(VENV)/.runtime: ruined
endif

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed.") if sys.version_info < (3, 11) else None'
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "Fetching packages into $(VENV), about a minute."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/.bench: $(wildcard tests/bench/requirements*.txt) $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt
	@for peer in moto ministack; do \
	  $(PYTHON) -m venv .cache/bench/$$peer && .cache/bench/$$peer/bin/python -m pip install --quiet \
	    --disable-pip-version-check -r tests/bench/requirements-$$peer.txt || exit 1; done
	@touch $@

$(VENV)/.fuzz: tests/fuzz/requirements.txt $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/fuzz/requirements.txt
	@touch $@
