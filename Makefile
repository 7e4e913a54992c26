# Each command is one line; scripts/setup.py makes .venv and says plainly what is missing.
PYTHON ?= python3
RUN = .venv/bin/python -m

.PHONY: lab test lessons lint bench clean

lab: ; $(PYTHON) scripts/setup.py lab && $(RUN) ontherecord lab
test: ; $(PYTHON) scripts/setup.py test && $(RUN) ruff check && $(RUN) pytest
lessons: ; $(PYTHON) scripts/setup.py build && $(RUN) ontherecord lessons
lint: ; $(PYTHON) scripts/setup.py build && $(RUN) ruff check && $(RUN) ruff format --check
bench: ; $(PYTHON) scripts/setup.py test && $(RUN) benchmarks.run
clean: ; rm -rf .venv build dist
