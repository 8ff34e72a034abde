#!/usr/bin/env python3
"""A site takes another key with one command: the hub learns of it with the next exchange, everybody else from the roster, the site's
own daemon shows it without being started again, and nothing that was written before or afterwards is lost.
"""
from harness import World

world = World("next_key")


def own(site):
    return world.data(site, "key", "show")["public_key"]


def listed(site):
    return [(row["site"], row["public_key"], bool(row["revoked_at"])) for row in world.data(site, "enrol", "list")]


def company(site, name):
    world.moso(site, "record", "add", "company", f"legal_name={name}")


def has(site, name):
    return name in world.moso(site, "record", "list", "company")


def rotated():
    for site in ("anji", "sanya"):
        world.moso(site, "sync")
    world.start("anji", "--no-sync")
    old = own("anji")
    company("anji", "Before")
    done = world.run("anji", "key", "rotate", "--reason", "once a year")
    world.check("a next key is made, and says what is to be done", done.returncode == 0 and "moso sync" in done.stdout,
                done.stdout + done.stderr)
    world.check("until then it is the old one", own("anji") == old)
    company("anji", "Between")
    done = world.run("anji", "sync")
    world.check("one sync brings it", done.returncode == 0 and own("anji") != old, done.stdout + done.stderr)
    new = own("anji")
    world.check("no next key is left over", not (world.folder("anji") / "replica.key.next").exists()
                and (world.folder("anji") / "replica.key").stat().st_mode & 0o777 == 0o600)
    company("anji", "After")
    done = world.run("anji", "sync")
    world.check("the hub lets it in with the new key, and lists both", done.returncode == 0
                and ("anji", new, False) in listed("beijing") and ("anji", old, True) in listed("beijing"),
                (done.stderr, listed("beijing")))
    said = world.run("beijing", "enrol", "list", "--lang", "zh").stdout
    world.check("with why, in Chinese", "下一把密钥" in said, said)
    world.moso("sanya", "sync")
    world.check("everybody learns of it from the roster", ("anji", new, False) in listed("sanya"), listed("sanya"))
    world.check("and has all of its work", all(has("sanya", name) for name in ("Before", "Between", "After")))
    return old, new


def the_door(new):
    """Anji's daemon was started with the old key."""
    world.moso("sanya", "enrol", "add", "anji", "--key", new, "--at", f"https://{world.door('anji')}")
    company("sanya", "Haitang")
    done = world.run("sanya", "sync", f"https://{world.door('anji')}")
    world.check("anji's daemon shows its next key without being started again", done.returncode == 0
                and has("anji", "Haitang"), done.stdout + done.stderr)


def the_same_everywhere():
    world.moso("anji", "sync")
    world.moso("sanya", "sync")
    world.check_agree("anji", "beijing")


try:
    world.site("beijing")
    for site in ("anji", "sanya"):
        world.site(site, "beijing")
    world.start("beijing")
    _, new = rotated()
    the_door(new)
    the_same_everywhere()
finally:
    world.end()
