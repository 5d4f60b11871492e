# Every verb sets up what it needs in .venv. Without make: the README has the plain lines.
PYTHON ?= python3
BIN := .venv/bin
SEED ?= 1

# Many tests start processes: each would compile the linter for itself where bytecode may not be kept.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test lint bench truth

# An exit code of 1 is what the broken examples are there for; any other failure stays one.
demo: .venv/ready
	$(BIN)/adapterlint examples || test $$? -eq 1
	$(BIN)/adapterlint --dynamic examples || test $$? -eq 1

test: .venv/ready
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

lint: .venv/ready
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/ready
	$(BIN)/python benchmarks/static.py
	$(BIN)/python benchmarks/dynamic.py

# Records what five releases do with random configurations, and compares: docs/truth.md. Takes an hour.
truth: .venv/ready
	$(BIN)/python scripts/environments.py && $(BIN)/python -m tests.truth.record --seed $(SEED) && $(BIN)/python -m tests.truth.effects --seed $(SEED) && $(BIN)/python -m tests.truth.publish

.venv/ready: pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@
