#!/usr/bin/env python3
"""Drills of identity, drawn at random: databases of yesterday, copies and clones of machines, identity files lost, copied
or of another day. A new epoch begins before any number could be used twice, what was lost comes back, nothing is lost.
"""
import shutil

from rig import Rig, count, dots_of

HUB, BRANCHES = "beijing", ("anji", "hangzhou")
DATABASE = ("replica.db", "replica.db-wal", "replica.db-shm")
world = Rig("identities", 61)


class Story:
    """What was written, and what has been put aside of each branch."""

    def __init__(self):
        self.number, self.names, self.drills, self.epochs = 0, set(), {}, 0
        self.old = {site: [] for site in BRANCHES}

    def add(self, site, synced=False):
        self.number += 1
        name = f"演示·{self.number}"
        world.moso(site, "record", "add", "company", f"legal_name={name}")
        self.names.add(name)
        if synced:
            self.sync(site)

    def sync(self, site):
        done = world.run(site, "sync")
        if done.returncode not in (0, 3):
            world.check(f"{site} syncs", False, done.stdout + done.stderr)

    def photograph(self, site):
        """A copy of the machine as it is, which may come back."""
        name = f"{site}-at-{self.number}"
        shutil.copytree(world.folder(site), world.root / name, dirs_exist_ok=True)
        self.old[site].append(name)

    # Drills: each leaves the branch with what the story knows of, once it has synced.

    def yesterday_with_identity(self, site, old):
        """The machine is put back whole, by a snapshot of its disk: only a peer can tell."""
        self.sync(site)
        world.put_back(old, site)

    def yesterday_without_identity(self, site, old):
        self.sync(site)
        kept = (world.folder(site) / "replica.key").read_bytes()
        shutil.rmtree(world.folder(site))
        shutil.copytree(world.root / old, world.folder(site))
        (world.folder(site) / "replica.id").unlink()
        (world.folder(site) / "replica.key").write_bytes(kept)

    def yesterday_under_todays_identity(self, site, old):
        self.sync(site)
        for name in DATABASE:
            source, goal = world.root / old / name, world.folder(site) / name
            goal.unlink(missing_ok=True)
            if source.exists():
                shutil.copy2(source, goal)

    def lost_identity(self, site, old):
        (world.folder(site) / "replica.id").unlink()

    def identity_of_yesterday(self, site, old):
        shutil.copy2(world.root / old / "replica.id", world.folder(site) / "replica.id")

    def identity_of_the_other(self, site, old):
        other = next(b for b in BRANCHES if b != site)
        shutil.copy2(world.folder(other) / "replica.id", world.folder(site) / "replica.id")

    def clone_goes_on(self, site, old):
        """Two machines that cannot tell which is the first; both write, and both reach the hub."""
        shutil.rmtree(world.root / "clone", ignore_errors=True)
        shutil.copytree(world.folder(site), world.root / "clone")
        world.rewrite_identity("clone")
        self.add(site)
        self.add("clone")
        for which in (site, "clone", site, "clone"):
            self.sync(which)
        shutil.rmtree(world.root / "clone")

    def moved(self, site, old):
        """The folder is moved to another disk, with everything."""
        world.folder(site).rename(world.root / "moved")
        shutil.copytree(world.root / "moved", world.folder(site))
        shutil.rmtree(world.root / "moved")

    def garbled_identity(self, site, old):
        path = world.folder(site) / "replica.id"
        data = bytearray(path.read_bytes())
        data[world.chance.randrange(60)] ^= 1 << world.chance.randrange(7)
        path.write_bytes(data)

    def backed_up(self, site, old):
        """A restore by the command, with work since."""
        path = world.root / "drill.db"
        path.unlink(missing_ok=True)
        world.moso(site, "backup", "create", "-o", str(path))
        self.add(site)
        world.moso(site, "restore", str(path), "--yes")
        for left in world.folder(site).glob("replaced-*"):
            left.unlink()

    def drill(self):
        site = world.chance.choice(BRANCHES)
        name = world.chance.choice(DRILLS)
        self.drills[name] = self.drills.get(name, 0) + 1
        old = world.chance.choice(self.old[site])
        before = world.data(site, "status")["epoch"]
        for _ in range(world.chance.randrange(3)):
            self.add(site, synced=world.chance.random() < 0.5)
        getattr(self, name)(site, old)
        if world.chance.random() < 0.7:
            self.add(site)
        self.sync(site)
        if world.chance.random() < 0.5:
            self.add(site)
            self.sync(site)
        self.epochs += world.data(site, "status")["epoch"] != before
        if world.chance.random() < 0.3:
            self.photograph(site)
        return site, name

    def look(self, after):
        for _ in range(2):
            for site in BRANCHES:
                self.sync(site)
        hub = {c["columns"]["legal_name"] for c in world.data(HUB, "record", "list", "company")}
        wrong = [f"missing at the hub: {self.names - hub}"] if self.names - hub else []
        for site in BRANCHES:
            there = {c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")}
            wrong += [f"missing at {site}: {self.names - there}"] if self.names - there else []
            findings, digests = world.digests(site)
            wrong += [f"{site}: {findings}"] if findings else []
            wrong += [f"{site} and the hub differ in {s}" for s, d in digests.items()
                      if world.digests(HUB)[1].get(s) != d]
        for site in (HUB, *BRANCHES):
            log = world.log(site)
            dots = dots_of(log)
            wrong += [f"{site}: a number was used twice"] if len(dots) != len(set(dots)) else []
            wrong += [f"{site}: {s}" for s in world.whole_streams(site, log)]
        if wrong:
            world.check(f"after {after} nothing is lost and no number is used twice", False, wrong[:3])
        return wrong


DRILLS = [name for name in vars(Story) if name in (
    "yesterday_with_identity", "yesterday_without_identity", "yesterday_under_todays_identity", "lost_identity",
    "identity_of_yesterday", "identity_of_the_other", "clone_goes_on", "moved", "garbled_identity", "backed_up")]


def main():
    story, full, wrong = Story(), count(200, least=12), []
    world.site(HUB)
    world.start(HUB)
    for site in BRANCHES:
        world.site(site, HUB)
        story.add(site, synced=True)
        story.photograph(site)
    for number in range(full):
        site, name = story.drill()
        if number % 10 == 9 or number == full - 1:
            wrong += story.look(f"drill {number + 1}, {name} at {site}")
    world.check(f"{full} drills: nothing is lost, and no number is used twice", wrong == [])
    world.check("new epochs began", story.epochs > 0)
    told = ", ".join(f"{name} {n}" for name, n in sorted(story.drills.items()))
    world.figure("identity drills", f"{full} ({told}), {story.epochs} new epochs, {len(wrong)} wrong")


try:
    main()
finally:
    world.end()
