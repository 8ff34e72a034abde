#!/usr/bin/env python3
"""How long the conflict inspector takes where there is much to inspect. Prints times, judges nothing.

    inspector.py [RECORDS [CONFLICTS [BULK]]]      500000 10000 5000 unless said

Two sites on one machine hold RECORDS seats and tenancies; CONFLICTS rents are changed at both ends while
they are apart, by plain SQL, and meet. Then each command runs five times and the medians are printed, by the
clock and of processor time, beside what is aimed at. MOSO_BIN says where the programs are (a release build, for figures that mean something).
"""
import os
import pathlib
import resource
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "acceptance"))
from big_world import ANJI, HUB, make  # noqa: E402
from harness import World  # noqa: E402

RECORDS, CONFLICTS, BULK = ([int(word) for word in sys.argv[1:]] + [500_000, 10_000, 5_000][len(sys.argv) - 1:])
world = World("inspector-speed")


def processor():
    """Processor time of all commands that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def timed(site, *words, expect=(0, 3)):
    begun, used = time.monotonic(), processor()
    done = world.run(site, *words, timeout=900)
    took = time.monotonic() - begun, processor() - used
    if done.returncode not in expect:
        raise SystemExit(f"moso {words}: {done.returncode} {done.stderr[:500]}")
    return took, done


def median(site, *words):
    both = [timed(site, *words)[0] for _ in range(5)]
    return tuple(statistics.median(times) for times in zip(*both))


try:
    make(world, RECORDS, CONFLICTS)
    open_here = world.data(HUB, "conflicts", "list", "--limit", "1")
    print(f"      {len(open_here)} conflicts among {RECORDS} records", flush=True)
    one = open_here[len(open_here) // 2]["short_id"]
    figures = [
        ("conflicts list", 0.2, median(HUB, "conflicts", "list")),
        ("conflicts list --json", None, median(HUB, "conflicts", "list", "--json")),
        ("conflicts show", 0.1, median(HUB, "conflicts", "show", one)),
        ("record show --as-of", 0.1, median(HUB, "record", "show", "T-0000007", "--as-of", "1d")),
        ("blame", None, median(HUB, "blame", "T-0000007")),
        (f"resolve, {BULK} together", 5.0, timed(
            HUB, "conflicts", "resolve", "--take", ANJI, "--min-age", "0s", "--limit", str(BULK),
            "--confirm", str(BULK), "--reason", "speed")[0]),
    ]
    for name, aim, (took, used) in figures:
        print(f"{name:28} {took * 1000:9.0f} ms   processor {used * 1000:7.0f} ms"
              + (f"   aimed at {aim * 1000:.0f}" if aim else ""))
finally:
    world.end()
