# Thin on purpose: each target sets up what it needs, then says one command.
VENV := .venv
JUDGES := [dev,e2e]
PY := $(VENV)/bin/python
PORT ?= 8000
export PORT
# Some machines forbid it, and every process would translate all it imports: two seconds each, in the tests dozens.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test conform soak bench install

run: $(VENV)/installed
	@exec $(PY) -m cms.cli.run

test: $(VENV)/complete
	@$(PY) -m tests.support.browser
	@$(PY) -m tests.support.node
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/lint-imports --no-cache
	@# mypy takes half a minute where it has no cache, so it works beside the tests, and is heard after them.
	@said=$$(mktemp); $(VENV)/bin/mypy >$$said 2>&1 & typed=$$!; \
	  $(PY) -m pytest -n 3 --dist worksteal -q; tested=$$?; \
	  wait $$typed; typed=$$?; cat $$said; rm -f $$said; exit $$((tested | typed))

conform: $(VENV)/complete
	@$(PY) -m tests.support.node
	@CMS_TEST_EXPLORE=1 $(PY) -m pytest -q tests/web/api/test_schemathesis.py tests/web/api/test_changes.py \
	  tests/web/site/test_feed.py tests/web/site/test_atom.py tests/content/test_schema.py tests/conform/html_by_nu.py

soak: $(VENV)/complete
	@CMS_SOAK=1 $(PY) -m pytest -q tests/worker tests/web/api/test_changes.py tests/web/api/test_racing.py \
	  tests/journeys tests/services/test_random_walk.py tests/services/test_faults.py tests/support \
	  tests/web/editor/test_hostile_text.py tests/web/editor/test_the_same_document.py \
	  tests/web/editor/test_keys_in_a_browser.py tests/web/editor/test_states_of_saving.py
	@CMS_SOAK=1 $(PY) -m pytest -q -k "barriers or accessible or payloads" tests/web

bench: $(VENV)/complete
	@for part in saving odd rendering delivery walking busy growth desk; do echo "— $$part"; $(PY) -m bench.$$part || exit; done

install: $(VENV)/complete

# Debian's own Python is built with profiles of its use: the same work takes it a quarter to a third less than one built without.
PYTHON ?= $(shell for python in /usr/bin/python3 python3; do \
  $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# Which Python that is, as it says itself: an environment that another one made is made anew. Python does not do that by
# itself, and what comes of it has the program of one and the modules of the other.
WHICH := import sys; print(sys.version, sys.base_prefix)

# `make run` needs the product alone: what judges it would take memory of the web processes, and time to come.
define get
@if command -v uv >/dev/null; then uv venv --quiet --allow-existing $(if $(PYTHON),--python $(PYTHON)) $(VENV) && \
  uv pip install --quiet --python $(PY) -c constraints.txt -e '.$(1)'; \
else python=$(or $(PYTHON),python3); anew=; \
  [ "$$($(PY) -c '$(WHICH)' 2>&1)" = "$$($$python -c '$(WHICH)')" ] || anew=--clear; \
  $$python -m venv $$anew $(VENV) && \
  $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.$(1)'; fi
@touch $@
endef

$(VENV)/installed: pyproject.toml constraints.txt Makefile
	$(call get)

$(VENV)/complete: $(VENV)/installed
	$(call get,$(JUDGES))
