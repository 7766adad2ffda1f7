# Casetracker. `make demo` needs Python >= 3.11 and nothing else running.
PYTHON ?= python3
PORT ?= 8000
SERVE ?= 1
TESTS ?= tests
WORKERS ?= 2

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes
COMPILE := $(BIN)/uv pip compile -q --no-header --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 --universal
# What needs no database, or brings its own: not a second time on PostgreSQL.
ONE_PASS := browser config containers docs domain house mail vault journeys/test_demo.py
# -p no:cacheprovider: two runs at once do not fight over one cache.
PYTEST = $(BIN)/python -m pytest -p no:cacheprovider -n $(WORKERS) --dist loadgroup
MANAGE := DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py

.PHONY: help demo test check faults fuzz bench lock clean
.DEFAULT_GOAL := help

help: ## the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

# ── environment: made again only when a lock file changed ─────────────────────────────────────
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Casetracker needs Python 3.11 or newer; this is " + sys.version.split()[0] + \
		". Name another: make PYTHON=python3.12 ...")' >&2
	@echo "making .venv" >&2
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "no .venv: on Debian, apt install python3-venv" >&2; exit 1; }

.venv/runtime.stamp: requirements.txt | $(BIN)/python
	@echo "installing requirements.txt" >&2
	@$(PIP) -r requirements.txt
	@touch $@

.venv/development.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo "installing requirements-dev.txt" >&2
	@$(PIP) -r requirements-dev.txt
	@touch $@

# ── what there is to do ───────────────────────────────────────────────────────────────────────
demo: .venv/runtime.stamp ## the whole product on made-up data; SERVE=0 ends after the summary, PORT=8000
	@$(BIN)/python -I config/first_run.py
	@$(BIN)/python manage.py demo --port=$(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

# What asks every route as everybody looks at rights, which no database decides: it runs once, on
# PostgreSQL where that is found, otherwise on SQLite.
test: .venv/development.stamp ## every test that can run here: on SQLite, then on PostgreSQL where it is found; REQUIRE_SERVICES=1: nothing may be missing
	@url=$$($(BIN)/python -m tests.backends || true); \
	test -n "$$url" -o -z "$(filter-out 0,$(REQUIRE_SERVICES))" || exit 1; \
	none() { test $$? -eq 5 -a -n "$$url"; }; \
	echo "== tests on SQLite" >&2; \
	TEST_POSTGRES_URL="$$DATABASE_URL" DATABASE_URL= $(PYTEST) $${url:+-m "not generated"} $(TESTS) || none || exit 1; \
	test -n "$$url" || exit 0; \
	echo "== tests on PostgreSQL" >&2; \
	DATABASE_URL=$$url $(PYTEST) -m "not servers" $(addprefix --ignore=tests/,$(ONE_PASS)) $(TESTS) || none

check: .venv/development.stamp ## style, types, floors, templates, migrations, translations, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --lint casetracker/templates
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) compile_words --check
	$(PYTEST) -q tests/house

faults: .venv/development.stamp ## the long part of tests/faults: everything killed, for twenty minutes; FAULTS_SEED=n repeats a run
	@FAULTS=long REQUIRE_SERVICES=1 $(BIN)/python -m pytest -p no:cacheprovider -v tests/faults

fuzz: .venv/development.stamp ## the long part of tests/api/test_whole_schema.py: a hundred requests to each operation of the API, by everybody
	@FUZZ=50 $(PYTEST) tests/api/test_whole_schema.py

bench: .venv/development.stamp ## one JSON line per figure: name, figure, unit, limit, ratio
	@$(BIN)/python -m benchmarks $(ARGS)

lock: .venv/development.stamp ## requirements*.txt again from requirements*.in; UPGRADE=--upgrade moves the pins
	@for name in requirements requirements-dev; do \
		$(COMPILE) $(UPGRADE) $$name.in -o $$name.txt && \
		sed -i "1i # Pinned with hashes from $$name.in by \`make lock\`." $$name.txt || exit 1; \
	done
	@! grep -nE '://|[-]-(extra-)?index-url|[-]-find-links' requirements.txt requirements-dev.txt

clean: ## everything that can be made again; never var/, which holds data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
