# The commands of the project; `make help` lists them. Everything that Python needs is installed
# into .venv at the first use, in the versions of constraints.txt.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEVELOPING := $(VENV)/.installed-for-developing
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
WIKI := $(BIN)/python -m tests.mediawiki
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help demo test test-packages faults fuzz bench lint format wiki wiki-stop clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(INSTALLED) ## the whole job on the bundled sample, without network or account
	$(BIN)/hubbot demo

test: $(DEVELOPING) test-packages ## every test, on a real MediaWiki and in a real browser
	$(PYTEST) -n auto --dist loadfile

faults: $(DEVELOPING) test-packages ## the tests of faults between the bot and the wiki
	$(PYTEST) tests/faults --verbose --no-header

fuzz: $(DEVELOPING) ## read hostile wikitext for ten minutes
	$(BIN)/python -m tests.parse.fuzz 600

bench: $(DEVELOPING) test-packages ## measure speed and requests on a real MediaWiki
	$(BIN)/python -m tests.bench

lint: $(DEVELOPING) ## what the linters and the type checker say
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEVELOPING) ## let the linter mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wiki: $(DEVELOPING) test-packages ## start a MediaWiki with the sample published, to look at
	$(WIKI) start --import hubbot/data/sample.xml
	eval "$$($(WIKI) env)" && $(BIN)/hubbot --wiki "$$($(WIKI) url)" publish --yes
	@$(WIKI) show

wiki-stop: $(DEVELOPING) ## end the MediaWiki of `make wiki`
	$(WIKI) stop

clean: ## remove what was installed and made here
	rm -rf $(VENV) demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

test-packages: $(DEVELOPING)
	@missing="$$($(WIKI) missing)" && tools/install_test_packages.sh $$missing

# Two stamps: the demo needs none of the tools for developing.
$(INSTALLED): pyproject.toml constraints.txt tools/make_venv.sh
	test -x $(BIN)/python || PYTHON="$(PYTHON)" tools/make_venv.sh $(VENV)
	$(PIP) --constraint constraints.txt --editable .
	touch $@

$(DEVELOPING): $(INSTALLED)
	$(PIP) --constraint constraints.txt --editable '.[dev,oauth]'
	touch $@
