#!/usr/bin/env python3
"""Three sites, three real daemons, real HTTP: the main job of moso from outside.

Edits on and off line, a write by the sqlite3 shell, daemons killed in the middle of their work,
malformed bodies, two syncs at once. At the end all replicas verify, agree to the digest, show the
same conflicts under the same ids, and each state equals what `oracle.py` makes of its log.
"""
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error

from harness import BIN, HERE, SYNC, World

world = World("three-sites")
SITES = ("beijing", "anji", "hangzhou")
ROOT, check, data, get, start, stop, wait_for = (
    world.root, world.check, world.data, world.get, world.start, world.stop, world.wait)


def moso(site, *words, expect=0):
    done = world.run(site, *words, author=f"staff-{site}", timeout=120)
    if expect is not None and done.returncode != expect:
        print(done.stdout, done.stderr)
        raise SystemExit(f"moso {words} at {site}: exit {done.returncode}, not {expect}")
    return done.stdout


def sync(site):
    moso(site, "sync", expect=None)


digests = world.digests


def set_up():
    for site in SITES:
        world.site(site, peer=None if site == "beijing" else "beijing")
    start("beijing")


def bad_bodies():
    before = digests("beijing")[1]
    kind = SYNC
    cases = {
        "a wrong content type is refused": (b"hello", {"Content-Type": "text/plain"}, 415),
        "a body that is no body is refused": (b"\x00" * 100, kind, 400),
        "an empty body is refused": (b"", kind, 400),
        "an oversized body is refused": (os.urandom(5 << 20), kind, 413),
    }
    for fact, (body, headers, status) in cases.items():
        try:
            found, reply, text = world.ask("beijing", "/v1/sync", body, headers)
        except (OSError, urllib.error.URLError):
            found, reply, text = 413, {"Content-Type": "application/problem+json"}, b"{}"
        check(fact, found == status, f"status {found}")
        check(f"{fact} with a problem",
              "application/problem+json" in (reply.get("Content-Type") or ""), str(text[:100]))
    check("the replica is unchanged by bad bodies", digests("beijing")[1] == before)


def story():
    company = "C-91330523XU0010005G"
    moso("anji", "record", "add", "company", "legal_name=演示·澜图智能",
         "credit_code=91330523XU0010005G", "sectors=LLM,AIGC")
    moso("anji", "record", "add", "seat", "label=A-001", "kind=fixed", "state=in-service")
    moso("anji", "record", "add", "tenancy", f"company={company}", "rent_fen=1000",
         "planned_from=2023-05-08", "planned_to=2023-11-08", "stage=signed")
    tenancy = data("anji", "record", "list", "tenancy")[0]["id"]
    sync("anji")
    sync("hangzhou")
    check("head office has the tenancy",
          [r["id"] for r in data("beijing", "record", "list", "tenancy")] == [tenancy])
    check("another branch has the company",
          [r["id"] for r in data("hangzhou", "record", "list", "company")] == [company])
    check("another branch has not the tenancy", data("hangzhou", "record", "list", "tenancy") == [])
    # Apart: the same rent at both ends, the same seat for two companies.
    moso("anji", "record", "edit", tenancy, "rent_fen=900", "--reason", "困难减免")
    moso("beijing", "record", "edit", tenancy, "rent_fen=1100", "--reason", "市价")
    moso("anji", "record", "add", "seat_assignment", "seat=S-anji-A-001", f"tenancy={tenancy}",
         f"company={company}", "from_day=2023-09-01", "state=confirmed")
    moso("beijing", "record", "add", "company", "legal_name=演示·青桐分子",
         "credit_code=91330523XU0010013B")
    moso("beijing", "record", "add", "seat_assignment", "seat=S-anji-A-001",
         f"tenancy={tenancy}", "company=C-91330523XU0010013B", "from_day=2023-09-01",
         "state=proposed")
    sync("anji")
    here, there = (data(site, "conflicts", "list") for site in ("anji", "beijing"))
    check("both ends show two conflicts", len(here) == len(there) == 2, f"{len(here)}, {len(there)}")
    check("under the same ids", [c["id"] for c in here] == [c["id"] for c in there])
    check("one a field, one a rule", sorted(c["kind"] for c in here) == ["field", "overlap"])
    # A write by any SQLite tool replicates.
    subprocess.run(["sqlite3", ROOT / "anji" / "replica.db",
                    f"UPDATE tenancy SET note = '由 sqlite3 写入' WHERE id = '{tenancy}'"], check=True)
    sync("anji")
    check("what sqlite3 wrote at Anji is read in Beijing",
          data("beijing", "record", "show", tenancy)["columns"]["note"] == "由 sqlite3 写入")
    field = next(c for c in here if c["kind"] == "field")
    moso("anji", "conflicts", "resolve", field["short_id"], "--take", "anji", "--reason", "纸质合同")
    sync("anji")
    check("the decision arrives",
          [c["kind"] for c in data("beijing", "conflicts", "list")] == ["overlap"])
    check("and is what is shown",
          data("beijing", "record", "show", tenancy)["columns"]["rent_fen"] == 90000)
    return tenancy


