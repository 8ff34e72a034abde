#!/usr/bin/env python3
"""Trimming and the members' ladder, with real daemons and real HTTP.

Four sites work and sync. Nothing is trimmed before the last of them has acknowledged it; then bodies
go, and records, histories, digests and syncs are as before. One site falls silent, is let lapse, comes
back; another one writes meanwhile and is not taken in; a third lacks what has been trimmed and is told
so. Nothing that anybody wrote is lost at its own site.
"""
import time

from harness import World

world = World("trimming")
HUB, ANJI, HANGZHOU, SUZHOU = "beijing", "anji", "hangzhou", "suzhou"
BRANCHES = (ANJI, HANGZHOU, SUZHOU)
AGE = ("--older-than", "1s")


def add(site, name):
    return world.data(site, "record", "add", "company", f"legal_name={name}")


def names(site):
    return sorted(r["columns"]["legal_name"] for r in world.data(site, "record", "list", "company"))


def sync(*sites, times=2):
    for _ in range(times):
        for site in sites:
            done = world.run(site, "sync")
            world.check(f"{site} syncs", done.returncode == 0, done.stdout + done.stderr)


def trim(site, *more):
    return world.data(site, "trim", *AGE, *more)


def aged():
    time.sleep(1.2)


def trimmed(site):
    return [line for line in world.log(site) if line["status"] == "applied" and line["ops"] is None]


def standing(site, at=HUB):
    rows = {row["site"]: row for row in world.data(at, "members", "list")}
    return rows[site]["standing"]


def agree(*sites):
    for site in sites:
        done = world.run(site, "verify")
        world.check(f"{site} agrees with itself", done.returncode == 0, done.stdout + done.stderr)
        done = world.run(site, "verify", f"https://{world.door(HUB)}")
        world.check(f"{site} and the hub hold the same", done.returncode == 0,
                    done.stdout + done.stderr)


