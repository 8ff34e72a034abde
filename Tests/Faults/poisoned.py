#!/usr/bin/env python3
"""A transaction that the hub's database refuses though no rule forbids it: it is put aside with what follows it from its
site, and everybody else goes on (T38).

The poison is an index that another tool has made at the hub, which allows one row of a kind and no second.
"""
import json
import subprocess

from rig import Rig

HUB, ANJI, OTHERS = "beijing", "anji", ("hangzhou", "huzhou")
world = Rig("poisoned", 91)


def names(site):
    return {c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")}


def main():
    world.site(HUB)
    world.start(HUB)
    for site in (ANJI, *OTHERS):
        world.site(site, HUB)
        world.start(site)
    done = subprocess.run(["sqlite3", world.folder(HUB) / "replica.db", ".timeout 5000",
                           "CREATE UNIQUE INDEX other_once ON company(note) WHERE note = 'poison'"], capture_output=True)
    world.check("another tool makes an index at the hub", done.returncode == 0, done.stderr)
    path = world.root / "poison.jsonl"
    path.write_text("".join(json.dumps({"kind": "company", "fields": {"legal_name": f"毒{n}", "note": "poison"}}) + "\n"
                            for n in range(2)))
    world.moso(ANJI, "import", str(path))
    world.moso(ANJI, "record", "add", "company", "legal_name=演示·其后")
    expected = set()
    for number in range(5):
        for site in OTHERS:
            name = f"演示·{site}-{number}"
            world.moso(site, "record", "add", "company", f"legal_name={name}")
            expected.add(name)
    for site in (HUB, *OTHERS):
        world.wait(f"T38 what the others write gets to {site}", lambda: expected <= names(site), 60)
    world.check("T38 the hub's daemon lives", world.daemons[HUB].poll() is None and world.healthy(HUB))
    world.check("T38 nothing of the poison is half there", not {n for n in names(HUB) if n.startswith("毒")} or
                {"毒0", "毒1"} <= names(HUB))
    shown = world.run(HUB, "status").stdout
    world.check("T38 the hub's status says that something waits for a person", "anji" in shown, shown)
    world.check("T38 the sender keeps its work", {"毒0", "毒1", "演示·其后"} <= names(ANJI))
    waiting = [p["to_send"] for p in world.data(ANJI, "peers", "list")]
    world.check("T38 and knows that the hub has not taken it in", waiting == [2], waiting)
    for number in range(2):
        done = world.run(ANJI, "sync")
        said = done.stdout + done.stderr
        world.check(f"T38 and its sync says so, not that all is in step ({number + 1})", done.returncode == 0
                    and "put aside 2 changes" in said and "In step with 0 of 1" in said, (done.returncode, said))
    world.check("T38 which --strict takes for something to look at", world.run(ANJI, "sync", "--strict").returncode == 3)
    for site in (HUB, ANJI, *OTHERS):
        world.check(f"T38 {site} verifies", world.digests(site)[0] == [])
    world.check("T38 the others hold what the hub holds", all(
        world.digests(HUB)[1].get(s) == d for site in OTHERS for s, d in world.digests(site)[1].items()))


try:
    main()
finally:
    world.end()