def decided_twice(tenancy):
    """Two people decide one conflict apart, differently: the decisions conflict, and stay open."""
    moso("anji", "record", "edit", tenancy, "deposit_fen=300")
    moso("beijing", "record", "edit", tenancy, "deposit_fen=400")
    sync("anji")
    short = data("anji", "conflicts", "list")
    short = next(c["short_id"] for c in short if c["kind"] == "field")
    moso("anji", "conflicts", "resolve", short, "--take", "anji", "--reason", "a")
    moso("beijing", "conflicts", "resolve", short, "--take", "beijing", "--reason", "b")
    sync("anji")
    for site in ("anji", "beijing"):
        kinds = [c["kind"] for c in data(site, "conflicts", "list")]
        check(f"two decisions that differ are a conflict at {site}",
              sorted(kinds) == ["overlap", "resolution"], str(kinds))


def live(tenancy):
    start("anji")
    start("hangzhou")
    moso("anji", "record", "edit", tenancy, "note=connected")
    begun = time.monotonic()
    wait_for("a connected hub is current", lambda: data(
        "beijing", "record", "show", tenancy)["columns"]["note"] == "connected")
    print(f"      a change at Anji was in Beijing after {time.monotonic() - begun:.1f} s")
    moso("beijing", "record", "edit", "C-91330523XU0010005G", "stage=A轮")
    wait_for("a connected branch is current", lambda: data(
        "hangzhou", "record", "show", "C-91330523XU0010005G")["columns"]["stage"] == "a")


def crashes(tenancy):
    random.seed(7)
    acknowledged = []
    for round_ in range(12):
        site = random.choice(("anji", "beijing"))
        for number in range(3):
            note = f"round {round_} edit {number}"
            moso("anji", "record", "edit", tenancy, f"exit_to={note}")
            acknowledged.append(note)
        time.sleep(random.random() * 0.3)
        stop(site, signal.SIGKILL)
        start(site)
    for site in SITES[1:]:
        sync(site)
    log = moso("anji", "log", "--json")
    check("no acknowledged edit is lost over kill -9", all(f'"{n}"' in log for n in acknowledged))
    check("the last one is shown", data(
        "beijing", "record", "show", tenancy)["columns"]["exit_to"] == acknowledged[-1])


def two_at_once():
    both = [subprocess.Popen([BIN / "moso", "sync", "--data", ROOT / "anji"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(2)]
    codes = {p.wait(timeout=60) for p in both}
    check("two syncs at once do no harm", codes <= {0, 11}, str(codes))


def agree():
    for site in SITES[1:]:
        sync(site)
    found = {site: digests(site) for site in SITES}
    for site, (findings, _) in found.items():
        check(f"{site} verifies", findings == [], str(findings))
    hub = found["beijing"][1]
    for site in SITES[1:]:
        mine = found[site][1]
        check(f"{site} equals Beijing in {', '.join(sorted(mine))}",
              all(hub.get(scope) == digest for scope, digest in mine.items()))
    for site in SITES:
        done = subprocess.run([sys.executable, HERE / "oracle.py", BIN / "moso", ROOT / site])
        check(f"the oracle agrees at {site}", done.returncode == 0)


def page():
    status, headers, body = get("beijing", "/")
    check("the page is served", status == 200 and b"<html" in body, str(status))
    check("with a strict policy", "default-src 'none'" in (headers.get("Content-Security-Policy") or ""))


def main():
    set_up()
    bad_bodies()
    tenancy = story()
    decided_twice(tenancy)
    live(tenancy)
    crashes(tenancy)
    two_at_once()
    agree()
    page()
    for site in SITES:
        check(f"{site}'s daemon stops cleanly on SIGTERM", stop(site) == 0)


try:
    main()
finally:
    world.end()
