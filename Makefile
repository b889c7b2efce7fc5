# Two commands do all the set-up: `make run` and `make test`. Both make the environment they need, once.

PYTHON = python3
VENV = .venv
PY = $(VENV)/bin/python
ROUNDS = 1000
SIZES = 10000,100000,1000000

.PHONY: run test check fix faults bench pictures

# make run [STORE=path] [PORT=n]
run: $(VENV)/to-run
	@exec $(PY) -m sensemaking serve $(if $(STORE),--store "$(STORE)") $(if $(PORT),--port "$(PORT)")

# One process more than the two cores of a small machine: each waits a good part of its time, for a disk or a browser.
test: $(VENV)/to-test
	@$(PY) tests/browser/find_browser.py --get
	@$(PY) -m pytest --numprocesses 3 --dist worksteal

# Form, likely mistakes, types, and the order of the house.
check: $(VENV)/to-test
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest tests/test_architecture.py

fix: $(VENV)/to-test
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

# The process is killed at random while several writers write, and the server while a gathering is held:
# make faults [ROUNDS=n], of which every twentieth is a gathering's.
faults: $(VENV)/to-test
	@ROUNDS=$(ROUNDS) $(PY) -m pytest tests/faults --timeout=0

# How fast it is, side by side with its floors, as Markdown; about twenty minutes: make bench [SIZES=10000,100000]
bench: $(VENV)/to-test
	@$(PY) -m bench.table --sizes $(SIZES)

# The README's screenshots, from the example.
pictures: $(VENV)/to-test
	@$(PY) tests/browser/find_browser.py --get
	@$(PY) tests/browser/pictures.py

$(VENV)/to-run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Sensemaking needs Python 3.11 or newer; say which one: make run PYTHON=python3.12'; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
		{ echo 'Python could not make an environment. On Debian or Ubuntu: apt install python3-venv'; exit 1; }
	@echo 'Installing what Sensemaking runs on; this takes about a minute, once.'
	@$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/to-test: $(VENV)/to-run tests/requirements.txt
	@echo 'Installing what the tests need besides.'
	@$(PY) -m pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
	@touch $@
