#!/usr/bin/env python3
"""Files that are not what they should be: foreign, newer, torn, unreadable, copied, restored, moved.

Each is answered with a clear problem and its exit code, or with a new epoch before the first write; no
file that is not ours is changed, and no number is ever used twice.
"""
import hashlib
import os
import shutil
import sqlite3
import subprocess

from harness import BIN, World, dots_of

world = World("strangers")


def add(site, label):
    return world.run(site, "record", "add", "seat", f"label={label}", "kind=fixed", "state=in-service")


def answered(fact, site, code, *words):
    """A command is refused with the code and some words; no trap, no stack."""
    for command in (("status",), ("record", "list", "seat"),
                    ("record", "add", "seat", "label=X-1", "kind=fixed", "state=in-service")):
        done = world.run(site, *command)
        said = done.stderr + done.stdout
        world.check(f"T24 {fact}: {command[0]} leaves with {code}",
                    done.returncode == code and all(w in said for w in words)
                    and "Fatal" not in said, (done.returncode, said))
    daemon = subprocess.run([BIN / "mosod", "--data", world.folder(site), "--listen", "127.0.0.1:0"],
                            capture_output=True, text=True, timeout=20)
    world.check(f"T24 {fact}: the daemon leaves with {code}", daemon.returncode == code,
                (daemon.returncode, daemon.stderr))


def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def foreign():
    folder = world.folder("other")
    folder.mkdir()
    path = folder / "replica.db"
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA application_id = 42")
        other.execute("CREATE TABLE invoice (id INTEGER PRIMARY KEY)")
    before = hash_of(path)
    answered("another application's database", "other", 65)
    world.check("which is unchanged", hash_of(path) == before)
    done = world.run("other", "init", "--site", "other")
    world.check("init does not write over it", done.returncode == 65 and hash_of(path) == before,
                (done.returncode, done.stderr))
    path.write_bytes(b"%PDF-1.7\n" * 1000)
    answered("a file that is no database", "other", 65)
    path.write_bytes(b"")
    answered("an empty file", "other", 65)


def newer():
    world.site("newer", hub="newer")
    path = world.folder("newer") / "replica.db"
    with sqlite3.connect(path) as db:
        known = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute(f"PRAGMA user_version = {known + 1}")
    db.close()
    before = hash_of(path)
    answered("a newer version's file", "newer", 76, "newer")
    world.check("which is unchanged", hash_of(path) == before)


