# What people and CI call. All of it may be run again; a second time it is quick.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build run test demo check bench

help:
	@echo 'make run    try it: kiosk and virtual devices, until Ctrl-C'
	@echo 'make test   every fast test'
	@echo 'make demo   a virtual tenant checks in; report and screens in var/demo/'
	@echo 'make bench  figures of the design, measured here (a release build first: some minutes)'
	@echo 'make check  format, undeclared imports, warnings, tidiness'

setup:
	@Scripts/setup

build: setup
	@Scripts/build

run: build
	@Scripts/run

# One after another: many tests start daemons or measure time, and two cores are soon full.
test: build
	swift test --skip-build --disable-xctest --no-parallel --skip EndToEndTests </dev/null
	swift test --skip-build --disable-xctest --no-parallel --filter EndToEndTests </dev/null

bench: setup
	swift build -c release --product Bench --scratch-path .build-bench </dev/null
	@.build-bench/release/Bench

demo: build
	@.build/debug/lab demo

check: setup
	@Scripts/check
