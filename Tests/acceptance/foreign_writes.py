#!/usr/bin/env python3
"""Rows written by other SQLite tools are captured, sealed and replicated like any other edit, with and
without the daemon; a value that the schema does not allow stops nothing."""
import sqlite3
import subprocess

from harness import World

world = World("foreign-writes")


def shell(site, sql):
    done = subprocess.run(["sqlite3", world.folder(site) / "replica.db", ".timeout 5000", sql],
                          capture_output=True, text=True, timeout=30)
    return done.returncode, done.stderr


def python(site, *statements, commit=True):
    db = sqlite3.connect(world.folder(site) / "replica.db", timeout=5)
    try:
        for sql in statements:
            db.execute(sql)
        db.commit() if commit else db.rollback()
    finally:
        db.close()


def seats(site):
    return {s["id"]: s["columns"]["note"] for s in world.data(site, "record", "list", "seat")}


def all_ways(tag):
    """Every way of writing rows; returns what must be seen at the hub."""
    for number in range(6):
        world.moso("anji", "record", "add", "seat", f"label={tag}-{number}", "kind=fixed", "state=in-service",
                   "note=old")
    ids = [f"S-anji-{tag}-{n}" for n in range(6)]
    world.check(f"{tag}: the shell updates", shell("anji", f"UPDATE seat SET note='shell' WHERE id='{ids[0]}'") == (0, ""))
    python("anji", f"UPDATE seat SET note='many' WHERE id IN ('{ids[1]}','{ids[2]}')")
    python("anji", f"DELETE FROM seat WHERE id='{ids[3]}'")
    python("anji", f"INSERT INTO seat (id, site, label, kind, state, note) VALUES "
           f"('S-anji-{tag}-x','anji','{tag}-x','fixed','in-service','new'),"
           f"('S-anji-{tag}-y','anji','{tag}-y','hot','in-service','new')")
    python("anji", f"REPLACE INTO seat (id, site, label, kind, state, note) VALUES "
           f"('{ids[4]}','anji','{tag}-4','fixed','in-service','replaced')")
    python("anji", f"INSERT INTO seat (id, site, label, kind, state, note) VALUES "
           f"('{ids[5]}','anji','{tag}-5','fixed','in-service','?') "
           f"ON CONFLICT (id) DO UPDATE SET note='upserted'")
    python("anji", f"UPDATE seat SET note='rolled back' WHERE id='{ids[0]}'", commit=False)
    return {ids[0]: "shell", ids[1]: "many", ids[2]: "many", ids[4]: "replaced", ids[5]: "upserted",
            f"S-anji-{tag}-x": "new", f"S-anji-{tag}-y": "new"}


def arrives(tag, expected):
    def holds():
        found = {k: v for k, v in seats("beijing").items() if k.startswith(f"S-anji-{tag}-")}
        return found == expected
    if not world.wait(f"{tag}: all of it is at the hub", holds, 15):
        print(f"      {seats('beijing')} instead of {expected}")
    else:
        world.check(f"{tag}: all of it is at the hub, and nothing else", True)
    world.check(f"{tag}: Anji shows the same",
                {k: v for k, v in seats("anji").items() if k.startswith(f"S-anji-{tag}-")} == expected)


def not_allowed():
    """What the schema does not allow is refused by SQLite itself, or kept and shown as it is."""
    before = len(world.log("anji"))
    for fact, sql in (
            ("a blob", "UPDATE seat SET note=x'ff00'"),
            ("a state that is none", "UPDATE seat SET state='flying' WHERE id='S-anji-OFF-0'"),
            ("a row without what is required", "INSERT INTO seat (id) VALUES ('S-anji-bare')"),
            ("an empty key", "INSERT INTO seat (id, site) VALUES ('', 'anji')"),
            ("a key of a foreign site", "INSERT INTO seat (id, site, label) VALUES ('S-mars-1','mars','1')")):
        code, said = shell("anji", sql)
        status = world.run("anji", "status")
        print(f"      {fact}: sqlite3 {code} {said.strip()[:90]!r}; status {status.returncode} {status.stderr.strip()[:160]!r}")
        world.check(f"{fact} stops no reading", world.run("anji", "record", "list", "seat", "--json").returncode == 0)
        added = world.run("anji", "record", "edit", "S-anji-OFF-2", f"note=after {fact}")
        world.check(f"after {fact} an edit works", added.returncode == 0, added.stderr)
        synced = world.run("anji", "sync")
        world.check(f"after {fact} a sync works", synced.returncode == 0, synced.stderr + synced.stdout)
    world.check("the edits are at the hub", seats("beijing")["S-anji-OFF-2"].startswith("after a key of"))
    world.check("the hub verifies", world.digests("beijing")[0] == [], world.digests("beijing")[0])
    world.check("Anji verifies", world.digests("anji")[0] == [], world.digests("anji")[0])
    world.check("more was written", len(world.log("anji")) > before)


def too_large():
    """A text that no transaction can carry stays at its site and is named; what was written beside it goes on."""
    wide = "printf('%.*c', 300000, 'x')"
    for site, key, day in (("anji", "S-anji-ON-0", "2026-01-01"),
                           ("beijing", "S-beijing-B", "2026-01-02")):
        if site == "beijing":
            world.moso("beijing", "record", "add", "seat", "label=B", "kind=fixed", "state=in-service")
        before = world.data(site, "record", "show", key)["columns"]["note"]
        wrote = shell(site, f"UPDATE seat SET note={wide}, state_since='{day}' WHERE id='{key}'")
        world.check(f"{site}: sqlite3 writes 300,000 bytes", wrote == (0, ""), wrote)
        world.wait(f"{site}: it is sealed", lambda: world.data(site, "status")["values_aside"] != [])
        aside = world.data(site, "status")["values_aside"]
        world.check(f"{site}: the value is named", [(v["id"], v["field"], v["bytes"]) for v in aside]
                    == [(key, "note", 300000)], aside)
        for language, words in (("en", "300,000 bytes"), ("zh", "300,000 字节")):
            done = world.run(site, "status", "--check", "--lang", language)
            world.check(f"{site}: status says so ({language})", done.returncode == 3
                        and words in done.stdout + done.stderr, done.stdout + done.stderr)
        shown = world.data(site, "record", "show", key)["columns"]
        world.check(f"{site}: the field keeps what it had, the rest is taken",
                    shown["note"] == before and shown["state_since"] == day, shown)
        kept = sqlite3.connect(world.folder(site) / "replica.db").execute(
            "SELECT length(value) FROM moso_aside").fetchall()
        world.check(f"{site}: nothing is lost", kept == [(300000,)], kept)
        done = world.run("anji", "sync")
        world.check(f"{site}: an exchange goes on", done.returncode == 0, done.stdout + done.stderr)
        world.moso(site, "record", "edit", key, "note=short")
        world.check(f"{site}: written again, it is done with",
                    world.data(site, "status")["values_aside"] == [])
    world.wait("what was written beside it is at the hub", lambda: world.data(
        "beijing", "record", "show", "S-anji-ON-0")["columns"]["state_since"] == "2026-01-01")


try:
    world.site("beijing")
    world.site("anji", peer="beijing")
    world.start("beijing")
    expected = all_ways("OFF")
    world.moso("anji", "sync")
    arrives("OFF", expected)
    world.start("anji")
    expected = all_ways("ON")
    arrives("ON", expected)
    too_large()
    not_allowed()
    for site in ("anji", "beijing"):
        world.check(f"{site}'s daemon lives", world.daemons[site].poll() is None)
finally:
    world.end()
