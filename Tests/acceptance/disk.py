#!/usr/bin/env python3
"""A full or broken disk: a clear message and exit 74, nothing acknowledged that is not there, reading goes on,
and work too as soon as there is room.

An error is injected into each writing system call of an edit in turn (strace), and a real file system of
8 MB is filled up under a command and under a daemon (root).
"""
import os
import subprocess

from harness import World, can_trace, SYNC

world = World("disk")


def labels(site):
    return {s["columns"]["label"] for s in world.data(site, "record", "list", "seat")}


def add(site, label, prefix=()):
    return world.run(site, "record", "add", "seat", f"label={label}", "kind=fixed",
                     "state=in-service", prefix=prefix)


def at_each_call():
    if not can_trace():
        return world.skip("an error at each writing call", "strace is missing or may not trace")
    world.site("anji")
    yes, no, saved, open_, codes, texts = set(), set(), set(), set(), {}, []
    for call, error in (("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO"),
                        ("fdatasync", "ENOSPC"), ("ftruncate", "EIO"), ("fsync", "EIO")):
        for number in range(1, 60):
            label = f"{call[:4]}{error}-{number}"
            done = add("anji", label, prefix=(
                "strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                f"inject={call}:error={error}:when={number}+"))
            (yes if done.returncode == 0 else no).add(label)
            if done.returncode == 0:
                break
            codes.setdefault(done.returncode, []).append(label)
            if "This change is saved" in done.stderr:
                saved.add(label)
            if "it may be there or not" in done.stderr:
                open_.add(label)
            if done.returncode not in (74, 66, 65):
                texts.append(f"{label}: {done.returncode} {done.stderr}")
            if "✓" in done.stdout:
                texts.append(f"{label} said ✓ and failed")
    found = labels("anji")
    world.check(f"{len(no)} failed edits: none was acknowledged, each says so", texts == [], texts[:3])
    world.check("all of them left with 74", set(codes) == {74},
                {c: l[:6] for c, l in codes.items()})
    world.check("every acknowledged edit is there", yes <= found, yes - found)
    world.check("every edit that was said to be saved is there, and there is one", saved and saved <= found,
                (saved, saved - found))
    world.check("what was said not to be kept is not there", not (no - saved - open_) & found,
                (no - saved - open_) & found)
    world.check("and where the disk would not sync, that is not known", open_ != set())
    world.check("the replica verifies", world.digests("anji")[0] == [])
    world.check("and takes the next edit", add("anji", "after").returncode == 0)


def fill(folder, leave=0):
    path = folder / "filler"
    with open(path, "ab", buffering=0) as filler:
        try:
            while True:
                filler.write(b"\0" * 65536)
        except OSError:
            pass
        try:
            while True:
                filler.write(b"\0" * 512)
        except OSError:
            pass
    return path


def really_full():
    mount = world.root / "small"
    mount.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount], capture_output=True)
    if done.returncode != 0:
        return world.skip("a file system that is full", "only root may mount one")
    try:
        world.folder = lambda site: mount / site if site == "hub" else world.root / site
        world.site("hub", hub="hub")
        world.start("hub")
        world.site("huzhou", peer="hub", hub="hub")
        add("huzhou", "first")
        world.moso("huzhou", "sync")
        filler = fill(mount)
        refused, failed, last = 0, "", None
        for number in range(400):
            done = world.run("hub", "record", "add", "seat", "site=hub", f"label=H-{number}", "kind=fixed",
                             "state=in-service", f"note={'满' * 300}")
            if done.returncode != 0:
                refused, last = refused + 1, done
                break
            failed = number
        world.check("an edit on a full disk leaves with 74", last is not None and last.returncode == 74,
                    last and (last.returncode, last.stderr))
        world.check("and says that the disk is full",
                    last is not None and "full" in last.stderr and "E-DISK-FULL" in last.stderr, last and last.stderr)
        listed = world.run("hub", "record", "list", "seat", "--json")
        world.check("reading goes on", listed.returncode == 0, listed.stderr)
        exported = world.run("hub", "export", "seat", "-o", str(world.root / "seats.csv"))
        world.check("export elsewhere goes on", exported.returncode == 0, exported.stderr)
        exported = world.run("hub", "export", "seat", "-o", str(mount / "seats.csv"))
        world.check("export onto the full disk says so", exported.returncode == 73,
                    (exported.returncode, exported.stderr))
        # A peer sends more than there is room for.
        for number in range(4):
            world.moso("huzhou", "record", "add", "seat", f"label=B-{number}", "kind=fixed",
                       "state=in-service", f"note={os.urandom(90_000).hex()[:3000]}")
        done = world.run("huzhou", "sync")
        world.check("the sync of a peer ends in order", done.returncode in (0, 75), (done.returncode, done.stderr))
        print(f"      with the hub's disk full: {done.returncode} {done.stdout.strip()!r}")
        for number in range(30):
            world.moso("huzhou", "record", "edit", "S-huzhou-B-0", f"note={os.urandom(1500).hex()}")
        done = world.run("huzhou", "sync")
        print(f"      and with more to send: {done.returncode} {done.stdout.strip()!r}")
        world.check("which says that nothing was taken in", done.returncode == 75
                    and "disk is full; it did nothing" in done.stdout,
                    done.stdout + done.stderr)
        world.check("the daemon lives", world.daemons["hub"].poll() is None and world.healthy("hub"))
        status, _, page = world.get("hub", "/")
        world.check("and shows its page", status == 200, (status, page[:200]))
        os.unlink(filler)
        done = world.run("huzhou", "sync")
        world.check("with room again the same daemon takes it in", done.returncode == 0, done.stdout + done.stderr)
        world.check("all of it", {f"B-{n}" for n in range(4)} <= labels("hub"))
        world.check("an edit works at once", world.run(
            "hub", "record", "add", "seat", "site=hub", "label=room", "kind=fixed",
            "state=in-service").returncode == 0)
        mine, hubs = world.digests("huzhou"), world.digests("hub")
        world.check("both verify", mine[0] == hubs[0] == [], (mine[0], hubs[0]))
        world.check("and agree", all(hubs[1].get(s) == d for s, d in mine[1].items()))
        world.check("the daemon stops in order", world.stop("hub") == 0)
    finally:
        if "hub" in world.daemons:
            world.stop("hub", 9)
        subprocess.run(["umount", mount])


try:
    at_each_call()
    really_full()
finally:
    world.end()
