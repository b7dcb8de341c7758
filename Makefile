# make run       set everything up and serve Fall Line at http://HOST:PORT
# make wheel     build a package for others in dist/, with the pages' files bundled and compressed
# make types     write the API's schemas as types for the pages' scripts
# make settings  write the pages and the example file that list the settings
# make pictures  draw the examples' small pictures anew
# make test      set everything up, check the code and run every test

PYTHON  ?= python3
VENV    ?= .venv
HOST    ?= 127.0.0.1
PORT    ?= 8000
# How many processes share the tests; each has a server and a browser of its own.
JOBS    ?= 2

BIN      := $(VENV)/bin
NODE_BIN := node_modules/.bin
SERVING  := $(VENV)/.serving
TESTING  := $(VENV)/.testing
TOOLS    := node_modules/.installed
LOCKED   := pyproject.toml requirements.lock

.DEFAULT_GOAL := run

define PRINT_DOCUMENT
import json
from app.api.document import document
from app.main import create_app
print(json.dumps(document(create_app())))
endef
export PRINT_DOCUMENT

define DRAW_PICTURES
import json
from app.pages.example_pictures import DRAWN, drawn_pictures
from app.pages.gallery import LAB_PRESETS
pictures = drawn_pictures(preset for presets in LAB_PRESETS.values() for preset in presets)
DRAWN.write_text(json.dumps(pictures, indent=1) + "\n")
endef
export DRAW_PICTURES

.PHONY: run wheel types settings pictures test check format bench chromium proxies clean

run: $(SERVING)
	$(BIN)/fallline serve --host $(HOST) --port $(PORT)

wheel: $(TESTING) $(TOOLS)
	$(BIN)/hatchling build --target wheel --directory dist

types: $(TESTING) $(TOOLS)
	$(BIN)/python -c "$$PRINT_DOCUMENT" | node tools/types.js > static/js/api.d.ts

settings: $(TESTING)
	$(BIN)/python -m tools.settings

pictures: $(TESTING)
	$(BIN)/python -c "$$DRAW_PICTURES"

# What fails while several share the machine has one more try, alone: a fault fails again, a lack of breath does not.
test: check chromium proxies
	node --test tests/js/*.test.js
	$(BIN)/pytest -n $(JOBS) --durations=20 || { test $$? -eq 1 && $(BIN)/pytest --last-failed --durations=20; }

check: $(TESTING) $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(NODE_BIN)/tsc -p jsconfig.json
	$(NODE_BIN)/biome ci --colors=off

format: $(TESTING) $(TOOLS)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(NODE_BIN)/biome check --write

bench: $(TESTING)
	$(BIN)/python -m benchmarks

chromium:
	@test -n "$(CHROMIUM)" || sh tools/need.sh chromium chromium chromium-browser google-chrome -- chromium

# In front of which Fall Line is tried; they are started on loopback by the tests alone.
proxies:
	@sh tools/need.sh nginx nginx /usr/sbin/nginx -- nginx-light
	@sh tools/need.sh caddy caddy -- caddy
	@sh tools/need.sh openssl openssl -- openssl

clean:
	rm -rf $(VENV) node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@sh tools/need.sh python $(PYTHON) -- python3 python3-venv
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh tools/need.sh python3-venv -- python3-venv
	$(PYTHON) -m venv $(VENV)

# A stamp is younger than what it was installed from, so a second run installs nothing.
$(SERVING): $(LOCKED) | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	touch $@

$(TESTING): $(LOCKED) | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	touch $@ $(SERVING)

$(TOOLS): package.json package-lock.json
	@sh tools/need.sh node node -- nodejs npm
	@sh tools/need.sh npm npm -- npm
	npm ci --no-audit --no-fund
	touch $@
