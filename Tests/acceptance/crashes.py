#!/usr/bin/env python3
"""kill -9 in the middle of everything: nothing acknowledged is lost, no number is used twice.

First `moso record add` is killed at each of its system calls that write, one after the other, until it
gets through. Then two daemons and the command line work and are killed at random moments.
"""
import random
import signal
import subprocess
import time

from harness import BIN, World, can_trace, dots_of, seed

world = World("crashes")
CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "write")


def numbers_are_whole(site, log):
    """Every stream counts 1, 2, 3 … without a gap or a number used twice."""
    streams = {}
    for *stream, number in dots_of(t for t in log if t["status"] == "applied"):
        streams.setdefault(tuple(stream), []).append(number)
    wrong = {s: n for s, n in streams.items() if sorted(n) != list(range(1, len(n) + 1))}
    world.check(f"the streams of {site} have no gap and no repeat", wrong == {}, wrong)


def at_each_call():
    if not can_trace():
        return world.skip("a kill at each writing system call", "strace is missing or may not trace")
    world.site("anji")
    acknowledged, killed = set(), 0
    for call in CALLS:
        for number in range(1, 200):
            label = f"{call[:5]}-{number:03d}"
            done = world.run(
                "anji", "record", "add", "seat", f"label={label}", "kind=fixed", "state=in-service",
                prefix=("strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                        f"inject={call}:signal=KILL:when={number}"))
            if done.returncode == 0:
                acknowledged.add(label)
                break
            killed += 1
            # What was said before the kill counts as well.
            if "✓" in done.stdout:
                acknowledged.add(label)
    labels = {s["columns"]["label"] for s in world.data("anji", "record", "list", "seat")}
    world.check(f"after {killed} kills all acknowledged seats are there", acknowledged <= labels,
                acknowledged - labels)
    world.check("every call was tried until the command got through", killed >= 10, killed)
    log = world.log("anji")
    numbers_are_whole("anji", log)
    world.check("the epoch is still the first", {d[1] for d in dots_of(log)} == {1})
    world.check("the replica verifies", world.digests("anji")[0] == [])


def at_random():
    chance = random.Random(seed(11))
    world.site("beijing")
    for site in ("huzhou", "hangzhou"):
        world.site(site, peer="beijing")
    for site in ("beijing", "huzhou", "hangzhou"):
        world.start(site)
    world.moso("huzhou", "record", "add", "company", "legal_name=演示·青桐", "credit_code=91330523XU0010005G")
    company = "C-91330523XU0010005G"
    for site in ("beijing", "hangzhou"):
        world.wait(f"{site} has the company", lambda: world.run(site, "record", "show", company).returncode == 0)
    acknowledged, kills, cut, end = [], 0, 0, time.monotonic() + 22
    number = 0
    while time.monotonic() < end:
        number += 1
        site = chance.choice(("beijing", "huzhou", "hangzhou"))
        note = f"n{number}-{site}"
        process = subprocess.Popen(
            [BIN / "moso", "record", "edit", company, f"note={note}", "--data", world.folder(site)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if chance.random() < 0.4:
            time.sleep(chance.random() * 0.06)
            process.kill()
            cut += 1
        said = process.communicate()[0]
        if "✓".encode() in said:
            acknowledged.append(note)
        if chance.random() < 0.5:
            time.sleep(chance.random() * 0.08)
            victim = chance.choice(("beijing", "huzhou", "hangzhou"))
            world.stop(victim, signal.SIGKILL)
            kills += 1
            world.start(victim)
    for site in ("huzhou", "hangzhou", "huzhou"):
        world.moso(site, "sync")
    print(f"      {number} edits, {len(acknowledged)} acknowledged; {kills} daemons and {cut} commands killed")
    found = {site: world.digests(site) for site in ("beijing", "huzhou", "hangzhou")}
    for site, (findings, mine) in found.items():
        log = world.log(site)
        numbers_are_whole(site, log)
        world.check(f"{site} verifies", findings == [], findings)
        world.check(f"{site} equals Beijing",
                    all(found["beijing"][1].get(s) == d for s, d in mine.items()))
        written = {op["value"] if "value" in op else op["columns"].get("note")
                   for t in log for op in t["ops"]
                   if op.get("column") == "note" or "note" in op.get("columns", {})}
        world.check(f"no acknowledged edit is missing at {site}", set(acknowledged) <= written,
                    set(acknowledged) - written)
    hashes = {}
    for site in found:
        for t in world.log(site):
            hashes.setdefault(tuple(t["dot"].items()), set()).add(
                (t["hlc"], t["author"], str(t["ops"])))
    world.check("each number names one transaction, everywhere",
                all(len(h) == 1 for h in hashes.values()))


try:
    at_each_call()
    at_random()
finally:
    world.end()
