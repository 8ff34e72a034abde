"""Two sites with many records and many conflicts, for scripts that measure."""
import http.client
import json
import os
import pathlib
import shutil
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "acceptance"))
from harness import free_port  # noqa: E402

HUB, ANJI = "beijing", "anji"


def tenancy(n):
    return {"kind": "tenancy", "id": f"T-{n:07}", "fields": {
        "site": ANJI, "company": "C-SPEED", "rent_fen": {"amount": "1000.00", "currency": "CNY"},
        "seat_count": 10, "planned_from": "2026-01-01", "planned_to": "2029-01-01"}}


def seat(n):
    return {"kind": "seat", "id": f"S-anji-Q-{n:07}", "fields": {
        "site": ANJI, "label": f"Q-{n:07}", "kind": "fixed", "state": "in-service"}}


def files(world, records, conflicts):
    """Files of records, none over the 16 MiB that an import reads at once."""
    for begin in range(0, records, 50_000):
        path = world.root / f"rows-{begin}.jsonl"
        with open(path, "w", encoding="utf-8") as out:
            for n in range(begin, min(begin + 50_000, records)):
                record = tenancy(n) if n < conflicts else seat(n - conflicts)
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        yield path


def sql(world, site, statement):
    with sqlite3.connect(world.folder(site) / "replica.db", timeout=60) as database:
        database.execute(statement)
    database.close()


def patiently(world, site, *words, expect=(0, 3)):
    done = world.run(site, *words, timeout=900)
    if done.returncode not in expect:
        raise SystemExit(f"moso {words}: {done.returncode} {done.stderr[:500]}")


def make(world, records, conflicts):
    """Two sites that hold so many seats and tenancies; so many rents were changed at both ends while they were apart,
    by plain SQL. The daemon of the hub runs in the end."""
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    company = world.root / "company.jsonl"
    company.write_text(json.dumps({"kind": "company", "id": "C-SPEED", "fields": {"legal_name": "speed"}}) + "\n")
    world.moso(ANJI, "import", str(company))
    print(f"      importing {records} records", flush=True)
    for rows in files(world, records, conflicts):
        patiently(world, ANJI, "import", str(rows))
    patiently(world, ANJI, "sync", expect=(0, 3, 10))
    world.stop(HUB)
    sql(world, ANJI, "UPDATE tenancy SET rent_fen = 90000")
    sql(world, HUB, "UPDATE tenancy SET rent_fen = 110000")
    world.start(HUB)
    for _ in range(3 + conflicts // 5_000):
        # As on another day: a member may open no more conflicts in one.
        sql(world, HUB, "DELETE FROM moso_meta WHERE name GLOB 'brought *'")
        sql(world, ANJI, "DELETE FROM moso_meta WHERE name GLOB 'postponed_by *'")
        patiently(world, ANJI, "sync", expect=(0, 3, 10))


def given(world, records, conflicts):
    """The same, taken from the folder that MOSO_KEPT names if it was kept there, and else made and kept there. The
    daemon of the hub runs in the end."""
    kept = os.environ.get("MOSO_KEPT")
    if kept and (pathlib.Path(kept) / HUB).exists():
        for site in (HUB, ANJI):
            shutil.copytree(pathlib.Path(kept) / site, world.folder(site))
            world.ports.setdefault(site, free_port())
        # Anji calls where the hub listened when the world was made.
        world.doors[HUB] = int(world.data(ANJI, "peers", "list")[0]["url"].rsplit(":", 1)[1])
        return world.start(HUB)
    make(world, records, conflicts)
    if kept:
        world.stop(HUB)
        for site in (HUB, ANJI):
            shutil.copytree(world.folder(site), pathlib.Path(kept) / site)
        world.start(HUB)


def session(world, site, name, role="director"):
    """The cookie of somebody who came in by a link."""
    link = world.data(site, "people", "invite", name, "--role", role)["url"]
    line = http.client.HTTPConnection("127.0.0.1", world.ports[site], timeout=120)
    line.request("POST", "/" + link.split("/", 3)[3], "", {
        "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    answer.read()
    return answer.headers["Set-Cookie"].split(";")[0]
