# make audit: everything from a fresh clone to a sealed report. make test: everything that must hold.

SWIFT ?= swift
RELEASE = -c release -Xswiftc -cross-module-optimization --scratch-path .build-release
BIN = .build-release/release/credence
COLUMNS ?= $(shell tput cols 2>/dev/null || echo 100)

.PHONY: audit build test lint fmt clean

audit: build
	@sh scripts/demo.sh $(BIN)

build:
	@sh scripts/need.sh pkg-config libsodium-dev libyaml-dev
	$(SWIFT) build $(RELEASE) --product credence

test:
	@sh scripts/need.sh pkg-config libsodium-dev libyaml-dev age minisign
	$(SWIFT) build $(RELEASE) --product credence
	$(SWIFT) test
	$(BIN) policy test
	@sh scripts/doors.sh

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

fmt:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .build-release demo
