#!/usr/bin/env python3
"""The hub grants anji the capital's records, and they arrive; sanya, without a grant, learns nothing. When the grant ends, anji
keeps nothing of them on its disk, neither in the database nor in the write-ahead log nor in a backup; what it had not sent is in a
signed file, and comes back after another grant.
"""
import os
import shutil
import stat

from harness import World

world = World("grants")
CANARIES = ["Qinghe-canary-1", "Qinghe-canary-2", "Qinghe-canary-3"]


def fund(site, name, *words):
    return world.run(site, "record", "add", "fund", f"name={name}", *words)


def funds(site):
    return world.run(site, "record", "list", "fund").stdout


def members(site, *words):
    return world.run(site, "members", *words)


def holding(site, *texts):
    """The files of a site in which one of these texts stands, but those of unsent work."""
    found = []
    for path in sorted(world.folder(site).rglob("*")):
        if path.is_file() and not path.name.startswith("unsent-"):
            content = path.read_bytes()
            found += [f"{path.name}: {text}" for text in texts if text.encode() in content]
    return found


def granted():
    world.check("the hub notes a fund", fund("beijing", CANARIES[0]).returncode == 0)
    world.moso("anji", "sync")
    refused = fund("anji", "Nothing")
    world.check("without a grant anji may not write there", refused.returncode == 4 and "capital" in refused.stderr,
                (refused.returncode, refused.stderr))
    for words, code, said in (
            (("grant", "anji", "common", "--reason", "x"), 4, "names decide"),
            (("grant", "beijing", "capital", "--reason", "x"), 4, "names decide"),
            (("grant", "anji", "no scope", "--reason", "x"), 64, "no scope"),
            (("grant", "anji", "capital"), 64, "--reason")):
        done = members("beijing", *words)
        world.check(f"members {' '.join(words[:3])} is refused", done.returncode == code and said in done.stderr,
                    (done.returncode, done.stderr))
    done = members("anji", "grant", "anji", "capital", "--reason", "x")
    world.check("a branch grants nothing", done.returncode == 4 and "beijing" in done.stderr, done.stderr)
    done = members("beijing", "grant", "anji", "capital", "--reason", "joint work", "-n")
    world.check("a rehearsal writes nothing", done.returncode == 0 and not world.data("beijing", "members", "grants"),
                done.stdout)
    for language, word in (("zh", "已授予"), ("en", "is granted")):
        done = members("beijing", "grant", "anji", "capital", "--reason", "joint work", "--lang", language, "-n")
        world.check(f"it says so ({language})", word in done.stdout, done.stdout)
    world.moso("beijing", "members", "grant", "anji", "capital", "--reason", "joint work")
    again = members("beijing", "grant", "anji", "capital", "--reason", "joint work")
    world.check("twice is once", again.returncode == 0 and "already" in again.stdout
                and len(world.data("beijing", "members", "grants")) == 1, again.stdout)
    world.moso("anji", "sync")
    world.check("one sync brings the scope", CANARIES[0] in funds("anji"), funds("anji"))
    rows = world.data("anji", "members", "grants")
    world.check("anji knows of its grant, and why", [(r["site"], r["scope"], r["granted"], r["reason"]) for r in rows]
                == [("anji", "capital", True, "joint work")], rows)
    world.check("and writes there", fund("anji", CANARIES[1]).returncode == 0)
    world.moso("anji", "sync")
    world.check("which the hub takes in", CANARIES[1] in funds("beijing"))


def nobody_else():
    world.moso("sanya", "sync")
    log = str(world.log("sanya"))
    world.check("T15 sanya has nothing of it", CANARIES[0] not in funds("sanya") and "capital" not in log
                and "moso_grant" not in log and not holding("sanya", *CANARIES), holding("sanya", *CANARIES))
    world.check("T15 and is told of no grant", not world.data("sanya", "members", "grants")
                and "capital" not in str(world.data("sanya", "members", "list")))
    done = world.run("sanya", "verify", "beijing")
    world.check("T15 nor when it compares", done.returncode == 0 and "capital" not in done.stdout, done.stdout)


