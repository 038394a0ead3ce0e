# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
DEMO = labeled/authored/episodes/reference.md
FUZZ_SECONDS ?= 60

.PHONY: demo test lint types docs fuzz audit clean

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/pip install --quiet --editable '.[all]' $$($(PYTHON) training/dev_requirements.py)
	touch $@

## Clean a sample episode: prints its cut list and where the script is.
demo: $(VENV)/.run
	$(BIN)/adcut clean --force -o demo-out --duration 1500 $(DEMO)
	$(BIN)/adcut cuts --to csv --duration 1500 $(DEMO)
	@echo "The script without the ads: demo-out/reference.clean.md"

## Install what the tests need and run them.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -q

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

## Make the generated parts of README.md again.
docs: $(VENV)/.dev
	$(BIN)/python -m training.docs

## Fuzz the readers, FUZZ_SECONDS each.
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

## Look up what is installed among known vulnerabilities; needs PyPI's own index. Fails where one cannot be looked up.
audit: $(VENV)/.dev
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/python -m pip freeze --exclude-editable > $(VENV)/installed.txt
	$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement $(VENV)/installed.txt

clean:
	rm -rf $(VENV) demo-out build dist *.egg-info
