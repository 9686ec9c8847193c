# make run   – set up a virtual environment and open the window on a sample image
# make test  – the same, then all tests, on as many processors as there are; TESTS names a part of them
# make test-portable – on the way that every system has, forced on this one: the tests that reach it, or TESTS (tests: all)
# make check – formatting, lint and types
# make coverage – the tests of core, and whether they still reach all but a little of it
# make benchmarks – every figure of speed and memory, with its goal, in one table
# make wheel – sdist and wheel: built, looked into, installed in an empty environment and used there
# make bundle – the program with all it needs in one folder, and a Debian package of it
# make docs – the folder docs/ as a site with pictures and the API reference, in build/site
# make house – sizes, imports and ways of the source, measured

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
BENCHMARK_FOLDER ?= /var/tmp/itk-inspector-benchmarks
# packages are compiled on all processors, and not by pip, which takes one
INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile
COMPILE := -m compileall -qq -j 0 $(VENV)/lib/python*/site-packages
IMAGE ?= resources/samples/head-phantom.png
TESTS ?= tests
# one more than there are processors: tests wait for children and timers
PROCESSES ?= $(shell $(PYTHON) -c "import os; print(min(8, (os.cpu_count() or 1) + 1))")
# in the order of the files: else files of few, long tests come last, one by one
BESIDE = --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

# what pytest makes of the tests is kept for the next run, whatever surrounds this one
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-portable check coverage benchmarks wheel bundle docs house samples pictures clean

run: $(VENV)/.installed
	@$(BIN)/itk-inspector $(IMAGE)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(BESIDE) $(TESTS)

test-portable: $(VENV)/.installed-test
	ITK_INSPECTOR_PORTABLE=1 $(BIN)/python -m pytest $(BESIDE) $(if $(filter file,$(origin TESTS)),--asking) $(TESTS)

check: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin

coverage: $(VENV)/.installed-test
	$(BIN)/python -m pytest --quiet tests/core --cov --cov-report=term

benchmarks: $(VENV)/.installed-test
	$(BIN)/python tests/benchmarks/run_all.py $(BENCHMARK_FOLDER)

wheel: $(VENV)/.installed-test
	$(BIN)/python packaging/check_wheel.py dist

bundle: $(VENV)/.installed-test
	$(BIN)/python packaging/build_bundle.py dist
	$(BIN)/python packaging/build_deb.py dist

docs: $(VENV)/.installed-test
	$(BIN)/python $(INSTALL) --editable ".[docs]"
	$(BIN)/python tests/site_pictures.py build/pictures
	$(BIN)/python -m mkdocs build --strict --quiet

house: $(VENV)/.installed-test
	$(BIN)/python tests/measure_house.py

samples: $(VENV)/.installed
	$(BIN)/python resources/make_samples.py

pictures: $(VENV)/.installed-test
	$(BIN)/python tests/pictures.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python $(INSTALL) --editable .
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python $(COMPILE) || true  # some packages bring files for other versions of Python
	@touch $@

$(VENV)/.installed-test: pyproject.toml $(VENV)/.installed
	$(BIN)/python $(INSTALL) --editable ".[test]"
	@$(BIN)/python $(COMPILE) || true
	@touch $@

clean:
	rm -rf $(VENV) .coverage .pytest_cache .mypy_cache .ruff_cache tests/output
