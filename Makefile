# Short names for the usual commands; each also works by itself.
.PHONY: build test format lint demo bench simulate planted fuzz

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

# One seed, or many: make simulate SEED=1 SEEDS=10000 STORE=model|sqlite|disk
SEED ?= 1
SEEDS ?= 1000
STORE ?= model
simulate:
	MOSO_PART=core swift build -c release --product moso-sim
	.build/release/moso-sim run --store $(STORE) --seed $(SEED) --seeds $(SEEDS)

# Whether the simulator finds the planted bugs
planted:
	Tests/Planted/plant.py --build
	Tests/Planted/plant.py

# Every target of docs/fuzzing.md for half an hour, one after the other
fuzz:
	Tests/Fuzz/fuzz.sh
