# What people do with a checkout. Needs Python >= 3.11, a C compiler and make; everything else is installed into .venv.

PYTHON ?= python3
BIN := .venv/bin
# The tests and checks run on the Node.js of .venv, one version everywhere.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --loglevel=error

.PHONY: bench faults run build install test test-client test-python check format chromium clean
.DEFAULT_GOAL := run

run: .venv/.run build  ## Serve on http://127.0.0.1:8000; Ctrl-C stops.
	@exec $(BIN)/kanverge serve $(if $(PORT),--port $(PORT))

test: test-client test-python  ## Everything: client tests under node, Python tests, browser tests.

test-client: install
	@$(NPM) test --silent

# Hundreds of processes of Kanverge start in the tests: none compiles it anew, whatever the shell says of bytecode.
test-python faults bench: export PYTHONDONTWRITEBYTECODE =
test-python: install chromium
	@$(BIN)/python -m pytest -n 3 --dist worksteal

check: install  ## Format, lint, types in both languages, import layers.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run check --silent

format: install  ## Rewrite what `make check` would refuse and a tool can mend.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run format --silent

install: .venv/.dev build

build:
	@$(BIN)/python hatch_build.py

chromium: install
	@$(BIN)/python -m tests.browser.chromium

clean:  ## Remove what was built and installed; ./data stays.
	rm -rf .venv node_modules bench/peers/node_modules build dist server/kanverge/static crdt/kanverge_crdt/_*.so

# One of the two stamps is enough to run: .dev is .run and the tools.
.venv/.run: pyproject.toml hatch_build.py | .venv/bin/pip
	@if [ -f .venv/.dev ]; then $(MAKE) --no-print-directory .venv/.dev; else \
	  echo "Installing Kanverge into .venv"; $(BIN)/python -m pip install --quiet --editable '.[build]'; fi
	@touch $@

.venv/.dev: pyproject.toml hatch_build.py | .venv/bin/pip
	@echo "Installing Kanverge and its tools into .venv"
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ .venv/.run

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kanverge needs Python >= 3.11: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25'

faults: install chromium  ## Kills under writers, five browsers at once, and facts and rules of boards recounted: prints what was sent and found.
	@$(BIN)/python -m tests.faults.run
	@$(BIN)/python -m pytest tests/browser/test_five.py --rounds 100 -s -q
	@$(BIN)/python -m tests.levels.run

bench: install chromium  ## Every bench in turn, beside the peers' servers; prints one table.
	@$(BIN)/python -m bench.run
