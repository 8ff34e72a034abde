#!/usr/bin/env python3
"""Lets Hypothesis draw the histories that `moso-sim` and the oracle are asked, and shrink what differs.

    hypotheses.py --sim PATH [--examples N] [--seed S]

The makers of `generate.py` draw from it instead of from a seed: so it knows each choice, tries what seeds seldom
come to (small numbers, equal choices, nothing at all), and makes a history that shows a difference smaller
by itself. Exit code 3 if there was one; the smallest history is written here for `drive.py --replay`.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

import hypothesis
from hypothesis import HealthCheck, strategies

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import checks  # noqa: E402
import drive  # noqa: E402
import generate  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sim", required=True)
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=drive.MEMORY, ignore_cleanup_errors=True) as place:
        os.environ["TMPDIR"] = place
        return run(args)


def run(args):
    simulator, asked, smallest = drive.Simulator(args.sim), [0], {}

    @hypothesis.seed(args.seed)
    @hypothesis.settings(max_examples=args.examples, deadline=None, database=None, print_blob=False,
                         suppress_health_check=list(HealthCheck))
    @hypothesis.given(strategies.randoms(use_true_random=False))
    def no_difference(source):
        history = generate.drawn(lambda purpose: source)
        asked[0] += 1
        found = checks.differences(simulator, history)
        if found:
            smallest["history"], smallest["why"] = history, f"{found[0].kind}: {found[0].text}"
        assert not found

    failed = None
    try:
        no_difference()
    except AssertionError:
        failed = smallest
    simulator.close()
    print(f"{asked[0]} histories by Hypothesis from seed {args.seed}: "
          + (f"DIFFERENCE {failed['why']}" if failed else "no difference")
          + f"; {checks.counted(checks.COUNTS)}")
    if not failed:
        return 0
    path = pathlib.Path(f"difference-{args.seed}.json").absolute()
    path.write_text(json.dumps(failed["history"], ensure_ascii=False, indent=1) + "\n")
    print(f"  {len(failed['history']['steps'])} steps; again: "
          f"Tests/Oracle/drive.py --sim {args.sim} --replay {path}")
    return 3


if __name__ == "__main__":
    sys.exit(main())
