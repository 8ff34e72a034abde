#!/usr/bin/env python3
"""Restored, copied and lost files of a site, with real daemons and real HTTP.

Yesterday's database comes back with its identity file and without; the identity file is lost; the
backup of one site is put at another; a folder is copied and both copies go on as live daemons. In
every case nothing that was acknowledged is lost, no number is used twice, and all replicas agree.
"""
import os
import shutil
import subprocess
import sys

from harness import BIN, HERE, World, dots_of, free_port

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
        done = world.run(site, "verify", f"https://{world.door(HUB)}")
        world.check(f"T34 {story}: {site} and the hub hold the same", done.returncode == 0,
                    done.stdout + done.stderr)
    dots = dots_of(world.log(HUB))
    world.check(f"T34 {story}: no number is used twice", len(dots) == len(set(dots)))


def main():
    world.site(HUB)
    world.site(ANJI, peer=HUB)
    world.site(HANGZHOU, peer=HUB)
    world.start(HUB)
    with_identity()
    without_identity()
    lost_identity()
    foreign_backup()
    copied_folder()
    live_clones()
    rolled_back_member()
    replaced_under_the_daemon()


def replaced_under_the_daemon():
    """A backup moved into place without stopping the daemon, which must not go on with the file that is gone."""
    story = "a file replaced under the daemon"
    add(HUB, "S-hub-1")
    database = world.folder(HUB) / "replica.db"
    daemon = world.daemons[HUB]
    copy = world.root / "copied.db"
    subprocess.run(["sqlite3", database, f"VACUUM INTO '{copy}'"], check=True)
    copy.chmod(0o600)
    copy.rename(database)
    code = daemon.wait(timeout=30)
    said = (world.root / f"{HUB}.log").read_text()
    world.check(f"{story}: the daemon ends by itself, and not with success", code > 0, code)
    world.check(f"{story}: and says what happened and what to do", all(
        words in said for words in ("E-REPLICA-REPLACED", "removed or replaced", "start mosod again")), said[-2000:])
    for rest in ("replica.db-wal", "replica.db-shm"):
        (world.folder(HUB) / rest).unlink(missing_ok=True)
    world.start(HUB)
    add(ANJI, "S-afterwards")
    agree(story, ANJI)
    world.check(f"{story}: started anew it serves", "S-afterwards" in labels(HUB), labels(HUB))


def rolled_back_member():
    """The same once the hub has begun its list of members: what the site writes next is taken in."""
    story = "a member rolled back with its identity file"
    add(ANJI, "S-member")
    for site in (ANJI, HANGZHOU):
        world.moso(site, "sync")
    world.moso(HUB, "trim", "--older-than", "1s")
    for _ in range(2):
        for site in (ANJI, HANGZHOU):
            world.moso(site, "sync")
    backup(ANJI, "member")
    add(ANJI, "S-lost")
    world.moso(ANJI, "sync")
    before = epoch(ANJI)
    put_back("member", ANJI, DATABASE + ("replica.id",))
    done = world.run(ANJI, "sync")
    world.check(f"{story}: it is told, and nothing is refused", done.returncode == 0 and "older copy" in
                done.stdout + done.stderr and "not taken in" not in done.stdout + done.stderr, done.stdout + done.stderr)
    world.check(f"{story}: it goes on under a new epoch with what it had lost",
                epoch(ANJI) > before and "S-lost" in labels(ANJI), labels(ANJI))
    add(ANJI, "S-anew")
    for _ in range(2):
        world.moso(ANJI, "sync")
    world.check(f"{story}: its new work is at the hub", {"S-lost", "S-anew"} <= set(labels(HUB)), labels(HUB))
    world.check(f"{story}: nothing stays behind", world.data(ANJI, "status")["not_taken_in"] == 0)
    agree(story, ANJI, HANGZHOU)


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


def copied_folder():
    story = "a copied folder"
    backup(ANJI, "copy")
    add(ANJI, "S-7")
    world.ports["copy"] = free_port()
    add("copy", "S-8")
    world.check(f"{story}: the copy is another writer", epoch("copy") > epoch(ANJI))
    agree(story, "copy", ANJI, "copy")
    world.check(f"{story}: both writes are there", {"S-7", "S-8"} <= set(labels(HUB)), labels(HUB))
    world.check(f"{story}: nothing has forked", world.data(HUB, "status")["forks"] == [])


