# One line each over the command line of Rapport. A fresh machine needs Python 3.11 or 3.12 with pip, and make.
SHELL := /bin/sh
FITS := import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))
PYTHON ?= $(shell for p in python3.11 python3.12 python3 python; do $$p -c '$(FITS)' >/dev/null 2>&1 && echo $$p && break; done)

help:             ## these lines
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 24

install: python   ## the environments only: .venv, .venv-superset, .tools
	@$(PYTHON) requirements/install.py

install-spark: install  ## the environment of the Spark target too (.venv-spark, needs Java 17)
	@$(PYTHON) requirements/install.py .venv-spark

demo: install     ## the demo CRM through Airflow into Superset; leaves both running
	@.venv/bin/rapport demo

up: install       ## start Airflow and Superset
	@.venv/bin/rapport up

down:             ## stop them
	@if [ -x .venv/bin/rapport ]; then .venv/bin/rapport down; fi

test: install     ## every test and check, browser and scheduler included
	@sh requirements/system.sh
	@if command -v java >/dev/null; then $(PYTHON) requirements/install.py .venv-spark; fi
	@.venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder

lint: install     ## ruff, the import law, SQL
	@.venv/bin/ruff check .
	@.venv/bin/lint-imports 
	@.tools/lint/bin/sqlfluff lint --disable-progress-bar dbt_project/models

bench: install    ## measure, and write bench/results
	@.venv/bin/python -m bench

requirements: install  ## pin requirements/*.in anew
	@.venv/bin/python requirements/compile.py

python:
	@[ -n "$(PYTHON)" ] || { echo "make: no Python 3.11 or 3.12 with pip found. Install one (Debian: apt-get install python3 python3-pip), or name it: make PYTHON=/path/to/python3.11"; exit 1; }

.PHONY: help install demo up down test lint bench requirements python
