#!/usr/bin/env python3
"""Power cuts: what was acknowledged is there after the current came back, and no number is used twice.

A hub with its daemon, commands and a branch that sends to it, on an ext4 file system in an image. At a random moment all
of them are stopped, the file system is shut down as the kernel would find it after a power cut (nothing that was not
synced reaches the image), they are killed, and the image is mounted again.

Two controls, without which the rig would prove nothing: commands whose syncs are swallowed must lose something, else it is
blind; a plain writer of SQLite with full syncs must lose nothing, else the rig itself lies.

Needs root and loop devices.
"""
import fcntl
import json
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
import time

from rig import BIN, Rig, can_trace, count, is_root

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
HUB, ANJI = "beijing", "anji"
PLAIN = """
import os, sqlite3, sys
folder, acknowledged = sys.argv[1], open(sys.argv[2], "ab", buffering=0)
db = sqlite3.connect(folder + "/plain.db", isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute("CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY)")
os.sync()
at = (db.execute("SELECT max(n) FROM t").fetchone()[0] or 0) + 1
while True:
    db.execute("INSERT INTO t VALUES(?)", (at,))
    acknowledged.write(b"%d\\n" % at)
    at += 1
"""


class Power(Rig):
    def __init__(self):
        super().__init__("power", 17)
        self.mount = self.root / "disk"
        self.mount.mkdir()
        self.image = self.root / "disk.img"
        self.working = []

    def folder(self, site):
        return self.mount / site if site == HUB else self.root / site

    def format(self):
        subprocess.run(["truncate", "-s", "192M", self.image], check=True)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)

    def plug(self):
        """Whether the image could be mounted."""
        return subprocess.run(["mount", "-o", "loop", self.image, self.mount], capture_output=True).returncode == 0

    def unplug(self):
        for _ in range(50):
            if subprocess.run(["umount", self.mount], capture_output=True).returncode == 0:
                return
            time.sleep(0.05)
        raise SystemExit("the image cannot be unmounted")

    def cut(self, processes):
        """The current fails: between two system calls of every process, all at once."""
        pids = [p.pid for p in processes]
        for pid in pids:
            pids += [c for c in children(pid) if c not in pids]
        for pid in pids:
            tell(pid, signal.SIGSTOP)
        while not all(stopped(pid) for pid in pids):
            time.sleep(0.001)
        handle = os.open(self.mount, os.O_RDONLY)
        fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        os.close(handle)
        for pid in reversed(pids):
            tell(pid, signal.SIGKILL)
        for process in processes:
            process.wait()
        self.unplug()
        self.plug()


def tell(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def stopped(pid):
    """Whether every thread stands: none is in the middle of a system call that could still say it succeeded."""
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] not in "TtZX":
                    return False
    except OSError:
        pass
    return True


