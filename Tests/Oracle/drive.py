#!/usr/bin/env python3
"""Asks `moso-sim` and the oracle the same, and tells where they differ.

    drive.py --histories N --seed S --sim PATH     N histories from the seeds S, S+1, …
    drive.py --cases --sim PATH                    the stored histories of Tests/Oracle/cases
    drive.py --replay FILE --sim PATH              one history, every difference printed

With --jobs N as many processes share the histories. The files of the sites lie in memory where the
machine offers that: on a disk nine tenths of the time is spent waiting for it.

Prints for each difference its seed, the smallest history that still shows it, and the command to
repeat. Exit code 3 if there was one.
"""
import argparse
import collections
import copy
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import checks  # noqa: E402
import generate  # noqa: E402

# Kinds of difference that a case in cases/ shows, with the reason.
HERE = pathlib.Path(__file__).resolve().parent
CASES = {path: json.loads(path.read_text()) for path in sorted((HERE / "cases").glob("*.json"))}
KNOWN = {case["difference"] for case in CASES.values() if case.get("expected_to_fail")}
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Simulator:
    """One `moso-sim history` process; started again if it ended."""

    def __init__(self, path):
        self.path, self.process = str(path), None

    def ask(self, history):
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen([self.path, "history"], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.process.stdin.write(json.dumps(history, ensure_ascii=False).encode() + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            code = self.process.wait()
            self.process = None
            return {"error": f"moso-sim ended with exit code {code}"}
        return json.loads(line)

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()


def shrink(history, kind, differs):
    """Delta debugging: leaves out steps, then operations and columns, while a difference of the
    same kind remains."""
    steps, size = history["steps"], max(1, len(history["steps"]) // 2)

    def still(candidate):
        trial = generate.number({**history, "steps": copy.deepcopy(candidate)})
        return any(d.kind == kind for d in differs(trial))

    while size:
        i = 0
        while i < len(steps):
            candidate = steps[:i] + steps[i + size:]
            if candidate and still(candidate):
                steps = candidate
            else:
                i += size
        size //= 2
    for i in range(len(steps)):
        for o in range(len(steps[i].get("ops", [])) - 1, -1, -1):
            if len(steps[i]["ops"]) > 1:
                candidate = copy.deepcopy(steps)
                del candidate[i]["ops"][o]
                if still(candidate):
                    steps = candidate
        for o, op in enumerate(steps[i].get("ops", [])):
            for name in list(op.get("columns", {})):
                candidate = copy.deepcopy(steps)
                del candidate[i]["ops"][o]["columns"][name]
                if candidate[i]["ops"][o]["columns"] and still(candidate):
                    steps = candidate
    return generate.number({**history, "steps": steps})


def tell(seed, found, history, args, label):
    print(f"\nDIFFERENCE ({found.kind}) at seed {seed}: {found.text}")
    print(f"  smallest history ({len(history['steps'])} steps):")
    used = {op["table"] for s in history["steps"] for op in s.get("ops", [])}
    for table in history["schema"]["tables"]:
        if table["name"] in used:
            print("   ", json.dumps(table, ensure_ascii=False))
    for step in history["steps"]:
        print("   ", json.dumps(step, ensure_ascii=False))
    print(f"  repeat: Tests/Oracle/drive.py --sim {args.sim} {label}", flush=True)


class Worker:
    """Compares histories, seed by seed, in this process; one for each process."""

    def __init__(self, sim, metamorphic):
        self.simulator, self.metamorphic = Simulator(sim), metamorphic

    def differences(self, seed):
        return checks.differences(self.simulator, generate.history(seed), self.metamorphic)

    here = None

    @staticmethod
    def start(*words):
        Worker.here = Worker(*words)

    @staticmethod
    def work(seed):
        """The seed, its differences, and what was counted on the way."""
        checks.COUNTS.clear()
        found = Worker.here.differences(seed)
        return seed, found, collections.Counter(checks.COUNTS)


def answers(args):
    """What `Worker.work` says for each seed, in their order, until the time is over."""
    began = time.monotonic()
    with multiprocessing.Pool(args.jobs, Worker.start, (args.sim, args.metamorphic)) as pool:
        # In portions: a pool takes all that it is given at once, and it may be given a million.
        end = args.seed + args.histories
        for first in range(args.seed, end, 400):
            for answer in pool.imap(Worker.work, range(first, min(first + 400, end)), 4):
                yield answer
                if args.seconds and time.monotonic() - began > args.seconds:
                    return


def run(args):
    simulator, counts = Simulator(args.sim), collections.Counter()
    began, done, passed_over, kinds = time.monotonic(), 0, 0, {}
    for seed, found, counted in answers(args):
        done += 1
        counts += counted
        if args.known:
            known = [d for d in found if d.kind in KNOWN]
            passed_over += bool(known)
            found = [d for d in found if d not in known]
        for kind in sorted({d.kind for d in found}):
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] <= args.show:
                def differs(h):
                    return checks.differences(simulator, h, kind.startswith("metamorphic"))
                small = shrink(generate.history(seed), kind, differs)
                first = next(d for d in differs(small) if d.kind == kind)
                tell(seed, first, small, args, f"--seed {seed} --histories 1")
                if args.save:
                    pathlib.Path(args.save, f"{kind.replace(' ', '-')}-{seed}.json").write_text(
                        json.dumps(small, ensure_ascii=False, indent=1) + "\n")
        if args.most and len(kinds) >= args.most:
            break
    simulator.close()
    took = time.monotonic() - began
    print(f"{done} histories from seed {args.seed} in {took:.0f} s, {done / took:.0f} a second; "
          f"differences: {kinds or 'none'}; {passed_over} passed over as known; "
          f"{checks.counted(counts)}")
    return 3 if kinds else 0


def replay_cases(args):
    simulator, bad = Simulator(args.sim), 0
    for path, case in CASES.items():
        found = checks.differences(simulator, generate.number(case["history"]), True)
        expected = case.get("expected_to_fail")
        if expected:
            other = [d for d in found if d.kind != case["difference"]]
            if other:
                bad += 1
                print(f"FAILED {path.name}: {other[0].kind}: {other[0].text}")
                continue
        if found and not expected:
            bad += 1
            print(f"FAILED {path.name}: {found[0].kind}: {found[0].text}")
        elif expected and not found:
            bad += 1
            print(f"FAILED {path.name}: passes now; remove its \"expected_to_fail\"")
        else:
            print(f"{'known ' if expected else 'passed'} {path.name}")
    simulator.close()
    return 3 if bad else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sim", required=True)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="so many processes at once")
    parser.add_argument("--seconds", type=float, help="stop after so many seconds")
    parser.add_argument("--show", type=int, default=1, help="shrink and print so many of each kind")
    parser.add_argument("--most", type=int, help="stop after so many kinds of difference")
    parser.add_argument("--save", help="folder for the shrunk histories")
    parser.add_argument("--metamorphic", action="store_true", help="the checks without oracle as well")
    parser.add_argument("--cases", action="store_true")
    parser.add_argument("--known", action="store_true",
                        help="pass over the kinds of difference that a stored case explains")
    parser.add_argument("--replay")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=MEMORY, ignore_cleanup_errors=True) as place:
        os.environ["TMPDIR"] = place
        return act(args)


def act(args):
    if args.cases:
        return replay_cases(args)
    if args.replay:
        text = json.loads(pathlib.Path(args.replay).read_text())
        found = checks.differences(Simulator(args.sim), text.get("history", text), True)
        for difference in found:
            print(f"{difference.kind}: {difference.text}")
        return 3 if found else 0
    return run(args)


if __name__ == "__main__":
    sys.exit(main())
