#!/usr/bin/env python3
"""A kill, and an error, at every system call that writes, of fourteen things people and daemons do; and reads that fail.

Each is run again and again, and strace kills it at its first writing call, at its second, and so on; then the calls fail
instead, once or from there on. What was acknowledged is there afterwards, nothing is damaged, no number is used twice,
nobody is told nonsense, and the same command then does what it should have done.

A count of each kind of call is taken first, without a fault. In full every place of it is tried; a share tries places
drawn by the seed, some of every scenario.
"""
import json
import os
import re
import sqlite3
import subprocess
import sys
import time

from rig import BIN, SHARE, Rig, can_trace, count

world = Rig("calls", 5)
HUB, ANJI = "beijing", "anji"
CALLS = ("pread64", "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "openat")
# Of each call, what befalls it: a kill, or an error, once or from there on (+).
FAULTS = {
    # A kill at a read is one between two writes. SQLite calls a file damaged that could not be read, and moso with it; what
    # counts is that nothing was made of it: the same again succeeds, and the replica is sound.
    "pread64": ("EIO", "EIO+"),
    "pwrite64": ("KILL", "EIO", "ENOSPC", "ENOSPC+", "EINTR"),
    "write": ("KILL", "EIO", "ENOSPC+", "EINTR"),
    "fdatasync": ("KILL", "EIO", "EIO+", "ENOSPC+", "EINTR"),
    "fsync": ("KILL", "EIO", "EIO+", "ENOSPC+"),
    "ftruncate": ("KILL", "EIO", "ENOSPC+"),
    "rename": ("KILL", "EIO", "ENOSPC+"),
    "unlink": ("KILL", "EIO"),
    "openat": ("KILL", "EMFILE", "ENOSPC+", "EINTR"),
}
# A program that ended like this fell, and did not end: signals, traps, faults of memory.
FELL = {-4, -5, -6, -8, -11, 132, 133, 134, 136, 139}
ENV = {**os.environ, "MOSO_LANG": "en", "SWIFT_BACKTRACE": "enable=no"}


def moso(site, *words, **more):
    return world.run(site, *words, **more)


def traced(site, words, inject, input=None):
    """A run of moso under strace; what became of it, whether the fault befell it, and what strace wrote."""
    mark = world.root / "trace"
    done = subprocess.run(
        ["strace", "-f", "-o", mark, *inject, BIN / "moso", *words, "--data", world.folder(site), "--author", "tester"],
        capture_output=True, timeout=180, env=ENV, encoding="utf-8", errors="replace", input=input or "")
    text = mark.read_text(errors="replace")
    return done, "(INJECTED)" in text or "killed by SIGKILL" in text, text


class Scenario:
    """One thing to do, under a fault; `words` are the command, `after` says what is wrong then."""

    site = ANJI

    def set_up(self):
        """Once."""

    def begin(self, number):
        """Before every try."""

    def words(self):
        raise NotImplementedError

    def input(self):
        return None

    def after(self, done):
        """What is wrong once it has ended under the fault; the same again must then succeed."""
        raise NotImplementedError

    def sound(self, site=None):
        site = site or self.site
        found = moso(site, "verify", "--json")
        try:
            findings = json.loads(found.stdout)["data"]["findings"]
        except ValueError:
            return [f"{site} does not verify: {found.returncode} {found.stderr[:300]}"]
        wrong = [f"{site} does not verify: {findings}"] if findings else []
        return wrong + [f"numbers of {site}: {s}" for s in world.whole_streams(site)]

    def once_more(self, *also):
        done = moso(self.site, *self.words(), input=self.input())
        return [] if done.returncode in (0, *also) else [f"again: {done.returncode} {done.stderr[:400]}"]


class FirstStart(Scenario):
    """Set up a replica where there is none."""

    def begin(self, number):
        subprocess.run(["rm", "-rf", world.folder(self.site)], check=True)

    def words(self):
        return ("init", "--site", ANJI, "--hub", HUB)

    def after(self, done):
        there = moso(self.site, "status")
        wrong = [] if done.returncode != 0 or there.returncode in (0, 3) else ["said done, and is not there"]
        if there.returncode not in (0, 3):
            wrong += self.once_more()
        added = moso(self.site, "record", "add", "seat", "label=A-1", "kind=fixed", "state=in-service")
        return wrong + ([] if added.returncode == 0 else [f"the first record: {added.stderr[:300]}"]) + self.sound()


class LocalWrite(Scenario):
    """Add a record."""

    site = "desk"

    def set_up(self):
        world.site(self.site)
        self.yes = set()

    def begin(self, number):
        self.label = f"W-{number}"

    def words(self):
        return ("record", "add", "seat", f"label={self.label}", "kind=fixed", "state=in-service", f"site={self.site}")

    def after(self, done):
        if done.returncode == 0 or "✓" in done.stdout or "This change is saved" in done.stderr:
            self.yes.add(self.label)
        there = {s["columns"]["label"] for s in world.data(self.site, "record", "list", "seat")}
        wrong = [f"acknowledged and lost: {self.yes - there}"] if self.yes - there else []
        if self.label not in there:
            wrong += self.once_more()
        return wrong + self.sound()


class ApplyBatch(Scenario):
    """A branch takes in what the hub has, and sends what it has."""

    def begin(self, number):
        self.number = number
        for at in range(3):
            world.moso(HUB, "record", "add", "company", f"legal_name=演示·批{number}-{at}")
        world.moso(ANJI, "record", "add", "company", f"legal_name=演示·安{number}")

    def set_up(self):
        self.names = set()

    def words(self):
        return ("sync",)

    def after(self, done):
        self.names |= {f"演示·批{self.number}-{at}" for at in range(3)} | {f"演示·安{self.number}"}
        wrong = self.once_more(3)
        for site in (ANJI, HUB):
            there = {s["columns"]["legal_name"] for s in world.data(site, "record", "list", "company")}
            wrong += [f"{site} lacks {self.names - there}"] if self.names - there else []
        return wrong + self.sound() + self.sound(HUB)


class Resolve(Scenario):
    """Decide a conflict."""

    site = "decider"

    def set_up(self):
        # Made once, at the hub and at anji, which do not know of each other's rent.
        world.site(self.site, HUB)
        company = world.data(self.site, "record", "add", "company", "legal_name=演示·争")["id"]
        key = world.data(self.site, "record", "add", "tenancy", f"company={company}", "rent_fen=1000",
                         "planned_from=2023-05-08", "planned_to=2023-11-08", "stage=signed")["id"]
        world.moso(self.site, "sync")
        world.moso(self.site, "record", "edit", key, "rent_fen=900", "--reason", "here")
        world.moso(HUB, "record", "edit", key, "rent_fen=1100", "--reason", "there")
        world.moso(self.site, "sync")
        self.short = self.open()[0]["short_id"]
        world.keep(self.site, "decider.before")

    def open(self):
        # Names that are alike may be a conflict as well.
        return [c for c in world.data(self.site, "conflicts", "list") if c["kind"] == "field"]

    def begin(self, number):
        world.put_back("decider.before", self.site)

    def words(self):
        return ("conflicts", "resolve", self.short, "--take", HUB, "--reason", "paper seen")

    def after(self, done):
        left = self.open()
        said = done.returncode == 0 or "✓" in done.stdout
        wrong = ["said decided, and is open"] if said and left else []
        if left:
            wrong += self.once_more()
        return wrong + ([] if self.open() == [] else ["it stays open"]) + self.sound()


class SnapshotInstall(Scenario):
    """Start a new site from the hub's snapshot."""

    def begin(self, number):
        self.site = f"newcomer-{number}"
        self.code = world.code(self.site, HUB)

    def words(self):
        return ("init", "--from", "-", "--yes")

    def input(self):
        return self.code + "\n"

    def after(self, done):
        wrong = []
        if moso(self.site, "status").returncode not in (0, 3):
            wrong += ["said done, and is not there"] if done.returncode == 0 else []
            wrong += self.once_more()
        synced = moso(self.site, "sync")
        wrong += [] if synced.returncode in (0, 3) else [f"the first sync: {synced.returncode} {synced.stdout[:300]}"]
        there, here = world.digests(HUB), world.digests(self.site)
        wrong += [f"{s} differs" for s, d in here[1].items() if there[1].get(s) != d] + self.sound()
        subprocess.run(["rm", "-rf", world.folder(self.site)], check=True)
        return wrong


class Migration(Scenario):
    """Open a file that an older version wrote."""

    site = "old"

    def set_up(self):
        world.site(self.site)
        world.moso(self.site, "record", "add", "seat", "label=O-1", "kind=fixed", "state=in-service")
        path = world.folder(self.site) / "replica.db"
        with sqlite3.connect(path) as db:
            # As before the last formats: no table of policies, no roster of this format, an older way of capture.
            version = db.execute("PRAGMA user_version").fetchone()[0]
            tables = [t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                if table == "policy" or (table.startswith("moso_") and table.endswith("_policy")):
                    db.execute(f"DROP TABLE {table}")
            db.execute("DELETE FROM moso_cell WHERE tab = 'policy'")
            db.execute("UPDATE moso_meta SET value = value - 1 WHERE name IN ('schema_version', 'capture')")
            db.execute(f"PRAGMA user_version = {version - 1}")
        db.close()
        world.keep(self.site, "old.before")

    def begin(self, number):
        world.put_back("old.before", self.site)

    def words(self):
        return ("record", "add", "policy", "title=演示·补贴", "status=issued")

    def after(self, done):
        wrong = []
        if world.data(self.site, "record", "list", "policy") == []:
            wrong += ["said added, and is not there"] if done.returncode == 0 or "✓" in done.stdout else []
            wrong += self.once_more()
        labels = [s["columns"]["label"] for s in world.data(self.site, "record", "list", "seat")]
        return wrong + ([] if labels == ["O-1"] else [f"the old record: {labels}"]) + self.sound()


class Backup(Scenario):
    """Make a backup."""

    site = "kept"

    def set_up(self):
        world.site(self.site)
        world.moso(self.site, "record", "add", "seat", "label=K-1", "kind=fixed", "state=in-service")

    def begin(self, number):
        self.path = world.root / f"backup-{number}.db"

    def words(self):
        return ("backup", "create", "-o", str(self.path))

    def after(self, done):
        wrong = []
        if not self.path.exists():
            wrong += ["said done, and there is none"] if done.returncode == 0 else []
            wrong += self.once_more()
        checked = moso(self.site, "backup", "verify", str(self.path))
        wrong += [] if checked.returncode == 0 else [f"what is called a backup is none: {checked.stderr[:300]}"]
        self.path.unlink(missing_ok=True)
        # The next one clears away what this one left.
        done = moso(self.site, "backup", "create", "-o", str(self.path))
        left = [p.name for p in world.root.glob("backup-*") if p != self.path]
        self.path.unlink(missing_ok=True)
        return wrong + ([] if left == [] else [f"left lying: {left}"]) + self.sound()


class Restore(Scenario):
    """Put a backup in the place of the replica; what was written since comes along."""

    site = "restored"

    def set_up(self):
        world.site(self.site)
        for label in ("R-1", "R-2"):
            self.add(label)
        self.path = world.root / "to-restore.db"
        world.moso(self.site, "backup", "create", "-o", str(self.path))
        self.add("R-3")
        world.keep(self.site, "restored.before")

    def add(self, label):
        world.moso(self.site, "record", "add", "seat", f"label={label}", "kind=fixed", "state=in-service")

    def is_aside(self, label):
        kept = list(world.folder(self.site).glob("replaced-unreadable-*.db"))
        if len(kept) != 1:
            return False
        db = sqlite3.connect(kept[0])
        try:
            return db.execute("SELECT count(*) FROM seat WHERE label = ?", (label,)).fetchone() == (1,)
        finally:
            db.close()

    def begin(self, number):
        world.put_back("restored.before", self.site)

    def words(self):
        return ("restore", str(self.path), "--yes")

    def after(self, done):
        wrong = []
        if done.returncode != 0:
            wrong += self.once_more()
        there = sorted(s["columns"]["label"] for s in world.data(self.site, "record", "list", "seat"))
        # A present file that cannot be read is put aside, which is said, and is whole there.
        aside = there == ["R-1", "R-2"] and "cannot be opened" in done.stdout + done.stderr and self.is_aside("R-3")
        wrong += [] if aside or there == ["R-1", "R-2", "R-3"] else [f"there is {there}"]
        epoch = world.data(self.site, "status")["epoch"]
        self.add("R-4")
        return wrong + ([] if epoch > 1 else ["the epoch is the old one"]) + self.sound()


class Enrol(Scenario):
    """Join the hub by a code."""

    def begin(self, number):
        self.site = f"joiner-{number}"
        world.moso(self.site, "init", "--site", self.site, "--hub", HUB)
        self.code = world.code(self.site, HUB)

    def words(self):
        return ("enrol", "join", "--yes")

    def input(self):
        return self.code + "\n"

    def after(self, done):
        wrong = [] if done.returncode == 0 else self.once_more()
        synced = moso(self.site, "sync")
        wrong += [] if synced.returncode in (0, 3) else [f"the first sync: {synced.returncode} {synced.stdout[:300]}"]
        wrong += self.sound()
        subprocess.run(["rm", "-rf", world.folder(self.site)], check=True)
        return wrong


class Confirm(Scenario):
    """Enrol who came with a code and waits."""

    site = "doorkeeper"

    def set_up(self):
        world.site(self.site, hub=self.site)

    def begin(self, number):
        self.name = f"guest{number}"
        spare = world.root / "spare"
        subprocess.run(["rm", "-rf", spare], check=True)
        world.moso("spare", "init", "--site", self.name, "--hub", self.site)
        self.key = world.data("spare", "key", "show")["public_key"]
        world.moso(self.site, "enrol", "invite", "--site", self.name, "--at", "127.0.0.1:1", "--confirm")
        # As the daemon writes it down when somebody comes.
        with sqlite3.connect(world.folder(self.site) / "replica.db") as db:
            db.execute("UPDATE moso_invitation SET asked_by = ?, asked_ms = made_ms WHERE site = ?",
                       (bytes.fromhex(self.key), self.name))
        db.close()

    def words(self):
        return ("enrol", "confirm", self.name, "--yes")

    def listed(self):
        return [k for k in world.data(self.site, "enrol", "list") if k["site"] == self.name]

    def after(self, done):
        wrong = []
        rows = self.listed()
        if len(rows) != 1 or ("waits_until" in rows[0]) == ("enrolled_at" in rows[0]):
            wrong.append(f"it neither waits nor is enrolled, or both: {rows}")
        if "enrolled_at" not in rows[0]:
            wrong += ["said enrolled, and is not"] if done.returncode == 0 or "✓" in done.stdout else []
            wrong += self.once_more()
        rows = self.listed()
        wrong += [] if [k.get("public_key") for k in rows] == [self.key] and "enrolled_at" in rows[0] else [f"not enrolled: {rows}"]
        return wrong + self.sound()


class Revoke(Scenario):
    """Trust a site's key no more."""

    site = "registry"

    def set_up(self):
        world.site(self.site, hub=self.site)

    def begin(self, number):
        self.name = f"lost{number}"
        spare = world.root / "spare"
        subprocess.run(["rm", "-rf", spare], check=True)
        world.moso("spare", "init", "--site", self.name, "--hub", self.site)
        world.moso(self.site, "enrol", "add", self.name, "--key", world.data("spare", "key", "show")["public_key"])

    def words(self):
        return ("enrol", "revoke", self.name, "--reason", "lost")

    def revoked(self):
        return [k for k in world.data(self.site, "enrol", "list") if k["site"] == self.name and k.get("revoked_at")]

    def after(self, done):
        wrong = []
        if not self.revoked():
            wrong += ["said revoked, and is not"] if done.returncode == 0 or "✓" in done.stdout else []
            wrong += self.once_more()
        return wrong + ([] if self.revoked() else ["it is not revoked"]) + self.sound()


class RotateKey(Scenario):
    """A new key after the old one was lost: what had not been sent goes along under it."""

    site = "rotating"

    def set_up(self):
        world.site(self.site, HUB)
        world.moso(self.site, "sync")
        self.names = set()

    def begin(self, number):
        name = f"演示·换{number}"
        self.names.add(name)
        world.moso(self.site, "record", "add", "company", f"legal_name={name}")
        world.moso(HUB, "enrol", "revoke", self.site, "--reason", "key lost")
        (world.folder(self.site) / "replica.key").unlink()
        world.moso(self.site, "key", "show")
        done = moso(self.site, "enrol", "join", "--yes", input=world.code(self.site, HUB) + "\n")
        if done.returncode != 0:
            raise SystemExit(f"rotating: {done.stderr}")

    def words(self):
        return ("init", "--again", "--yes")

    def after(self, done):
        wrong = [] if done.returncode == 0 else self.once_more()
        synced = moso(self.site, "sync")
        wrong += [] if synced.returncode in (0, 3) else [f"the sync: {synced.returncode} {synced.stdout[:300]}"]
        there = {s["columns"]["legal_name"] for s in world.data(HUB, "record", "list", "company")}
        for old in world.folder(self.site).glob("replaced-*"):
            old.unlink()
        return wrong + ([f"the hub lacks {self.names - there}"] if self.names - there else []) + self.sound()


class NextKey(Scenario):
    """Make a next key, which the hub takes with the exchange that follows."""

    site = "renewing"

    def set_up(self):
        world.site(self.site, HUB)
        world.moso(self.site, "sync")

    def own(self):
        return world.data(self.site, "key", "show")["public_key"]

    def begin(self, number):
        self.name, self.before = f"演示·续{number}", self.own()
        world.moso(self.site, "record", "add", "company", f"legal_name={self.name}")

    def words(self):
        return ("key", "rotate", "--reason", "once a year")

    def after(self, done):
        # A second one while the first waits is refused (4): it was made.
        wrong = [] if done.returncode == 0 else self.once_more(4)
        for _ in range(2):
            synced = moso(self.site, "sync")
        wrong += [] if synced.returncode in (0, 3) else [f"the sync: {synced.returncode} {synced.stdout[:300]}"]
        own, listed = self.own(), world.data(HUB, "enrol", "list")
        current = [k["public_key"] for k in listed if k["site"] == self.site and not k["revoked_at"]]
        wrong += [] if own != self.before else ["the key is the old one"]
        wrong += [] if current == [own] else [f"the hub takes {current}, and not {own}"]
        there = {c["columns"]["legal_name"] for c in world.data(HUB, "record", "list", "company")}
        return wrong + ([] if self.name in there else [f"the hub lacks {self.name}"]) + self.sound()


class Compact(Scenario):
    """Trim old history and give the room back."""

    site = "trimming"

    def set_up(self):
        world.site(self.site)
        self.key = world.data(self.site, "record", "add", "company", "legal_name=演示·旧")["id"]

    def begin(self, number):
        for at in range(3):
            world.moso(self.site, "record", "edit", self.key, f"note={number}-{at}")
        self.note = f"{number}-2"
        time.sleep(1.1)

    def words(self):
        return ("trim", "--older-than", "1s", "--compact")

    def after(self, done):
        wrong = [] if done.returncode == 0 else self.once_more()
        shown = world.data(self.site, "record", "show", self.key)["columns"]["note"]
        return wrong + ([] if shown == self.note else [f"the note is {shown}"]) + self.sound()


SCENARIOS = [FirstStart, LocalWrite, ApplyBatch, Resolve, SnapshotInstall, Migration, Backup, Restore, RotateKey,
             NextKey, Enrol, Confirm, Revoke, Compact]


def census(scenario):
    """How often each call is made, without a fault; from where on files are opened by the program itself."""
    # The first time is not like the others: files are made, and blocks of them.
    for number in (-1, 0):
        scenario.begin(number)
        done, _, text = traced(scenario.site, scenario.words(), ("-e", "trace=" + ",".join(CALLS)), scenario.input())
        wrong = [] if done.returncode in (0, 3) else [f"{done.returncode} {done.stdout} {done.stderr}"]
        if wrong := wrong + scenario.after(done):
            raise SystemExit(f"{type(scenario).__name__} without a fault: {wrong}")
    most, threads, loading = {}, {}, 0
    for line in text.splitlines():
        found = re.match(r"(\d+) +(\w+)\(", line)
        if not found or found[2] not in CALLS:
            continue
        # strace counts for each thread apart.
        threads[found[1], found[2]] = threads.get((found[1], found[2]), 0) + 1
        most[found[2]] = max(most.get(found[2], 0), threads[found[1], found[2]])
        if found[2] == "openat" and re.search(r'\.so[".]|/etc/ld|/usr/lib|openssl', line):
            # The loader reads libraries first, whose loss is not moso's to tell.
            loading = threads[found[1], "openat"]
    return [(call, number) for call in CALLS for number in range(1 + (loading if call == "openat" else 0),
                                                                 most.get(call, 0) + 1)]


class Tries:
    def __init__(self):
        self.number, self.befell, self.wrong, self.codes = 0, 0, [], {}

    def run(self, scenario, call, fault, at):
        self.number += 1
        scenario.begin(self.number)
        how = (f"signal=KILL:when={at}" if fault == "KILL"
               else f"error={fault.rstrip('+')}:when={at}{'+' if fault.endswith('+') else ''}")
        done, befell, _ = traced(
            scenario.site, scenario.words(), ("-e", f"trace={call}", "-e", f"inject={call}:{how}"), scenario.input())
        self.befell += befell
        key = "killed" if fault == "KILL" else done.returncode
        self.codes[key] = self.codes.get(key, 0) + 1
        wrong = []
        if fault != "KILL" and done.returncode in FELL:
            wrong.append(f"it fell: {done.returncode} {done.stderr[-300:]}")
        if fault != "KILL" and done.returncode not in (0, 3) and not (done.stderr + done.stdout).strip():
            # Where nothing can be written any more, nothing can be said.
            if call != "write":
                wrong.append(f"left with {done.returncode} and said nothing")
        wrong += scenario.after(done)
        name = f"{type(scenario).__name__} {call} {fault} at {at}"
        for fact in wrong:
            print(f"WRONG {name}: {fact}", flush=True)
            world.failures.append(name)
        self.wrong += wrong


def main():
    only = sys.argv[1:]
    world.site(HUB)
    world.start(HUB)
    world.moso(HUB, "record", "add", "company", "legal_name=演示·澜图")
    world.site(ANJI, HUB)
    world.moso(ANJI, "sync")
    total = [0, 0]
    for kind in SCENARIOS:
        if only and kind.__name__ not in only:
            continue
        scenario, tries, began = kind(), Tries(), time.monotonic()
        if kind is FirstStart:
            # It makes and unmakes its folder, which must not be that of a site that is used.
            scenario.site = "fresh"
        scenario.set_up()
        places = [(call, fault, at) for call, at in census(scenario) for fault in FAULTS[call]]
        some = places
        if SHARE < 1:
            kills = [p for p in places if p[1] == "KILL"]
            errors = [p for p in places if p[1] != "KILL"]
            some = [p for group in (kills, errors)
                    for p in world.chance.sample(group, min(len(group), count(len(group), least=2)))]
        for call, fault, at in some:
            tries.run(scenario, call, fault, at)
        total[0] += tries.number
        total[1] += tries.befell
        codes = ", ".join(f"{k}: {n}" for k, n in sorted(tries.codes.items(), key=str))
        world.check(f"{kind.__name__} ({kind.__doc__}): {tries.number} of {len(places)} places, "
                    f"{tries.befell} faults befell it ({codes}; {time.monotonic() - began:.0f} s)", tries.wrong == [])
        world.check(f"{kind.__name__}: some fault befell it", tries.befell > 0)
    world.figure("faults at system calls", f"{total[0]} tries, {total[1]} faults, {len(set(world.failures))} wrong")
    world.check("the hub's daemon lives", world.healthy(HUB))


try:
    if can_trace():
        main()
    else:
        world.skip("faults at every system call", "strace is missing or may not trace")
finally:
    world.end()
