#!/usr/bin/env python3
"""Restored, copied and lost files of a site, with real daemons and real HTTP.

Yesterday's database comes back with its identity file and without; the identity file is lost; the
backup of one site is put at another; a folder is copied and both copies go on as live daemons. In
every case nothing that was acknowledged is lost, no number is used twice, and all replicas agree.
"""
import shutil
import sys

from harness import World, dots_of

world = World("restore")
HUB, ANJI, HANGZHOU = "beijing", "anji", "hangzhou"
DATABASE = ("replica.db", "replica.db-wal", "replica.db-shm")


def put_back(source, target, names):
    """Overwrites files in place, as `cp` does: the database keeps its inode."""
    for name in names:
        origin, goal = world.folder(source) / name, world.folder(target) / name
        if origin.exists():
            with open(origin, "rb") as data, open(goal, "wb") as out:
                shutil.copyfileobj(data, out)
        elif goal.exists():
            goal.unlink()


def backup(site, name):
    shutil.copytree(world.folder(site), world.folder(name))


def add(site, label):
    world.moso(site, "record", "add", "seat", f"label={label}", "kind=fixed", "state=in-service")


def labels(site):
    return sorted(r["columns"]["label"] for r in world.data(site, "record", "list", "seat"))


def epoch(site):
    return world.data(site, "status")["epoch"]


def agree(story, *sites):
    for site in sites:
        world.run(site, "sync")
    for site in sites:
        done = world.run(site, "verify", f"http://127.0.0.1:{world.ports[HUB]}")
        world.check(f"{story}: {site} and the hub hold the same", done.returncode == 0,
                    done.stdout + done.stderr)
    dots = dots_of(world.log(HUB))
    world.check(f"{story}: no number is used twice", len(dots) == len(set(dots)))


def main():
    world.site(HUB)
    world.site(ANJI, peer=HUB)
    world.site(HANGZHOU, peer=HUB)
    world.start(HUB)
    with_identity()
    without_identity()
    lost_identity()
    foreign_backup()


def with_identity():
    story = "a backup with its identity file"
    add(ANJI, "S-1")
    world.moso(ANJI, "sync")
    backup(ANJI, "yesterday")
    add(ANJI, "S-2")
    world.moso(ANJI, "sync")
    old = epoch(ANJI)
    put_back("yesterday", ANJI, (*DATABASE, "replica.id"))
    world.check(f"{story}: opening it cannot tell", epoch(ANJI) == old)
    told = world.run(ANJI, "sync")
    world.check(f"{story}: the handshake tells, in words", "older copy" in told.stderr, told.stderr)
    world.check(f"{story}: what was lost is fetched back", "S-2" in labels(ANJI), labels(ANJI))
    world.check(f"{story}: a new epoch has begun", epoch(ANJI) > old)
    add(ANJI, "S-3")
    agree(story, ANJI)
    told = world.run(ANJI, "sync", env={"MOSO_LANG": "zh"})
    world.check(f"{story}: it is told once", told.returncode == 0 and "较旧" not in told.stderr)


def without_identity():
    story = "a database alone put back"
    old = epoch(ANJI)
    backup(ANJI, "database-only")
    add(ANJI, "S-4")
    world.moso(ANJI, "sync")
    put_back("database-only", ANJI, DATABASE)
    add(ANJI, "S-5")
    world.check(f"{story}: a new epoch begins before the first write", epoch(ANJI) > old)
    agree(story, ANJI)
    world.check(f"{story}: both writes are there", {
        "S-4", "S-5"} <= set(labels(HUB)), labels(HUB))


def lost_identity():
    story = "a lost identity file"
    old = epoch(ANJI)
    (world.folder(ANJI) / "replica.id").unlink()
    add(ANJI, "S-6")
    world.check(f"{story}: a new epoch begins", epoch(ANJI) > old)
    agree(story, ANJI)


def foreign_backup():
    story = "the backup of one site put at another"
    backup(HANGZHOU, "own")
    put_back(ANJI, HANGZHOU, DATABASE)
    status = world.run(HANGZHOU, "status", "--json")
    world.check(f"{story}: it says whose it is", '"anji"' in status.stdout, status.stdout)
    before = world.digests(HUB)[1]
    world.run(HANGZHOU, "sync")
    world.check(f"{story}: the hub is as it was", world.digests(HUB)[1] == before)
    put_back("own", HANGZHOU, (*DATABASE, "replica.id"))
    agree(story, HANGZHOU, ANJI)


try:
    main()
except SystemExit as stop:
    world.check("the story runs to its end", False, stop)
except Exception as error:  # noqa: BLE001
    world.check("the story runs to its end", False, repr(error))
world.end()
