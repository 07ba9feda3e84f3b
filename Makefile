# SPDX-License-Identifier: Apache-2.0
# run | test | soak | check | bench: each makes .venv and installs what is missing by itself.
# Python 3.11 or newer is all that must be there.
PYTHON ?= python3
TEST_PROCESSES ?= 3
SIZE ?= full
BIN := .venv/bin
# A stamp per content of the requirements: changed requirements are installed, others never again.
RUN := .venv/.run-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
DEV := .venv/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.PHONY: run test soak check lint bench clean
.NOTPARALLEL:

run: $(RUN)
	@exec $(BIN)/python -m governance.run

test: $(DEV)
	@$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist worksteal $(TESTS)

# The same races and walks, at full length: minutes instead of seconds.
soak: $(DEV)
	@SOAK_SECONDS=10 SOAK_STEPS=20000 $(BIN)/python -m pytest -m soak $(TESTS)

lint: $(DEV)
	@echo "format" && $(BIN)/ruff format --check --quiet .
	@echo "lint" && $(BIN)/ruff check --quiet .
	@echo "types" && $(BIN)/mypy --no-error-summary
	@echo "imports" && $(BIN)/lint-imports --no-logo > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	@echo "migrations" && $(BIN)/python manage.py makemigrations --check --dry-run
	@echo "deployment" && HTTPS=true $(BIN)/python manage.py check --deploy --fail-level WARNING

check: lint test

bench: $(DEV)
	@$(BIN)/python manage.py bench --size $(SIZE)
	@$(BIN)/python manage.py bench_sweep --size $(SIZE)

$(RUN): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=python3.x make …)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo "Cannot make .venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "安装依赖… Installing packages into .venv"
	@$(PIP) install -r requirements.txt
	@touch $@

$(DEV): $(RUN) requirements-dev.txt
	@echo "安装测试依赖… Installing test packages into .venv"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
