#!/usr/bin/env python3
"""What is undecided makes a figure of the overview a range; what no figure hangs on does not."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MOSO_BIN", PROJECT / ".build/debug"))
ROOT = pathlib.Path(tempfile.mkdtemp(prefix="moso-overview-"))
failures = []


def check(fact, holds, detail=""):
    print(("ok    " if holds else "WRONG ") + fact + (f": {detail}" if not holds else ""), flush=True)
    if not holds:
        failures.append(fact)


def moso(site, *words):
    done = subprocess.run([BIN / "moso", *words, "--data", ROOT / site, "--author", "test"],
                          capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise SystemExit(f"moso {words} at {site}: {done.stdout}{done.stderr}")
    return done.stdout


def data(site, *words):
    return json.loads(moso(site, *words, "--json"))["data"]


def seats(site):
    line = next(s for s in data(site, "overview")["sites"] if s["site"] == "anji")
    return line["seats_assigned"], line["seats_free"]


def main():
    for site in ("beijing", "anji"):
        moso(site, "init", "--site", site, "--hub", "beijing")
    company = "C-91330523XU0010005G"
    moso("anji", "record", "add", "company", "legal_name=演示·澜图智能", "credit_code=91330523XU0010005G")
    moso("anji", "record", "add", "tenancy", f"company={company}", "rent_fen=1000",
         "planned_from=2023-05-08", "planned_to=2043-11-08", "stage=signed")
    tenancy = data("anji", "record", "list", "tenancy")[0]["id"]
    for label in ("A-001", "A-002", "A-003"):
        moso("anji", "record", "add", "seat", f"label={label}", "kind=fixed", "state=in-service")
    for label in ("A-001", "A-002"):
        moso("anji", "record", "add", "seat_assignment", f"seat=S-anji-{label}", f"tenancy={tenancy}",
             f"company={company}", "from_day=2023-09-01", "state=confirmed")
    first, second = (r["id"] for r in data("anji", "record", "list", "seat_assignment"))
    hub = subprocess.Popen([BIN / "mosod", "--data", ROOT / "beijing", "--listen", "127.0.0.1:0"],
                           stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        url = next(line.split("url=")[1].strip().rstrip("/") for line in hub.stderr if "url=" in line)
        moso("anji", "peers", "add", url)
        moso("anji", "sync")
        check("two of three seats are assigned", seats("beijing") == (2, 1), seats("beijing"))
        moso("anji", "record", "edit", first, "note=甲", "from_day=2023-09-01")
        moso("beijing", "record", "edit", first, "note=乙")
        moso("anji", "sync")
        check("two notes make no range", seats("beijing") == (2, 1), seats("beijing"))
        moso("anji", "record", "edit", second, "from_day=2043-01-01")
        moso("beijing", "record", "edit", second, "from_day=2023-10-01")
        moso("anji", "sync")
        span = ({"from": 1, "to": 2}, {"from": 1, "to": 2})
        for site in ("anji", "beijing"):
            check(f"an undecided first day makes the figures of {site} ranges", seats(site) == span,
                  (seats(site), data(site, "conflicts", "list")))
    finally:
        hub.terminate()
        hub.wait(timeout=20)
    if failures:
        print(f"the replicas are kept in {ROOT}")
        sys.exit(1)
    shutil.rmtree(ROOT)


if __name__ == "__main__":
    main()
