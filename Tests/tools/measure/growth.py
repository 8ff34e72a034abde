#!/usr/bin/env python3
"""How costs grow: with rows, with open conflicts, with sites. Plots of text; judges nothing.

    growth.py [--rows N …] [--conflicts N …] [--sites N …] [--out FILE]
              10000 100000, then 100 1000 10000, then 1 20 unless said; 0 leaves a part out

A line is one measurement, its bar as long as the logarithm of the cost, and behind it what the step from the line
above came to: ×10 is a cost that grows as what it grows with, ×1 one that does not grow. Rows: the figures of
`moso bench` (ratios to plain SQLite in the same run, so ×1 is "grows as SQLite does"), and whole commands on two sites
with so many records. Conflicts: whole commands with so many of them open. Sites: what one exchange costs at a hub of
so many sites. Whole commands are told in processor time, the least of three. MOSO_BIN says where the programs are.
"""
import argparse
import json
import math
import os
import pathlib
import resource
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "acceptance"))
from big_world import ANJI, HUB, make  # noqa: E402
from harness import BIN, World  # noqa: E402


class Curve:
    def __init__(self):
        self.points = {}

    def add(self, name, unit, size, value):
        self.points.setdefault((name, unit), []).append((size, value))

    def plot(self, title, out):
        lines = [title]
        for (name, unit), points in self.points.items():
            lines.append(f"  {name}")
            least = min(v for _, v in points if v > 0) if any(v > 0 for _, v in points) else 1
            before = None
            for size, value in points:
                bar = "█" * (1 + round(12 * math.log10(value / least))) if value > 0 else ""
                step = f"  ×{value / before:.2f}" if before else ""
                lines.append(f"  {size:>9,} {bar:<26} {value:,.4g} {unit}{step}")
                before = value
        print("\n".join(lines) + "\n", file=out, flush=True)


def bench(rows, only=None):
    words = [str(BIN / "moso"), "bench", "--json", "--rows", str(rows), "--rounds", "1" if rows > 100_000 else "3"]
    for name in only or []:
        words += ["--only", name]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=7_200)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{words}: {done.returncode} {done.stderr[:500]}")
    return json.loads(done.stdout)["data"]["figures"]


def command(world, site, *words, times=3):
    """Processor time of a command, in milliseconds."""
    found = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = world.run(site, *words, timeout=900)
        if done.returncode not in (0, 3):
            raise SystemExit(f"moso {words}: {done.returncode} {done.stderr[:500]}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return min(found)


# What a hub takes from a member in a day is a million rows, and the conflicts come after these.
BROUGHT_IN_A_DAY = 990_000
COMMANDS = [("status",), ("conflicts", "list"), ("record", "show", "T-0000001"), ("today",), ("overview",),
            ("report", "occupancy"), ("report", "conflicts")]


def looked_at(curve, records, conflicts, size):
    world = World(f"growth-{records}-{conflicts}")
    try:
        make(world, records, conflicts)
        world.run(HUB, "conflicts", "list", timeout=900)
        for words in COMMANDS:
            curve.add(" ".join(words), "ms", size, command(world, HUB, *words))
        one = world.data(HUB, "conflicts", "list", "--limit", "1")[0]["short_id"]
        curve.add("conflicts show", "ms", size, command(world, HUB, "conflicts", "show", one))
        curve.add("record edit", "ms", size, command(world, HUB, "record", "edit", "T-0000002", f"note={size}", times=1))
        curve.add("sync of one edit", "ms", size, command(world, ANJI, "sync", times=1))
    finally:
        try:
            world.end()
        except SystemExit as ended:
            if ended.code:
                raise


def by_sites(curve, count):
    world = World(f"growth-sites-{count}")
    try:
        world.site(HUB)
        world.start(HUB)
        sites = [f"s{n:03}" for n in range(count)]
        for site in sites:
            world.site(site, HUB)
            world.moso(site, "record", "add", "seat", "label=A-001", "kind=fixed")
            world.moso(site, "sync")
        tick = os.sysconf("SC_CLK_TCK")
        stat = pathlib.Path(f"/proc/{world.daemons[HUB].pid}/stat")
        used = lambda: sum(int(n) for n in stat.read_text().rsplit(")", 1)[1].split()[11:13]) / tick  # noqa: E731
        world.moso(sites[0], "sync")
        before, caller, times = used(), 0, 40
        for _ in range(times):
            caller += command(world, sites[0], "sync", times=1)
        curve.add("nothing to sync: hub", "ms", count, (used() - before) / times * 1000)
        curve.add("nothing to sync: caller, start included", "ms", count, caller / times)
        curve.add("status at the hub", "ms", count, command(world, HUB, "status"))
        curve.add("record edit at the hub", "ms", count, command(world, HUB, "record", "add", "company", f"legal_name=c{count}"))
        curve.add("the daemon's most memory", "MB", count, world.memory(HUB) / 2**20)
    finally:
        try:
            world.end()
        except SystemExit as ended:
            if ended.code:
                raise


words = argparse.ArgumentParser()
words.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000])
words.add_argument("--conflicts", type=int, nargs="*", default=[100, 1_000, 10_000])
words.add_argument("--sites", type=int, nargs="*", default=[1, 20])
words.add_argument("--out", type=argparse.FileType("w"), default=sys.stdout)
asked = words.parse_args()

if any(asked.rows):
    ratios, commands = Curve(), Curve()
    for rows in asked.rows:
        for figure in bench(rows):
            if figure["measured"] is not None:
                ratios.add(figure["name"], figure["unit"], rows, float(figure["measured"]))
    ratios.plot("moso bench, by rows", asked.out)
    for rows in asked.rows:
        records = min(rows, BROUGHT_IN_A_DAY)
        looked_at(commands, records, 100, records)
    commands.plot("commands, by records (100 conflicts open)", asked.out)
if any(asked.conflicts):
    curve = Curve()
    for count in asked.conflicts:
        looked_at(curve, 20_000, count, count)
    curve.plot("commands, by open conflicts (20,000 records)", asked.out)
if any(asked.sites):
    curve = Curve()
    for count in asked.sites:
        by_sites(curve, count)
    curve.plot("exchanges, by sites", asked.out)
