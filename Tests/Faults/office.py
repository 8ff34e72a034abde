#!/usr/bin/env python3
"""Forty-eight hours of office life in forty-eight minutes: a hub and seven branches, whose clocks run sixty times as fast.

From 06:00 on a Monday people type in their office hours; five branches sync by cron every five minutes, two and the hub by a
daemon; a laptop is closed for the night; backups are made at 02:17; one branch is cut off for a day; the power of a branch and
of the hub fails (every process is killed; what a disk then forgets is for power.py); one branch gets last night's backup back;
and now and then a link is down or slow, a daemon stands still or is killed, a command is killed.

Every hour, and at the end: every site verifies, nothing acknowledged is missing, what was held once is held still, the
write-ahead logs are bounded, daemons hold no more descriptors and memory than before, no conflict is open but those that two
people made, and no clock is called wrong. What cron says is counted.

MOSO_FAULTS below 1 makes the hours shorter, not fewer; the clocks run at sixty times all the same.

Needs root, network namespaces, libfaketime and a C compiler.
"""
import datetime
import json
import os
import random
import signal
import subprocess
import threading
import time

import machines
from faked import Clocks
from rig import BIN, SHARE

HUB, DESK, LAPTOP, CUT_OFF, RESTORED = "beijing", "hangzhou", "sanya", "huzhou", "wuxi"
CRON = ("anji", CUT_OFF, RESTORED, "deqing", "ningbo")
DAEMONS = (HUB, DESK, LAPTOP)
SITES = (*DAEMONS, *CRON)
RATE, HOURS, START = 60, 48, 6
# Of the real time: an hour, a pause of a person, the time from one sync of cron to the next.
HOUR = max(60 * SHARE, 0.8)
PAUSE, CRON_PERIOD = min(6, HOUR * 2), min(5, HOUR * 3)
# How long a hub may be away until cron says so: six hours, of the clocks that the programs see.
ALERT = f"{round(6 * HOUR * RATE)}s"
WAL_MOST, MORE_HANDLES, MORE_MEMORY = 16 << 20, 12, 1.3
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class OneClock(Clocks):
    """A clock that all sites see, sixty times as fast, moved ten times a second."""

    def of(self, site):
        return super().of("office" if site != "probe" else site)

    def begin(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        monday = (now + datetime.timedelta(days=7 - now.weekday())).replace(hour=START, minute=0, second=0)
        self.ahead, self.began = (monday - now).total_seconds(), time.monotonic()
        self.move()
        threading.Thread(target=self.go_on, daemon=True).start()

    def move(self):
        self.set("office", f"{self.ahead + (time.monotonic() - self.began) * (RATE - 1):+.1f}")

    def go_on(self):
        while world.root.exists() and not life.over:
            self.move()
            time.sleep(0.1)


def credit_code(number):
    body = f"91330523MA{number:07d}"
    return body + DIGITS[-sum(DIGITS.index(c) * pow(3, at, 31) for at, c in enumerate(body)) % 31]


def command(site, *words, timeout=300, spared=False):
    """(exit code, what was said) of a command that a fault may take away, unless it is spared; None for the code then."""
    running = subprocess.Popen(
        [*world.enter(site), BIN / "moso", *words, "--data", world.folder(site), "--author", f"desk-{site}"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, errors="replace",
        env={**os.environ, "MOSO_LANG": "en", **world.clocks.of(site)})
    running.spared = spared
    life.running.setdefault(site, set()).add(running)
    try:
        said = running.communicate(timeout=timeout)[0]
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()
        world.check(f"{words[0]} at {site} ends within {timeout} s", False)
        return None, ""
    finally:
        life.running[site].discard(running)
    if running.returncode < 0 and running.returncode != -signal.SIGKILL:
        world.check(f"{words[0]} at {site} does not crash", False, (running.returncode, said))
    return (running.returncode, said) if running.returncode >= 0 else (None, said)


class Life:
    """What has happened so far, and who is at work."""

    def __init__(self):
        self.over, self.running, self.mail = False, {}, {site: [] for site in CRON}
        # Held while somebody types at a site, and while it syncs by cron.
        self.hands = {site: threading.Lock() for site in SITES}
        self.line = {site: threading.Lock() for site in SITES}
        self.off, self.faults, self.codes, self.syncs = set(), {}, {}, 0
        # By site: names that were acknowledged and names that were tried; by record: what its note may be.
        self.names, self.tried = {s: set() for s in SITES}, {s: set() for s in SITES}
        self.notes, self.refused, self.actions = {}, [], 0
        self.open, self.decided, self.subjects = {}, [], []

    def hour(self):
        return (time.monotonic() - world.clocks.began) / HOUR

    def at_work(self):
        return 8 <= (self.hour() + START) % 24 < 18 and self.hour() < HOURS


class Person(threading.Thread):
    """Types at one site in office hours."""

    def __init__(self, site):
        super().__init__(daemon=True)
        self.site, self.number, self.mine = site, 0, []
        self.chance = random.Random(f"{site} {world.chance.random()}")

    def run(self):
        while not life.over:
            time.sleep(self.chance.expovariate(1 / PAUSE))
            if life.at_work() and not life.over:
                with life.hands[self.site]:
                    if self.site not in life.off:
                        self.act()

    def act(self):
        draw = self.chance.random()
        life.actions += 1
        if draw < 0.45 or not self.mine:
            self.adds()
        elif draw < 0.85:
            self.edits()
        elif self.site in DAEMONS:
            world.page(self.site, self.chance.choice(("/", "/conflicts", "/metrics")))
        else:
            command(self.site, *self.chance.choice((("status",), ("conflicts", "list"), ("record", "list", "company"))))

    def adds(self):
        # Names that nobody takes for two of one company.
        name = f"演示·{self.chance.randbytes(6).hex()}-{self.site}"
        life.tried[self.site].add(name)
        code, said = command(self.site, "record", "add", "company", f"legal_name={name}", "--json")
        if code == 0:
            life.names[self.site].add(name)
            self.mine.append(name)
        elif code is not None:
            life.refused.append(said)

    def edits(self):
        name = self.chance.choice(self.mine)
        found = [r["id"] for r in world.data(self.site, "record", "list", "company") if r["columns"]["legal_name"] == name]
        self.number += 1
        note = f"{self.site} {self.number}"
        allowed = life.notes.setdefault(name, [None])
        allowed.append(note)
        code, said = command(self.site, "record", "edit", found[0], f"note={note}")
        if code == 0:
            life.notes[name] = [note]
        elif code is not None:
            life.refused.append(said)


def cron(site):
    while not life.over:
        began = time.monotonic()
        with life.line[site]:
            if site not in life.off:
                code, said = command(site, "sync", "--cron", "--alert-after", ALERT)
                life.codes[code] = life.codes.get(code, 0) + 1
                life.syncs += 1
                if said.strip():
                    life.mail[site].append((life.hour(), said.strip()))
        time.sleep(max(0, CRON_PERIOD - (time.monotonic() - began)))


def link(site, way):
    machines.call("ip", "link", "set", f"v{world.numbers[site]}", way)


# What an office goes through, by the hour

def cut_off():
    link(CUT_OFF, "down")


def joined_again():
    link(CUT_OFF, "up")


def closed():
    with life.hands[LAPTOP]:
        life.off.add(LAPTOP)
        world.daemons[LAPTOP].send_signal(signal.SIGSTOP)
        link(LAPTOP, "down")


def opened():
    link(LAPTOP, "up")
    world.daemons[LAPTOP].send_signal(signal.SIGCONT)
    life.off.discard(LAPTOP)


def backups():
    for site in SITES:
        if site not in life.off:
            code, said = command(site, "backup", "create", "--keep", "3", spared=True)
            world.check(f"the backup of the night is made at {site}", code == 0, (code, said))


def power_cut(site):
    def cut():
        life.off.add(site)
        for running in list(life.running.get(site, ())):
            running.kill()
        if site in world.daemons:
            world.stop(site, signal.SIGKILL)
        life.faults["power cut"] = life.faults.get("power cut", 0) + 1
        time.sleep(HOUR)
        if site in DAEMONS:
            world.start(site)
        life.off.discard(site)
    return cut


def restore():
    with life.hands[RESTORED], life.line[RESTORED]:
        before = world.data(RESTORED, "status")["epoch"]
        newest = world.moso(RESTORED, "backup", "list").split("\n")[-2].split("  ")[0]
        code, said = command(RESTORED, "restore", newest, "--yes", spared=True)
        world.check(f"last night's backup comes back at {RESTORED}", code == 0, (code, said))
        world.check("under a new epoch", world.data(RESTORED, "status")["epoch"] > before)


def two_write(number):
    """Two people give one company two credit codes, neither having seen the other's: one conflict, which is decided or not."""
    def write():
        subject, pair = life.subjects[number], ("anji", ("deqing", "ningbo")[number % 2])
        with life.line[pair[0]], life.line[pair[1]], life.hands[pair[0]], life.hands[pair[1]]:
            for at, site in enumerate(pair):
                code, said = command(site, "record", "edit", subject, f"credit_code={credit_code(10 * number + at)}", spared=True)
                world.check(f"{site} writes a credit code", code == 0, (code, said))
        life.open[subject] = pair
    return write


def decide(number):
    def act():
        subject = life.subjects[number]

        def found():
            return [c["id"] for c in world.data(HUB, "conflicts", "list") if subject in json.dumps(c)]
        if world.wait(f"the conflict about {subject} is at the hub", found, 60 + 2 * HOUR):
            side = world.chance.choice(life.open[subject])
            code, said = command(HUB, "conflicts", "resolve", found()[0], "--take", side, "--reason", "paper seen", spared=True)
            if world.check("a person decides it", code == 0, (code, said)):
                life.decided.append(subject)
    return act


EVENTS = sorted([
    (3, cut_off), (27, joined_again), (12.5, closed), (26, opened), (36.5, closed), (46, opened), (20.3, backups),
    (44.3, backups), (7.5, power_cut("deqing")), (31.2, power_cut(HUB)), (28, restore),
    *((h, two_write(n)) for n, h in enumerate((4, 6, 9.5, 11, 29, 30, 34, 35))),
    *((h + 2, decide(n)) for n, h in ((0, 4), (2, 9.5), (4, 29), (6, 34)))], key=lambda event: event[0])


class Weather(threading.Thread):
    """Small faults, all the time, to sites that nothing else befalls."""

    def __init__(self):
        super().__init__(daemon=True)
        self.chance = random.Random(world.chance.random())
        self.menu = [self.down, self.slow, self.stands_still, self.killed, self.command_killed]
        self.busy = threading.Lock()

    def run(self):
        while not life.over and life.hour() < HOURS - 1:
            time.sleep(self.chance.uniform(0.2, 1.2) * max(HOUR / 2, 3))
            with self.busy:
                if not life.over:
                    fault = self.chance.choice(self.menu)
                    if fault():
                        life.faults[fault.__name__] = life.faults.get(fault.__name__, 0) + 1

    def lasts(self):
        time.sleep(self.chance.uniform(1, 10 if HOUR > 5 else 3))

    def down(self):
        site = self.chance.choice(("anji", "deqing", "ningbo", DESK, HUB))
        link(site, "down")
        self.lasts()
        link(site, "up")
        return True

    def slow(self):
        if not machines.have("tc"):
            return False
        site = self.chance.choice(("anji", "deqing", "ningbo", DESK))
        device = f"m{world.numbers[site]}"
        world.inside(site, "tc", "qdisc", "add", "dev", device, "root", "tbf", "rate", "256kbit", "burst", "4kb",
                     "latency", "800ms")
        self.lasts()
        world.inside(site, "tc", "qdisc", "del", "dev", device, "root")
        return True

    def stands_still(self):
        daemon = world.daemons.get(self.chance.choice((HUB, DESK)))
        if daemon is None:
            return False
        daemon.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(0.5, 2))
        daemon.send_signal(signal.SIGCONT)
        return True

    def killed(self):
        # Never the daemon at DESK, whose memory is followed for all the time.
        if HUB in life.off or HUB not in world.daemons:
            return False
        world.stop(HUB, signal.SIGKILL)
        world.start(HUB)
        return True

    def command_killed(self):
        running = [r for s in SITES for r in list(life.running.get(s, ())) if not r.spared]
        if running:
            self.chance.choice(running).kill()
        return bool(running)


class Looks:
    """What is looked at every hour."""

    def __init__(self):
        self.number, self.wal, self.wrong = 0, 0, 0
        self.held, self.handles, self.memory = {s: set() for s in SITES}, {}, {}

    def fact(self, fact, holds, detail=""):
        """Said only when it does not hold: there are thousands."""
        if not holds:
            self.wrong += 1
            world.check(f"hour {life.hour():.1f}: {fact}", False, detail)

    def look(self):
        self.number += 1
        for site in SITES:
            if site not in life.off:
                self.site(site)
        daemon = world.daemons.get(DESK)
        if daemon:
            self.handles.setdefault(DESK, []).append(len(os.listdir(f"/proc/{daemon.pid}/fd")))
            status = open(f"/proc/{daemon.pid}/status").read()
            self.memory.setdefault(DESK, []).append(int(status.split("VmRSS:")[1].split()[0]) << 10)
        for site in DAEMONS:
            daemon = world.daemons.get(site)
            if daemon and daemon.poll() is None:
                most = len(os.listdir(f"/proc/{daemon.pid}/fd"))
                self.fact(f"the daemon of {site} holds few descriptors", most < 100, most)

    def site(self, site):
        with life.hands[site]:
            # All that was acknowledged here before the list is read.
            mine = set(life.names[site])
            self.fact(f"{site} verifies", (found := world.digests(site)[0]) == [], found)
            there = {c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")}
            status = world.data(site, "status")
        self.fact(f"nothing acknowledged is missing at {site}", mine <= there, list(mine - there)[:5])
        self.fact(f"{site} holds what it held", site == RESTORED or self.held[site] <= there,
                  list(self.held[site] - there)[:5])
        self.held[site] = there
        self.fact(f"no clock is called wrong at {site}", status["clocks"] == [], status["clocks"])
        self.fact(f"nothing is held back or put aside at {site}", (status["quarantined"], status["forks"]) == (0, []), status)
        self.fact(f"no conflict is open at {site} that nobody made", status["conflicts"] <= len(life.open), status["conflicts"])
        try:
            size = (world.folder(site) / "replica.db-wal").stat().st_size
        except FileNotFoundError:
            size = 0
        self.wal = max(self.wal, size)
        self.fact(f"the write-ahead log of {site} is bounded", size <= WAL_MOST, size)


def in_step():
    found = {site: world.digests(site)[1] for site in SITES}
    return all(found[HUB].get(scope) == digest for site in SITES for scope, digest in found[site].items())


def begin():
    for site in SITES:
        world.site(site, None if site == HUB else HUB)
        if site == HUB:
            world.start(HUB)
    for site in DAEMONS[1:]:
        world.start(site)
    for number in range(8):
        world.moso(HUB, "record", "add", "company", f"legal_name=演示·{random.Random(number).randbytes(6).hex()}-both")
    life.subjects = sorted(c["id"] for c in world.data(HUB, "record", "list", "company"))
    for site in CRON:
        world.moso(site, "sync")
    # Enrolment takes its time; the life begins when all are there.
    world.clocks.ahead += (time.monotonic() - world.clocks.began) * (RATE - 1)
    world.clocks.began = time.monotonic()


def live():
    weather, looks, waiting = Weather(), Looks(), list(EVENTS)
    threads = [*(Person(site) for site in SITES), weather, *(threading.Thread(target=cron, args=(s,), daemon=True) for s in CRON)]
    for thread in threads:
        thread.start()
    next_look = time.monotonic() + max(HOUR, 8)
    while life.hour() < HOURS or waiting:
        if waiting and waiting[0][0] <= life.hour():
            hour, event = waiting.pop(0)
            print(f"      {life.hour():5.1f}  {event.__qualname__.split('.')[0]}", flush=True)
            if "power_cut" in event.__qualname__:
                with weather.busy:
                    event()
            else:
                event()
        elif time.monotonic() >= next_look:
            with weather.busy:
                looks.look()
            next_look = max(next_look + max(HOUR, 8), time.monotonic() + 2)
        else:
            time.sleep(0.1)
    return looks


def said_by_cron():
    """Only the branch that was cut off has a word of it, one when it had been too long, and one when it was over."""
    for site, mail in life.mail.items():
        for hour, said in mail:
            print(f"      mail of {site} at {hour:.1f}: {said[:300]}")
    mine = [said for _, said in life.mail[CUT_OFF]]
    world.check("cron at the branch that was cut off says so once, and once that it is over",
                len(mine) == 2 and "E-PEER-STALE" in mine[0] and "E-PEER-STALE" not in mine[1], mine)
    if HOUR >= 10:
        others = {s: m for s, m in life.mail.items() if s != CUT_OFF and m}
        world.check("and cron at no other says a word", others == {}, others)


def at_the_end(looks):
    world.check("everybody comes to hold the same by themselves", world.wait("all are in step", in_step, 120))
    life.over = True
    for site in SITES:
        with life.hands[site], life.line[site]:
            pass
    names, tried = set().union(*life.names.values()), set().union(*life.tried.values())
    both, missing = {f"演示·{random.Random(n).randbytes(6).hex()}-both" for n in range(8)}, 0
    for site in SITES:
        found = {c["columns"]["legal_name"]: c["columns"].get("note") for c in world.data(site, "record", "list", "company")}
        there = set(found)
        missing += len(names - there)
        world.check(f"none of {len(names)} acknowledged companies is missing at {site}, and none is there that nobody added",
                    names <= there <= tried | both, (list(names - there)[:5], list(there - tried - both)[:5]))
        wrong = {n: (found.get(n), allowed) for n, allowed in life.notes.items() if found.get(n) not in allowed}
        missing += len(wrong)
        world.check(f"every acknowledged note of {len(life.notes)} is at {site}", wrong == {}, list(wrong.items())[:5])
        open_now = world.data(site, "conflicts", "list")
        expected = [s for s in life.open if s not in life.decided]
        world.check(f"the {len(expected)} conflicts that nobody decided are open at {site}, and no other",
                    len(open_now) == len(expected) and all(any(s in json.dumps(c) for c in open_now) for s in expected), open_now)
        world.check(f"the numbers of {site} are whole", world.whole_streams(site) == [])
    looks.look()
    world.check(f"all went well at {looks.number} looks at {len(SITES)} sites", looks.wrong == 0)
    world.check("nobody was refused", life.refused == [], life.refused[:3])
    said_by_cron()
    handles, memory = looks.handles[DESK], looks.memory[DESK]
    early = max(1, len(memory) // 4)
    world.check("a daemon that ran all the time holds no more descriptors than early on",
                max(handles[-early:]) <= max(handles[:early]) + MORE_HANDLES, handles)
    world.check("nor much more memory", max(memory[-early:]) <= max(memory[:early]) * MORE_MEMORY, memory)
    logs = {s: (world.root / f"{s}.log").stat().st_size for s in DAEMONS}
    world.check("the daemons' logs are short", max(logs.values()) < 4 << 20, logs)
    for site in DAEMONS:
        world.check(f"the daemon of {site} stops in order", world.stop(site) == 0)
    world.figure("office life", f"{HOURS} hours of {HOUR:g} s at {len(SITES)} sites, clocks at {RATE} times; {life.actions} acts of "
                 f"people, {len(names)} companies and {len(life.notes)} notes acknowledged, {missing} missing; {life.syncs} syncs by cron "
                 f"(exit codes {dict(sorted(life.codes.items(), key=str))}), {looks.number} looks, {looks.wrong} wrong")
    world.figure("conflicts", f"{len(life.open)} made, {len(life.decided)} decided, {len(life.open) - len(life.decided)} open everywhere")
    world.figure("faults", ", ".join(f"{name} {n}" for name, n in sorted(life.faults.items())))
    world.figure("the largest write-ahead log", f"{looks.wal:,} bytes")
    world.figure("the daemon that ran all the time", f"descriptors {handles[0]} to {handles[-1]}, at most {max(handles)}; memory "
                 f"{memory[0] >> 20} to {memory[-1] >> 20} MiB, at most {max(memory) >> 20}; logs {logs}")


why = machines.missing()
if why:
    print(f"skip  forty-eight hours of office life: {why}")
else:
    machines.enter_own_network()
    world = machines.Machines("office", 48)
    life = Life()
    world.clocks = OneClock(world.root)
    if world.clocks.missing:
        world.skip("forty-eight hours of office life", world.clocks.missing)
        world.end()
    try:
        world.clocks.begin()
        begin()
        at_the_end(live())
    finally:
        life.over = True
        world.end()
