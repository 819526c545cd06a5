# The doors people use. Every one of them first makes sure that .venv is what the lock says.
PORT  ?= 8080
DATA  ?= var/demo
SPEED ?= 1
COUNT ?= 2000
HOURS ?= 8

BIN := .venv/bin

.PHONY: help setup system run test check static bench night soak lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST)

setup:  ## .venv with the locked packages, and the built page
	@python3 setup_env.py

system:
	@python3 setup_env.py --for-tests

run: setup  ## the whole farm on this desk [PORT=8080 DATA=var/demo SPEED=1]
	$(BIN)/ras demo --port $(PORT) --data $(DATA) --speed $(SPEED)

static: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: static  ## fast: style, types, import contracts, tests without processes
	$(BIN)/pytest -q -m "not hil and not night"

test: system static  ## everything that must pass before a change is kept
	$(BIN)/pytest -m "not night"

bench: setup  ## measure; prints figures, judges nothing
	@for measured in bench/[a-z]*.py; do $(BIN)/python "$$measured" || exit 1; done

night: setup  ## search with fresh seeds [COUNT=2000 examples a property, HOURS=8 at most, SEED=]
	RAS_NIGHT_HOURS=$(HOURS) RAS_NIGHT_COUNT=$(COUNT) RAS_NIGHT_SEED=$(SEED) $(BIN)/pytest --hypothesis-profile=night

soak: setup  ## random farms with random faults [HOURS=8]; report in var/soak/report.md
	$(BIN)/ras soak --hours $(HOURS)

lock:  ## write the lock files anew from pyproject.toml (needs uv)
	deploy/write_locks.sh

clean:  ## remove what can be made again; data in var/ stays
	rm -rf .venv dist build dashboard/static dashboard/web/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
