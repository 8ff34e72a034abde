#!/usr/bin/env python3
"""kill -9, again and again, of commands and of daemons, at random moments: nothing acknowledged is lost.

A hub and a branch with daemons that exchange all the while. Commands write at both, one record or many; another tool writes
rows. What was acknowledged is written down outside. Now and then everything is looked at.
"""
import json
import signal
import sqlite3
import subprocess
import threading
import time

from rig import BIN, Rig, count

HUB, ANJI = "beijing", "anji"
SITES = (HUB, ANJI)
world = Rig("kills", 23)


class Score:
    def __init__(self):
        self.kills = self.commands = 0
        self.yes, self.tried, self.starts = set(), set(), []


def by_hand(site, score):
    """Another SQLite tool adds a row; its commit is the acknowledgement."""
    name = f"k{score.commands}-sql"
    score.tried.add(name)
    db = sqlite3.connect(world.folder(site) / "replica.db", timeout=20)
    try:
        with db:
            db.execute("PRAGMA synchronous = FULL")
            db.execute("INSERT INTO company(id, legal_name) VALUES(?, ?)", (f"C-K{score.commands:07}", name))
        score.yes.add(name)
    except sqlite3.OperationalError:
        pass
    finally:
        db.close()


def command(site, score):
    """A command that is killed at a random moment, or gets through before."""
    label = f"k{score.commands}-{site}"
    if world.chance.random() < 0.7:
        names, words = {label}, ("record", "add", "company", f"legal_name={label}")
    else:
        names = {f"{label}-{at}" for at in range(10)}
        path = world.root / f"{label}.jsonl"
        path.write_text("".join(json.dumps({"kind": "company", "fields": {"legal_name": n}}) + "\n" for n in names))
        words = ("import", str(path))
    score.tried |= names
    running = subprocess.Popen([BIN / "moso", *words, "--data", world.folder(site), "--author", "desk"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    timer = threading.Timer(world.chance.uniform(0, 0.5), running.kill)
    timer.start()
    said = running.communicate()[0]
    timer.cancel()
    score.kills += running.returncode == -signal.SIGKILL
    if running.returncode == 0 or "✓".encode() in said:
        score.yes |= names


def daemon(site, score):
    world.stop(site, signal.SIGKILL)
    score.kills += 1
    began = time.monotonic()
    world.start(site)
    score.starts.append(time.monotonic() - began)


def look(score):
    rounds = world.settle([ANJI], HUB)
    world.check(f"after {score.kills} kills both are in step", rounds is not None)
    for site in SITES:
        there = [c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")]
        lost, odd = score.yes - set(there), set(there) - score.tried
        world.check(f"after {score.kills} kills none of {len(score.yes)} acknowledged is missing at {site}", not lost, lost)
        world.check(f"and none is there that nobody wrote, or twice, at {site}", not odd and len(there) == len(set(there)), odd)
        world.check(f"the numbers of {site} are whole", world.whole_streams(site) == [])


def main():
    score, full = Score(), count(10_000, least=30)
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.start(ANJI)
    looked = 0
    while score.kills < full:
        score.commands += 1
        site, draw = world.chance.choice(SITES), world.chance.random()
        if draw < 0.1:
            by_hand(site, score)
        elif draw < 0.3:
            daemon(site, score)
        else:
            command(site, score)
        if score.kills - looked >= 500:
            looked = score.kills
            look(score)
    look(score)
    starts = sorted(score.starts) or [0]
    world.figure("kills", f"{score.kills}, of {len(score.yes)} acknowledged records 0 lost" if not world.failures
                 else f"{score.kills}, with failures")
    world.figure("daemon starts again after a kill", f"{len(starts)} times, median {starts[len(starts) // 2]:.2f} s, "
                 f"longest {starts[-1]:.2f} s")


try:
    main()
finally:
    world.end()
