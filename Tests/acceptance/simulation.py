#!/usr/bin/env python3
"""A share of the simulation: batches that must meet every fault, the seeds that ever failed, equal hashes in
every process, and the places of the planted bugs. docs/simulation.md says how to run the whole."""
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BATCH = {"model": 400, "disk": 250}
# One share of so many of the searches that take minutes with a release build, another each day.
SHARES = {"values": 20_000, "counters": 4_000, "arrivals": 20_000}
HASHED = {"model": 200, "disk": 20}
TRUST = 12


def run(sim, *words, hashing=False):
    env = {k: v for k, v in os.environ.items() if k != "SWIFT_DETERMINISTIC_HASHING"}
    if hashing:
        env["SWIFT_DETERMINISTIC_HASHING"] = "1"
    return subprocess.run([sim, *words], env=env, capture_output=True, text=True)


def batches(sim):
    """Every promise kept, and every fault and path met at least once: `run` fails otherwise."""
    failed = 0
    for store, seeds in BATCH.items():
        done = run(sim, "run", "--store", store, "--seed", "1", "--seeds", str(seeds))
        print(done.stdout.strip(), flush=True)
        failed |= done.returncode != 0
    return failed


def trust(sim):
    """Keys, grants and members change; another dozen of worlds each day."""
    day = int(time.time()) // 86_400
    done = run(sim, "trust", "--seed", str(day * TRUST), "--seeds", str(TRUST))
    print(done.stdout.strip(), flush=True)
    return done.returncode != 0


def failed_before(sim):
    """The seeds that ever broke a promise keep it."""
    lines = (HERE / "failed-seeds.txt").read_text().splitlines()
    seeds = [line.split() for line in lines if line and not line.startswith("#")]
    failed = [pair for pair in seeds
              if run(sim, "run", "--store", pair[0], "--seed", pair[1]).returncode]
    print(f"{len(seeds)} seeds that once failed: " + (f"fail again: {failed}" if failed else "sound"))
    return bool(failed)


def hashes(sim):
    """Two processes that hash differently run the same seeds to the same bytes."""
    failed = 0
    for store, seeds in HASHED.items():
        words = ["run", "--store", store, "--seed", "1000", "--seeds", str(seeds), "--hashes"]
        one, other = run(sim, *words), run(sim, *words, hashing=True)
        lines = [text.stdout.splitlines()[:seeds] for text in (one, other)]
        wrong = [1000 + at for at, pair in enumerate(zip(*lines)) if pair[0] != pair[1]]
        same = len(lines[0]) == len(lines[1]) == seeds and not wrong
        print(f"{seeds} seeds on {store}, twice: " + ("equal" if same else f"differ: {wrong[:10]}"))
        failed |= not same
    return failed


def exhaustion(sim):
    """Three sites with three edits each, tried in every way, but for the other days' shares."""
    failed, day = 0, int(time.time()) // 86_400
    for what, count in SHARES.items():
        kind = ("--arrivals",) if what == "arrivals" else ("--alphabet", what)
        done = run(sim, "exhaust", "--sites", "3", "--edits", "3", *kind, "--share",
                   f"{day % count}/{count}")
        print(f"share {day % count} of {count}: {done.stdout.strip()}", flush=True)
        failed |= done.returncode != 0
    return failed


def main():
    failed = subprocess.run([sys.executable, str(HERE.parent / "Planted" / "plant.py"),
                             "--check"]).returncode != 0
    sim = pathlib.Path(os.environ.get("MOSO_BIN", "")) / "moso-sim"
    if not os.environ.get("MOSO_BIN") or not os.access(sim, os.X_OK):
        print("SKIPPED: the seeds. There is no moso-sim in $MOSO_BIN; "
              "`swift build --product moso-sim` makes it.")
        return int(failed)
    return int(failed | failed_before(str(sim)) | batches(str(sim)) | trust(str(sim))
               | exhaustion(str(sim)) | hashes(str(sim)))


if __name__ == "__main__":
    sys.exit(main())
