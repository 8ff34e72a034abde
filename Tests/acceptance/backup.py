#!/usr/bin/env python3
"""Backups and what comes back from them, with real daemons, real keys and real HTTP.

Anji makes a backup while its daemon works, goes on, and comes back from it: what was sent meanwhile and what
was not is there, nothing twice, and all replicas agree. The same after the database has rotted, in an
empty folder, after kill -9 at every step that the disk sees, and with backups that are none.
"""
import os
import pathlib
import shutil
import subprocess
import sys

from harness import BIN, World, can_trace, dots_of

# Debian's modules, also where a Python of its own comes first. They come last, and hide nothing.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import pexpect
except ImportError:
    pexpect = None

world = World("backup")
HUB, ANJI = "beijing", "anji"


def add(label):
    world.moso(ANJI, "record", "add", "seat", f"label={label}", "kind=fixed", "state=in-service")


def labels(site=ANJI):
    return sorted(r["columns"]["label"] for r in world.data(site, "record", "list", "seat"))


def sync(site=ANJI):
    done = world.run(site, "sync")
    world.check("anji syncs", done.returncode == 0, done.stdout + done.stderr)


def agree(fact):
    sync()
    mine, theirs = world.digests(ANJI), world.digests(HUB)
    shared = mine[1].keys() & theirs[1].keys()
    world.check(f"{fact}: both are sound and the same", not mine[0] and not theirs[0]
                and shared and all(mine[1][s] == theirs[1][s] for s in shared), f"{mine} {theirs}")
    dots = dots_of(world.log(HUB))
    world.check(f"{fact}: no number was used twice", len(dots) == len(set(dots)))


def told_once():
    """T22: that a backup can be read is said with the first one, in both languages, and to programs each time."""
    for language, words in (("en", "can read every record"), ("zh", "读到本站的全部记录")):
        folder = world.folder(ANJI) / "backup"
        shutil.rmtree(folder, ignore_errors=True)
        said = [world.run(ANJI, "backup", env={"MOSO_LANG": language}) for _ in range(2)]
        world.check(f"T22 who has a backup can read it: said with the first ({language})",
                    [words in done.stdout + done.stderr for done in said] == [True, False], [d.stdout + d.stderr for d in said])
    world.check("T22 and to programs", backup()["encrypted"] is False)
    shutil.rmtree(folder)


def backup(*words):
    return world.data(ANJI, "backup", "create", *words)


def asked(file):
    """At a terminal the plan is shown, and Enter alone restores nothing."""
    if pexpect is None:
        return world.skip("a restore asks at a terminal", "there is no pexpect")
    for answer, words in (("", "not confirmed"), ("n", "not confirmed")):
        terminal = pexpect.spawn(str(BIN / "moso"), ["restore", file, "--data", str(world.folder(ANJI))], timeout=60,
                                 encoding="utf-8", env={**os.environ, "MOSO_LANG": "en", "TERM": "dumb"}, dimensions=(40, 200))
        terminal.expect_exact("Restore by this plan? [y/N]")
        shown = terminal.before
        terminal.sendline(answer)
        terminal.expect(pexpect.EOF)
        terminal.close()
        world.check(f"the plan is shown before, and {answer or 'Enter'!r} restores nothing", "1 of them sent" in shown
                    and words in terminal.before and terminal.exitstatus == 4, (terminal.exitstatus, shown, terminal.before))
    world.check("the replica is as it was", labels() == ["A-1", "A-2", "A-3"] and world.data(ANJI, "status")["epoch"] == 1
                and not list(world.folder(ANJI).glob("replaced-*")), os.listdir(world.folder(ANJI)))
    terminal = pexpect.spawn(str(BIN / "moso"), ["restore", file, "--data", str(world.folder(ANJI))], timeout=60,
                             encoding="utf-8", env={**os.environ, "MOSO_LANG": "zh", "TERM": "dumb"}, dimensions=(40, 200))
    terminal.expect_exact("按这个计划恢复？")
    terminal.sendline("是")
    terminal.expect(pexpect.EOF)
    terminal.close()
    world.check("a yes restores", terminal.exitstatus == 0 and "已恢复到" in terminal.before
                and labels() == ["A-1", "A-2", "A-3"], (terminal.exitstatus, terminal.before))


