# The verbs of the project. `make setup` needs Python 3.11+ with venv, and a package index once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= demo-home
STAMP := $(VENV)/.installed

SYNCLINE_SOAK ?= 5000

.PHONY: setup demo check test soak bench serve docs messages clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(STAMP)

demo: setup  ## a made-up network with a year of history, up to the open dashboard
	$(BIN)/syncline --home $(HOME_DIR) demo

serve: setup  ## Dagster and the dashboard of HOME_DIR
	$(BIN)/syncline --home $(HOME_DIR) serve

check: setup  ## style, types and import directions
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check  ## everything that must hold
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

soak: setup  ## thousands of histories against the model; SYNCLINE_SOAK says how many
	SYNCLINE_SOAK=$(SYNCLINE_SOAK) $(BIN)/python -m pytest -n 2 tests/model

bench: setup  ## ratios against bare DuckDB; takes a while
	$(BIN)/python -m benchmarks.run

docs: setup  ## the pages that are generated from the code
	$(BIN)/python -m sync.catalogue.document > docs/record-types.md
	$(BIN)/python -m cli.document > docs/cli.md
	$(BIN)/python -m pipelines.document > docs/reports.md

messages: setup  ## the texts of the dashboard that wait for a translation
	$(BIN)/python -m reporting.messages

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
