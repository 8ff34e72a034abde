#!/usr/bin/env python3
"""The independent oracle: its own tests, the stored histories, forty seconds of new ones, and some
that Hypothesis draws."""
import os
import pathlib
import subprocess
import sys
import time

JOBS = "--jobs", str(min(os.cpu_count() or 1, 4))
# Debian's own, for what apt brings.
PYTHON = "/usr/bin/python3"
ORACLE = pathlib.Path(__file__).resolve().parent.parent / "Oracle"


def run(*words):
    print("+", *words[1:], flush=True)
    return subprocess.run(words).returncode


def main():
    failed = run(sys.executable, str(ORACLE / "test_oracle.py"))
    built = pathlib.Path(os.environ.get("MOSO_BIN", ORACLE.parents[1] / ".build/debug"))
    sim = built / "moso-sim"
    if not os.access(sim, os.X_OK):
        print(f"SKIPPED: the histories. There is no moso-sim in {built}; "
              "`swift build --product moso-sim` makes it.")
        return failed
    drive = str(ORACLE / "drive.py")
    failed |= run(sys.executable, drive, "--sim", str(sim), "--cases")
    # A part with the same seeds each time, and a part with new ones; the seed is printed.
    failed |= run(sys.executable, drive, "--sim", str(sim), "--seed", "1", "--seconds", "15",
                  "--histories", "1000000", "--known", *JOBS)
    failed |= run(sys.executable, drive, "--sim", str(sim), "--seed", str(int(time.time()) * 1000),
                  "--seconds", "15", "--histories", "1000000", "--known", *JOBS)
    failed |= run(sys.executable, drive, "--sim", str(sim), "--seed", "500", "--seconds", "10",
                  "--histories", "1000000", "--known", *JOBS, "--metamorphic")
    if run(PYTHON, "-c", "import hypothesis"):
        print("SKIPPED: what Hypothesis draws. `apt-get install python3-hypothesis` brings it.")
    else:
        failed |= run(PYTHON, str(ORACLE / "hypotheses.py"), "--sim", str(sim), "--examples", "300",
                      "--seed", str(int(time.time())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