def main():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, peer=HUB)
    add("A-1")
    world.start(ANJI)
    told_once()
    first = backup()
    world.check("a backup is made while the daemon works", first["records"] >= 1, first)
    world.check("it is readable by nobody else", os.stat(first["path"]).st_mode & 0o777 == 0o600)
    kept = pathlib.Path(first["path"]).read_bytes()
    world.check("no key is in it", world.folder(ANJI).joinpath("replica.key").read_bytes() not in kept)
    done = world.run(ANJI, "restore", first["path"], "--yes")
    world.check("nothing is restored under a running daemon", done.returncode != 0
                and "program" in done.stderr, done.stderr)
    world.stop(ANJI)

    add("A-2")
    sync()
    add("A-3")
    plan = world.moso(ANJI, "restore", first["path"], "-n")
    world.check("the plan says what is sent and what only this site has", "1 of them sent" in plan
                and "Nothing written" in plan, plan)
    world.check("the plan changes nothing", labels() == ["A-1", "A-2", "A-3"])
    done = world.run(ANJI, "restore", first["path"])
    world.check("where nobody can be asked, --yes has to say it", done.returncode == 64 and "E-INPUT-NEEDED" in done.stderr
                and "--yes" in done.stderr and labels() == ["A-1", "A-2", "A-3"], (done.returncode, done.stderr))
    asked(first["path"])
    back = world.data(ANJI, "restore", first["path"], "--yes")
    world.check("what was written since is taken over", labels() == ["A-1", "A-2", "A-3"], back)
    world.check("it goes on under a new epoch", back["epoch"] > 1, back)
    agree("after coming back")
    world.check("the hub has what was never sent before", labels(HUB) == ["A-1", "A-2", "A-3"])
    add("A-4")
    agree("after going on")

    second = backup()
    add("A-5")
    sync()
    database = world.folder(ANJI) / "replica.db"
    with open(database, "r+b") as file:
        file.write(b"\x5a" * 8192)
    done = world.run(ANJI, "status")
    world.check("a rotten database is refused", done.returncode != 0, done.stdout)
    done = world.run(ANJI, "restore", second["path"], "--yes")
    world.check("it is put aside, and the backup comes back", done.returncode == 0
                and "cannot be opened" in done.stdout + done.stderr, done.stdout + done.stderr)
    agree("after rot")
    world.check("what had been sent comes back from the hub", "A-5" in labels(), labels())

    shutil.copy(second["path"], world.root / "usb.db")
    shutil.rmtree(world.folder(ANJI) / "backup")
    before = sorted(os.listdir(world.folder(ANJI)))
    for name, spoil in (("cut short", lambda b: b[:len(b) // 2]), ("empty", lambda b: b""),
                        ("another file", lambda b: b"PK" + b[2:]),
                        ("one byte turned", lambda b: b.replace(b"A-4", b"A-X", 1))):
        bad = world.root / "bad.db"
        bad.write_bytes(spoil((world.root / "usb.db").read_bytes()))
        for words, more in ((("backup", "verify"), ()), (("restore",), ("--yes",))):
            done = world.run(ANJI, *words, bad, *more)
            world.check(f"{name}: moso {' '.join(words)} says so", done.returncode not in (0, 1)
                        and "(code E-" in done.stderr and "trial" not in done.stderr, done.stdout + done.stderr)
    world.check("and nothing of the replica was touched",
                sorted(set(os.listdir(world.folder(ANJI))) - {"snapshot.part"}) == [n for n in before if n != "snapshot.part"],
                os.listdir(world.folder(ANJI)))
    done = world.run(HUB, "restore", world.root / "usb.db", "-n")
    world.check("another site's backup is refused by name", "E-BACKUP-SITE" in done.stderr, done.stderr)

    killed(world.root / "usb.db")
    for number in range(3):
        world.moso(ANJI, "backup", "--keep", "2", "--time", "utc")
        subprocess.run(["sleep", "1.1"], check=True)
    files = world.data(ANJI, "backup", "list")["files"]
    world.check("--keep keeps so many", len(files) == 2, files)
    world.end()


def killed(file):
    """kill -9 at the Nth rename, link, unlink or fsync of a restore: the replica is whole, or finished."""
    if not can_trace():
        return world.skip("a restore that is killed loses nothing", "strace cannot trace here")
    had = labels()
    point = 0
    for point in range(1, 60):
        trace = ["strace", "-f", "-o", "/dev/null", "-e",
                 f"inject=rename,renameat2,fsync:signal=KILL:when={point}"]
        done = world.run(ANJI, "restore", file, "--yes", prefix=trace, timeout=120)
        if done.returncode == 0:
            break
        state = world.run(ANJI, "status", "--json")
        if state.returncode not in (0, 3):
            again = world.run(ANJI, "restore", file, "--yes")
            world.check(f"killed at {point}: the next try finishes it", again.returncode == 0,
                        state.stderr + again.stdout + again.stderr)
        if labels() != had:
            world.check(f"killed at {point}: nothing is lost", False, labels())
    world.check(f"a restore killed at each of {point - 1} points loses nothing", labels() == had and point > 5)
    agree("after all that")


main()
