# make run   – set up a virtual environment and open the window on a sample image
# make test  – the same, then all tests
# make check – formatting, lint and types

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
IMAGE ?= resources/samples/head-phantom.png

.PHONY: run test check samples pictures clean

run: $(VENV)/.installed
	@$(BIN)/itk-inspector $(IMAGE)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

check: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

samples: $(VENV)/.installed
	$(BIN)/python resources/make_samples.py

pictures: $(VENV)/.installed-test
	$(BIN)/python tests/pictures.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.installed-test: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache tests/output
