#!/usr/bin/env python3
"""Machines whose clocks are 400 days off, either way, by libfaketime: work goes on, ties are fair, the
status says so, and everybody's own clock stays sane."""
import subprocess
import sys

from harness import BIN, HERE, World, have

world = World("clocks")
HUB, AHEAD, BEHIND = "beijing", "anji", "hangzhou"
FAKE = {AHEAD: ("faketime", "-f", "+400d"), BEHIND: ("faketime", "-f", "-400d"), HUB: ()}


def moso(site, *words, **more):
    done = world.run(site, *words, prefix=FAKE[site], **more)
    if done.returncode not in (0, 3):
        raise SystemExit(f"moso {words} at {site}: exit {done.returncode} {done.stderr}")
    return done.stdout


def name(site):
    return world.data(site, "record", "show", "C-91330523XU0010005G")["columns"]["legal_name"]


def note(site):
    return world.data(site, "record", "show", "C-91330523XU0010005G")["columns"]["note"]


def year(stamp):
    return int(stamp[:4])


def main():
    for site in (HUB, AHEAD, BEHIND):
        world.site(site, peer=None if site == HUB else HUB)
    world.start(HUB)
    moso(AHEAD, "record", "add", "company", "legal_name=演示·澜图智能",
         "credit_code=91330523XU0010005G")
    for site in (AHEAD, BEHIND):
        moso(site, "sync")
    # Neither has seen the other's; by stamps alone the clock ahead would win for 400 days.
    for site in (BEHIND, AHEAD):
        moso(site, "record", "edit", "C-91330523XU0010005G", f"note=by {site}")
        moso(site, "sync")
    for site in (BEHIND, AHEAD):
        moso(site, "sync")
    log = world.log(HUB)
    now = max(year(t["hlc"]) for t in log if t["dot"]["site"] == HUB)
    mine = [t for t in log if t["dot"]["site"] == AHEAD]
    world.check("every write of the clock ahead is bounded", mine and all(
        t["effective"] and year(t["effective"]) <= now for t in mine), mine)
    world.check("no write of the clock behind is", all(
        t["effective"] is None for t in log if t["dot"]["site"] == BEHIND))
    moso(HUB, "record", "edit", "C-91330523XU0010005G", "note=by the hub")
    stamp = world.log(HUB)[-1]["hlc"]
    world.check("the hub's own clock was not dragged along", year(stamp) <= now, stamp)
    for site in (AHEAD, BEHIND, AHEAD):
        moso(site, "sync")
    world.check("what was written last, having seen the rest, is shown everywhere",
                {note(site) for site in (HUB, AHEAD, BEHIND)} == {"by the hub"})
    for site, words in ((AHEAD, "ahead of the hub's"), (HUB, "the clock of anji is"),
                        (BEHIND, "or this one is behind")):
        shown = moso(site, "status")
        world.check(f"the status of {site} says so", words in shown, shown)
    shown = moso(AHEAD, "status", env={"MOSO_LANG": "zh"})
    world.check("in Chinese too", "时钟异常" in shown, shown)
    for site in (AHEAD, BEHIND):
        done = world.run(site, "verify", f"https://{world.door(HUB)}")
        world.check(f"{site} and the hub hold the same", done.returncode == 0, done.stdout)
    for site in (HUB, AHEAD, BEHIND):
        done = subprocess.run([sys.executable, str(HERE / "oracle.py"), str(BIN / "moso"),
                               str(world.folder(site))], capture_output=True, text=True)
        world.check(f"the oracle agrees at {site}", done.returncode == 0, done.stdout + done.stderr)


if not have("faketime"):
    world.skip("clocks 400 days off", "there is no faketime (Debian's package of that name)")
else:
    try:
        main()
    except SystemExit as stop:
        world.check("the story runs to its end", False, stop)
    except Exception as error:  # noqa: BLE001
        world.check("the story runs to its end", False, repr(error))
world.end()
