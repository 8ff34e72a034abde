#!/usr/bin/env python3
"""Machines whose clocks are wrong, either way, by libfaketime. Twenty hours off: work and exchange go on, ties
are fair either way, the status says so, and everybody's own clock stays sane. 400 days off: certificates do not hold, which stops the
exchange with words that say so, and never the work (T39)."""
import datetime
import subprocess
import sys

from harness import BIN, HERE, World, have

world = World("clocks")
HUB, AHEAD, BEHIND = "beijing", "anji", "hangzhou"
FAKE = {AHEAD: ("faketime", "-f", "+20h"), BEHIND: ("faketime", "-f", "-20h"), HUB: ()}
# A machine without a battery for its clock begins in 1970, until it has found a time server.
FAR = {"+400d": AHEAD, "-400d": BEHIND, "@1970-01-01 00:00:10": BEHIND}


def moso(site, *words, **more):
    done = world.run(site, *words, prefix=FAKE[site], **more)
    if done.returncode not in (0, 3):
        raise SystemExit(f"moso {words} at {site}: exit {done.returncode} {done.stderr}")
    return done.stdout


def name(site):
    return world.data(site, "record", "show", "C-91330523XU0010005G")["columns"]["legal_name"]


def note(site):
    return world.data(site, "record", "show", "C-91330523XU0010005G")["columns"]["note"]


def is_sane(stamp):
    """Whether a timestamp is not more than the tolerated five minutes ahead of this machine's clock."""
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=6)
    return stamp[:19] <= now.strftime("%Y-%m-%dT%H:%M:%S")


def is_recent(stamp):
    """Whether a timestamp is not more than the forgiven five minutes behind this machine's clock."""
    then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=6)
    return stamp[:19] >= then.strftime("%Y-%m-%dT%H:%M:%S") and is_sane(stamp)


def far_off():
    """A year and more away: nothing is exchanged, everything else goes on."""
    for offset, site in FAR.items():
        fake = ("faketime", "-f", offset)
        done = world.run(site, "record", "add", "company", f"legal_name=演示·{offset}", prefix=fake)
        world.check(f"T39 {offset}: work goes on", done.returncode == 0, done.stderr)
        if offset != "+400d":
            for language, words in (("en", "before this site's own last change"), ("zh", "早于本站自己最近的改动")):
                said = world.run(site, "doctor", prefix=fake, env={"MOSO_LANG": language}).stdout
                world.check(f"T39 {offset}: doctor says so ({language})", words in said, said)
            dots = [(t["dot"]["seq"], t["hlc"]) for t in world.log(site) if t["dot"]["site"] == site]
            world.check(f"T39 {offset}: what was written is later than what was before it", dots == sorted(dots)
                        and [h for _, h in dots] == sorted(h for _, h in dots), dots)
            world.check(f"T39 {offset}: and is stamped by what the hub's clock has shown", is_recent(dots[-1][1]), dots)
        before = len(world.log(HUB))
        for language, words in (("en", ("clock", "enrolled")), ("zh", ("时钟", "密钥"))):
            done = world.run(site, "sync", prefix=fake, env={"MOSO_LANG": language})
            said = done.stdout + done.stderr
            world.check(f"T39 {offset}: the exchange stops, and a clock is named ({language})",
                        done.returncode == 77 and any(word in said for word in words), (done.returncode, said))
        world.check(f"T39 {offset}: nothing got to the hub", len(world.log(HUB)) == before)
        done = world.run(site, "sync")
        world.check(f"T39 {offset}: with the clock set right it goes on by itself", done.returncode in (0, 3)
                    and f"演示·{offset}" in world.moso(HUB, "record", "list", "company"), done.stdout + done.stderr)


def main():
    for site in (HUB, AHEAD, BEHIND):
        world.site(site, peer=None if site == HUB else HUB)
    world.start(HUB)
    moso(AHEAD, "record", "add", "company", "legal_name=演示·澜图智能",
         "credit_code=91330523XU0010005G")
    for site in (AHEAD, BEHIND):
        moso(site, "sync")
    # Neither has seen the other's; by stamps alone the clock ahead would win for twenty hours.
    for site in (BEHIND, AHEAD):
        moso(site, "record", "edit", "C-91330523XU0010005G", f"note=by {site}")
        moso(site, "sync")
    for site in (BEHIND, AHEAD):
        moso(site, "sync")
    log = world.log(HUB)
    mine = [t for t in log if t["dot"]["site"] == AHEAD]
    world.check("every write of the clock ahead is bounded", mine and all(
        t["effective"] and is_sane(t["effective"]) for t in mine), mine)
    world.check("no write of the clock behind is", all(
        t["effective"] is None for t in log if t["dot"]["site"] == BEHIND))
    mine = [t for t in log if t["dot"]["site"] == BEHIND]
    world.check("every write of the clock behind is stamped by the hub's time", mine and all(
        is_recent(t["hlc"]) for t in mine), mine)
    moso(HUB, "record", "edit", "C-91330523XU0010005G", "note=by the hub")
    stamp = world.log(HUB)[-1]["hlc"]
    world.check("the hub's own clock was not dragged along", is_sane(stamp), stamp)
    for site in (AHEAD, BEHIND, AHEAD):
        moso(site, "sync")
    world.check("what was written last, having seen the rest, is shown everywhere",
                {note(site) for site in (HUB, AHEAD, BEHIND)} == {"by the hub"})
    for site, words in ((AHEAD, "ahead of the hub's"), (HUB, "the clock of anji is"),
                        (BEHIND, "behind the hub's. Work goes on")):
        shown = moso(site, "status")
        world.check(f"the status of {site} says so", words in shown, shown)
    for site, words in ((AHEAD, "本机的时钟比总部快"), (BEHIND, "本机的时钟比总部慢")):
        shown = moso(site, "status", env={"MOSO_LANG": "zh"})
        world.check(f"in Chinese too at {site}", words in shown, shown)
    for site in (AHEAD, BEHIND):
        done = world.run(site, "verify", f"https://{world.door(HUB)}")
        world.check(f"{site} and the hub hold the same", done.returncode == 0, done.stdout)
    for site in (HUB, AHEAD, BEHIND):
        done = subprocess.run([sys.executable, str(HERE / "oracle.py"), str(BIN / "moso"),
                               str(world.folder(site))], capture_output=True, text=True)
        world.check(f"the oracle agrees at {site}", done.returncode == 0, done.stdout + done.stderr)
    far_off()


if not have("faketime"):
    world.skip("wrong clocks", "there is no faketime (Debian's package of that name)")
else:
    try:
        main()
    except SystemExit as stop:
        world.check("the story runs to its end", False, stop)
    except Exception as error:  # noqa: BLE001
        world.check("the story runs to its end", False, repr(error))
world.end()
