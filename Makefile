# Two commands matter: `make run` and `make test`. Both make what they need.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run install check test soak bench screenshots docs lock format clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The stamps carry the lock they were made from, so the second call does nothing.
.venv/.run: requirements.lock pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || { \
	  echo "make: $(PYTHON) could not make .venv with pip in it: install the package python3-venv" \
	  "(Debian, Ubuntu: apt install python3-venv), then type make again" >&2; exit 1; }
	@echo "installing what Bondroom needs into .venv"
	@$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.lock
	@PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "installing what the tests need into .venv"
	@$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

run: .venv/.run ## open Bondroom on the built-in sandbox (no terminal: play the tour)
	@$(BIN)/bondroom

# Not editable, and with nothing in this folder: what all run changes by `make install` alone.
PREFIX ?= /usr/local
DEST = $(PREFIX)/lib/bondroom

install: ## for everybody on this machine, as root: make install PREFIX=/opt/bondroom
	@set -e; umask 022; \
	case "$(PREFIX)" in /*) ;; *) echo "make: PREFIX is a whole path, from / on" >&2; exit 1;; esac; \
	mkdir -p "$(DEST)" "$(PREFIX)/bin"; \
	"$(DEST)/.venv/bin/python" -m pip --version >/dev/null 2>&1 \
	  || $(PYTHON) -m venv --clear "$(DEST)/.venv" || { \
	  echo "make: $(PYTHON) could not make $(DEST)/.venv with pip in it: install the package" \
	  "python3-venv (Debian, Ubuntu: apt install python3-venv), then type make install again" >&2; \
	  exit 1; }; \
	echo "installing what Bondroom needs into $(DEST)/.venv"; \
	"$(DEST)/.venv/bin/pip" install --quiet --require-hashes --no-deps -r requirements.lock; \
	source=$$(mktemp -d); trap 'rm -rf "$$source"' EXIT; \
	cp -R pyproject.toml README.md LICENSE cache tui vendors "$$source"; \
	PYTHONWARNINGS=ignore "$(DEST)/.venv/bin/pip" install --quiet --no-deps --no-build-isolation \
	  --force-reinstall "$$source"; \
	ln -sfn ../lib/bondroom/.venv/bin/bondroom "$(PREFIX)/bin/bondroom"; \
	if [ "$$(id -u)" = 0 ] && ! su -s /bin/sh nobody -c "'$(PREFIX)/bin/bondroom' --version" \
	  >/dev/null 2>&1; then \
	  echo "make: others than root cannot run $(PREFIX)/bin/bondroom: $(PYTHON) or $(PREFIX) lies" \
	  "where they may not go. Type  rm -r $(DEST)  and  make install PYTHON=/usr/bin/python3" >&2; \
	  exit 1; fi; \
	echo "$$("$(PREFIX)/bin/bondroom" --version) is $(PREFIX)/bin/bondroom"

check: .venv/.dev ## format, lint, types, import contracts, fast tests
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > .pytest-tmp-imports.log || { cat .pytest-tmp-imports.log; rm -f .pytest-tmp-imports.log; exit 1; }
	@rm -f .pytest-tmp-imports.log
	@$(BIN)/pytest -q -n 3 -m "not process and not soak"

test: check ## everything CI runs: check, process tests, stale documents and screenshots
	@$(BIN)/pytest -q -n 2 --dist loadfile -m "process and not soak"

soak: .venv/.dev ## the long proofs
	@$(BIN)/pytest -q -m soak

bench: .venv/.dev ## the figures: a table and bench-results/bench.json
	@$(BIN)/python -m tests.bench

screenshots: .venv/.dev ## draw screenshots/ anew from the true program
	@$(BIN)/python -m tests.draw_screenshots

docs: .venv/.dev ## write the documents that are made from code
	@$(BIN)/python -m tui.cli.documents

format: .venv/.dev ## format and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: ## pin anew from pyproject.toml (bump on purpose)
	@test -x .venv-lock/bin/uv || { $(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv==0.13.8; }
	@.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock
	@.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --extra build --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove what was made here
	@rm -rf .venv .venv-lock .pytest-tmp .mypy_cache .ruff_cache .hypothesis build *.egg-info bench-results