def torn():
    world.site("torn", hub="torn")
    for number in range(30):
        if number % 3 == 0:
            add("torn", f"T-{number}")
    path = world.folder("torn") / "replica.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    whole = path.read_bytes()
    codes, odd = {}, []
    for part in range(0, len(whole), max(4096, len(whole) // 24 // 512 * 512)):
        path.write_bytes(whole[:part])
        done = world.run("torn", "record", "list", "seat")
        codes[done.returncode] = codes.get(done.returncode, 0) + 1
        if done.returncode < 0 or done.returncode > 100 or "Fatal" in done.stderr or (
                done.returncode and "moso:" not in done.stderr):
            odd.append((part, done.returncode, done.stderr[:300]))
    world.check("a database cut anywhere is no trap", odd == [], odd[:3])
    world.check("but damaged, with 65", set(codes) == {65}, codes)
    print(f"      exit codes of the cut ones: {codes}")
    odd = []
    for page in range(0, len(whole), max(4096, len(whole) // 24 // 4096 * 4096)):
        path.write_bytes(whole[:page] + b"\xA5" * 4096 + whole[page + 4096:])
        for command in (("record", "list", "seat"), ("verify",)):
            done = world.run("torn", *command)
            if done.returncode < 0 or done.returncode > 100 or "Fatal" in done.stderr:
                odd.append((page, command, done.returncode, done.stderr[:300]))
    world.check("nor one with a page overwritten", odd == [], odd[:3])
    path.write_bytes(whole)


def forbidden():
    world.site("closed", hub="closed")
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    # As root the scratch folder itself is closed to nobody; else the replica's folder is closed.
    if not nobody:
        world.folder("closed").chmod(0)
    elif subprocess.run([BIN / "moso", "--help"], capture_output=True, **nobody).returncode != 0:
        return world.skip("a directory without permission", "nobody else may run the programs")
    for fact, command, code in (
            ("a replica that may not be read", ["status"], 66),
            ("a folder that may not be made", ["init", "--site", "closed"], 73)):
        folder = world.folder("closed") if code == 66 else world.folder("closed") / "more"
        done = subprocess.run([BIN / "moso", *command, "--data", folder], capture_output=True,
                              text=True, cwd="/", **nobody)
        world.check(f"{fact} leaves with {code}", done.returncode == code
                    and "ermission denied" in done.stderr, (done.returncode, done.stderr))
    world.folder("closed").chmod(0o700)


def missing():
    answered("a directory that is not there", "nowhere", 66, "moso init")


def new_epoch(fact, site, change, reason, daemon=False):
    """A change to the files of a replica is noticed, said, and answered with a new epoch."""
    old = {tuple(d): t for d, t in zip(dots_of(world.log(site)), world.log(site))}
    epoch = max(d[1] for d in old)
    change()
    if daemon:
        world.ports.setdefault(site, world.ports.get(site))
        world.start(site)
        world.stop(site)
        said = (world.root / f"{site}.log").read_text()
        world.check(f"{fact}: the daemon says so", "new epoch" in said and reason in said, said)
    else:
        said = world.run(site, "status").stderr
        world.check(f"{fact}: it is said plainly", "new epoch" in said and reason in said, said)
    done = add(site, f"E-{fact[:8].replace(' ', '-')}")
    world.check(f"{fact}: work goes on", done.returncode == 0, done.stderr)
    log = world.log(site)
    fresh = [d for d in dots_of(log) if d not in old and d[0] == site]
    world.check(f"{fact}: under a new epoch from the first write on",
                fresh != [] and min(d[1] for d in fresh) > epoch, fresh)
    world.check(f"{fact}: it is said once", "new epoch" not in world.run(site, "status").stderr)
    world.check(f"{fact}: the replica verifies", world.digests(site)[0] == [])


def identities():
    world.site("beijing")
    world.site("anji", peer="beijing")
    world.start("beijing")
    for number in range(3):
        add("anji", f"A-{number}")
    folder = world.folder("anji")
    identity = folder / "replica.id"
    new_epoch("a missing identity file", "anji", identity.unlink, "missing")
    new_epoch("a torn identity file", "anji", lambda: identity.write_bytes(identity.read_bytes()[:100]), "missing")
    new_epoch("one of nonsense", "anji", lambda: identity.write_bytes(b"\xff" * 512), "missing", daemon=True)
    world.site("hangzhou", peer="beijing")
    new_epoch("another site's identity file", "anji",
              lambda: shutil.copy(world.folder("hangzhou") / "replica.id", identity), "not of this database")
    world.moso("anji", "sync")

    # A backup as docs/operations.md has it, work, restore.
    backup = world.root / "backup.db"
    subprocess.run(["sqlite3", folder / "replica.db", f"VACUUM INTO '{backup}'"], check=True)
    add("anji", "after-1")
    world.moso("anji", "sync")
    add("anji", "never-sent")

    def restore():
        for name in ("replica.db", "replica.db-wal", "replica.db-shm"):
            if (folder / name).exists():
                (folder / name).rename(folder / f"aside-{name}")
        shutil.copy(backup, folder / "replica.db")

    hub = dots_of(world.log("beijing"))
    new_epoch("a restored older copy", "anji", restore, "is a copy")
    world.moso("anji", "sync")
    labels = {s["columns"]["label"] for s in world.data("anji", "record", "list", "seat")}
    world.check("what the hub had received comes back", "after-1" in labels, labels)
    world.check("the hub's numbers still mean the same",
                set(hub) <= set(dots_of(world.log("beijing"))))
    here, there = world.digests("anji"), world.digests("beijing")
    world.check("both agree", here[0] == there[0] == [] and all(there[1].get(s) == d for s, d in here[1].items()))

    # The same folder twice: the second is somebody else.
    clone = world.folder("clone")
    shutil.copytree(folder, clone)
    add("anji", "at-the-old-place")
    mine = {(d[1], d[2], d[3]) for d in dots_of(world.log("anji"))}
    done = add("clone", "at-the-new-place")
    world.check("a clone on another path says so", "new epoch" in done.stderr and "is a copy" in done.stderr, done.stderr)
    theirs = {(d[1], d[2], d[3]) for d in dots_of(world.log("clone"))}
    first = {d: t for d, t in zip(dots_of(world.log("anji")), world.log("anji"))}
    twice = [d for d, t in zip(dots_of(world.log("clone")), world.log("clone"))
             if d in first and (first[d]["ops"], first[d]["hlc"]) != (t["ops"], t["hlc"])]
    world.check("and re-uses no number", twice == [], (twice, mine ^ theirs))
    for site in ("anji", "clone", "anji"):
        done = world.run(site, "sync")
        world.check(f"{site} syncs", done.returncode == 0, done.stdout + done.stderr)
    labels = {s["columns"]["label"] for s in world.data("beijing", "record", "list", "seat")}
    world.check("nothing of either is lost", {"at-the-old-place", "at-the-new-place"} <= labels, labels)


try:
    foreign()
    newer()
    torn()
    forbidden()
    missing()
    identities()
finally:
    world.end()
