# Every verb sets up what it needs in .venv. Without make: the README has the plain lines.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench

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

.venv/ready: pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@
