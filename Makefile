# make audit: everything from a fresh clone to a sealed report. make test: everything that must hold.

SWIFT ?= swift
# Static, since linking Swift's libraries takes a third of a short run's time.
RELEASE = -c release -Xswiftc -cross-module-optimization --static-swift-stdlib --scratch-path .build-release
PREFIX ?= /usr/local
BIN = .build-release/release/credence
COLUMNS ?= $(shell tput cols 2>/dev/null || echo 100)

.PHONY: audit build test test-interop docs bench accuracy fuzz mutations dist install lint fmt clean

audit: build
	@sh scripts/demo.sh $(BIN)

build:
	@sh scripts/need.sh pkg-config libsodium-dev libyaml-dev libsqlite3-dev zlib1g-dev
	$(SWIFT) build $(RELEASE) --product credence
	$(SWIFT) build $(RELEASE) --product credence-job

test:
	@sh scripts/need.sh pkg-config libsodium-dev libyaml-dev age minisign openssh-client openssl strace libsqlite3-dev zlib1g-dev
	$(SWIFT) build $(RELEASE) --product credence
	$(SWIFT) build $(RELEASE) --product credence-job
	$(SWIFT) test
	$(BIN) policy check
	@sh scripts/doors.sh

# Holds what Credence writes against other programs, from PyPI, and the JSON reader against Foundation's on a
# million documents. INTEROP_REQUIRED=1 makes a skip a failure.
test-interop: build
	@sh scripts/interop.sh $(BIN)
	CREDENCE_DOCUMENTS=1000000 $(SWIFT) test --quiet --filter DifferentialTests

# Makes docs/facts.md, docs/kinds.md and the table of policies/README.md anew.
docs: build
	@sh scripts/docs.sh $(BIN)

# Prints what each stage costs beside its floor, and how often each kind is told right. GIB=1 adds a run over so
# much input, for its memory; LABELLED=FILE the kinds in labelled JSON Lines of yours (Benchmarks/Accuracy.swift).
bench: build
	$(SWIFT) build $(RELEASE) --product benchmarks
	.build-release/release/benchmarks --credence $(BIN) --count $(or $(COUNT),100000) $(if $(GIB),--gibibytes $(GIB)) \
	  $(if $(LABELLED),--labelled $(LABELLED))
	@python3 scripts/bench-live.py $(BIN)
	@sh scripts/bench-rego.sh $(BIN) .build-release/release/benchmarks

# The kinds alone.
accuracy:
	$(SWIFT) build --product benchmarks
	.build/debug/benchmarks --accuracy-only $(if $(LABELLED),--labelled $(LABELLED))

# Stripped programs that need no Swift where they run, and their checksums; then PREFIX= says where it goes.
dist:
	@sh scripts/need.sh pkg-config libsodium-dev libyaml-dev libsqlite3-dev zlib1g-dev binutils python3
	@sh scripts/dist.sh $(SWIFT) build $(RELEASE)

install:
	@sh scripts/install.sh $(PREFIX)

# Reads what libFuzzer makes up. SECONDS=600 for longer.
fuzz:
	@sh scripts/fuzz.sh $(or $(SECONDS),60)

# Takes each check of the sealed files' readers away, one at a time, and asks whether a test notices.
mutations:
	@work=$$(mktemp -d) && git clone -q . $$work/credence && \
	  { [ ! -d ../shared ] || ln -s "$$(cd .. && pwd)/shared" $$work/shared; } && \
	  python3 scripts/mutations.py $$work/credence; code=$$?; rm -rf "$$work"; exit $$code

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

fmt:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

clean:
	rm -rf .build .build-release .build-dist .build-interop dist demo
