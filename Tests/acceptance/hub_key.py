#!/usr/bin/env python3
"""T19: The hub takes another key with one command and every site follows without a telephone, also one that has not heard yet; its key is
stolen, and the key on paper makes it worthless; its key is lost, and one line that a person carries brings a site back.
"""
import shutil

from harness import World

world = World("hub_key")


def own(site):
    return world.data(site, "key", "show")["public_key"]


def hub_at(site):
    return [row["public_key"] for row in world.data(site, "enrol", "list")
            if row["site"] == "beijing" and not row["revoked_at"]]


def company(site, name):
    world.moso(site, "record", "add", "company", f"legal_name={name}")


def has(site, name):
    return name in world.moso(site, "record", "list", "company")


def on_paper():
    said = world.run("beijing", "key", "show")
    world.check("a hub without a key on paper says so", "moso key recovery" in said.stderr, said.stdout + said.stderr)
    done = world.run("beijing", "key", "recovery", "--reason", "at installation")
    code = next((line for line in done.stdout.splitlines() if line.count("-") == 6), "")
    world.check("it is shown once", done.returncode == 0 and code, done.stdout + done.stderr)
    for language, word in (("zh", "已有恢复密钥"), ("en", "there is a recovery key")):
        again = world.run("beijing", "key", "recovery", "--reason", "x", "--lang", language)
        world.check(f"and there is no second one ({language})", again.returncode == 4 and word in again.stderr
                    and "-" not in again.stdout, again.stdout + again.stderr)
    for site in ("anji", "sanya"):
        world.moso(site, "sync")
    world.check("its public half is known everywhere", all(
        world.data(site, "key", "show")["recovery"] == world.data("beijing", "key", "show")["recovery"] is not None
        for site in ("anji", "sanya")))
    bare = code.replace("-", "")
    written = [path for path in world.root.rglob("*") if path.is_file() and (
        code.encode() in path.read_bytes() or bare.encode() in path.read_bytes())]
    world.check("the code is in no file", not written, written)
    return code


def rotated():
    old = own("beijing")
    company("beijing", "Before")
    done = world.run("beijing", "key", "rotate", "--reason", "once a year")
    new = own("beijing")
    world.check("the hub has another key at once", done.returncode == 0 and new != old
                and "next exchange" in done.stdout, done.stdout + done.stderr)
    mode = (world.folder("beijing") / "replica.key.former").stat().st_mode & 0o777
    world.check("the former lies beside it, for nobody else to read", mode == 0o600, oct(mode))
    company("beijing", "After")
    done = world.run("anji", "sync")
    world.check("a site that knows the former alone exchanges with the running daemon", done.returncode == 0,
                done.stdout + done.stderr)
    world.check("and follows, with everything", hub_at("anji") == [new] and has("anji", "Before")
                and has("anji", "After"), hub_at("anji"))
    company("anji", "Later")
    done = world.run("anji", "sync")
    world.check("the next exchange goes under the new key", done.returncode == 0 and has("beijing", "Later"), done.stderr)
    listed = world.moso("anji", "enrol", "list", "--lang", "zh")
    world.check("with why, in Chinese", "下一把密钥" in listed, listed)
    done = world.run("beijing", "key", "rotate", "--reason", "again")
    world.check("not twice within a month", done.returncode == 4 and "short while ago" in done.stderr, done.stderr)
    done = world.run("sanya", "sync")
    world.check("the second site follows, too", done.returncode == 0 and hub_at("sanya") == [new], done.stderr)


def thief():
    """A copy of the hub's machine with its key."""
    world.stop("beijing")
    shutil.copytree(world.folder("beijing"), world.folder("thief"))
    world.start("beijing")
    (world.folder("thief") / "mosod.lock").unlink(missing_ok=True)
    world.start("thief")


def stolen(code):
    for typed in ("", code[:-1] + ("0" if code[-1] != "0" else "1")):
        done = world.run("beijing", "key", "recover", "--reason", "x", input=typed + "\n")
        world.check("a mistyped code changes nothing", done.returncode == 64 and "mistyped" in done.stderr, done.stderr)
    old = own("beijing")
    done = world.run("beijing", "key", "recover", "--reason", "the server was copied", input=code.lower() + "\n")
    new = own("beijing")
    world.check("the key on paper gives the hub another", done.returncode == 0 and new != old, done.stdout + done.stderr)
    done = world.run("anji", "sync")
    world.check("a site hears of it from the hub", done.returncode == 0 and hub_at("anji") == [new], done.stderr)
    company("anji", "Secret")
    done = world.run("anji", "sync", f"https://{world.door('thief')}")
    world.check("who holds the stolen key is not the hub any more", done.returncode != 0 and not has("thief", "Secret"),
                done.stdout + done.stderr)
    return new


def lost(code):
    world.stop("beijing")
    for name in ("replica.key", "replica.key.former"):
        (world.folder("beijing") / name).unlink()
    done = world.run("beijing", "key", "recover", "--reason", "the disk broke", "--lang", "zh", input=code + "\n")
    line = next((line for line in done.stdout.splitlines() if line.startswith("moso-hub-key beijing ")), "")
    world.check("a line for those who cannot reach it", done.returncode == 0 and line and "moso key follow" in done.stdout,
                done.stdout + done.stderr)
    world.start("beijing")
    done = world.run("sanya", "sync")
    world.check("without it a site does not talk to what it does not know", done.returncode != 0, done.stdout)
    for language, word in (("zh", "被改动"), ("en", "was changed")):
        wrong = world.run("sanya", "key", "follow", "--lang", language, input=line.replace("a", "b") + "\n")
        world.check(f"a line that was changed is none ({language})", wrong.returncode == 64 and word in wrong.stderr,
                    wrong.stderr)
    done = world.run("sanya", "key", "follow", input=line + "\n")
    world.check("with it the site knows its hub again", done.returncode == 0 and hub_at("sanya") == [own("beijing")],
                done.stdout + done.stderr)
    done = world.run("sanya", "sync")
    world.check("and is in step", done.returncode == 0 and has("sanya", "Later"), done.stdout + done.stderr)
    done = world.run("anji", "key", "follow", input=line + "\n")
    world.check("so is the other", done.returncode == 0 and world.run("anji", "sync").returncode == 0, done.stderr)
    world.moso("sanya", "sync")
    world.check_agree("sanya", "beijing")


try:
    world.site("beijing")
    for site in ("anji", "sanya"):
        world.site(site, "beijing")
    world.start("beijing")
    code = on_paper()
    rotated()
    thief()
    stolen(code)
    lost(code)
finally:
    world.end()
