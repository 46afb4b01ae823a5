# One command each. `make help` lists them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
NODES := tests/e2e/node_modules/.installed
WIDGET := widget/dist/.built
WIDGET_TOOLS := widget/node_modules/.installed
WIDGET_DATA := $(addprefix widget/generated/,texts.json site.json guard.json)
# What our own YAML says decides on the widget's words and on the sites that it may link to.
WIDGET_TEXTS := $(wildcard data/*.yml data/dialogue/*.yml data/smalltalk/*.yml data/topics/*/texts.yml) \
  walletdesk/content/widget.py walletdesk/core/secrets/prose.py
WIDGET_SOURCES := $(shell find widget/src widget/build widget/page -type f 2>/dev/null) widget/tsconfig.json

.DEFAULT_GOAL := help
.PHONY: help install chat test browser widget quick check bench serve train vectors lock

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

test: $(STAMP) $(NODES) widget browser ## all tests: real Rasa, real EVM nodes, a real browser, a Telegram server of our own
	@$(BIN)/pytest

widget: $(WIDGET) ## build the chat widget into widget/dist (only what has changed)

$(WIDGET_TOOLS): widget/package-lock.json | $(STAMP)
	@echo 'Installing what the chat widget is built with into widget/node_modules …'
	@cd widget && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --loglevel=error --no-progress >/dev/null
	@touch $(WIDGET_TOOLS)

# The files keep their time where nothing in them has changed, and then nothing is built again.
widget/generated/.made: $(WIDGET_TEXTS) | $(STAMP)
	@echo 'Making the words of the chat widget …'
	@$(BIN)/walletdesk widget-data widget/generated
	@touch $@

$(WIDGET_DATA): widget/generated/.made ;

$(WIDGET): $(WIDGET_SOURCES) $(WIDGET_DATA) $(WIDGET_TOOLS)
	@echo 'Building the chat widget into widget/dist …'
	@cd widget && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	@touch $(WIDGET)

# For the tests of the widget; fonts, so that Chinese can be looked at on screenshots.
browser:
	@command -v chromium >/dev/null || { \
	  echo 'Installing Chromium for the tests of the widget …'; \
	  $$( [ "$$(id -u)" = 0 ] || echo sudo ) sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk' >/dev/null; } || { \
	  echo 'Chromium is missing: install it with your package manager (Debian: chromium, fonts-noto-cjk).' >&2; exit 1; }

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

serve: $(STAMP) widget ## serve the chat widget and its page on http://127.0.0.1:8000/
	@$(BIN)/walletdesk serve

train: $(STAMP) ## train the model (only what has changed)
	@$(BIN)/walletdesk train

vectors: train ## keep the vectors of the training messages in data/vectors, so that a first training is quick
	@mkdir -p data/vectors && rm -f data/vectors/* && cp .rasa/vectors/e5-*-int8.npz .rasa/vectors/minilm-*-int8.npz data/vectors/

lock: $(STAMP) ## resolve the pins again
	@$(BIN)/uv pip compile pyproject.toml --group dev --python-version 3.10 --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --quiet -o requirements.lock
