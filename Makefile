# Maillage: `make run` serves the demo network, `make test` checks everything. `make help` lists the rest.
# The only needs are make and Python 3.12 or newer; name one with PYTHON=…, else tools/find_python.sh looks.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Same for every step of one run, and never the state of the instance that runs from this folder.
TEST_PROCESSES ?= auto

.DEFAULT_GOAL := help
.PHONY: help install run dev demo test quick browser bench verify messages docs lock format \
	check-format check-lint check-templates check-types check-imports check-messages compiled-search clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

install: $(VENV)/.base-installed ## .venv with the locked dependencies and the command maillage

$(VENV)/.created:
	@python=$$(sh tools/find_python.sh) && "$$python" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.base-installed: requirements/base.txt requirements/base.in pyproject.toml hatch_build.py $(VENV)/.created
	@echo "Installing the locked dependencies…"
	@$(PIP) install --quiet --no-compile --require-hashes -r requirements/base.txt
	@$(PIP) install --quiet --no-deps --editable .
	@# In parallel, unlike pip, and even where Python may not write bytecode: each start would compile all anew.
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib src || true
	@touch $@

$(VENV)/.dev-installed: requirements/dev.txt $(VENV)/.base-installed
	@echo "Installing what the tests need…"
	@$(PIP) install --quiet --no-compile --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.bench-installed: requirements/bench.txt $(VENV)/.dev-installed
	@$(PIP) install --quiet --no-compile --require-hashes -r requirements/bench.txt
	@touch $@

run: $(VENV)/.base-installed ## the demo network on http://127.0.0.1:8000 (MAILLAGE_PORT, MAILLAGE_HOME)
	@exec $(BIN)/maillage run

dev: $(VENV)/.base-installed ## the same, restarting when a file changes, with Django's debug pages
	@MAILLAGE_DEBUG=1 exec $(BIN)/maillage run --reload

demo: $(VENV)/.base-installed ## fill the instance with the fictional network
	@$(BIN)/maillage demo

test: $(VENV)/.dev-installed ## all that CI runs
	@# Side by side: types take one core for a minute, and so does the route search, compiled once for all test processes.
	@$(MAKE) --no-print-directory -j2 --output-sync=target check-types compiled-search check-format check-lint \
		check-templates check-imports check-messages
	@sh tools/install_chromium.sh
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) -q

quick: $(VENV)/.dev-installed ## the tests that need neither database nor browser, in seconds
	$(BIN)/python -m pytest -q -m "not django_db and not browser and not slow"

browser: $(VENV)/.dev-installed ## whole journeys in headless Chromium
	@sh tools/install_chromium.sh
	$(BIN)/python -m pytest -q -m browser

bench: $(VENV)/.bench-installed ## measured cases, each beside its peer
	$(BIN)/python -m bench

compiled-search: $(VENV)/.dev-installed
	@$(BIN)/python -c "from maillage.routing import prepare; prepare()"

check-format: $(VENV)/.dev-installed
	$(BIN)/ruff format --check --quiet

check-lint: $(VENV)/.dev-installed
	$(BIN)/ruff check --quiet

check-templates: $(VENV)/.dev-installed
	$(BIN)/djlint src/maillage --lint --quiet

check-types: $(VENV)/.dev-installed
	@# Without its cache: the types that django-stubs makes for managers are lost between two runs.
	$(BIN)/mypy --cache-dir=/dev/null

check-imports: $(VENV)/.dev-installed
	$(BIN)/lint-imports

check-messages: $(VENV)/.dev-installed
	$(BIN)/python -m tools.messages check
	$(BIN)/python -m tools.messages compile

format: $(VENV)/.dev-installed ## have ruff lay the code out
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

messages: $(VENV)/.dev-installed ## extract the strings into the .po files, compile the translations
	$(BIN)/python -m tools.messages extract
	$(BIN)/python -m tools.messages compile

docs: $(VENV)/.dev-installed ## write the generated reference pages, fail on what is undocumented or leads nowhere
	$(BIN)/python -m tools.reference
	$(BIN)/python -m pytest -q tests/architecture/test_documentation.py tests/architecture/test_reference.py \
		tests/architecture/test_settings_documented.py

LOCK := pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-annotate --no-header --no-emit-index-url
lock: ## compile requirements/*.txt anew (needs uv); UPGRADE=--upgrade takes the newest
	@uv=$$(command -v uv || echo $(BIN)/uv); for name in base dev bench; do \
		"$$uv" $(LOCK) $(UPGRADE) requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	@! grep -nE '://|--(index|extra-index|find-links)' requirements/*.txt || { echo "A lock names an address." >&2; exit 1; }

clean: ## forget the virtual environment and the caches; the instance in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
