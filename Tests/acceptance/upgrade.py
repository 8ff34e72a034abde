#!/usr/bin/env python3
"""An upgrade and the way back: a file of an older version is backed up before its layout is changed, in time also for a
full disk; a newer one is refused with words; and the backup brings the older file back."""
import os
import sqlite3
import subprocess

from harness import World

world = World("upgrade")
SITE = "anji"


def database():
    return world.folder(SITE) / "replica.db"


def number(pragma, path=None):
    db = sqlite3.connect(path or database())
    try:
        return db.execute(f"PRAGMA {pragma}").fetchone()[0]
    finally:
        db.close()


def tables(path):
    db = sqlite3.connect(path)
    try:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    finally:
        db.close()


def change(*statements):
    db = sqlite3.connect(database())
    try:
        for sql in statements:
            db.execute(sql)
        db.commit()
    finally:
        db.close()


def made_older():
    """As a version before this one left it: without a table, and an older format."""
    version = number("user_version")
    db = sqlite3.connect(database())
    tables = [t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
              if t == "policy" or (t.startswith("moso_") and t.endswith("_policy"))]
    db.close()
    change(*(f"DROP TABLE {t}" for t in tables), "DELETE FROM moso_cell WHERE tab = 'policy'",
           "UPDATE moso_meta SET value = value - 1 WHERE name = 'schema_version'", f"PRAGMA user_version = {version - 1}")
    return version


def backups():
    return sorted((world.folder(SITE) / "backup").glob("*"))


def upgrade():
    version = made_older()
    world.check("there is no backup yet", backups() == [])
    done = world.run(SITE, "record", "list", "seat")
    world.check("the new version opens the older file", done.returncode == 0 and "A-1" in done.stdout, done.stderr)
    world.check("which is of its own format then", number("user_version") == version)
    found = backups()
    world.check("and was backed up before, once", len(found) == 1 and number("user_version", found[0]) == version - 1, found)
    world.check("for its owner alone", os.stat(found[0]).st_mode & 0o777 == 0o600, oct(os.stat(found[0]).st_mode))
    world.check("the backup is one among others", str(found[0]) in world.moso(SITE, "backup", "list"))
    done = world.run(SITE, "backup", "verify", str(found[0]))
    world.check("and sound", done.returncode == 0, done.stderr)
    world.moso(SITE, "record", "list", "seat")
    world.check("the second opening makes none", backups() == found)
    return found[0]


def downgrade(backup):
    """The file as a version after this one leaves it."""
    version = number("user_version")
    change(f"PRAGMA user_version = {version + 1}")
    before = database().read_bytes()
    for language, words in (("en", "newer"), ("zh", "更新的 moso")):
        for command in (("status",), ("record", "add", "seat", "label=A-9")):
            done = world.run(SITE, *command, env={"MOSO_LANG": language})
            world.check(f"an older moso refuses a newer file: {command[0]} ({language})", done.returncode == 76
                        and words in done.stderr and "backup" in done.stderr, (done.returncode, done.stderr))
    world.check("and leaves it as it is", database().read_bytes() == before)
    # As somebody was cut off in the middle of work: what was written last lies in the write-ahead log.
    subprocess.run(["python3", "-c", f"import os,sqlite3; db = sqlite3.connect({str(database())!r}); "
                    "db.execute('CREATE TABLE tomorrow(x)'); db.commit(); os._exit(0)"], check=True)
    log = database().with_name("replica.db-wal")
    world.check("the newer file has a write-ahead log", log.exists() and log.stat().st_size > 0)
    plan = world.run(SITE, "restore", str(backup), "-n")
    world.check("the plan of the way back says what is only in the newer file", plan.returncode == 0
                and "newer moso" in plan.stdout and database().exists(), plan.stdout + plan.stderr)
    done = world.run(SITE, "restore", str(backup), "--yes")
    said = done.stdout + done.stderr
    kept = [p for p in world.folder(SITE).glob("replaced-newer-*.db")]
    world.check("the way back puts the newer file aside and says so", done.returncode == 0 and len(kept) == 1
                and "newer moso" in said and str(kept[0]) in said, said)
    world.check("whole, for the newer moso to open", kept and number("user_version", kept[0]) == version + 1
                and "tomorrow" in tables(kept[0]))
    done = world.run(SITE, "record", "list", "seat")
    world.check("with what was there", done.returncode == 0 and "A-1" in done.stdout, done.stderr)
    world.check("under a new epoch", world.data(SITE, "status")["epoch"] > 1)
    world.check("and work goes on", world.run(SITE, "record", "add", "seat", "label=A-2", "kind=fixed",
                                              "state=in-service").returncode == 0)


def no_room():
    """Where no backup can be made, nothing is changed."""
    mount = world.root / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", mount], capture_output=True).returncode != 0:
        return world.skip("an upgrade on a full disk", "only root may mount one")
    try:
        world.folder = lambda site: mount / site
        world.moso("full", "init", "--site", "full")
        global SITE
        SITE = "full"
        version = made_older()
        filler = mount / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
            except OSError:
                pass
            # Room for the write-ahead log, and none for a copy.
            file.truncate(file.tell() - (400 << 10))
        done = world.run(SITE, "status")
        world.check("without room for a backup the upgrade is refused, with words", done.returncode == 74
                    and "full" in done.stderr, (done.returncode, done.stderr))
        world.check("and the file is as it was", number("user_version") == version - 1)
        filler.unlink()
        done = world.run(SITE, "status")
        world.check("with room it goes on", done.returncode in (0, 3) and number("user_version") == version, done.stderr)
    finally:
        subprocess.run(["umount", mount], capture_output=True)


try:
    world.site(SITE)
    world.moso(SITE, "record", "add", "seat", "label=A-1", "kind=fixed", "state=in-service")
    downgrade(upgrade())
    no_room()
finally:
    world.end()
