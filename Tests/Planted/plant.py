#!/usr/bin/env python3
"""Plants bugs into a copy of the sources and sees whether the simulator finds them.

    plant.py --check                    every place of the catalogue is still there, once
    plant.py --build                    makes the copy and builds its simulator (release)
    plant.py [--seconds N] [--jobs N] [NAME …]
                                        looks for each fault, or those whose name holds NAME, at most N
                                        seconds (600) in each way; so many at once as there are processors

One build holds all faults; the environment variable PLANTED names the one that is on. A fault is looked
for with seeds of each store for some seconds; one of the merge, then, in every history of two sites
with four edits, and, where the oracle knows the matter, in histories that it judges; then with seeds
for as long as is allowed. Says for each fault by which promise, after how many seeds and seconds it was
found, and the size of its shrunk trace. Exit code 1 when one was not found.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from catalogue import FAULTS

SHORT = 15
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


class Hunt:
    """Looks for one fault in one way after the other."""

    def __init__(self, binary, number, fault, seconds, place):
        self.binary, self.fault, self.seconds = str(binary), fault, seconds
        # A simulator that traps leaves its files behind.
        self.env = dict(os.environ, PLANTED=str(number), SWIFT_BACKTRACE="enable=no", TMPDIR=place)

    def run(self):
        """(way, promise, seeds, seconds, length of the shrunk trace); None when nothing was found."""
        for way, seconds in self.ways():
            began = time.monotonic()
            found = getattr(self, way)(seconds) if way in ("every", "oracle") \
                else self.seeds(way, seconds)
            if found:
                promise, seeds, took, length = found
                return way, promise, seeds, took or time.monotonic() - began, length
        return None

    def ways(self):
        """The cheap ways first."""
        stores, path = self.fault.stores, self.fault.file
        short = [(store, min(SHORT, self.seconds)) for store in stores]
        every = [("every", self.seconds)] if "/Registers/" in path else []
        judged = ("/Registers/", "/Escrow/", "Replica+Project", "Replica+Erase")
        oracle = [("oracle", min(4 * SHORT, self.seconds))] if any(j in path for j in judged) else []
        longer = [(store, self.seconds) for store in stores if self.seconds > SHORT]
        return short + every + oracle + longer

    def ask(self, *words, seconds=None):
        return subprocess.run(words, env=self.env, capture_output=True, text=True, timeout=seconds)

    def seeds(self, store, seconds):
        began = time.monotonic()
        try:
            run = self.ask(self.binary, "run", "--store", store, "--seed", "1", "--seconds",
                           str(seconds), "--most", "1", seconds=seconds + 60)
        except subprocess.TimeoutExpired:
            return "no end", None, None, None
        took = time.monotonic() - began
        found = re.search(r"^seed (\d+) (I\d+)", run.stdout, re.M)
        if found:
            small = self.ask(self.binary, "shrink", "--store", store, "--seed", found[1])
            length = re.search(r"^(\d+) events", small.stdout, re.M)
            return found[2], int(found[1]), took, int(length[1]) if length else None
        return ("trap", None, took, None) if run.returncode < 0 else None

    def every(self, seconds):
        for alphabet in ("values", "counters"):
            try:
                run = self.ask(self.binary, "exhaust", "--sites", "2", "--edits", "4", "--alphabet",
                               alphabet, seconds=seconds)
            except subprocess.TimeoutExpired:
                return None
            found = re.search(r"^(I\d+)", run.stdout, re.M)
            if found or run.returncode < 0:
                return found[1] if found else "trap", None, None, None
        return None

    def oracle(self, seconds):
        began = time.monotonic()
        drive = str(ROOT / "Tests" / "Oracle" / "drive.py")
        run = self.ask(sys.executable, drive, "--sim", self.binary, "--histories", "1000000",
                       "--seconds", str(seconds), "--most", "1")
        found = re.search(r"^DIFFERENCE \(([^)]*)\) at seed (\d+)", run.stdout, re.M)
        length = re.search(r"smallest history \((\d+) steps", run.stdout)
        return (found[1], int(found[2]), time.monotonic() - began, int(length[1])) if found else None


def report(binary, chosen, seconds, jobs):
    lengths, missed, took = [], [], []
    print(f"{'fault':62} {'found by':16} {'in':6} {'seeds':>6} {'s':>6} {'events':>6}")
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory, ignore_cleanup_errors=True) as place, \
            concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        hunts = {pool.submit(Hunt(binary, number, fault, seconds, place).run): fault
                 for number, fault in chosen}
        for hunt in concurrent.futures.as_completed(hunts):
            fault, found = hunts[hunt], hunt.result()
            if not found:
                missed.append(fault.name)
                print(f"{fault.name:62} NOT FOUND", flush=True)
                continue
            way, promise, seeds, spent, length = found
            print(f"{fault.name:62} {promise:16} {way:6} {seeds or '':>6} {spent:6.1f} "
                  f"{length or '':>6}", flush=True)
            took.append(spent)
            if length:
                lengths.append(length)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} found, half of them within "
          f"{statistics.median(took or [0]):.1f} s")
    if lengths:
        print(f"shrunk traces: median {statistics.median(lengths)} events, longest {max(lengths)}")
    return 1 if missed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
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
    return report(binary, chosen, options.seconds, options.jobs)


if __name__ == "__main__":
    sys.exit(main())
