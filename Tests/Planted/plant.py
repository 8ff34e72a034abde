#!/usr/bin/env python3
"""Plants bugs into a copy of the sources and sees whether the simulator finds them.

    plant.py --check                    every place of the catalogue is still there, once
    plant.py --build                    makes the copy and builds its simulator (release)
    plant.py [--seconds N] [NAME …]     runs the simulator for each fault, or those whose name holds
                                        NAME, at most N seconds (60) for each store

One build holds all faults; the environment variable PLANTED names the one that is on. Says for each
fault by which promise, after how many seeds and seconds it was found, and the size of its shrunk
trace. Exit code 1 when one was not found.
"""
import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

from catalogue import FAULTS

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COPY = ROOT / ".build-planted" / "tree"
SWITCH = """\
import Glibc

public enum Planted {
    private static let number = getenv("PLANTED").flatMap { Int(String(cString: $0)) } ?? 0
    public static func on(_ fault: Int) -> Bool { number == fault }
}
"""


def wrong_places():
    for fault in FAULTS:
        count = (ROOT / fault.file).read_text().count(fault.old)
        if count != 1:
            yield f"{fault.file}: the place of '{fault.name}' is there {count} times"


def planted(path):
    """The text of a source file with its faults in it."""
    text = (ROOT / path).read_text()
    here = [(at, fault) for at, fault in enumerate(FAULTS, 1) if fault.file == path]
    for number, fault in here:
        text = text.replace(fault.old, fault.new.replace("PLANTED", f"Planted.on({number})"))
    if here and "/Causality/" not in path and not re.search(r"^\w* ?import Causality$", text, re.M):
        text = "internal import Causality\n" + text
    return text


def write_copy():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split("\n")
    wanted = {"Sources/Causality/Planted.swift": SWITCH}
    for path in filter(None, listed):
        if (ROOT / path).is_file() and path.startswith(("Sources/", "Tests/", "Package.")):
            wanted[path] = planted(path) if path.endswith(".swift") else None
    if (ROOT / "Package.resolved").exists():
        wanted["Package.resolved"] = None
    for path in COPY.rglob("*.swift"):
        if str(path.relative_to(COPY)) not in wanted:
            path.unlink()
    for path, text in wanted.items():
        target = COPY / path
        data = (ROOT / path).read_bytes() if text is None else text.encode()
        if not target.exists() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def build(scratch):
    write_copy()
    command = ["swift", "build", "-c", "release", "--product", "moso-sim",
               "--package-path", str(COPY), "--scratch-path", str(scratch)]
    env = dict(os.environ, MOSO_PART="core")
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit("\n".join(line for line in done.stdout.splitlines() if "error" in line))
    where = subprocess.run(command + ["--show-bin-path"], env=env, capture_output=True, text=True)
    binary = ROOT / ".build-planted" / "moso-sim"
    shutil.copy2(pathlib.Path(where.stdout.strip()) / "moso-sim", binary)
    return binary


def hunt(binary, number, store, seconds):
    """(promise, seeds, seconds, length of the shrunk trace); None when nothing was found."""
    began = time.monotonic()
    env = dict(os.environ, PLANTED=str(number), SWIFT_BACKTRACE="enable=no")
    if store == "every":
        run = subprocess.run([binary, "exhaust", "--sites", "2", "--edits", "4"], env=env,
                             capture_output=True, text=True)
        found = re.search(r"^(I\d+)", run.stdout, re.M)
        return (found[1], None, time.monotonic() - began, None) if found else None
    run = subprocess.run([binary, "run", "--store", store, "--seed", "1", "--seconds", str(seconds),
                          "--most", "1"], env=env, capture_output=True, text=True)
    took = time.monotonic() - began
    found = re.search(r"^seed (\d+) (I\d+)", run.stdout, re.M)
    if found:
        small = subprocess.run([binary, "shrink", "--store", store, "--seed", found[1]], env=env,
                               capture_output=True, text=True)
        length = re.search(r"^(\d+) events", small.stdout, re.M)
        return found[2], int(found[1]), took, int(length[1]) if length else None
    if run.returncode < 0:
        return "trap", None, took, None
    return None


def report(binary, chosen, seconds):
    lengths, missed = [], []
    print(f"{'fault':58} {'found by':16} {'store':6} {'seeds':>6} {'s':>6} {'events':>6}")
    for number, fault in chosen:
        # What seeds do not meet in time, every history of two sites with four edits may.
        everywhere = ("every",) if "/Registers/" in fault.file else ()
        for store in fault.stores + everywhere:
            found = hunt(binary, number, store, seconds)
            if found:
                break
        if not found:
            missed.append(fault.name)
            print(f"{fault.name:58} NOT FOUND", flush=True)
            continue
        promise, seeds, took, length = found
        print(f"{fault.name:58} {promise:16} {store:6} {seeds or '':>6} {took:6.1f} {length or '':>6}",
              flush=True)
        if length:
            lengths.append(length)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} found")
    if lengths:
        print(f"shrunk traces: median {statistics.median(lengths)} events, longest {max(lengths)}")
    return 1 if missed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--scratch", default=str(ROOT / ".build"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    wrong = list(wrong_places())
    if wrong:
        sys.exit("\n".join(wrong))
    if options.check:
        print(f"{len(FAULTS)} places found")
        return 0
    binary = ROOT / ".build-planted" / "moso-sim"
    if options.build or not binary.exists():
        binary = build(pathlib.Path(options.scratch))
    if options.build and not options.names:
        return 0
    chosen = [(n, f) for n, f in enumerate(FAULTS, 1)
              if not options.names or any(name in f.name for name in options.names)]
    return report(binary, chosen, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
