# Every verb sets up what it needs in .venv. Without make: the README has the plain lines.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint

# An exit code of 1 is what the broken examples are there for; any other failure stays one.
demo: .venv/ready
	$(BIN)/adapterlint examples || test $$? -eq 1
	$(BIN)/adapterlint --dynamic --select ADL9 examples || test $$? -eq 1

test: .venv/ready
	$(BIN)/python -m pytest

lint: .venv/ready
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports

.venv/ready: pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@
