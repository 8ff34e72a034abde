#!/usr/bin/env python3
"""T13: what a branch brings beyond what a member may in a day stays with it, is told at both ends, and comes the next
day; others go on meanwhile. So does what it brings while 5,000 conflicts that its work has opened are undecided, until
some are decided."""
import sqlite3
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


def sql(site, *statements):
    db = sqlite3.connect(world.folder(site) / "replica.db", timeout=20)
    try:
        for words in statements:
            db.execute(words)
        db.commit()
    finally:
        db.close()


def crowded():
    """Sanya and anji say different things of the same companies, and anji is the second to bring it."""
    count = 5_010
    sql(HUB, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
        "INSERT INTO company (id, legal_name) SELECT 'C-beijing-' || i, 'name ' || i FROM n" % count)
    world.run(HUB, "sync")
    for site, kind in ((ANJI, "team"), ("sanya", "institute-project")):
        world.run(site, "sync", timeout=300)
        sql(site, f"UPDATE company SET kind = '{kind}' WHERE legal_name LIKE 'name %'")
    for site in ("sanya", ANJI):
        world.run(site, "sync", timeout=300)
    # Those that it opened today count for the day besides, which is shown above: as if that were over.
    sql(HUB, f"DELETE FROM moso_meta WHERE name = 'brought {ANJI}'")
    sql(ANJI, f"DELETE FROM moso_meta WHERE name = 'postponed_by {HUB}'")
    world.moso(ANJI, "record", "add", "company", "legal_name=one more")
    began = time.monotonic()
    for language, there, here in (("en", "not taken in for now", "are undecided"), ("zh", "暂不收下", "未裁决")):
        done = world.run(ANJI, "sync", "--lang", language)
        world.check(f"T13 anji's sync says that its work waits for decisions ({language})",
                    done.returncode in (0, 3) and there in done.stdout + done.stderr, done.stdout + done.stderr)
        said = world.run(HUB, "status", "--lang", language, timeout=120).stdout
        world.check(f"and so does the hub's status, with anji's name ({language})", here in said and ANJI in said, said)
    print(f"      two syncs and two looks: {time.monotonic() - began:.1f} s")
    world.check("it is not at the hub, and safe at anji", not has(HUB, "one more") and has(ANJI, "one more"))
    world.moso("sanya", "record", "add", "company", "legal_name=of sanya as well")
    world.moso("sanya", "sync")
    world.check("others go on", has(HUB, "of sanya as well"))
    done = world.run(HUB, "conflicts", "resolve", "--where", "field=kind", "--take", ANJI, "--limit", "20",
                     "--min-age", "0s", "--reason", "seen", "--yes", timeout=300)
    world.check("people decide some", done.returncode == 0, (done.returncode, done.stdout, done.stderr))
    done = world.run(ANJI, "sync", timeout=120)
    world.check("T13 the first sync after that goes on", has(HUB, "one more") and "not taken in" not in done.stdout + done.stderr,
                (done.stdout, done.stderr))
    said = world.run(HUB, "status", timeout=120).stdout
    world.check("and the hub says nothing of it any more", "are undecided, as many" not in said, said)


try:
    world.site(HUB)
    for site in (ANJI, "sanya"):
        world.site(site, HUB)
    world.start(HUB)
    for site in (ANJI, "sanya"):
        world.moso(site, "sync")
    main()
    crowded()
finally:
    world.end()
