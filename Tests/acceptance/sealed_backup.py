#!/usr/bin/env python3
"""T22: backups that are sealed for a key on paper, which the site does not have.

Nothing of the records is in such a file; without the key, or with another one, nothing comes back from it; one byte that was
changed is found, with the key and without; with the key everything comes back, on a machine that has nothing else.
"""
import os
import shutil
import stat

from harness import World

world = World("sealed-backup")
HUB, ANJI = "beijing", "anji"
# In values of records of several kinds, one of them personal.
TOKENS = ("青桐七号座位", "13800138077", "sealed-token-4711")


def moso(*words, **more):
    return world.run(ANJI, *words, **more)


def said(done):
    return " ".join((done.stdout + done.stderr).split())


def main():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, peer=HUB)
    world.moso(ANJI, "record", "add", "seat", f"label={TOKENS[0]}", "kind=fixed", "state=in-service")
    world.moso(ANJI, "record", "add", "company", f"legal_name={TOKENS[2]}")
    world.moso(ANJI, "record", "add", "person", "name=演示·王", f"phone={TOKENS[1]}")
    world.moso(ANJI, "sync")
    away = world.folder(ANJI).parent / "away"
    away.mkdir()
    keys = {}
    for name in ("paper", "other"):
        made = world.data(ANJI, "backup", "key", "-o", str(away / f"{name}.txt"))
        keys[name] = away / f"{name}.txt"
        world.check(f"the code of the {name} key is in its file alone, for this account alone", made["code"] is None
                    and stat.S_IMODE(os.stat(keys[name]).st_mode) == 0o600, made)
        if name == "paper":
            recipient = made["recipient"]
    done = moso("backup", "key", "-o", str(keys["paper"]))
    world.check("a file that is there is not written over", done.returncode != 0 and keys["paper"].stat().st_size > 0, said(done))
    code = keys["paper"].read_text().strip()
    sealing = {"MOSO_BACKUP_RECIPIENT": recipient}
    done = moso("backup", env={"MOSO_BACKUP_RECIPIENT": recipient[:-1] + ("0" if recipient[-1] != "0" else "1")})
    world.check("for a recipient that was mistyped there is no backup", done.returncode == 64 and "mistyped" in said(done)
                and not list((world.folder(ANJI) / "backup").glob("*")), said(done))
    for language, words in (("en", "nobody opens it without the code on paper"), ("zh", "没有纸上的密码谁也打不开")):
        done = moso("backup", env={**sealing, "MOSO_LANG": language})
        world.check(f"a backup is sealed ({language})", done.returncode == 0 and words in said(done), said(done))
    listed = world.data(ANJI, "backup", "list")["files"]
    world.check("they are listed as that", [f["encrypted"] for f in listed] == [True, True]
                and all(f["path"].endswith(".db.sealed") for f in listed), listed)
    left = sorted(os.listdir(world.folder(ANJI) / "backup"))
    world.check("and lie alone in the folder", len(left) == 2, left)
    done = moso("backup", "-o", str(away / "anji.sealed"), env=sealing)
    sealed = away / "anji.sealed"
    world.check("one that is written elsewhere leaves nothing else there", done.returncode == 0
                and sorted(os.listdir(away)) == ["anji.sealed", "other.txt", "paper.txt"], (said(done), os.listdir(away)))
    content = sealed.read_bytes()
    plain = world.data(ANJI, "backup", "-o", str(away / "plain.db"))
    clear = (away / "plain.db").read_bytes()
    world.check("a plain one holds the values", all(t.encode() in clear for t in TOKENS) and plain["encrypted"] is False)
    world.check("T22 nothing of the records is in a sealed one", not any(
        form in content for t in TOKENS
        for form in (t.encode(), t.encode("utf-16-le"), t.encode().hex().encode())) and b"SQLite" not in content)
    world.check("T22 nor is the code at the site", not any(
        code.encode() in path.read_bytes() for path in world.folder(ANJI).rglob("*") if path.is_file()))
    for language, words in (("en", "as it was written"), ("zh", "与写下时一样")):
        done = moso("backup", "verify", str(sealed), env={"MOSO_LANG": language})
        world.check(f"what can be known without the key is said ({language})", done.returncode == 0 and words in said(done)
                    and recipient in said(done), said(done))
    base = ("--data", str(away / "new"), "restore")
    for language, words in (("en", "nobody opens it without the secret half"), ("zh", "是加密的备份")):
        done = moso(*base, str(sealed), "--yes", env={"MOSO_LANG": language})
        world.check(f"T22 without the key nothing is restored ({language})", done.returncode == 64 and words in said(done)
                    and recipient in said(done) and not (away / "new" / "replica.db").exists(), said(done))
    done = moso(*base, str(sealed), "--yes", "--key", str(keys["other"]))
    world.check("T22 nor with another key", done.returncode == 3 and "another key" in said(done)
                and not (away / "new" / "replica.db").exists(), said(done))
    (away / "no-key.txt").write_text("nothing\n")
    done = moso(*base, str(sealed), "--yes", "--key", str(away / "no-key.txt"))
    world.check("a file without a code is told", done.returncode == 3 and "no-key.txt" in said(done), said(done))
    for at in (10, 30, 60, 85, len(content) // 2, len(content) - 40, len(content) - 1):
        changed = bytearray(content)
        changed[at] ^= 1
        (away / "changed").write_bytes(changed)
        looked = moso("backup", "verify", str(away / "changed"))
        back = moso(*base, str(away / "changed"), "--yes", "--key", str(keys["paper"]))
        world.check(f"a byte that was changed at {at} is found", looked.returncode != 0 and back.returncode != 0
                    and not (away / "new" / "replica.db").exists(), (said(looked), said(back)))
    (away / "changed").write_bytes(content[:-2000])
    done = moso(*base, str(away / "changed"), "--yes", "--key", str(keys["paper"]))
    world.check("so is a file that was cut off", done.returncode != 0 and not (away / "new" / "replica.db").exists(), said(done))
    done = moso(*base, str(sealed), "--yes", "--key", str(keys["paper"]))
    shown = moso("--data", str(away / "new"), "record", "list", "seat")
    world.check("with the key everything comes back", done.returncode == 0 and TOKENS[0] in shown.stdout, said(done) + said(shown))
    world.check("and no other copy of it stays behind", not [
        str(p) for p in (away / "new").rglob("*") if p.is_file() and p.name not in ("replica.db", "replica.db-wal", "replica.db-shm")
        and p.read_bytes()[:6] == b"SQLite"])
    # An erasure cannot reach into what is sealed.
    person = world.data(ANJI, "record", "list", "person")[0]["id"]
    world.moso(ANJI, "record", "erase", person, "--field", "phone", "--reason", "asked for", "--yes")
    left = sorted(os.listdir(world.folder(ANJI) / "backup"))
    world.check("after an erasure no sealed backup that holds the value is left in the folder",
                not [name for name in left if name.endswith(".sealed")], left)
    shutil.rmtree(away)


try:
    main()
finally:
    world.end()