def main():
    world.site(HUB)
    world.start(HUB)
    for site in BRANCHES:
        world.site(site, peer=HUB)
    key = add(ANJI, "Lantu")["id"]
    for name in ("Lantu 2", "Lantu 3"):
        world.moso(ANJI, "record", "edit", key, f"legal_name={name}", "--reason", "renamed")
    sync(*BRANCHES)
    aged()

    # Before there is a list of members.
    done = world.run(ANJI, "trim", *AGE)
    world.check("a branch without a list of members trims nothing and says where to begin",
                done.returncode == 0 and "no list of members" in done.stdout + done.stderr,
                done.stdout + done.stderr)
    world.check("a rehearsal at the hub begins no list", trim(HUB, "-n")["trimmed"] == 0
                and world.data(HUB, "members", "list") == [])
    begun = trim(HUB)
    world.check("nothing is trimmed while nobody has acknowledged the list",
                begun["trimmed"] == 0 and {v["site"] for v in begun["waits_for"]} == set(BRANCHES),
                begun)

    # Acknowledged by all but one.
    sync(ANJI, HANGZHOU)
    told = trim(HUB)
    world.check("the last site is waited for, and named",
                told["trimmed"] == 0 and [v["site"] for v in told["waits_for"]] == [SUZHOU], told)
    sync(SUZHOU)
    before = world.digests(HUB)
    told = trim(HUB)
    world.check("acknowledged by all, bodies go", told["trimmed"] == 3, told)
    world.check("digests are as before", world.digests(HUB) == before)
    world.check("the log says so", len(trimmed(HUB)) == 3
                and all(line["author"] == "tester" for line in trimmed(HUB)))
    done = world.run(HUB, "history", key)
    world.check("the history keeps who and why", "renamed" in done.stdout
                and "Lantu 3" in done.stdout, done.stdout)
    world.check("and lists no field that was never filled in", "(trimmed)" not in done.stdout,
                done.stdout)
    done = world.run(HUB, "undo", trimmed(HUB)[-1]["dot"]["site"] + ".1/common:3")
    world.check("what was trimmed cannot be undone", "E-TRIMMED" in done.stderr, done.stderr)
    done = world.run(HUB, "trim", *AGE, "--lang", "zh")
    world.check("in Chinese as well", "清理" in done.stdout + done.stderr, done.stdout)
    sync(*BRANCHES)
    world.check("a branch knows what the others acknowledged", trim(ANJI)["trimmed"] == 3)
    agree(*BRANCHES)

    # A site falls silent; two others, too, but come back in other ways.
    world.moso(ANJI, "record", "edit", key, "legal_name=Lantu 4", "--reason", "renamed again")
    sync(ANJI)
    aged()
    world.check("nothing more goes while two are silent", trim(HUB)["trimmed"] == 0)
    done = world.run(ANJI, "members", "lapse", SUZHOU, "--reason", "silent")
    world.check("a branch takes no steps", "E-HUB-ONLY" in done.stderr, done.stderr)
    done = world.run(HUB, "members", "lapse", SUZHOU, "--no-input")
    world.check("a step needs a reason", done.returncode == 64, done.stderr)
    world.moso(HUB, "members", "lapse", SUZHOU, "--reason", "silent")
    world.moso(HUB, "members", "lapse", HANGZHOU, "--reason", "silent too")
    sync(ANJI)
    aged()
    add(SUZHOU, "Offline")
    world.moso(SUZHOU, "record", "edit", key, "legal_name=Lantu S", "--reason", "offline too")
    before = names(SUZHOU)

    # Hangzhou wrote nothing and lacks nothing that is trimmed: it returns and goes on.
    world.moso(HUB, "members", "return", HANGZHOU, "--reason", "back")
    world.check("who may come back is returning", standing(HANGZHOU) == "returning")
    sync(HANGZHOU)
    world.check("and has returned with its sync", standing(HANGZHOU) == "active")
    add(HANGZHOU, "Fromhangzhou")
    sync(HANGZHOU, ANJI, HANGZHOU, times=1)
    world.check("what it writes is taken in", "Fromhangzhou" in names(ANJI))
    sync(ANJI, HANGZHOU)
    aged()
    told = trim(HUB)
    world.check("nothing waits for the lapsed", told["trimmed"] >= 1
                and all(v["site"] != SUZHOU for v in told["waits_for"]), told)

    # Suzhou wrote, and lacks what has been trimmed.
    done = world.run(SUZHOU, "sync")
    report = world.data(SUZHOU, "sync")[0] if done.returncode in (0, 3) else {}
    world.check("a lapsed site's sync asks for attention", done.returncode == 3, done.returncode)
    world.check("what it wrote is not taken in", len(report.get("refused", [])) == 2
                and "Offline" not in names(HUB), report)
    world.check("what it lacks is trimmed, and it is told so",
                report.get("needs_snapshot") == ["common"], report)
    said = [world.run(SUZHOU, "sync", "--cron") for _ in range(2)]
    world.check("cron is told once a day", "not taken in" in said[0].stdout + said[0].stderr
                and said[1].stdout + said[1].stderr == "",
                [done.stdout + done.stderr for done in said])
    world.check("at the site itself nothing is lost", names(SUZHOU) == before)
    world.check("and nothing stands there by halves",
                world.run(SUZHOU, "verify").returncode == 0)
    world.check("nothing of it is put aside at the hub",
                all(line["status"] == "applied" for line in world.log(HUB)))

    # It returns, and starts again from a snapshot with its unsent work.
    world.moso(HUB, "members", "return", SUZHOU, "--reason", "repaired")
    done = world.run(SUZHOU, "init", "--again")
    world.check("a site that returns starts again", done.returncode == 0,
                done.stdout + done.stderr)
    sync(SUZHOU)
    world.check("its unsent work is taken in, under a new epoch", "Offline" in names(HUB)
                and any(line["dot"]["site"] == SUZHOU and line["dot"]["epoch"] > 1
                        for line in world.log(HUB)))
    values = [row["value"] for row in world.data(HUB, "history", key)
              if row["field"] == "legal_name"]
    world.check("and stands beside what others wrote meanwhile",
                "Lantu S" in values and "Lantu 4" in values, values)
    sync(ANJI, HANGZHOU, SUZHOU)
    agree(SUZHOU)

    # Suspended, retired.
    world.moso(HUB, "members", "suspend", SUZHOU, "--reason", "laptop stolen")
    done = world.run(SUZHOU, "sync")
    world.check("a suspended site is not served", done.returncode == 77
                and "suspended" in done.stdout + done.stderr, (done.returncode, done.stderr))
    world.moso(HUB, "members", "retire", SUZHOU, "--reason", "closed")
    done = world.run(HUB, "members", "return", SUZHOU, "--reason", "no")
    world.check("who has retired does not return", "E-MEMBER-STEP" in done.stderr, done.stderr)

    # A new site joins: of what is trimmed it needs a snapshot, the rest it gets.
    world.site("ningbo", peer=HUB)
    report = world.data("ningbo", "sync")[0]
    world.check("a new site is told what only a snapshot brings",
                report["needs_snapshot"] == ["common"], report)
    done = world.run("wuxi", "init", "--from", "-", "--yes", input=world.code("wuxi", HUB) + "\n")
    world.check("another starts from a snapshot, by a code", done.returncode == 0, done.stderr)
    add("wuxi", "Soonwuxi")
    done = world.run("wuxi", "sync")
    world.check("what it wrote before its first sync is taken in", done.returncode == 0
                and "Soonwuxi" in names(HUB), done.stdout + done.stderr)
    world.check("from a snapshot it has all of it, and is a member", names("wuxi") == names(HUB)
                and standing("wuxi", at="wuxi") == "active" and len(trimmed("wuxi")) > 0)
    add("wuxi", "Fromwuxi")
    sync("wuxi", ANJI)
    world.check("and what it writes is taken in", "Fromwuxi" in names(ANJI))
    world.check("compacting gives the space back and changes nothing",
                trim(HUB, "--compact")["dry_run"] is False)
    sync(ANJI, HANGZHOU, "wuxi")
    agree(ANJI, HANGZHOU, "wuxi")

    # Another one writes without having seen what has been trimmed: that is said at both ends.
    world.site("zhoushan", peer=HUB)
    add("zhoushan", "Early")
    done = [world.run("zhoushan", "sync") for _ in range(2)][-1]
    world.check("who wrote too early is not in step", done.returncode == 3
                and "In step with 0 of 1 peer." in done.stdout + done.stderr, done.stdout)
    done = world.run("zhoushan", "status", "--check")
    world.check("and its status says so", done.returncode == 3
                and "not taken in" in done.stdout + done.stderr, done.stdout + done.stderr)
    rows = {row["site"]: row["not_taken_in"] for row in world.data(HUB, "members", "list")}
    world.check("the hub names it", {s for s, count in rows.items() if count} == {"zhoushan"},
                rows)
    done = world.run("zhoushan", "init", "--again")
    sync("zhoushan")
    rows = world.data(HUB, "members", "list")
    world.check("until it has started again and its work is here", "Early" in names(HUB)
                and not any(row["not_taken_in"] for row in rows), rows)


try:
    main()
finally:
    world.end()