def live_clones():
    story = "two live clones of one machine"
    seat = world.data(ANJI, "record", "list", "seat")[0]["id"]
    world.run(ANJI, "sync")
    backup(ANJI, "clone")
    world.rewrite_identity("clone")
    old = epoch(ANJI)
    world.ports["clone"] = free_port()
    world.check(f"{story}: neither can tell", epoch("clone") == old)
    for site, note, price in ((ANJI, "here", 1000), ("clone", "there", 2000)):
        world.moso(site, "record", "edit", seat, f"target_price_fen={price}")
        add(site, f"S-{note}")
    world.ports[ANJI] = world.ports.get(ANJI) or free_port()
    for site in (ANJI, "clone"):
        world.start(site)
    world.wait(f"{story}: both go on under epochs of their own",
               lambda: len({epoch(ANJI), epoch("clone"), old}) == 3)
    listed = [c for c in world.data(HUB, "conflicts", "list") if c["kind"] == "fork"]
    world.check(f"{story}: an operator is told by a conflict", len(listed) == 1, listed)
    for words, language in (("two copies", "en"), ("两份拷贝", "zh")):
        shown = world.run(HUB, "conflicts", "show", listed[0]["short_id"], env={"MOSO_LANG": language})
        world.check(f"{story}: explained in {language}", words in shown.stdout.lower(), shown.stdout)
        status = world.run(HUB, "status", env={"MOSO_LANG": language}).stdout
        world.check(f"{story}: and by the status in {language}",
                    {"en": "fork", "zh": "分叉"}[language] in status, status)
    refused = world.run(HUB, "conflicts", "resolve", listed[0]["short_id"], "--take", "A")
    world.check(f"{story}: there is no side to take", refused.returncode != 0
                and "no side" in refused.stderr, refused.stderr)
    for site in (ANJI, "clone"):
        add(site, f"S-after-{site}")
    world.wait(f"{story}: all work of both is at the hub", lambda: {
        "S-here", "S-there", "S-after-anji", "S-after-clone"} <= set(labels(HUB)))
    for site in (ANJI, "clone"):
        world.wait(f"{story}: {site} has the other's", lambda: {
            "S-here", "S-there", "S-after-anji", "S-after-clone"} <= set(labels(site)))
        world.check(f"{story}: the log of {site} tells of the new epoch",
                    "new epoch" in (world.root / f"{site}.log").read_text())
    world.check(f"{story}: the hub's log tells of the fork",
                "a fork" in (world.root / f"{HUB}.log").read_text())
    for site in (ANJI, "clone"):
        world.stop(site)
    agree(story, ANJI, "clone", ANJI)
    kinds = {c["kind"]: c for c in world.data(HUB, "conflicts", "list")}
    world.check(f"{story}: what both changed is a conflict", "field" in kinds, kinds)
    world.check(f"{story}: under one id everywhere", len({
        tuple(c["id"] for c in world.data(s, "conflicts", "list")) for s in (HUB, ANJI, "clone")}) == 1)
    forks = world.data(HUB, "status")["forks"]
    world.check(f"{story}: the fork is known, with two branches",
                [len(f["branches"]) for f in forks] == [2], forks)
    world.check(f"{story}: settled, since the site has written under new epochs",
                [f["settled"] for f in forks] == [True], forks)
    for site in (HUB, ANJI, "clone"):
        done = subprocess.run([sys.executable, str(HERE / "oracle.py"), str(BIN / "moso"),
                               str(world.folder(site))], capture_output=True, text=True)
        world.check(f"{story}: the oracle agrees at {site}", done.returncode == 0,
                    done.stdout + done.stderr)


try:
    main()
except SystemExit as stop:
    world.check("the story runs to its end", False, stop)
except Exception as error:  # noqa: BLE001
    world.check("the story runs to its end", False, repr(error))
world.end()