class Desk(threading.Thread):
    """Types commands at the hub until told to stop; what was acknowledged."""

    def __init__(self, rig, round_, swallowed=False):
        super().__init__(daemon=True)
        self.rig, self.round, self.swallowed = rig, round_, swallowed
        self.yes, self.running, self.ended = set(), None, False

    def words(self, number):
        label = f"{self.round}-{number}"
        draw = 0 if self.swallowed else self.rig.chance.random()
        if draw < 0.70:
            return {label}, ("record", "add", "company", f"legal_name={label}")
        if draw < 0.85:
            path = self.rig.root / "lines.jsonl"
            names = {f"{label}-{at}" for at in range(20)}
            path.write_text("".join(json.dumps({"kind": "company", "fields": {"legal_name": n}}) + "\n" for n in names))
            return names, ("import", str(path))
        if draw < 0.90:
            return set(), ("backup", "create", "--keep", "2")
        return set(), ("trim", "--older-than", "1s", "--compact")

    def run(self):
        number = 0
        while not self.ended:
            number += 1
            names, words = self.words(number)
            prefix = ("strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e",
                      "inject=fdatasync,fsync:retval=0") if self.swallowed else ()
            self.running = subprocess.Popen(
                [*prefix, BIN / "moso", *words, "--data", self.rig.folder(HUB), "--author", "desk"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            said = self.running.communicate()[0]
            if self.running.returncode == 0 or "✓".encode() in said:
                self.yes |= names


def names(site):
    return {c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")}


def moso_is_cut(cuts, swallowed=False):
    """Cuts under moso; how many acknowledged names were lost, of how many."""
    world.format()
    world.plug()
    world.site(HUB)
    yes, lost, forks = set(), set(), 0
    if not swallowed:
        world.start(HUB)
        world.site(ANJI, HUB)
        world.moso(ANJI, "sync")
    else:
        # What was there before is on the disk.
        subprocess.run(["sync", "-f", world.mount], check=True)
    for number in range(cuts):
        desk = Desk(world, f"{'s' if swallowed else 'c'}{number}", swallowed)
        desk.start()
        branch = None
        if not swallowed:
            name = f"anji-{number}"
            world.moso(ANJI, "record", "add", "company", f"legal_name={name}")
            branch = subprocess.Popen([BIN / "moso", "sync", "--data", world.folder(ANJI)],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(world.chance.uniform(0.05, 0.9))
        desk.ended = True
        there = [p for p in (world.daemons.pop(HUB, None), desk.running) if p]
        world.cut(there)
        desk.join()
        if branch:
            branch.wait()
        yes |= desk.yes
        done = world.run(HUB, "verify", "--json")
        if done.returncode != 0 or json.loads(done.stdout)["data"]["findings"]:
            world.check(f"after cut {number} the replica verifies", swallowed, done.stdout + done.stderr)
            if swallowed:
                return 1, 1
        found = names(HUB)
        lost |= yes - found
        if swallowed:
            yes -= lost
            continue
        if lost:
            world.check(f"after cut {number} nothing acknowledged is missing", False, lost)
            break
        world.start(HUB)
        synced = world.run(ANJI, "sync")
        if synced.returncode not in (0, 3):
            world.check(f"after cut {number} the branch is in step", False, synced.stdout + synced.stderr)
        wrong = world.whole_streams(HUB) if number % 10 == 9 else []
        if wrong:
            world.check(f"after cut {number} the numbers are whole", False, wrong)
    if not swallowed:
        world.settle([ANJI], HUB)
        world.check("what the branch wrote is at the hub", {f"anji-{n}" for n in range(cuts)} <= names(HUB))
        world.check("no number was used twice: there is no fork",
                    [c for c in world.data(ANJI, "conflicts", "list") if c["kind"] == "fork"] == [])
        for site in (HUB, ANJI):
            world.check(f"the numbers of {site} are whole", world.whole_streams(site) == [])
            world.check(f"{site} verifies", world.digests(site)[0] == [])
        world.stop(HUB)
    world.unplug()
    return len(lost), len(yes) + (len(lost) if swallowed else 0)


def plain_is_cut(cuts):
    world.format()
    world.plug()
    note, lost, total = world.root / "plain.acknowledged", 0, 0
    for _ in range(cuts):
        writer = subprocess.Popen([sys.executable, "-c", PLAIN, world.mount, note])
        time.sleep(world.chance.uniform(0.2, 0.6))
        world.cut([writer])
        said = note.read_bytes().split(b"\n")[:-1] if note.exists() else []
        path = world.mount / "plain.db"
        found = set()
        if path.exists():
            db = sqlite3.connect(path)
            try:
                found = {n for (n,) in db.execute("SELECT n FROM t")}
            except sqlite3.OperationalError:
                pass
            db.close()
        total = len(said)
        lost = len({int(n) for n in said} - found)
    world.unplug()
    return lost, total


world = Power()
try:
    world.format()
    if not is_root() or not world.plug():
        world.skip("power cuts", "only root may mount an image, and not everywhere")
    else:
        world.unplug()
        cuts = count(2_000, least=6)
        lost, total = plain_is_cut(count(200, least=4))
        world.check("control: a plain writer with full syncs loses nothing", lost == 0 and total > 0, (lost, total))
        world.figure("control, plain writer", f"{lost} of {total} acknowledged lost")
        if can_trace():
            lost, total = moso_is_cut(count(50, least=3), swallowed=True)
            world.check("control: with its syncs swallowed moso loses something", lost > 0, (lost, total))
            world.figure("control, syncs swallowed", f"{lost} of {total} acknowledged lost")
        else:
            world.skip("the control without syncs", "strace is missing or may not trace")
        lost, total = moso_is_cut(cuts)
        world.check(f"after {cuts} power cuts nothing acknowledged is missing", lost == 0 and total > 0, (lost, total))
        world.figure("power cuts", f"{cuts} cuts, {lost} of {total} acknowledged lost")
finally:
    for daemon in list(world.daemons):
        world.stop(daemon, signal.SIGKILL)
    subprocess.run(["umount", "-l", world.mount], capture_output=True)
    world.end()
