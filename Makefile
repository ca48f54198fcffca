.DEFAULT_GOAL := help
.PHONY: help synth docs test lint types pytest bench cli package publish lock clean
SHELL := /bin/sh
BIN := .venv/bin

# jsii prints eleven lines about Node 20 at every start; tools/setup.sh prints one, once.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ?= 20


help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

synth: docs ## Generate all stacks (cdktf.out/) and the Terraform module (dist/)
	@echo "next    use the module (README.md, section Quick start), or deploy a stack: make cli, then npx cdktf deploy runner"

docs: ## Regenerate the committed files: the module (dist/), tables, diagrams, and deployers' policies
	@tools/setup.sh synth
	@$(BIN)/python main.py

test: ## Run all checks: lint, types, tests, drift
	@tools/setup.sh test
	@$(MAKE) --no-print-directory lint types pytest

lint: ## Check the code's style
	@echo "lint    ruff"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "lint    not formatted: run .venv/bin/ruff format ."; exit 1; }

types: ## Check the code's types
	@echo "types   mypy --strict"
	@MYPYPATH=$$($(BIN)/python -m bindings) $(BIN)/mypy --no-error-summary .

pytest: ## Run the tests
	@echo "tests   pytest, three at a time"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

bench: ## Measure how long a synth takes, compared with alternatives (minutes)
	@tools/setup.sh synth
	@$(BIN)/python -m tools.bench

cli: ## Install the cdktf CLI, for npx cdktf deploy
	@tools/setup.sh cli
	@echo "next    write terraform.tfvars (README.md, section Deploy), then: TF_INPUT=0 npx cdktf deploy runner"

package: ## Create the module's archive and its checksum in build/ (VERSION=1.2.3)
	@tools/setup.sh synth
	@$(BIN)/python -m release.package "$(VERSION)"

publish: ## Publish the module to its own repository (VERSION=1.2.3 REPOSITORY=address, optional: BRANCH, ADDRESS, PROJECT)
	@tools/setup.sh synth
	@$(BIN)/python -m release.publish "$(VERSION)" "$(REPOSITORY)" $(if $(BRANCH),--branch "$(BRANCH)") $(if $(ADDRESS),--address "$(ADDRESS)") $(if $(PROJECT),--project "$(PROJECT)")

lock: ## Update the locked Python packages, without the address of an index
	@tools/setup.sh test
	@tools/lock.sh

clean: ## Remove everything that can be generated or installed again
	rm -rf .venv tools/checkov/.venv node_modules cdktf.out build *.egg-info .cache .mypy_cache .ruff_cache
