#!/usr/bin/env python3
"""What somebody has who steals a branch's machine, or a backup of it, and what the hub does about it.

Neither is encrypted by moso: who has the disk open reads the records. What must not follow is that he becomes the site.
"""
import shutil

from harness import World

world = World("stolen")
CANARY = "Qinghe-canary"


def seed(site):
    return [line for line in (world.folder(site) / "replica.key").read_text().splitlines()
            if line.startswith("seed ")][0].split()[1]


def a_stolen_backup():
    world.moso("anji", "record", "add", "company", f"legal_name={CANARY}")
    world.moso("anji", "sync")
    world.moso("anji", "backup")
    backups = sorted(path for path in world.folder("anji").rglob("*.db") if path.parent != world.folder("anji"))
    secret = seed("anji")
    found = [path.name for path in backups for text in (secret, bytes.fromhex(secret).hex().upper())
             if text.encode() in path.read_bytes()]
    found += [path.name for path in backups if bytes.fromhex(secret) in path.read_bytes()]
    world.check("T22 there is a backup, and no key is in it", len(backups) == 1 and not found, (backups, found))
    world.folder("thief").mkdir(mode=0o700)
    done = world.run("thief", "restore", str(backups[0]), "--yes")
    world.check("T22 it can be restored: it is not encrypted, and the documents say so", done.returncode == 0
                and CANARY in world.moso("thief", "record", "list", "company"), done.stdout + done.stderr)
    done = world.run("thief", "sync")
    world.check("T22 but who has it is not the site: no exchange without its key", done.returncode in (75, 77),
                (done.returncode, done.stdout, done.stderr))


def a_stolen_laptop():
    stolen = world.root / "stolen"
    shutil.copytree(world.folder("anji"), stolen)
    commands = (("enrol", "revoke", "anji", "--reason", "laptop stolen"),
                ("members", "retire", "anji", "--reason", "what it held", "-n"),
                ("enrol", "list"))
    done = [world.run("beijing", *words) for words in commands]
    world.check("T21 the drill at the hub takes no more than five commands", len(commands) <= 5
                and all(one.returncode == 0 for one in done), [(one.returncode, one.stderr) for one in done])
    world.check("T21 it says what the site holds", "company" in done[1].stdout or "companies" in done[1].stdout,
                done[1].stdout)
    world.run("stolen", "record", "add", "company", "legal_name=Forged")
    done = world.run("stolen", "sync")
    world.check("T21 the stolen key opens nothing", done.returncode == 77
                and "Forged" not in world.moso("beijing", "record", "list", "company"),
                (done.returncode, done.stdout, done.stderr))
    shutil.rmtree(world.folder("anji"))
    code = world.code("anji", "beijing")
    done = world.run("anji", "init", "--from", "-", "--yes", input=code + "\n")
    world.check("T21 the site goes on with another machine and another key", done.returncode == 0
                and CANARY in world.moso("anji", "record", "list", "company"), done.stdout + done.stderr)
    world.moso("anji", "record", "add", "company", "legal_name=Again")
    world.moso("anji", "sync")
    world.check("T21 and its work counts", "Again" in world.moso("beijing", "record", "list", "company"))


def another_machine_by_hand():
    """`init` and `enrol join` in place of `init --from`: it takes its numbers before it has heard of anybody."""
    world.moso("beijing", "enrol", "revoke", "anji", "--reason", "laptop stolen again")
    shutil.rmtree(world.folder("anji"))
    world.moso("anji", "init", "--site", "anji", "--hub", "beijing")
    done = world.run("anji", "enrol", "join", "--yes", input=world.code("anji", "beijing") + "\n")
    world.check("another machine joins by hand", done.returncode == 0, done.stdout + done.stderr)
    for _ in range(3):
        world.moso("anji", "sync")
    world.moso("anji", "record", "add", "company", "legal_name=Thirdly")
    world.moso("anji", "sync")
    world.check("what it writes counts", "Thirdly" in world.moso("beijing", "record", "list", "company"))
    for site in ("anji", "beijing"):
        told = world.moso(site, "status")
        world.check(f"{site} calls nothing of it evidence", "beyond its revocation" not in told, told)


try:
    world.site("beijing")
    world.site("anji", "beijing")
    world.start("beijing")
    a_stolen_backup()
    a_stolen_laptop()
    another_machine_by_hand()
finally:
    world.end()
