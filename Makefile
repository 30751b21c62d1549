PYTHON ?= python3
export PORT ?= 8000
PIP = .venv/bin/pip install --quiet --disable-pip-version-check
WORDS = .venv/bin/python -m babel.messages.frontend --quiet
.DEFAULT_GOAL = help
.PHONY: help install run test lint browser mutants bench chaos audit catalogs lock

help:  ## this list
	@sed -nE 's/^([a-z]+):[^#]*## /  make \1\t/p' Makefile | expand -t 18

install: .venv/installed  ## set up .venv, nothing else

run: install  ## serve on 127.0.0.1:8000, or PORT=...
	.venv/bin/flask serve

test: install lint browser  ## the whole suite on SQLite and PostgreSQL, in a browser too
	.venv/bin/pytest -n auto --maxprocesses 4

lint: .venv/tested  ## ruff and mypy
	.venv/bin/ruff check
	.venv/bin/mypy

browser:  ## see that there is a Chromium for the tests
	@.ci/browser

mutants: .venv/tested  ## break the code on purpose; every break must fail a test
	.venv/bin/python -m tests.mutants

bench: .venv/measured  ## the benchmarks, one table
	.venv/bin/python -m tests.benchmarks

chaos: .venv/tested  ## kill, cut and flood, eight minutes a database; everything must have arrived once
	.venv/bin/python -m tests.chaos

audit: .venv/tested  ## look the pinned dependencies up among known vulnerabilities
	-$(PIP) 'pip-audit>=2.10,<3'
	@.venv/bin/python .ci/audit

catalogs: .venv/installed  ## gather the bot's words and bring locales/ up to date
	$(WORDS) extract -F pyproject.toml -k _ --sort-by-file --add-location=file --omit-header --no-wrap -o locales/bot.pot .
	$(WORDS) update -D bot -i locales/bot.pot -d locales --no-fuzzy-matching --omit-header --no-wrap

lock: .venv/installed  ## pin the newest versions pyproject.toml allows
	$(PIP) 'uv<1'
	$(PIN) pyproject.toml -o requirements.txt
	$(PIN) --group dev -c requirements.txt -o requirements-dev.txt
	$(PIN) --group bench -c requirements-dev.txt -o requirements-bench.txt

PIN = .venv/bin/uv pip compile -q --upgrade --universal --generate-hashes --custom-compile-command 'make lock'

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r $<
	@touch $@

.venv/tested: requirements-dev.txt .venv/installed
	$(PIP) --require-hashes -r $<
	@touch $@

.venv/measured: requirements-bench.txt .venv/tested
	$(PIP) --require-hashes -r $<
	@touch $@
