#!/usr/bin/env python3
"""Clocks that jump while daemons run. All certificates expire at once: the clocks of a hub and three branches jump ahead
together, over the end of every certificate that is in use. And the clock of one of them, or of all, is set back 400 days for a
while, so that it stands before the start of every certificate. Nobody has to start anything again, what is written meanwhile
arrives, and no daemon runs wild (T39).

Needs libfaketime, whose control file moves the clock of a program that runs, and a C compiler (untimed.c).
"""
import time

from faked import Clocks
from rig import Rig, count

HUB, BRANCHES = "beijing", ("anji", "hangzhou", "huzhou")
SITES = (HUB, *BRANCHES)


class Clocked(Rig):
    """Whose programs see clocks that are moved while they run."""

    def __init__(self):
        super().__init__("expired", 71)
        self.clocks = Clocks(self.root)

    def jump(self, days, sites=SITES):
        for site in sites:
            self.clocks.set(site, f"{days:+d}d")

    def faked(self, site):
        # The outer env shields the program: libfaketime changes the environment of the first that loads it, behind which
        # Swift then looks for the arguments in vain.
        return ("env", *(f"{name}={value}" for name, value in self.clocks.of(site).items()), "env")

    def run(self, site, *words, prefix=(), **more):
        return super().run(site, *words, prefix=(*self.faked(site), *prefix), **more)

    def start(self, site, *more, prefix=()):
        config = self.root / "quick.toml"
        config.write_text('[sync]\ninterval = "2s"\njitter = "1s"\n')
        return super().start(site, "--config", str(config), *more, prefix=(*self.faked(site), *prefix))


def lines():
    """How much each branch's daemon has had to say."""
    return {b: (world.root / f"{b}.log").read_text().count("\n") for b in BRANCHES}


def has(site, name):
    return name in world.run(site, "record", "list", "company").stdout


def written(when, site, name):
    done = world.run(site, "record", "add", "company", f"legal_name={name}")
    world.check(f"T39 {when}: work goes on at {site}", done.returncode == 0, done.stderr)


def arrives(when, name, seconds=90):
    end = time.monotonic() + seconds
    for site in SITES:
        if not world.wait(f"T39 {when}: {name} is at {site}", lambda: has(site, name), max(1, end - time.monotonic())):
            print((world.root / f"{site}.log").read_text()[-1500:])
    return seconds - (end - time.monotonic())


def set_back(day, number):
    """The clocks of all, or of one site, go back 400 days while their daemons run, and forth again."""
    who = (world.chance.choice(SITES),) if number % 4 else SITES
    when = f"day {day}, back 400 days at {who[0] if len(who) == 1 else 'all'}"
    world.jump(day - 400, who)
    written(when, who[-1], f"演示·早{number}")
    # Waits begin under that clock.
    time.sleep(8)
    world.jump(day)
    writer = world.chance.choice(BRANCHES)
    written(f"{when} and forth", writer, f"演示·迟{number}")
    for name in (f"演示·早{number}", f"演示·迟{number}"):
        # Less than a long poll lasts, whose end would wake a daemon whose waits stand still.
        print(f"      {when} and forth: after {arrives(f'{when} and forth', name, 45):.1f} s")


def main():
    world.jump(0)
    for site in SITES:
        world.site(site, None if site == HUB else HUB)
        world.start(site)
    jumps, day, backs = count(60, least=3), 0, 0
    for number in range(jumps):
        day += world.chance.choice((10, 31, 45, 100, 400))
        before, writer = lines(), world.chance.choice(BRANCHES)
        world.jump(day)
        written(f"day {day}", writer, f"演示·{number}")
        arrives(f"day {day}", f"演示·{number}")
        if number % 2 == 0:
            set_back(day, number)
            backs += 1
        grown = {b: lines()[b] - before[b] for b in BRANCHES}
        world.check(f"T39 day {day}: and no log has run full", max(grown.values()) < 60, grown)
    world.check("T39 no daemon had to be started again", all(d.poll() is None for d in world.daemons.values()))
    world.figure("certificates that expired all at once", f"{jumps} times, over {day} days, at {len(SITES)} sites")
    world.figure("clocks set back 400 days and forth", f"{backs} times")


world = Clocked()
if world.clocks.missing:
    world.skip("clocks that jump while daemons run", world.clocks.missing)
    world.end()
try:
    main()
finally:
    world.end()
