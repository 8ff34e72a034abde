#!/usr/bin/env python3
"""What the hub says of keys is known at every site without a person: anji learns sanya's key, calls it, and takes its
work only with its signature; a key that the hub revokes is worth nothing at anji either, also over a connection that was open;
a replica that is put back from a copy does not trust it again.
"""
import shutil

from harness import World

world = World("roster")


def listed(site):
    return {row["site"]: row for row in world.data(site, "enrol", "list")}


def company(site, name):
    world.moso(site, "record", "add", "company", f"legal_name={name}")


def has(site, name):
    return name in world.moso(site, "record", "list", "company")


def learnt_without_a_person():
    company("sanya", "Nanhai")
    world.moso("sanya", "sync")
    world.moso("anji", "sync")
    rows = listed("anji")
    world.check("anji learns sanya's key from the hub",
                rows["sanya"]["public_key"] == world.data("sanya", "key", "show")["public_key"]
                and rows["sanya"]["from"] == "roster" and rows["beijing"]["from"] == "here", rows)
    world.check("and has its work", has("anji", "Nanhai"))
    said = world.moso("anji", "enrol", "list", "--lang", "zh")
    world.check("in Chinese, too", "总部名册" in said and "凭邀请码加入" in said and "本站登记" in said, said)
    log = [t for t in world.log("anji") if t["dot"]["scope"] == "roster"]
    world.check("each enrolment is one transaction of the hub",
                len(log) == 2 and all(t["dot"]["site"] == "beijing" and t["context"].keys() <= {"beijing.1/roster"}
                                      for t in log), log)


def sanya_calls_anji():
    """Two branches exchange, each with the other's key from the roster."""
    world.start("anji")
    world.moso("sanya", "sync")
    world.moso("sanya", "enrol", "add", "anji", "--key", listed("sanya")["anji"]["public_key"],
               "--at", f"https://{world.door('anji')}")
    world.check("the roster's key stays the roster's", listed("sanya")["anji"]["from"] == "roster")
    company("sanya", "Haitang")
    done = world.run("sanya", "sync")
    world.check("two branches exchange with the keys that the roster names",
                done.returncode == 0 and has("anji", "Haitang"), done.stdout + done.stderr)


def revoked_for_everybody():
    world.stop("beijing")
    company("sanya", "Forged")
    world.run("sanya", "sync")
    world.check("anji has what the hub has not", has("anji", "Forged") and not has("beijing", "Forged"))
    company("anji", "Zhuhai")
    copy = world.root / "copy"
    shutil.copytree(world.folder("anji"), copy)
    world.moso("beijing", "enrol", "revoke", "sanya", "--reason", "laptop stolen")
    world.start("beijing")
    world.moso("anji", "sync")
    row = listed("anji")["sanya"]
    world.check("T19 anji knows of the revocation after its next sync, with the reason",
                row["revoked_at"] and row["reason"] == "laptop stolen", row)
    world.check("T19 what lay beyond the cut is shown nowhere, and what anji wrote on top of it is everywhere",
                not has("anji", "Forged") and not has("beijing", "Forged") and has("anji", "Haitang")
                and has("beijing", "Zhuhai"))
    for site in ("anji", "beijing"):
        void = [t for t in world.log(site) if t["status"] == "quarantined"]
        world.check(f"it is kept as evidence at {site}, and told", len(void) == 1 and "Forged" in str(void[0]["ops"])
                    and "beyond the cut of sanya" in void[0]["why"] and world.data(site, "status")["void"] == 1
                    and "sanya" in world.run(site, "status", "--lang", "zh").stdout, void)
    company("sanya", "Stolen")
    done = world.run("sanya", "sync")
    world.check("T19 anji lets sanya in no more", done.returncode == 77 and "not enrolled there" in
                done.stdout + done.stderr and not has("anji", "Stolen"),
                (done.returncode, done.stdout, done.stderr))
    again = world.run("anji", "enrol", "add", "sanya", "--key", "ab" * 32)
    world.check("and no branch enrols it by itself", again.returncode == 4 and "roster" in again.stderr, again.stderr)
    world.stop("anji")
    shutil.rmtree(world.folder("anji"))
    shutil.copytree(copy, world.folder("anji"))
    world.check("a copy from before trusts sanya", not listed("anji")["sanya"]["revoked_at"])
    world.run("anji", "sync")
    world.check("until its first sync", listed("anji")["sanya"]["revoked_at"])


def a_new_key_loses_nothing():
    """T20: what sanya had not sent is told before the next exchange, and goes along when it starts again."""
    (world.folder("sanya") / "replica.key").unlink()
    world.join("sanya", "beijing")
    for language, word in (("en", "would not count"), ("zh", "不算数")):
        done = world.run("sanya", "sync", "beijing", "--lang", language)
        world.check(f"T20 a sync that would lose unsent work is refused, with what to do ({language})",
                    done.returncode == 77 and word in done.stderr and "moso init --again" in done.stderr,
                    (done.returncode, done.stdout, done.stderr))
    world.check("and nothing of it was sent", not has("beijing", "Stolen") and has("sanya", "Stolen"))
    # Nor does it go out to somebody who calls: it would be carried behind the cut.
    world.run("anji", "sync")
    world.start("sanya", "--no-sync")
    address = f"https://{world.door('sanya')}"
    added = world.run("anji", "enrol", "add", "sanya", "--key", world.data("sanya", "key", "show")["public_key"],
                      "--at", address)
    done = world.run("anji", "sync", address)
    told = (world.root / "sanya.log").read_text()
    world.check("T20 nor is it given to whoever calls, and the log says what to do",
                added.returncode == 0 and done.returncode == 75 and not has("anji", "Stolen")
                and "moso init --again" in told, (done.returncode, done.stdout, done.stderr, told))
    world.stop("sanya")
    world.run("anji", "peers", "remove", address)
    done = world.run("sanya", "init", "--again")
    world.check("it starts again", done.returncode == 0, done.stdout + done.stderr)
    done = world.run("sanya", "sync", "beijing")
    world.check("T20 and its unsent work is at the hub under the new key",
                done.returncode in (0, 3) and has("beijing", "Stolen"), done.stdout + done.stderr)


def the_same_everywhere():
    world.moso("anji", "sync")
    world.check_agree("anji", "beijing", "roster")


try:
    world.site("beijing")
    for site in ("anji", "sanya"):
        world.site(site, "beijing")
    world.start("beijing")
    for part in (learnt_without_a_person, sanya_calls_anji, revoked_for_everybody, a_new_key_loses_nothing,
                 the_same_everywhere):
        part()
finally:
    world.end()
