# SPDX-License-Identifier: Apache-2.0
#
# Muster in two commands, on a Debian machine that has no more than gcc, make and git:
#
#   make demo     sets up, builds, plans the Kabul example and prints the result
#   make check    sets up, builds and runs every test; ends with `N passed, N failed`
#
# Others: make build | bench | fuzz | format | install (PREFIX, DESTDIR) | setup | clean
# The work is Meson's and Ninja's (meson.build); this file only names what people want done.

PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 300
# What the tests under sanitizers do of their random cases, in percent (see tests/support/scale.h).
ASAN_SCALE ?= 10

MUSTER = build/src/cli/muster
NINJA = ninja --quiet

.PHONY: demo check build bench fuzz format install setup setup-build clean

demo: build
	$(MUSTER) plan posts/kabul-2021

build: setup-build build/build.ninja
	@$(NINJA) -C build

check: setup build build-asan/build.ninja build-clang/build.ninja build-O0/build.ninja
	@$(NINJA) -C build-asan
	@$(NINJA) -C build-clang src/cli/muster
	@$(NINJA) -C build-O0 src/cli/muster
	@tools/run-tests build \
	    --then build-asan --scale $(ASAN_SCALE) --suites unit,conformance,property,fuzz \
	    --script tests/determinism/determinism $(MUSTER) \
	        build-O0/src/cli/muster build-clang/src/cli/muster

bench: build
	@tools/setup build check bench
	@tools/bench
	@bench/bep-table --build build

fuzz: setup build-asan/build.ninja
	@$(NINJA) -C build-asan
	@tools/fuzz build-asan $(FUZZ_SECONDS)

format: setup
	@tools/format-check --fix

install: build
	@meson configure build -Dprefix=$(PREFIX)
	@meson install -C build $(if $(DESTDIR),--destdir $(abspath $(DESTDIR)))

setup:
	@tools/setup build check

setup-build:
	@tools/setup build

clean:
	rm -rf build build-asan build-clang build-O0

# Four ways to build: as shipped; under sanitizers; by the second compiler; not optimised at all.
# The last two must plan the same bytes as the first.
build/build.ninja: | setup-build
	CC=gcc meson setup build --buildtype=release

build-asan/build.ninja: | setup
	CC=clang-14 meson setup build-asan --buildtype=plain -Doptimization=1 \
	    -Db_sanitize=address,undefined -Db_lundef=false \
	    -Dc_args="-gline-tables-only -fno-sanitize-recover=all"

build-clang/build.ninja: | setup
	CC=clang-14 meson setup build-clang --buildtype=release

build-O0/build.ninja: | setup
	CC=gcc meson setup build-O0 --buildtype=debug
