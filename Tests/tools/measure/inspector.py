#!/usr/bin/env python3
"""How long the conflict inspector takes where there is much to inspect. Prints times, judges nothing.

    inspector.py [RECORDS [CONFLICTS [BULK]]]      500000 10000 5000 unless said

Two sites on one machine hold RECORDS seats and tenancies; CONFLICTS rents are changed at both ends while
they are apart, by plain SQL, and meet. Then each command runs five times and the medians are printed, by the
clock and of processor time, beside what is aimed at. MOSO_BIN says where the programs are (a release build, for figures that mean something).
"""
import json
import os
import pathlib
import resource
import sqlite3
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "acceptance"))
from harness import World  # noqa: E402

RECORDS, CONFLICTS, BULK = ([int(word) for word in sys.argv[1:]] + [500_000, 10_000, 5_000][len(sys.argv) - 1:])
world = World("inspector-speed")
HUB, ANJI = "beijing", "anji"


def tenancy(n):
    return {"kind": "tenancy", "id": f"T-{n:07}", "fields": {
        "site": ANJI, "company": "C-SPEED", "rent_fen": {"amount": "1000.00", "currency": "CNY"},
        "seat_count": 10, "planned_from": "2026-01-01", "planned_to": "2029-01-01"}}


def seat(n):
    return {"kind": "seat", "id": f"S-anji-Q-{n:07}", "fields": {
        "site": ANJI, "label": f"Q-{n:07}", "kind": "fixed", "state": "in-service"}}


def files():
    """Files of records, none over the 16 MiB that an import reads at once."""
    for begin in range(0, RECORDS, 50_000):
        path = world.root / f"rows-{begin}.jsonl"
        with open(path, "w", encoding="utf-8") as out:
            for n in range(begin, min(begin + 50_000, RECORDS)):
                record = tenancy(n) if n < CONFLICTS else seat(n - CONFLICTS)
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        yield path


def sql(site, statement):
    with sqlite3.connect(world.folder(site) / "replica.db", timeout=60) as database:
        database.execute(statement)
    database.close()


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
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    company = world.root / "company.jsonl"
    company.write_text(json.dumps({"kind": "company", "id": "C-SPEED", "fields": {"legal_name": "speed"}}) + "\n")
    world.moso(ANJI, "import", str(company))
    print(f"      importing {RECORDS} records", flush=True)
    for rows in files():
        timed(ANJI, "import", str(rows))
    timed(ANJI, "sync", expect=(0, 3, 10))
    world.stop(HUB)
    sql(ANJI, "UPDATE tenancy SET rent_fen = 90000")
    sql(HUB, "UPDATE tenancy SET rent_fen = 110000")
    world.start(HUB)
    for _ in range(3):
        timed(ANJI, "sync", expect=(0, 3, 10))
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
