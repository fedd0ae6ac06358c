# `make` alone lists what there is. PORT=, PYTHON=, N=, KILLS= and MINUTES= may be set on the command line.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8080
N ?= 100000
MINUTES ?= 60
KILLS ?= 20
BIN := .venv/bin
# pip 23, which Debian 12 has, stops at the extras of lxml that two libraries ask for
PIP_VERSION := 26.2.1
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BROWSER := $(shell command -v chromium || command -v chromium-browser)

.DEFAULT_GOAL := help
.PHONY: help run test check unit browser bench bench-http bench-extract bench-crawl faults fuzz whoosh3 clean lock

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/ready ## index the sample publication and serve it on PORT (8080)
	@$(BIN)/broadsheet reindex
	@exec $(BIN)/broadsheet serve --port $(PORT)

test: check unit ## everything that must pass: linters, types, imports, tests, docs

check: .venv/ready-dev ## linters, types and imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/ready-dev browser ## the tests, docs and browser included
	$(BIN)/pytest -n 2 --dist worksteal

browser: ## install Debian's Chromium for the browser tests, if it is missing
	@if [ -n "$(BROWSER)" ]; then :; \
	elif [ "$$(id -u)" = 0 ]; then \
		apt-get -qq update && apt-get -qq install -y chromium fonts-noto-cjk >/dev/null; \
	else \
		echo "Browser tests need Chromium: sudo apt-get install chromium fonts-noto-cjk"; \
	fi

bench: .venv/ready-bench ## speed beside Whoosh, tantivy, FTS5, Xapian, bm25s; N=articles
	$(BIN)/python -m bench -n $(N) $(BENCH)

bench-http: .venv/ready-bench ## requests a second of the served page and JSON; N=articles
	$(BIN)/python -m bench.http -n $(N) $(BENCH)

bench-crawl: .venv/ready-dev ## pages a second of a crawl from loopback, killed KILLS times; N=pages
	$(BIN)/python -m bench.crawl -n $(N) --kills $(KILLS)

faults: .venv/ready-dev ## kill writers, fill disks, search through a thousand commits
	$(BIN)/python -m tests.faults.kills
	$(BIN)/python -m tests.faults.readers

fuzz: .venv/ready-fuzz ## look for inputs that break queries, pages or cleaning; MINUTES=each
	$(BIN)/python -m tests.fuzz $(MINUTES)

whoosh3: build/whoosh3/ready ## the tests of the engine on whoosh3 in place of Whoosh 2.7.4
	build/whoosh3/bin/python -m pytest tests/backends

build/whoosh3/ready: setup.cfg constraints.txt
	rm -rf build/whoosh3 && $(PYTHON) -m venv build/whoosh3
	build/whoosh3/bin/python -m pip --quiet install --upgrade pip==$(PIP_VERSION)
	build/whoosh3/bin/python -m pip --quiet install -c constraints.txt -e '.[dev]'
	build/whoosh3/bin/python -m pip --quiet uninstall --yes Whoosh
	build/whoosh3/bin/python -m pip --quiet install whoosh3
	@touch $@

bench-extract: .venv/ready-bench ## our articles beside those of libraries, as a table; SETS=files of labelled pages
	$(BIN)/python -m bench.extraction $(SETS)

lock: ## write constraints.txt anew from the newest versions that setup.cfg allows
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --quiet install --upgrade pip==$(PIP_VERSION)
	build/lock/bin/python -m pip --quiet install -e '.[dev,bench,fuzz]'
	build/lock/bin/python -m pip freeze --exclude-editable --exclude pip > constraints.txt

clean: ## remove what make and the tests left, the index too
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	git clean -fdXq index_data

.venv/python:
	@[ -n "$(PYTHON)" ] || { echo "Broadsheet needs Python 3.11 or newer: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@$(PIP) install --upgrade pip==$(PIP_VERSION)
	@touch $@

.venv/ready: .venv/python setup.cfg pyproject.toml constraints.txt
	@echo "Setting up .venv ..."
	@$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/ready-bench: .venv/ready
	@$(PIP) install -c constraints.txt -e '.[bench]'
	@touch $@

.venv/ready-fuzz: .venv/ready
	@$(PIP) install -c constraints.txt -e '.[fuzz]'
	@touch $@

.venv/ready-dev: .venv/ready
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@
