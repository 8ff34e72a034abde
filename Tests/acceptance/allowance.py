#!/usr/bin/env python3
"""T13: what a branch brings beyond what a member may in a day stays with it, is told at both ends, and comes the next
day; others go on meanwhile."""
import subprocess
import time

from harness import World

world = World("allowance")
HUB, ANJI = "beijing", "anji"


def brought(day):
    """As if anji had brought a million rows on a day; to bring them takes too long."""
    subprocess.run(["sqlite3", world.folder(HUB) / "replica.db",
                    f"INSERT OR REPLACE INTO moso_meta VALUES('brought {ANJI}', '{day} 1000000 5')"], check=True)


def has(site, name):
    return name in world.moso(site, "record", "list", "company")


def main():
    today = int(time.time() // 86400)
    brought(today)
    for site in (ANJI, "sanya"):
        world.moso(site, "record", "add", "company", f"legal_name=of {site}")
    for language, there, here in (("en", "not taken in today", "has brought"), ("zh", "今天不再收下", "已达每日上限")):
        done = world.run(ANJI, "sync", "--lang", language)
        world.check(f"anji's sync says that its work waits for tomorrow ({language})",
                    done.returncode in (0, 3) and there in done.stdout + done.stderr, done.stdout + done.stderr)
        said = world.moso(HUB, "status", "--lang", language)
        world.check(f"and so does the hub's status, with anji's name ({language})", here in said and ANJI in said, said)
    world.check("T13 it is not at the hub, and safe at anji", not has(HUB, "of anji") and has(ANJI, "of anji"))
    world.moso("sanya", "sync")
    world.moso(ANJI, "sync")
    world.check("T13 others go on, and anji gets what they write", has(HUB, "of sanya") and has(ANJI, "of sanya"))
    brought(today - 1)
    # The branch remembers what the hub has said today; for it, too, that was yesterday.
    subprocess.run(["sqlite3", world.folder(ANJI) / "replica.db",
                    f"UPDATE moso_meta SET value = replace(value, '{today} ', '{today - 1} ') "
                    f"WHERE name = 'postponed_by {HUB}'"], check=True)
    world.moso(ANJI, "sync")
    world.check("T13 the next day it is taken in", has(HUB, "of anji"))
    world.check("the hub's log says who was left to wait", "left with its author" in (world.root / f"{HUB}.log").read_text())


try:
    world.site(HUB)
    for site in (ANJI, "sanya"):
        world.site(site, HUB)
    world.start(HUB)
    for site in (ANJI, "sanya"):
        world.moso(site, "sync")
    main()
finally:
    world.end()
