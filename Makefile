# Kleark. `make` lists what there is. Everything is installed into this folder; nothing outside it is changed.

ROOT := $(patsubst %/,%,$(dir $(abspath $(firstword $(MAKEFILE_LIST)))))
ifneq ($(words $(MAKEFILE_LIST)) $(words $(CURDIR)),1 1)
$(error make cannot work in a folder with a space in its name: move Kleark out of "$(CURDIR)")
endif
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# The newest Python from 3.11 on that truly runs (version managers leave names behind that do not).
# `make PYTHON=/path/to/python` chooses another.
ifndef PYTHON
PYTHON := $(shell for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$name"; break; fi; done)
endif

ENGINE := PYTHONPATH=$(ROOT):$(ROOT)/functions $(ROOT)/.venv-engine/bin/python
BIN := $(ROOT)/.venv/bin
FUNCTIONS := ValidateFunction:validate PublishFunction:publish AnnounceFunction:announce SweepFunction:sweep \
    EraseFunction:erase PortalApiFunction:portal_api AdminPageFunction:admin_page NotifyFunction:notify \
    LinksFunction:ask_links WatchFunction:watch_live RegisterFunction:register

# Two more processes than processors, since some tests wait; what keeps tests together is in tests/support/turns.py.
# What Python compiles is kept, whatever the environment says: many tests start a Python of their own.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -q \
    --numprocesses $(or $(WORKERS),$(shell $(PYTHON) -c 'import os; print(min(os.cpu_count() or 1, 4) + 2)')) \
    --dist loadscope --no-loadscope-reorder

COMPILED := $(if $(wildcard $(ROOT)/tests/__pycache__/conftest.*-pytest-*.pyc),,compiled-tests)

SAM := $(ROOT)/.venv-sam/bin/sam
SAM_SETTINGS := SAM_CLI_TELEMETRY=0 __SAM_CLI_APP_DIR=$(ROOT)/.build/sam
BUILD := $(ROOT)/.aws-sam/build
RELEASED := $(ROOT)/.build/release
DEPLOYMENT = .venv-sam/bin/python -m infra.deployment --stage "$(STAGE)" --stack "$(STACK)" --region "$(REGION)" \
    --parameters "$$PARAMETERS" $(if $(ROLE),--role "$(ROLE)") $(if $(BUCKET),--bucket "$(BUCKET)") $(if $(CONFIRM),--confirm "$(CONFIRM)") $(if $(RELEASE),--release "$(RELEASE)")

export FILE PARAMETERS

.PHONY: help setup run demo shown-demo upload watch metrics install test pytest compiled-tests soak chaos release-test package-test upgrade-test pictures check lint policy format docs benchmark figures engines programs pins build deploy wheels hashes licences release audit clean python

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(ROOT)/Makefile

python:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "Kleark needs Python 3.11 or newer, and found none. Install it, or say where it is: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	elif [ "$$($(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null)" != True ]; then \
	  echo "$(PYTHON) does not run, or is no Python 3.11 or newer. Say where one is: make PYTHON=/path/to/python3" >&2; \
	  exit 1; fi

setup: python ## Make the virtual environment of the local engine, and what the admin's page sends to browsers
	@$(PYTHON) $(ROOT)/infra/environment.py engine node
	@$(PYTHON) $(ROOT)/infra/assets.py

run: setup ## Odense's sheet through the whole system on this machine; stays up until Ctrl-C
	@exec env $(ENGINE) -m infra.demo --stay

demo: setup ## The same, ending by itself: exit 0 only if all of it happened
	@exec env $(ENGINE) -m infra.demo

upload: setup ## Upload FILE=… to the stack that `make run` keeps up [KOMMUNE=Odense] [PART=Jobcenter] [ONLY_CHECK=1] [INVENTORY=1]
	@if [ -z "$$FILE" ]; then env $(ENGINE) -m infra.local.upload; fi
	@env $(ENGINE) -m infra.local.upload "$$FILE" --municipality "$(or $(KOMMUNE),0461)" $(if $(ONLY_CHECK),--check-only) $(if $(PART),--part "$(PART)") $(if $(INVENTORY),--inventory) \
	  || [ $$? = 1 ] # a sheet with errors was uploaded and judged like any other

watch: setup ## Have the watch of the stack that `make run` keeps up judge what is live at once [KOMMUNE=Odense]
	@env $(ENGINE) -m infra.local.judge_now $(if $(KOMMUNE),"$(KOMMUNE)")

metrics: setup ## What the functions of the stack that `make run` keeps up have counted so far
	@env $(ENGINE) -m infra.local.figures

install: python ## The command kleark, into .venv
	@$(PYTHON) $(ROOT)/infra/environment.py dev

test: python ## Linting, types and every test but those of a release [ALL=1: with `make demo` and `make release-test` beside them]
	@$(PYTHON) $(ROOT)/infra/environment.py dev engine node sam clients $(if $(ALL),policy)
	@$(PYTHON) $(ROOT)/infra/assets.py
	@$(MAKE) -j3 $(if $(ALL),shown-demo) lint pytest

# Beside mypy, which has one process and would leave the other processors idle. With ALL, one pytest for both: each of its
# processes collects all tests (10 s), and what is built for a release is looked at by others, too.
pytest: $(COMPILED)
	@cd $(ROOT) && $(PYTEST) -m "$(if $(ALL),,not release and )not packages"

# What it says in one piece: other commands run beside it.
shown-demo:
	@shown=$$($(MAKE) demo 2>&1) && echo "$$shown" || { echo "$$shown"; exit 1; }

# Each takes a minute or more: too long for who changes a line, and nothing that a release can go without.
release-test: python ## What a release is asked besides: deployed by sam, policies, and what artefacts are made of
	@$(PYTHON) $(ROOT)/infra/environment.py dev engine node sam policy
	@$(PYTHON) $(ROOT)/infra/assets.py
	@cd $(ROOT) && $(PYTEST) -m release $$(grep -rlF mark.release tests --include='test_*.py')

package-test: python ## The published wheels in environments of their own: lowest and newest versions, every Python from 3.11 that is here
	@$(PYTHON) $(ROOT)/infra/environment.py dev packages
	@cd $(ROOT) && $(PYTEST) -m packages tests/infra/test_installed_wheels.py

# Where no test is compiled yet, one process does it for all: each of them would do it for itself.
compiled-tests:
	@cd $(ROOT) && env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest --collect-only -q > /dev/null || true # the tests tell why

soak: python ## Every search of the tests with SOAK times as many examples, all of them new [SOAK=20]
	@$(PYTHON) $(ROOT)/infra/environment.py dev engine
	@cd $(ROOT) && KLEARK_SOAK=$(or $(SOAK),20) KLEARK_MUTATIONS=20000 $(PYTEST) -m "hypothesis or soak" tests/unit tests/properties tests/integration tests/contract tests/engines

chaos: python ## All municipalities at once, with functions killed and services failing, and then judged [SEED=14] [MUNICIPALITIES=98]
	@$(PYTHON) $(ROOT)/infra/environment.py dev engine
	@cd $(ROOT) && $(BIN)/python -m tests.chaos --seed $(or $(SEED),14) --municipalities $(or $(MUNICIPALITIES),98)

# In one process: its tests are one story on one stack.
upgrade-test: python ## An older version deployed, used, updated to this one under load and taken back (10 to 16 minutes)
	@$(PYTHON) $(ROOT)/infra/environment.py dev engine node sam
	@$(PYTHON) $(ROOT)/infra/assets.py
	@cd $(ROOT) && KLEARK_UPGRADE=1 $(BIN)/python -m pytest -q --durations=0 tests/engines/test_updating.py

pictures: python ## A picture of every page in every state, in .build/screenshots
	@$(PYTHON) $(ROOT)/infra/environment.py dev engine node
	@$(PYTHON) $(ROOT)/infra/assets.py
	@cd $(ROOT) && KLEARK_PICTURES=1 $(PYTEST) tests/browser

lint: python ## ruff and mypy
	@$(PYTHON) $(ROOT)/infra/environment.py dev
	@cd $(ROOT) && $(BIN)/ruff check --quiet && $(BIN)/ruff format --check --quiet && echo "ruff: clean"
	@cd $(ROOT) && $(BIN)/mypy

policy: python ## What checkov and cdk-nag find in the templates, but for infra/policy/exceptions.yaml
	@$(PYTHON) $(ROOT)/infra/environment.py dev policy
	@cd $(ROOT) && $(BIN)/python -m infra.policy_check && echo "policies: clean"

format: python ## Write the code in ruff's format
	@$(PYTHON) $(ROOT)/infra/environment.py dev
	@cd $(ROOT) && $(BIN)/ruff check --quiet --fix; $(BIN)/ruff format

docs: python ## Write the sample sheets, docs/rules.md, the rules' examples and schemas/openapi.json anew from what they come from
	@$(PYTHON) $(ROOT)/infra/environment.py dev
	@cd $(ROOT) && $(BIN)/python -m sample_sheets.write_rules
	@cd $(ROOT) && $(BIN)/python -m sample_sheets.write_inventory
	@cd $(ROOT) && $(BIN)/python -m sample_sheets.write_case_templates
	@cd $(ROOT) && $(BIN)/python -m sample_sheets.write_responsibilities
	@cd $(ROOT) && $(BIN)/python -m kleark.rules.rule_examples > .examples.json && mv .examples.json functions/kleark/rules/examples.json
	@cd $(ROOT) && $(BIN)/python -m kleark.rules.documentation > .rules.md && mv .rules.md docs/rules.md
	@cd $(ROOT) && $(BIN)/python -m infra.openapi_json

engines: python ## Compare moto, ministack, dynoxide and dynalite with what AWS documents, and write docs/engines.md [TRY='moto==5.2.4']
	@$(PYTHON) $(ROOT)/infra/environment.py engines
	@$(if $(TRY),cd $(ROOT) && env PYTHONPATH=$(ROOT) .venv-engines/bin/python -m infra.engines.trying $(TRY),\
	  cd $(ROOT) && env PYTHONPATH=$(ROOT) .venv-engines/bin/python -m infra.engines)

pins: python ## The hashes of all that is installed from PyPI, anew, after a pin was changed
	@$(PYTHON) $(ROOT)/infra/pins.py

benchmark: python ## Time `kleark check` beside its peers and on the worst sheets, and the cold start of each built function
	@$(PYTHON) $(ROOT)/infra/environment.py bench dev node
	@$(PYTHON) $(ROOT)/infra/assets.py
	@cd $(ROOT) && missed=0; .venv-bench/bin/python -m benchmarks || missed=1; \
	  .venv-bench/bin/python -m benchmarks.worst_sheets || missed=1; \
	  $(BIN)/python -m benchmarks.cold_start || missed=1; exit $$missed

figures: python ## Count and time publishing, reading and the page on engines of this machine, and load the read path
	@$(PYTHON) $(ROOT)/infra/environment.py dev engine node
	@$(PYTHON) $(ROOT)/infra/assets.py
	@cd $(ROOT) && missed=0; for figures in figures load engine_share page annotate upload; do \
	  echo "== benchmarks.$$figures"; $(BIN)/python -m benchmarks.$$figures || missed=1; done; exit $$missed

programs: python ## Have every program of docs/programs.md write and save the same sheet, and write the page anew (3 minutes) [APT=1]
	@$(PYTHON) $(ROOT)/infra/environment.py dev programs
	@cd $(ROOT) && PYTHONPATH=functions $(BIN)/python -m infra.programs $(if $(APT),--apt)

build: python ## The artefacts that are deployed, in .aws-sam/build (no docker needed)
	@$(PYTHON) $(ROOT)/infra/environment.py node sam
	@cd $(ROOT) && $(SAM_SETTINGS) $(SAM) build --build-dir $(BUILD)
	@$(PYTHON) $(ROOT)/infra/bytecode.py || true # it says what that costs, and what helps

# The stack's name is part of many names in AWS. An illegal one would show half-way through, so it is refused first.
deploy: python ## Build, and deploy STAGE, one of infra/samconfig.toml [STACK= REGION= PARAMETERS='PageOwner="Odense Kommune" …' CONFIRM=no]
	@$(PYTHON) $(ROOT)/infra/environment.py node sam
	@cd $(ROOT) && $(DEPLOYMENT) --check
	@$(if $(BUILT),,$(MAKE) build)
	@cd $(ROOT) && $(SAM_SETTINGS) $(DEPLOYMENT) --build $(BUILD) --sam $(SAM)

wheels: python ## What is published for others to install, in .build/wheels, the same bytes wherever it is built
	@$(PYTHON) $(ROOT)/infra/environment.py dev >&2
	@cd $(ROOT) && $(BIN)/python -m infra.wheels

# To standard output go the hashes alone, so that they can be compared.
hashes: python ## The SHA-256 of each artefact that `make build` left
	@$(PYTHON) $(ROOT)/infra/environment.py sam >&2
	@cd $(ROOT) && .venv-sam/bin/python -m infra.release hashes --build $(BUILD)

licences: build ## The licence of all that is shipped; exit 1 where one is unknown or not accepted
	@$(PYTHON) $(ROOT)/infra/environment.py dev
	@cd $(ROOT) && $(BIN)/python -m infra.licences --build $(BUILD)

release: build ## Build, and what goes along with it, in .build/release: notes.md with hashes, sbom.cdx.json, licences.md, the wheels
	@$(PYTHON) $(ROOT)/infra/environment.py dev
	@cd $(ROOT) && mkdir -p $(RELEASED) && $(BIN)/python -m infra.wheels --output $(RELEASED)/wheels > /dev/null
	@cd $(ROOT) && $(BIN)/python -m infra.bill_of_materials --build $(BUILD) --wheels $(RELEASED)/wheels --output $(RELEASED)/sbom.cdx.json
	@cd $(ROOT) && $(BIN)/python -m infra.licences --build $(BUILD) > $(RELEASED)/licences.md
	@cd $(ROOT) && $(BIN)/python -m infra.release notes --build $(BUILD) --wheels $(RELEASED)/wheels > $(RELEASED)/notes.md
	@echo "Written: $(RELEASED)"

audit: python ## Ask PyPI and npm for known vulnerabilities of what is shipped: 1 some, 3 they could not be asked [TOOLS=1]
	@$(PYTHON) $(ROOT)/infra/environment.py dev node
	@cd $(ROOT) && $(BIN)/python -m infra.vulnerabilities $(if $(TOOLS),--tools)

clean: ## Remove everything that was made here, environments too
	@cd $(ROOT) && rm -rf .venv .venv-engine .venv-node .venv-sam .venv-policy .venv-clients .venv-engines .venv-programs .venv-packages .venv-bench .aws-sam .build .local .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find $(ROOT) -name __pycache__ -type d -prune -exec rm -rf {} +

# What `sam build` calls, once per function of template.yaml, with ARTIFACTS_DIR set. It runs in a copy of
# functions/; the sources are taken from beside this file. KLEARK_BUILD_PLATFORM=host builds for this machine.
define build-function
build-$(word 1,$(subst :, ,$(1))): python
	@$$(PYTHON) $$(ROOT)/infra/build_function.py $(word 2,$(subst :, ,$(1))) "$$(ARTIFACTS_DIR)" --platform "$$(or $$(KLEARK_BUILD_PLATFORM),lambda)"
endef
$(foreach function,$(FUNCTIONS),$(eval $(call build-function,$(function))))