def withdrawn():
    world.moso("anji", "backup")
    world.stop("beijing")
    world.check("anji writes on", fund("anji", CANARIES[2]).returncode == 0)
    for language, word in (("zh", "已从 anji 收回"), ("en", "is withdrawn")):
        done = members("beijing", "withdraw", "anji", "capital", "--reason", "ended", "--lang", language, "-n")
        world.check(f"a withdrawal says what follows ({language})", word in done.stdout, done.stdout)
    world.moso("beijing", "members", "withdraw", "anji", "capital", "--reason", "ended")
    world.start("beijing")
    world.check("until then it is all there", len(holding("anji", *CANARIES)) > 3, holding("anji", *CANARIES))
    done = world.run("anji", "sync")
    world.check("a sync brings it", done.returncode in (0, 3), done.stdout + done.stderr)
    world.check("anji keeps nothing, in no file", not holding("anji", *CANARIES), holding("anji", *CANARIES))
    log = str(world.log("anji"))
    world.check("nor in its log", "anji.1/capital" not in log and "beijing.1/capital" not in log)
    files = sorted(world.folder("anji").glob("unsent-*"))
    world.check("what was not sent is in one file, for its owner alone",
                len(files) == 1 and stat.S_IMODE(os.stat(files[0]).st_mode) == 0o600, files)
    for language, word in (("zh", "未发出的改动"), ("en", "unsent work")):
        said = world.run("anji", "status", "--lang", language).stdout
        world.check(f"status names it ({language})", word in said and files[0].name in said, said)
    refused = fund("anji", "Nothing")
    world.check("anji writes there no more", refused.returncode == 4, refused.stderr)
    done = members("anji", "bring-back")
    world.check("and brings nothing back without a grant", done.returncode == 65 and "capital" in done.stderr,
                (done.returncode, done.stderr))
    world.moso("anji", "record", "add", "company", "legal_name=Zhuhai")
    world.moso("anji", "sync")
    world.check("everything else goes on", "Zhuhai" in world.moso("beijing", "record", "list", "company"))
    world.check("the hub keeps what had reached it", CANARIES[1] in funds("beijing")
                and CANARIES[2] not in funds("beijing"))
    return files[0]


def brought_back(file):
    world.moso("beijing", "members", "grant", "anji", "capital", "--reason", "joint work again")
    world.moso("anji", "sync")
    world.check("another grant brings all back", all(c in funds("anji") for c in CANARIES[:2]), funds("anji"))
    spoilt = world.root / "spoilt.body"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)
    done = members("anji", "bring-back", str(spoilt))
    world.check("a file that was changed is not taken", done.returncode == 65, (done.returncode, done.stderr))
    copy = world.root / "copy.body"
    shutil.copy(file, copy)
    done = members("anji", "bring-back")
    world.check("unsent work is sealed again, and the file is gone", done.returncode == 0 and not file.exists()
                and CANARIES[2] in funds("anji"), done.stdout + done.stderr)
    done = members("anji", "bring-back", str(copy), "--json")
    world.check("once", done.returncode == 0 and '"resealed":0' in done.stdout, done.stdout + done.stderr)
    world.moso("anji", "sync")
    world.check("and reaches the hub", CANARIES[2] in funds("beijing"))


def connected():
    """A daemon hears of it by itself."""
    world.start("sanya")
    world.moso("beijing", "members", "grant", "sanya", "capital", "--reason", "joint work")
    world.wait("sanya's daemon gets what is granted", lambda: CANARIES[2] in funds("sanya"))
    world.moso("beijing", "members", "withdraw", "sanya", "capital", "--reason", "ended")
    world.wait("and removes what is withdrawn", lambda: not holding("sanya", *CANARIES))
    world.stop("sanya")
    world.check("with nothing left to bring back", not list(world.folder("sanya").glob("unsent-*")))


def the_same_everywhere():
    for site in ("anji", "sanya"):
        world.run(site, "sync")
    world.check_agree("anji", "beijing", "capital")
    found, here = world.digests("sanya")
    world.check("so does who has no grant", not found and "capital" not in here, (found, here))
    done = world.run("anji", "init", "--again")
    world.check("a granted site that starts again has its scope", done.returncode == 0
                and CANARIES[2] in funds("anji"), done.stdout + done.stderr)


try:
    world.site("beijing")
    for site in ("anji", "sanya"):
        world.site(site, "beijing")
    world.start("beijing")
    granted()
    nobody_else()
    brought_back(withdrawn())
    connected()
    the_same_everywhere()
finally:
    world.end()
