#!/usr/bin/env python3
"""The benchmark and the scripts that measure run through, at a small size. No figure is judged: a debug build on a
busy machine says nothing about speed. What is checked is that everything is measured, and on right results."""
import json
import subprocess
import sys

from harness import BIN, PROJECT, World

world = World("bench")


def ran(*words):
    return subprocess.run(words, capture_output=True, encoding="utf-8", timeout=500)


try:
    done = ran(BIN / "moso", "bench", "--rows", "1000", "--rounds", "1", "--json")
    # 3: something is over its budget.
    world.check("moso bench runs through", done.returncode in (0, 3), done.stderr)
    figures = json.loads(done.stdout)["data"]["figures"] if done.returncode in (0, 3) else []
    lacking = [f["name"] for f in figures if f["measured"] is None]
    world.check("every figure is measured", figures and not lacking, lacking)
    done = ran(BIN / "moso", "bench", "--sites", "3", "--pace", "1", "--rounds", "1", "--json")
    world.check("moso bench --sites runs through", done.returncode == 0, done.stderr)
    load = json.loads(done.stdout)["data"] if done.returncode == 0 else {"parts": []}
    world.check("every part of the load is measured, and no exchange failed",
                len(load["parts"]) == 10 and all(part["count"] > 0 for part in load["parts"])
                and load["failures"] == 0, load)
    done = ran(BIN / "moso", "bench", "--years", "2", "--sites", "3", "--rows", "1000", "--json")
    world.check("moso bench --years runs through", done.returncode == 0, done.stderr)
    aged = json.loads(done.stdout)["data"] if done.returncode == 0 else {"years": [], "programs": None}
    world.check("every year is measured, and the programs after them",
                [year["year"] for year in aged["years"]] == [1, 2] and aged["programs"]
                and all(year["edits"] == 1000 for year in aged["years"])
                and aged["years"][0]["records"] < aged["years"][1]["records"], aged)
    done = ran(sys.executable, PROJECT / "Tests/tools/measure/daemons.py", "2:1", "--bulk", "200")
    world.check("exchanges between daemons are measured",
                done.returncode == 0 and "nothing to do" in done.stdout and "200 records" in done.stdout,
                done.stdout + done.stderr)
    done = ran(sys.executable, PROJECT / "Tests/tools/measure/growth.py", "--rows", "0", "--conflicts", "3", "6",
               "--sites", "1")
    world.check("growth is plotted", done.returncode == 0 and "conflicts list" in done.stdout and "█" in done.stdout,
                done.stdout + done.stderr)
finally:
    world.end()
