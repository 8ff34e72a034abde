#!/usr/bin/env python3
"""`moso verify PEER` finds the very rows that differ: one replica is changed behind the back of every
trigger, cells of several rows and a row that goes, among hundreds of sound ones. What the other end may not hold is neither compared nor told."""
import json
import subprocess
import urllib.parse

from harness import World


def tamper(world, site, *statements):
    """Damage rather than edits: with the triggers off, as only a broken program or disk would."""
    subprocess.run(["sqlite3", world.folder(site) / "replica.db", ".dbconfig enable_trigger off",
                    *statements], check=True, stdout=subprocess.DEVNULL)


def rows(world):
    """The rows that differ as anji sees it: {key: (is here, is there, {cell: (here, there)})}."""
    done = world.run("anji", "verify", "beijing", "--json")
    found = {}
    for scope in json.loads(done.stdout)["data"]["scopes"]:
        for row in scope.get("rows", []):
            found[row["key"]] = (row["is_here"], row["is_there"],
                                 {c["cell"]: (c["here"], c["there"]) for c in row["cells"]})
    return done.returncode, found


def ask(world, **query):
    return world.ask("beijing", "/v1/digest?" + urllib.parse.urlencode(query), caller=query["site"])


def main():
    world = World("verify-peer")
    world.site("beijing")
    world.site("anji", peer="beijing")
    world.site("hangzhou", peer="beijing")
    world.start("beijing")
    csv = world.root / "companies.csv"
    csv.write_text("legal_name\n" + "".join(f"演示·企业 {n:03}\n" for n in range(700)))
    world.moso("anji", "import", str(csv), "--kind", "company")
    keys = sorted(r["id"] for r in world.data("anji", "record", "list", "company", "--limit", "0"))
    world.moso("anji", "record", "add", "tenancy", f"company={keys[0]}", "rent_fen=900",
               "moved_in_on=2026-01-05")
    world.moso("anji", "sync")
    world.moso("hangzhou", "sync")
    world.check("equal replicas differ in nothing", rows(world) == (0, {}), rows(world))

    one, other, gone = keys[5], keys[412], keys[600]
    tamper(
        world, "beijing",
        f"UPDATE company SET legal_name = 'damaged' WHERE id = '{one}'",
        f"UPDATE company SET note = 'damaged', contact = 'nobody' WHERE id = '{other}'",
        f"DELETE FROM company WHERE id = '{gone}'",
        "UPDATE tenancy SET rent_fen = 1")
    tenancy = world.data("anji", "record", "list", "tenancy")[0]["id"]
    code, found = rows(world)
    names = {r["id"]: r["label"] for r in world.data("anji", "record", "list", "company",
                                                     "--limit", "0")}
    world.check("exactly the damaged rows are found", set(found) == {one, other, gone, tenancy}
                and code == 3, (code, found))
    world.check("a cell has both sides' values", found[one] == (
        True, True, {"legal_name": (names[one], "damaged")}), found.get(one))
    world.check("of a row every cell that differs is told", found[other][2] == {
        "note": (None, "damaged"), "contact": (None, "nobody")}, found.get(other))
    world.check("a row that is gone is told", found[gone] == (True, False, {}), found.get(gone))
    world.check("in the site's own scope too", found[tenancy][2] == {"rent_fen": (90_000, 1)},
                found.get(tenancy))
    for language, says in (("en", ("damaged", "no such record", "900.00")),
                           ("zh", ("damaged", "没有这条记录", "企业名称"))):
        done = world.run("anji", "verify", "beijing", "--lang", language)
        world.check(f"it is told in {language}", done.returncode == 3
                    and all(text in done.stdout for text in says), done.stdout)
    status = world.run("hangzhou", "verify", "beijing", "--json")
    scopes = {s["scope"]: len(s.get("rows", [])) for s in
              json.loads(status.stdout)["data"]["scopes"]}
    world.check("another branch hears of the common records and the roster only",
                scopes == {"common": 3, "roster": 0}, scopes)

    for query in ({"table": "tenancy"}, {"table": "tenancy", "key": tenancy}, {}):
        code, _, body = ask(world, scope="site/anji", site="hangzhou", **query)
        world.check(f"the daemon tells hangzhou nothing of anji's {query}",
                    code == 404 and tenancy.encode() not in body, (code, body))
    code, _, body = ask(world, scope="common", site="hangzhou", table="tenancy", key=tenancy)
    world.check("nor under another scope's name", code == 200 and json.loads(body)["row"] is None,
                body)
    code, _, body = ask(world, scope="common", site="anji", table="no_such_table")
    world.check("a table that is not there has no rows", code == 200
                and json.loads(body)["runs"] == [], body)

    done = world.run("anji", "verify", "--all")
    world.check("--all is this replica and every peer, and the worst of it", done.returncode == 3
                and "is sound" in done.stdout and tenancy in done.stdout, (done.returncode, done.stdout))
    done = world.run("anji", "verify", "--all", "--json")
    data = json.loads(done.stdout)["data"]
    world.check("in one document", data["alone"]["findings"] == [] and [p["peer"] for p in data["peers"]] == ["beijing"]
                and done.returncode == 3, data)
    world.stop("beijing")
    done = world.run("anji", "verify", "--all")
    world.check("a peer that is away does not hide that this replica is sound", done.returncode == 75
                and "is sound" in done.stdout and "E-PEER" in done.stderr, (done.returncode, done.stdout, done.stderr))
    world.start("beijing")
    done = world.run("anji", "verify", "beijing", "--all")
    world.check("--all goes with no peer", done.returncode == 64 and "E-USAGE" in done.stderr, done.stderr)

    tamper(world, "beijing", "DELETE FROM tenancy")
    world.check("a table that is empty there is told row by row",
                rows(world)[1].get(tenancy) == (True, False, {}), rows(world))
    tamper(world, "beijing", "UPDATE company SET note = 'x'")
    code, found = rows(world)
    world.check("with every row damaged it stops at fifty", code == 3 and len(found) == 51, len(found))
    done = world.run("anji", "verify", "beijing")
    world.check("and says so", "there may be more" in done.stdout, done.stdout[-600:])
    world.end()


main()
