#!/usr/bin/env python3
"""T35: the hub countersigns each site's history once a day, and each site the hub's; an idle federation falls silent, and everything
verifies.
"""
import subprocess

from harness import World

world = World("countersigned")
SITES = ("beijing", "anji", "sanya")


def a_day_later():
    """As if they had last said so yesterday."""
    for site in SITES:
        subprocess.run(["sqlite3", world.folder(site) / "replica.db",
                        "UPDATE moso_meta SET value = value - 1 WHERE name GLOB 'countersigned *'"], check=True)


def round_of_syncs():
    for site in ("anji", "sanya", "anji", "sanya"):
        world.moso(site, "sync")


def words(site):
    return [(t["dot"]["site"], t["dot"]["scope"], o["key"]) for t in world.log(site)
            for o in t["ops"] or [] if o["table"] == "moso_seen"]


def main():
    for site in ("anji", "sanya"):
        world.moso(site, "record", "add", "company", f"legal_name=of {site}")
    round_of_syncs()
    world.check("on the first day nothing is said", not words("beijing"), words("beijing"))
    a_day_later()
    world.moso("anji", "record", "add", "company", "legal_name=another")
    round_of_syncs()
    said = words("beijing")
    world.check("the hub has said how far it has each site's common records",
                {("beijing", "common", "anji"), ("beijing", "common", "sanya")} <= set(said), said)
    world.check("and each site how far it has the hub's, to the hub alone",
                {("anji", "site/anji", "beijing"), ("sanya", "site/sanya", "beijing")} <= set(said)
                and not any(scope == "site/sanya" for _, scope, _ in words("anji")), (said, words("anji")))
    count = len(words("beijing"))
    round_of_syncs()
    world.check("once a day", len(words("beijing")) == count, words("beijing"))
    counts = []
    for _ in range(4):
        a_day_later()
        round_of_syncs()
        counts.append(len(words("beijing")))
    world.check("who has nothing new to say falls silent", counts[-1] == counts[-2], counts)
    for site in SITES:
        found, _ = world.digests(site)
        world.check(f"{site} verifies", not found, found)


try:
    world.site("beijing")
    for site in ("anji", "sanya"):
        world.site(site, "beijing")
    world.start("beijing")
    main()
finally:
    world.end()
