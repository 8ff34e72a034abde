#!/usr/bin/env python3
"""What exchanges cost between real programs: a hub's daemon, and sites that call it over loopback and TLS.
Prints figures, judges nothing.

    daemons.py [SITES:EDITS …]      1:50 20:10 200:2 unless said; 0:0 for none
               [--slow ROWS]        then one site over 64 kbit/s, 800 ms, 5 % loss: nothing to do, one edit, ROWS records
               [--bulk ROWS]        one site that gives and takes so many records

For each number of sites a new hub: every site makes so many transactions (`moso record edit`), then all exchange,
four at a time, and once more with nothing to do. Told are: bytes and round trips of an exchange as the sites
count them (what is within TLS), processor time of the hub's daemon and of the callers' whole processes, the
hub's most memory, and the time of a round by the clock (median and 99th percentile). MOSO_BIN says where the
programs are.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "acceptance"))
from harness import World  # noqa: E402
from slow_line import SlowLine  # noqa: E402

HUB = "beijing"
TICK = os.sysconf("SC_CLK_TCK")


def used(world, site):
    """Processor time of a daemon so far, in seconds."""
    fields = pathlib.Path(f"/proc/{world.daemons[site].pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def own():
    times = os.times()
    return times.children_user + times.children_system


def sync(world, site, timeout=600):
    begun = time.monotonic()
    done = world.run(site, "sync", "--json", timeout=timeout)
    took = time.monotonic() - begun
    if done.returncode not in (0, 3):
        raise SystemExit(f"sync of {site}: {done.returncode} {done.stdout[:500]}{done.stderr[:500]}")
    return took, json.loads(done.stdout)["data"][0]


def rounds(world, sites, what, transactions):
    """All sites exchange, four at a time."""
    hub, callers, begun = used(world, HUB), own(), time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda site: sync(world, site), sites))
    took = time.monotonic() - begun
    hub, callers = used(world, HUB) - hub, own() - callers
    times = sorted(t for t, _ in done)
    mean = lambda name: statistics.mean(peer[name] for _, peer in done)  # noqa: E731
    each = max(1, transactions)
    print(f"      {what:<14} rounds {mean('rounds'):.1f}  sent {mean('bytes_sent'):,.0f} B  received "
          f"{mean('bytes_received'):,.0f} B  CPU of an exchange: hub {hub / len(sites) * 1000:.1f} ms, caller "
          f"{callers / len(sites) * 1000:.0f} ms  by the clock {statistics.median(times) * 1000:.0f} ms, p99 "
          f"{times[min(len(times) - 1, int(len(times) * 0.99))] * 1000:.0f} ms", flush=True)
    if transactions:
        print(f"      {'':<14} {transactions} transactions in {took:.1f} s: {transactions / took:.0f} a second; "
              f"CPU of each: hub {hub / each * 1000:.2f} ms", flush=True)


def load(count, edits):
    world = World(f"daemons-{count}")
    try:
        world.site(HUB)
        world.start(HUB)
        sites = [f"s{n:03}" for n in range(count)]
        keys = {}
        for site in sites:
            world.site(site, HUB)
            keys[site] = world.data(site, "record", "add", "seat", "label=A-001", "kind=fixed")["id"]
        print(f"{count} sites, {edits} transactions each", flush=True)
        rounds(world, sites, "first", 0)
        for site in sites:
            for n in range(edits):
                world.moso(site, "record", "edit", keys[site], f"note=edit {n}")
        rounds(world, sites, "with edits", count * edits)
        rounds(world, sites, "nothing to do", 0)
        print(f"      the hub's daemon used at most {world.memory(HUB) / 2**20:.0f} MB", flush=True)
    finally:
        finish(world)


def records(world, site, count):
    path, slice_ = world.root / "rows.jsonl", 50_000
    for begin in range(0, count, slice_):
        with open(path, "w", encoding="utf-8") as out:
            for n in range(begin, min(begin + slice_, count)):
                out.write(json.dumps({"kind": "seat", "id": f"S-{site}-Q-{n:06}", "fields": {
                    "site": site, "label": f"Q-{n:06}", "kind": "fixed", "state": "in-service"}}) + "\n")
        done = world.run(site, "import", str(path), timeout=900)
        if done.returncode not in (0, 3):
            raise SystemExit(done.stderr[:500])


def bulk(count):
    world = World("daemons-bulk")
    try:
        world.site(HUB)
        world.start(HUB)
        world.site("anji", HUB)
        world.moso("anji", "sync")
        records(world, "anji", count)
        hub, caller = used(world, HUB), own()
        took, peer = sync(world, "anji", 1_800)
        hub, caller = used(world, HUB) - hub, own() - caller
        print(f"{count} records to the hub: {took:.1f} s by the clock, {count / took:,.0f} a second; {peer['rounds']} "
              f"rounds, {peer['bytes_sent']:,} B; CPU of 1,000: hub {hub / count * 1e6:.1f} ms, caller "
              f"{caller / count * 1e6:.1f} ms; the hub at most {world.memory(HUB) / 2**20:.0f} MB", flush=True)
    finally:
        finish(world)


def slow(count):
    world = World("daemons-slow")
    try:
        world.site(HUB)
        world.start(HUB)
        line = SlowLine(world.doors[HUB])
        world.site("anji", HUB, at=f"127.0.0.1:{line.port}")
        key = world.data("anji", "record", "add", "seat", "label=A-001", "kind=fixed")["id"]
        for what, work in [
            ("first", lambda: None), ("nothing to do", lambda: None),
            ("one edit", lambda: world.moso("anji", "record", "edit", key, "note=over a slow line")),
            (f"{count} records", lambda: records(world, "anji", count)),
        ]:
            work()
            before, calls = dict(line.bytes), line.connections
            took, peer = sync(world, "anji", 1_800)
            print(f"      {what:<14} {took:.1f} s, rounds {peer['rounds']}, connections {line.connections - calls}, on the "
                  f"line {line.bytes['up'] - before['up']:,} B up, {line.bytes['down'] - before['down']:,} B down",
                  flush=True)
    finally:
        finish(world)


def finish(world):
    try:
        world.end()
    except SystemExit as ended:
        if ended.code:
            raise


words = argparse.ArgumentParser()
words.add_argument("loads", nargs="*", default=["1:50", "20:10", "200:2"])
words.add_argument("--slow", type=int, metavar="ROWS")
words.add_argument("--bulk", type=int, metavar="ROWS")
asked = words.parse_args()
for text in asked.loads:
    sites, edits = (int(part) for part in text.split(":"))
    if sites:
        load(sites, edits)
if asked.bulk:
    bulk(asked.bulk)
if asked.slow:
    print("over 64 kbit/s, 400 ms either way, 5 % loss", flush=True)
    slow(asked.slow)
