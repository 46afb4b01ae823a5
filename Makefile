# One command each. `make help` lists them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
NODES := tests/e2e/node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help install chat test quick check bench serve train vectors lock

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

install: $(STAMP) ## create .venv and install everything, hash-pinned (again only when the pins change)

$(STAMP): requirements.lock pyproject.toml
	@command -v python3.10 >/dev/null && python3.10 -c '' 2>/dev/null || { \
	  echo 'Python 3.10 is missing: install it with your package manager (python3.10, python3.10-venv) or with "pyenv install 3.10".' >&2; exit 1; }
	@echo 'Installing WalletDesk into $(VENV) …'
	@test -x $(BIN)/python || python3.10 -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# EVM nodes and a Solidity compiler, for the tests only; Node and npm are in .venv. Nothing of theirs runs on installing.
$(NODES): tests/e2e/package-lock.json | $(STAMP)
	@echo 'Installing the EVM nodes of the tests into tests/e2e/node_modules …'
	@cd tests/e2e && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --loglevel=error --no-progress >/dev/null
	@touch $(NODES)

chat: $(STAMP) ## talk to WalletDesk (installs and trains first where needed)
	@$(BIN)/walletdesk chat

test: $(STAMP) $(NODES) ## all tests, real Rasa and real EVM nodes included
	@$(BIN)/pytest

quick: $(STAMP) ## the tests that need no Rasa and start nothing (seconds)
	@$(BIN)/pytest -q -m 'not slow' --ignore tests/rasa_edge

check: $(STAMP) ## style, types, import contracts, content, quick tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/walletdesk check
	@$(BIN)/pytest -q -m 'not slow' --ignore tests/rasa_edge

bench: $(STAMP) ## time a turn against stock Rasa, side by side; writes docs/bench.md
	@$(BIN)/python -m bench.turns

serve: $(STAMP) ## serve the guarded channel on port 5005
	@$(BIN)/walletdesk serve

train: $(STAMP) ## train the model (only what has changed)
	@$(BIN)/walletdesk train

vectors: train ## keep the vectors of the training messages in data/vectors, so that a first training is quick
	@mkdir -p data/vectors && rm -f data/vectors/* && cp .rasa/vectors/e5-*-int8.npz .rasa/vectors/minilm-*-int8.npz data/vectors/

lock: $(STAMP) ## resolve the pins again
	@$(BIN)/uv pip compile pyproject.toml --group dev --python-version 3.10 --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --quiet -o requirements.lock
