# 说事: make run · make test · make test-all · make run-full
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# compiled files are kept, wherever the environment says otherwise: the tests start the program some hundred times
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run run-full test test-all check law ears bench bench-fan-out bench-ears clean

run: $(VENV)/.run
	@$(BIN)/python -m bot serve

run-full: $(VENV)/.dev
	@$(BIN)/python -m tests.run_full

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -q -n auto -m "not slow"

# the long checks share the cores too: several wait for processes that they have killed
test-all: check law test
	@$(BIN)/python -m pytest -q -n auto -m slow

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# every branch of the law of the matter is walked by its own tests
law: $(VENV)/.dev
	@$(BIN)/python -m coverage run -m pytest -q -m "not slow" tests/village
	@$(BIN)/python -m coverage report

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.inbound

bench-fan-out: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.fan_out

# beside our own ears scikit-learn's, which nothing else needs
bench-ears: $(VENV)/.bench
	@$(BIN)/python -m benchmarks.ears

# the shipped models anew from nlp/seed and nlp/lexicon: some minutes, the same byte for byte
ears: $(VENV)/.run
	@$(BIN)/python -m nlp.build

# The interpreter is looked at before anything is built: an old one gets two plain lines instead of a page of errors.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Shuoshi needs Python 3.11 or newer: install it, or run make PYTHON=python3.12 $(MAKECMDGOALS)"; \
	  echo "说事需要 Python 3.11 以上：装好，或运行 make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python cannot make a virtual environment: install python3-venv"; \
	  echo "这个 Python 建不了虚拟环境：请装 python3-venv"; rm -rf $(VENV); exit 2; }

# the command from anywhere: the project itself is not installed, it runs from its folder
define COMMAND
#!/bin/sh
here=$$(cd "$$(dirname "$$0")/../.." && pwd)
PYTHONPATH="$$here" exec "$$here/$(BIN)/python" -m bot "$$@"
endef
export COMMAND

$(BIN)/shuoshi: | $(VENV)/bin/python
	@printf '%s\n' "$$COMMAND" > $@ && chmod +x $@

$(VENV)/.run: requirements.lock | $(VENV)/bin/python $(BIN)/shuoshi
	@echo "First time: fetching packages takes about a minute; after that it starts in seconds. 第一次要装包，大约一分钟。"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock || { \
	  echo "The packages could not be fetched: check the network and run make again."; \
	  echo "装包没成功：检查网络，再运行一次 make。"; exit 2; }
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python $(BIN)/shuoshi
	@echo "Fetching packages for the tests takes about a minute. 装测试用的包，大约一分钟。"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock || { \
	  echo "The packages could not be fetched: check the network and run make again."; \
	  echo "装包没成功：检查网络，再运行一次 make。"; exit 2; }
	@touch $@ $(VENV)/.run

$(VENV)/.bench: requirements-bench.lock | $(VENV)/.dev
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock || { \
	  echo "The packages could not be fetched: check the network and run make again."; \
	  echo "装包没成功：检查网络，再运行一次 make。"; exit 2; }
	@touch $@

clean:
	@rm -rf $(VENV) data
