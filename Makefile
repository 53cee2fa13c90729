# Everything starts from `make demo` or `make test`; both set up .venv first, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
DEMO_DATE := 2025-06-30
DEMO_FIRMS := 100000
DEMO_OFFICE := 2000
DEMO_POLICIES := cn/tech-sme cn/innovative-sme cn/srdi cn/little-giant cn/hnte cn/gazelle cn/unicorn

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo sample test test-all lint bench docs screenshots gallery frontend venv lock clean
.DEFAULT_GOAL := demo

venv: $(VENV)/ready

# Made anew whenever the lock or the package's metadata change, so that it never holds more than they name.
$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Luoshu needs Python 3.11 or later: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(MAKE) --no-print-directory system-venv
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# Debian ships venv apart from Python.
.PHONY: system-venv
system-venv:
	@[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "Python has no venv module: install it first (Debian: apt-get install python3-venv)"; exit 1; }
	apt-get update -qq && apt-get install -y -qq python3-venv

# The office, filled with a sample zone; it stays until Ctrl-C. The sign-ins are printed once, when it is filled.
demo: sample
	@$(BIN)/luoshu serve --home $(DEMO)/office --sample $(DEMO_OFFICE)

# A sample zone, frozen once; some of the shipped policies run on it.
sample: $(DEMO)/zone/.made
	@$(BIN)/luoshu run $(DEMO_POLICIES) --data $(DEMO)/zone --out $(DEMO)/results --on $(DEMO_DATE)

$(DEMO)/zone/.made: $(VENV)/ready Makefile
	@rm -rf $(DEMO)
	@$(BIN)/luoshu sample --firms $(DEMO_FIRMS) --seed 1 --on $(DEMO_DATE) --out $(DEMO)/zone
	@touch $@

# On as many cores as there are, up to four; the tests of a file stay together, for they share what was made for them,
# and files keep their order: a long test alone in its file does not come last.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
test: $(VENV)/ready browser server
	@$(PYTEST)

# What the tests of pages need: a browser, and letters for Chinese. Where they cannot be installed those tests are
# skipped, and pytest says so. A Chromium with windows does as well, in twice the CPU: it stands in where Debian has no
# other.
LETTERS := fonts-noto-cjk
BROWSER := chromium-headless-shell $(LETTERS)
.PHONY: browser
browser:
	@! command -v dpkg-query >/dev/null || dpkg-query --show $(BROWSER) >/dev/null 2>&1 \
	|| if [ "$$(id -u)" = 0 ]; then \
		echo "Installing $(BROWSER), for the tests of pages ..."; \
		{ apt-get update -qq; for each in "$(BROWSER)" "chromium $(LETTERS)"; do \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$each && break; \
		done; dpkg-query --show $(BROWSER) || dpkg-query --show chromium $(LETTERS); } >/dev/null 2>&1 \
		|| echo "  could not be installed: the tests of pages will be skipped"; \
	elif ! dpkg-query --show chromium $(LETTERS) >/dev/null 2>&1; then \
		echo "The tests of pages will be skipped without: apt-get install $(BROWSER)"; \
	fi

# Nor is a PostgreSQL server missed that cannot be installed: the tests start one of their own.
.PHONY: server
server:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || ! command -v apt-get >/dev/null \
	|| if [ "$$(id -u)" = 0 ]; then \
		echo "Installing postgresql, for the tests on it ..."; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null 2>&1 \
		|| echo "  could not be installed: the tests on PostgreSQL will be skipped"; \
	else \
		echo "The tests on PostgreSQL will be skipped without: apt-get install postgresql"; \
	fi

# The slow tests see exported models in dmn-js, which npm fetches once into build/. Some packages of nodejs hold npm.
.PHONY: node
node:
	@command -v npm >/dev/null || ! command -v apt-get >/dev/null \
	|| if [ "$$(id -u)" = 0 ]; then \
		echo "Installing npm, for the tests in dmn-js ..."; \
		{ apt-get update -qq; for each in npm nodejs; do \
			command -v npm || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$each; \
		done; command -v npm; } >/dev/null 2>&1 \
		|| echo "  could not be installed: the tests in dmn-js will be skipped"; \
	else \
		echo "The tests in dmn-js will be skipped without: apt-get install npm"; \
	fi

# Spark (455 MB) and the Java that it runs on are for `make test-all` only. Where they cannot be installed its tests are
# skipped, and pytest says so.
JAVA := openjdk-17-jre-headless
.PHONY: spark
spark: $(VENV)/ready
	@$(BIN)/python -c 'import pyspark' 2>/dev/null \
	|| { echo "Installing Spark, for the tests on it ..."; $(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-spark.lock; } \
	|| echo "  could not be installed: the tests on Spark will be skipped"
	@command -v java >/dev/null || ! command -v apt-get >/dev/null \
	|| if [ "$$(id -u)" = 0 ]; then \
		echo "Installing $(JAVA), for the tests on Spark ..."; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(JAVA); } >/dev/null 2>&1 \
		|| echo "  could not be installed: the tests on Spark will be skipped"; \
	else \
		echo "The tests on Spark will be skipped without: apt-get install $(JAVA)"; \
	fi

# Also the slow tests, and many more generated cases.
test-all: $(VENV)/ready browser server node spark
	@$(PYTEST) -m "" --hypothesis-profile=thorough

lint: $(VENV)/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# What pages take from npm, built anew from frontend/package-lock.json. The bundles are committed: nobody else needs npm.
frontend: node
	@cd frontend && npm ci --no-audit --no-fund --silent && npm run --silent build

# Never in CI: figures belong to a quiet machine. Each file prints a ratio against a named peer.
bench: $(VENV)/ready
	@$(BIN)/python -m benchmarks

# Writes docs/reference/ from the code, and docs/gallery/ from the shipped policies.
docs: $(VENV)/ready
	@$(BIN)/python -m docs.build
	@$(BIN)/python -m docs.gallery

# Pictures of the office for the README and docs/office.md, of a sample zone as it is today.
screenshots: $(VENV)/ready browser
	@$(BIN)/python -m docs.screenshots

# The shipped policies as a site to look at: each a page with its picture, in Chinese and English.
gallery: $(VENV)/ready
	@$(BIN)/python -m docs.gallery build/gallery

# Writes the lock files; the only target that needs uv. Spark has one of its own, which agrees with the first.
lock:
	uv pip compile --quiet --universal --generate-hashes --upgrade --extra dev --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --extra spark --constraint requirements.lock --custom-compile-command "make lock" pyproject.toml -o requirements-spark.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
