# Each command is one line; scripts/setup.py makes .venv and says plainly what is missing.
PYTHON ?= python3
NONE = On the Record: there is no $(PYTHON) here. Install Python 3.11 or newer, then run this again.
SETUP = command -v $(PYTHON) >/dev/null || { echo "$(NONE)" >&2; exit 1; }; $(PYTHON) scripts/setup.py
RUN = .venv/bin/python -m

.PHONY: lab test lessons lint peers bench bots clean

lab: ; @$(SETUP) lab && $(RUN) ontherecord lab
test: ; @$(SETUP) test && $(RUN) ruff check && $(RUN) pytest
lessons: ; @$(SETUP) lessons && $(RUN) ontherecord lessons
lint: ; @$(SETUP) lint && $(RUN) ruff check && $(RUN) ruff format --check
peers: ; for peer in nbgrader otter; do $(PYTHON) -m venv .venv-$$peer && \
	.venv-$$peer/bin/python -m pip install -q -e ".[$$peer]" || exit 1; done
bench: ; @$(SETUP) bench && $(RUN) benchmarks.run
bots: ; @$(SETUP) bots && $(RUN) bots
clean: ; rm -rf .venv build dist
