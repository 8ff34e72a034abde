# Short names for the usual commands; each also works by itself.
.PHONY: build test format lint demo bench

build:
	swift build -c release --product moso
	swift build -c release --product mosod

test:
	deploy/test.sh

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

demo:
	deploy/demo.sh

bench:
	swift run -c release moso bench
