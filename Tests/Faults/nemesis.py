#!/usr/bin/env python3
"""The set test: elements are added at five sites while a nemesis cuts links, loses packets, stops and kills daemons, moves
clocks and fills disks. When it leaves off, every acknowledged element is at every site, and none that nobody added.

Each site is a machine of its own (machines.py). An element is a company, which all sites hold: written by a command, by an
import, or by another SQLite tool, whose commit is the acknowledgement.

Needs root, and a kernel that allows network namespaces; without iptables the network is only slow or down.
"""
import json
import signal
import sqlite3
import subprocess
import threading
import time

import machines
from rig import BIN, SHARE, count

HUB = "beijing"
BRANCHES = ("anji", "hangzhou", "huzhou", "wuxi")
SITES = (HUB, *BRANCHES)
DISK = 512 << 20
# Long faults wear a site out, short ones hit it in the middle of something.
FAULT, CALM = (20, 10) if SHARE >= 0.1 else (4, 2)


class Writer(threading.Thread):
    """Adds elements at one site until it has its share of them, whatever happens around it."""

    def __init__(self, site, most):
        super().__init__(daemon=True)
        self.site, self.most, self.number = site, most, 0
        self.tried, self.yes, self.refused = set(), set(), 0
        self.chance = __import__("random").Random(f"{site} {world.chance.random()}")
        self.running = None

    def names(self, amount):
        self.number += 1
        found = [f"{self.site}-{self.number}-{at}" for at in range(amount)]
        self.tried |= set(found)
        return found

    def run(self):
        while len(self.yes) < self.most:
            draw = self.chance.random()
            try:
                done = self.by_hand() if draw < 0.5 else self.imported() if draw < 0.85 else self.typed()
            except (OSError, subprocess.SubprocessError, sqlite3.Error):
                done = False
            if not done:
                self.refused += 1
                time.sleep(0.2)
            time.sleep(self.chance.uniform(0, 0.3))

    def by_hand(self):
        names = self.names(self.chance.randrange(20, 200) if self.most > 1000 else self.chance.randrange(1, 20))
        db = sqlite3.connect(world.folder(self.site) / "replica.db", timeout=5)
        try:
            with db:
                db.execute("PRAGMA synchronous = FULL")
                db.executemany("INSERT INTO company(id, legal_name) VALUES(?, ?)",
                               [(f"C-{name.upper()}", name) for name in names])
        finally:
            db.close()
        self.yes |= set(names)
        return True

    def command(self, *words):
        self.running = subprocess.Popen(
            [*world.enter(self.site), BIN / "moso", *words, "--data", world.folder(self.site), "--author", "desk"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env={**machines.os.environ, **world.clocks.of(self.site)})
        said = self.running.communicate(timeout=120)[0]
        return self.running.returncode == 0 or "✓".encode() in said

    def imported(self):
        names = self.names(50 if self.most > 1000 else 10)
        path = world.root / f"{self.site}.jsonl"
        path.write_text("".join(json.dumps({"kind": "company", "fields": {"legal_name": n}}) + "\n" for n in names))
        done = self.command("import", str(path))
        if done:
            self.yes |= set(names)
        return done

    def typed(self):
        names = self.names(1)
        done = self.command("record", "add", "company", f"legal_name={names[0]}")
        if done:
            self.yes |= set(names)
        return done


class Nemesis:
    """What goes wrong; each fault is begun and mended."""

    def __init__(self, writers):
        self.writers, self.done, self.filter = writers, {}, machines.filter_tool()
        self.menu = [self.killed, self.command_killed, self.stopped, self.disk_full, self.link_down]
        if self.filter:
            self.menu += [self.alone, self.halves, self.one_way, self.lossy, self.reset]
        if machines.have("tc"):
            self.menu += [self.slow]
        if world.clocks.missing:
            world.skip("clocks that are moved", world.clocks.missing)
        else:
            self.menu += [self.clock_jump, self.clock_far]

    def site(self):
        return world.chance.choice(SITES)

    def branch(self):
        return world.chance.choice(BRANCHES)

    def rules(self, site, *words):
        """Rules of a machine's packets, and how to take them away again."""
        world.inside(site, self.filter, "-w", *words)
        return lambda: world.inside(site, self.filter, "-w", "-F")

    def step(self):
        fault = world.chance.choice(self.menu)
        self.done[fault.__name__] = self.done.get(fault.__name__, 0) + 1
        mend = fault()
        time.sleep(world.chance.uniform(0.3, 1) * FAULT)
        if mend:
            mend()
        time.sleep(world.chance.uniform(0.3, 1) * CALM)

    def killed(self):
        site = self.site()
        world.stop(site, signal.SIGKILL)
        return lambda: world.start(site)

    def command_killed(self):
        for writer in self.writers:
            if writer.running and writer.running.poll() is None:
                writer.running.kill()

    def stopped(self):
        daemon = world.daemons[self.site()]
        daemon.send_signal(signal.SIGSTOP)
        return lambda: daemon.send_signal(signal.SIGCONT)

    def disk_full(self):
        site = self.site()
        filler = world.folder(site) / "filler"
        try:
            with open(filler, "ab", buffering=0) as file:
                while True:
                    file.write(b"\0" * (1 << 20))
        except OSError:
            pass
        return lambda: filler.unlink()

    def link_down(self):
        number = world.numbers[self.site()]
        machines.call("ip", "link", "set", f"v{number}", "down")
        return lambda: machines.call("ip", "link", "set", f"v{number}", "up")

    def alone(self):
        return self.rules(HUB, "-A", "INPUT", "!", "-i", "lo", "-j", "DROP")

    def halves(self):
        mends = [self.rules(site, "-A", "INPUT", "!", "-i", "lo", "-j", "DROP")
                 for site in world.chance.sample(BRANCHES, 2)]
        return lambda: [mend() for mend in mends]

    def one_way(self):
        return self.rules(self.branch(), "-A", world.chance.choice(("INPUT", "OUTPUT")), "-p", "tcp",
                          world.chance.choice(("--dport", "--sport")), str(machines.PORT), "-j", "DROP")

    def lossy(self):
        return self.rules(HUB, "-A", "INPUT", "!", "-i", "lo", "-m", "statistic", "--mode", "random", "--probability",
                          "0.3", "-j", "DROP")

    def reset(self):
        return self.rules(self.branch(), "-A", "INPUT", "-p", "tcp", "--sport", str(machines.PORT), "-m", "statistic",
                          "--mode", "random", "--probability", "0.1", "-j", "REJECT", "--reject-with", "tcp-reset")

    def slow(self):
        site = self.branch()
        device = f"m{world.numbers[site]}"
        world.inside(site, "tc", "qdisc", "add", "dev", device, "root", "tbf", "rate", "64kbit", "burst", "4kb",
                     "latency", "800ms")
        return lambda: world.inside(site, "tc", "qdisc", "del", "dev", device, "root")

    def clock_jump(self):
        site = self.site()
        world.clocks.set(site, world.chance.choice(("+2h", "-2h", "+20m", "-20m")))
        return lambda: world.clocks.set(site, "+0")

    def clock_far(self):
        site = self.site()
        world.clocks.set(site, world.chance.choice(("+400d", "-400d")))
        return lambda: world.clocks.set(site, "+0")


def in_step():
    # First by what costs little.
    if any(peer["to_send"] or peer["to_get"] for site in BRANCHES for peer in world.data(site, "peers", "list")):
        return False
    found = {site: world.digests(site)[1] for site in SITES}
    return all(found[HUB].get(scope) == digest for site in BRANCHES for scope, digest in found[site].items())


def main():
    full = count(100_000, least=400)
    for site in SITES:
        world.site(site, None if site == HUB else HUB)
        world.start(site)
    began = time.monotonic()
    writers = [Writer(site, full // len(SITES) + 1) for site in SITES]
    nemesis = Nemesis(writers)
    for writer in writers:
        writer.start()
    while any(w.is_alive() for w in writers) or (SHARE < 0.1 and sum(nemesis.done.values()) < 6):
        nemesis.step()
    added = time.monotonic()
    for site in SITES:
        if site not in world.daemons:
            world.start(site)
    world.check("once the nemesis has left off, all sites come to hold the same by themselves",
                world.wait("all are in step", in_step, 300 + full / 50))
    healed = time.monotonic()
    yes, tried = set().union(*(w.yes for w in writers)), set().union(*(w.tried for w in writers))
    lost, odd = 0, 0
    for site in SITES:
        found = [c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")]
        there = set(found)
        lost, odd = lost + len(yes - there), odd + len(there - tried) + len(found) - len(there)
        world.check(f"none of {len(yes)} acknowledged elements is missing at {site}", yes <= there, list(yes - there)[:9])
        world.check(f"none is at {site} that nobody added, or twice", there <= tried and len(found) == len(there),
                    list(there - tried)[:9])
        world.check(f"the numbers of {site} are whole", world.whole_streams(site) == [])
        world.check(f"{site} verifies", world.digests(site)[0] == [])
    forks = [c for c in world.data(HUB, "conflicts", "list") if c["kind"] == "fork"]
    world.check("no number was used twice", forks == [], forks)
    for site in SITES:
        world.check(f"the daemon of {site} stops in order", world.stop(site) == 0)
    faults = ", ".join(f"{name} {n}" for name, n in sorted(nemesis.done.items()))
    world.figure("set test", f"{len(yes)} acknowledged adds at {len(SITES)} sites, {lost} missing, {odd} unexpected")
    world.figure("nemesis", f"{sum(nemesis.done.values())} faults in {added - began:.0f} s ({faults}); "
                 f"{sum(w.refused for w in writers)} writes were refused or cut")
    world.figure("in step after the last fault", f"{healed - added:.0f} s")


why = machines.missing()
if why:
    print(f"skip  the set test under a nemesis: {why}")
else:
    machines.enter_own_network()
    world = machines.Machines("nemesis", 31, disk=DISK)
    try:
        main()
    finally:
        world.end()
