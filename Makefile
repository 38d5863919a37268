# The set-up of the project: `make grade` and `make test` work from a bare checkout.
PYTHON ?= python3
WEEK ?= week06_ddpm
# Without a WEEK on the command line, `make release` and `make validate` mean every week.
WEEKS = $(if $(filter command environment,$(word 1,$(origin WEEK))),$(WEEK),--all)
BIN := .venv/bin
READY := .venv/.ready
HUB := .venv/.hub

.PHONY: help setup wall browser strace node release grade test test-classroom soak fuzz bench bench-reference validate lint constraints examples pictures clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(READY) wall ## make .venv with the pinned set, and see that bubblewrap is there

# torch comes first and by its pin: an open requirement would pull a build for GPUs.
$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { scripts/need python3-venv && $(PYTHON) -m venv --clear .venv; }
	@echo "Installing the pinned packages into .venv (about three minutes the first time)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch==2.13.0
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[instructor,test]'
	@touch $@

wall:
	@command -v bwrap >/dev/null || scripts/need bubblewrap

browser:
	@command -v chromium >/dev/null || scripts/need chromium

node:
	@command -v npm >/dev/null || scripts/need npm

# JupyterHub, and its proxy, which is a package of npm.
$(HUB): $(READY) tests/classroom/proxy/package-lock.json | node
	@echo "Installing JupyterHub and its proxy."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[classroom]'
	@npm ci --silent --no-audit --no-fund --prefix tests/classroom/proxy
	@touch $@

strace:
	@command -v strace >/dev/null || scripts/need strace

release: setup ## write assignments/ from solutions/ (WEEK=... for one week)
	@$(BIN)/autograder release $(WEEKS)

grade: setup ## release the week and grade the class in examples/
	@$(BIN)/autograder release $(WEEK)
	@$(BIN)/autograder grade $(WEEK) examples/submitted --out examples/graded

test: setup browser strace ## run all tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

test-classroom: setup browser $(HUB) ## run the tests that drive nbgrader's exchange, a hub, a browser: some minutes
	@$(BIN)/python -m pytest -m classroom --numprocesses 2 --dist loadfile tests/classroom

fuzz: setup ## break notebooks and answers TIMES as often as `make test` does (TIMES=50), each time others
	@AUTOGRADER_FUZZ=$(or $(TIMES),50) $(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile tests/fuzz

soak: setup ## grade 2,000 submissions in a row and see that nothing grows (SOAK=... for another number)
	@SOAK=$(or $(SOAK),2000) $(BIN)/python -m pytest -m soak tests/faults/test_soak.py

bench: setup ## measure speed beside nbgrader and otter: a quarter of an hour (CLASS=100 PEERS=3 to try; PARTS=...)
	@$(BIN)/python -m benchmarks $(PARTS) $(if $(CLASS),--class $(CLASS)) $(if $(PEERS),--peers $(PEERS))

bench-reference: setup ## measure the mathematics on large data against peers and the device: two minutes (DEVICE=cuda)
	@$(BIN)/python -m benchmarks.reference --device $(or $(DEVICE),auto)

validate: setup ## run the release gate on all weeks (WEEK=... for one week)
	@$(BIN)/autograder validate $(WEEKS)

lint: setup ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

examples: setup ## write examples/submitted/ anew
	@$(BIN)/autograder release $(WEEK)
	@$(BIN)/python examples/build.py

pictures: setup browser ## draw the screenshots in docs/ anew
	@PICTURES=docs $(BIN)/python -m pytest -q tests/browser/test_derivation_pictures.py

constraints: ## write constraints.txt from what is in .venv
	@scripts/constraints > constraints.tmp && mv constraints.tmp constraints.txt

clean: ## remove what grading the examples wrote
	@rm -rf examples/graded build
