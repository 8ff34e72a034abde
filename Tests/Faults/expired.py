#!/usr/bin/env python3
"""All certificates expire at once: the clocks of a hub and three branches jump ahead together, over the end of every
certificate that is in use, while their daemons run. Nobody has to start anything again, what is written meanwhile arrives,
and no daemon runs wild (T39).

Needs libfaketime, whose control file moves the clock of a program that runs.
"""
import pathlib

from rig import Rig, count

FAKETIME = next((p for p in pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
HUB, BRANCHES = "beijing", ("anji", "hangzhou", "huzhou")


class Clocked(Rig):
    """All of whose programs see one clock, which is moved while they run."""

    def __init__(self):
        super().__init__("expired", 71)
        self.jump(0)
        # The outer env shields the program: libfaketime changes the environment of the first that loads it, behind which
        # Swift then looks for the arguments in vain.
        self.faked = ("env", f"LD_PRELOAD={FAKETIME}", f"FAKETIME_TIMESTAMP_FILE={self.root / 'clock'}",
                      "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "env")

    def jump(self, days):
        fresh = self.root / "clock.new"
        fresh.write_text(f"+{days}d")
        fresh.rename(self.root / "clock")

    def run(self, site, *words, prefix=(), **more):
        return super().run(site, *words, prefix=(*self.faked, *prefix), **more)

    def start(self, site, *more, prefix=()):
        config = self.root / "quick.toml"
        config.write_text('[sync]\ninterval = "2s"\njitter = "1s"\n')
        return super().start(site, "--config", str(config), *more, prefix=(*self.faked, *prefix))


def lines():
    """How much each branch's daemon has had to say."""
    return {b: (world.root / f"{b}.log").read_text().count("\n") for b in BRANCHES}


def has(site, name):
    return name in world.run(site, "record", "list", "company").stdout


def main():
    for site in (HUB, *BRANCHES):
        world.site(site, None if site == HUB else HUB)
        world.start(site)
    jumps, day = count(60, least=3), 0
    for number in range(jumps):
        day += world.chance.choice((10, 31, 45, 100, 400))
        before, name, writer = lines(), f"演示·{number}", world.chance.choice(BRANCHES)
        world.jump(day)
        done = world.run(writer, "record", "add", "company", f"legal_name={name}")
        world.check(f"T39 day {day}: work goes on at {writer}", done.returncode == 0, done.stderr)
        for site in (HUB, *BRANCHES):
            if world.wait(f"T39 day {day}: what {writer} wrote is at {site}", lambda: has(site, name), 90):
                continue
            print((world.root / f"{site}.log").read_text()[-1500:])
        grown = {b: lines()[b] - before[b] for b in BRANCHES}
        world.check(f"T39 day {day}: and no log has run full", max(grown.values()) < 60, grown)
    world.check("T39 no daemon had to be started again", all(d.poll() is None for d in world.daemons.values()))
    world.figure("certificates that expired all at once", f"{jumps} times, over {day} days, at {1 + len(BRANCHES)} sites")


world = Clocked()
if FAKETIME is None:
    world.skip("certificates that expire all at once", "there is no libfaketime (Debian's package faketime)")
    world.end()
try:
    main()
finally:
    world.end()
