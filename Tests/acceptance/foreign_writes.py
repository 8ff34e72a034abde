#!/usr/bin/env python3
"""Rows written by other SQLite tools are captured, sealed and replicated like any other edit, with and
without the daemon; what could never be replicated is refused to the tool that writes it, and where it got
into the file all the same it stops nothing and is named."""
import sqlite3
import subprocess

from harness import World

world = World("foreign-writes")


def shell(site, sql):
    done = subprocess.run(["sqlite3", world.folder(site) / "replica.db", ".timeout 5000", sql],
                          capture_output=True, text=True, timeout=30)
    return done.returncode, done.stderr


def python(site, *statements, commit=True):
    db = sqlite3.connect(world.folder(site) / "replica.db", timeout=5)
    try:
        for sql in statements:
            db.execute(sql)
        db.commit() if commit else db.rollback()
    finally:
        db.close()


def seats(site):
    return {s["id"]: s["columns"]["note"] for s in world.data(site, "record", "list", "seat")}


def all_ways(tag):
    """Every way of writing rows; returns what must be seen at the hub."""
    for number in range(6):
        world.moso("anji", "record", "add", "seat", f"label={tag}-{number}", "kind=fixed", "state=in-service",
                   "note=old")
    ids = [f"S-anji-{tag}-{n}" for n in range(6)]
    world.check(f"{tag}: the shell updates", shell("anji", f"UPDATE seat SET note='shell' WHERE id='{ids[0]}'") == (0, ""))
    python("anji", f"UPDATE seat SET note='many' WHERE id IN ('{ids[1]}','{ids[2]}')")
    python("anji", f"DELETE FROM seat WHERE id='{ids[3]}'")
    python("anji", f"INSERT INTO seat (id, site, label, kind, state, note) VALUES "
           f"('S-anji-{tag}-x','anji','{tag}-x','fixed','in-service','new'),"
           f"('S-anji-{tag}-y','anji','{tag}-y','hot','in-service','new')")
    python("anji", f"REPLACE INTO seat (id, site, label, kind, state, note) VALUES "
           f"('{ids[4]}','anji','{tag}-4','fixed','in-service','replaced')")
    python("anji", f"INSERT INTO seat (id, site, label, kind, state, note) VALUES "
           f"('{ids[5]}','anji','{tag}-5','fixed','in-service','?') "
           f"ON CONFLICT (id) DO UPDATE SET note='upserted'")
    python("anji", f"UPDATE seat SET note='rolled back' WHERE id='{ids[0]}'", commit=False)
    return {ids[0]: "shell", ids[1]: "many", ids[2]: "many", ids[4]: "replaced", ids[5]: "upserted",
            f"S-anji-{tag}-x": "new", f"S-anji-{tag}-y": "new"}


def arrives(tag, expected):
    def holds():
        found = {k: v for k, v in seats("beijing").items() if k.startswith(f"S-anji-{tag}-")}
        return found == expected
    if not world.wait(f"{tag}: all of it is at the hub", holds, 15):
        print(f"      {seats('beijing')} instead of {expected}")
    else:
        world.check(f"{tag}: all of it is at the hub, and nothing else", True)
    world.check(f"{tag}: Anji shows the same",
                {k: v for k, v in seats("anji").items() if k.startswith(f"S-anji-{tag}-")} == expected)


def not_allowed():
    """What the schema does not allow is refused by SQLite itself, or kept and shown as it is."""
    before = len(world.log("anji"))
    for fact, sql in (
            ("a blob", "UPDATE seat SET note=x'ff00'"),
            ("a state that is none", "UPDATE seat SET state='flying' WHERE id='S-anji-OFF-0'"),
            ("a row without what is required", "INSERT INTO seat (id) VALUES ('S-anji-bare')"),
            ("an empty key", "INSERT INTO seat (id, site) VALUES ('', 'anji')"),
            ("a key of a foreign site", "INSERT INTO seat (id, site, label) VALUES ('S-mars-1','mars','1')")):
        code, said = shell("anji", sql)
        status = world.run("anji", "status")
        print(f"      {fact}: sqlite3 {code} {said.strip()[:90]!r}; status {status.returncode} {status.stderr.strip()[:160]!r}")
        world.check(f"{fact} stops no reading", world.run("anji", "record", "list", "seat", "--json").returncode == 0)
        added = world.run("anji", "record", "edit", "S-anji-OFF-2", f"note=after {fact}")
        world.check(f"after {fact} an edit works", added.returncode == 0, added.stderr)
        synced = world.run("anji", "sync")
        world.check(f"after {fact} a sync works", synced.returncode == 0, synced.stderr + synced.stdout)
    refused()
    world.check("the edits are at the hub", seats("beijing")["S-anji-OFF-2"].startswith("after a key of"))
    world.check("the hub verifies", world.digests("beijing")[0] == [], world.digests("beijing")[0])
    world.check("Anji verifies", world.digests("anji")[0] == [], world.digests("anji")[0])
    world.check("more was written", len(world.log("anji")) > before)


def refused():
    """What could never be replicated is refused in the shell, in words."""
    long = "replace(hex(zeroblob(131100)),'0','x')"
    for fact, sql, words in (
            ("a text over the limit", f"UPDATE seat SET note={long}", "a text holds at most 262144 bytes"),
            ("a text of three bytes a letter", "UPDATE seat SET note=replace(hex(zeroblob(43700)),'0','安')",
             "262144 bytes"),
            ("an empty key", "INSERT INTO seat (id, site) VALUES ('', 'anji')", "an id of seat has 1 to 200 bytes"),
            ("a long key", f"INSERT INTO seat (id, site) VALUES (substr({long},1,201), 'anji')", "1 to 200 bytes"),
            ("bytes that are no text", "UPDATE seat SET note=CAST(x'ff00fe' AS TEXT)", "not UTF-8"),
            ("a key that is no text", "INSERT INTO seat (id, site) VALUES (CAST(x'53ff' AS TEXT), 'anji')", "not UTF-8"),
            ("a record of another site", "INSERT INTO tenancy (id, site) VALUES ('T-HZ', 'hangzhou')", "another site"),
            ("a record that would move", "UPDATE seat SET site='hangzhou'", "is set once"),
            ("a record that only the hub holds", "INSERT INTO fund (id) VALUES ('K-1')", "would never leave")):
        code, said = shell("anji", sql)
        world.check(f"{fact} is refused by sqlite3 in words", code != 0 and "moso: " in said and words in said, said)
    world.check("text of every script is taken", shell(
        "anji", "UPDATE seat SET note='晴 😀 é' WHERE id='S-anji-OFF-1'") == (0, ""))
    world.moso("anji", "sync")
    world.check("and arrives", seats("beijing")["S-anji-OFF-1"] == "晴 😀 é", seats("beijing"))


def not_decided():
    """Two sites set one field apart: sqlite3 shows one of the values, and does not delete both."""
    world.stop("anji")
    company = world.data("anji", "record", "add", "company", "legal_name=Zero")["id"]
    world.moso("anji", "sync")
    world.moso("anji", "record", "edit", company, "credit_code=91330523XU0010005G")
    world.moso("beijing", "record", "edit", company, "credit_code=91330523XU0010013B")
    world.run("anji", "sync")
    listed = world.data("anji", "conflicts", "list")
    world.check("the field is open", len(listed) == 1, listed)
    code, said = shell("anji", f"DELETE FROM company WHERE id='{company}'")
    world.check("sqlite3 does not delete it, and says why",
                code != 0 and "not decided" in said and "moso conflicts list" in said, said)
    world.moso("anji", "conflicts", "resolve", listed[0]["short_id"], "--take", "A", "--reason", "seen")
    world.check("once decided, it does", shell("anji", f"DELETE FROM company WHERE id='{company}'") == (0, ""))
    world.moso("anji", "sync")
    world.check("and the record is gone at the hub", world.data("beijing", "record", "list", "company") == [])
    world.check("with no conflict", world.data("beijing", "conflicts", "list") == [])
    world.start("anji")


def as_before(site, table, sql, *keys):
    """Writes as if the triggers did not refuse: they are put back by the next version of them."""
    db = sqlite3.connect(world.folder(site) / "replica.db", timeout=5)
    columns = [row[1] for row in db.execute(f"SELECT * FROM pragma_table_info('{table}')")]
    db.execute("BEGIN IMMEDIATE")
    kept = db.execute("SELECT name, sql FROM sqlite_schema WHERE type='trigger' AND tbl_name=?", (table,)).fetchall()
    for name, _ in kept:
        db.execute(f'DROP TRIGGER "{name}"')
    for key in keys:
        if db.execute(f"SELECT 1 FROM {table} WHERE id=?", (key,)).fetchone():
            db.execute(f"INSERT INTO moso_before_{table} (existed, {', '.join(columns)}) "
                       f"SELECT 1, {', '.join(columns)} FROM {table} WHERE id=?", (key,))
        else:
            db.execute(f"INSERT INTO moso_before_{table} (id, existed) VALUES (?, 0)", (key,))
        db.execute("INSERT INTO moso_journal (tab, key) VALUES (?, ?)", (table, key))
    db.execute(sql)
    for _, text in kept:
        db.execute(text)
    db.commit()
    db.close()


def stands_aside():
    """At the hub, the worst place: one value that cannot be sealed stops nobody, and is named."""
    seat = "S-anji-OFF-2"
    world.moso("anji", "record", "add", "company", "legal_name=One")
    world.moso("anji", "sync")
    company = world.data("beijing", "record", "list", "company")[0]["id"]
    as_before("beijing", "company", f"UPDATE company SET note=hex(zeroblob(150000)), legal_name='Two' "
              f"WHERE id='{company}'", company)
    as_before("anji", "tenancy", "INSERT INTO tenancy (id, site) VALUES ('T-HZ', 'hangzhou')", "T-HZ")

    def named():
        return "moso_aside" in (world.root / "beijing.log").read_text()
    world.wait("the hub's daemon names it in its log", named, 15)
    world.check("in one line", (world.root / "beijing.log").read_text().count("moso_aside") == 1)
    for path in ("/", "/v1/digest", "/healthz"):
        world.check(f"the hub serves {path}", world.get("beijing", path)[0] < 500)
    world.moso("anji", "record", "edit", seat, "note=goes on")
    done = world.run("anji", "sync")
    world.check("the branch's sync ends with attention, since a row of its own stays here", done.returncode == 3,
                done.stdout + done.stderr)
    world.check("and does not say that it is in step with all", "In step with the only" not in done.stdout, done.stdout)
    world.check("what it sent is at the hub", seats("beijing")[seat] == "goes on")
    names = {c["id"]: c["columns"]["legal_name"] for c in world.data("anji", "record", "list", "company")}
    world.check("the other field of the row went on", names[company] == "Two", names)
    world.check("other tools can write meanwhile", shell(
        "beijing", f"UPDATE company SET legal_name='Three' WHERE id='{company}'") == (0, ""))
    for language, word in (("en", "300,000 bytes"), ("zh", "300,000 字节")):
        for command in ("status", "verify"):
            done = world.run("beijing", command, "--lang", language)
            said = done.stdout + done.stderr
            world.check(f"{command} in {language} names record, size and limit", all(
                words in said for words in (company, word, "262,144", "moso_aside")), said)
    world.check("status --check heeds it", world.run("beijing", "status", "--check").returncode == 3)
    world.check("verify leaves with 3", world.run("beijing", "verify").returncode == 3)
    done = world.run("anji", "status")
    world.check("the branch's status names the row of another site",
                "T-HZ" in done.stdout and "site/hangzhou" in done.stdout, done.stdout)
    world.moso("beijing", "record", "edit", company, "note=shorter")
    shell("anji", "DELETE FROM moso_aside WHERE key='T-HZ'")
    world.check("entered anew, it is gone", world.data("beijing", "status")["unsealed"] == [])
    world.moso("anji", "sync")
    found = [world.digests(site) for site in ("anji", "beijing")]
    world.check("both verify and agree", found[0][0] == found[1][0] == [] and found[0][1].items() <= found[1][1].items(),
                found)


try:
    world.site("beijing")
    world.site("anji", peer="beijing")
    world.start("beijing")
    expected = all_ways("OFF")
    world.moso("anji", "sync")
    arrives("OFF", expected)
    world.start("anji")
    expected = all_ways("ON")
    arrives("ON", expected)
    not_allowed()
    not_decided()
    stands_aside()
    for site in ("anji", "beijing"):
        world.check(f"{site}'s daemon lives", world.daemons[site].poll() is None)
finally:
    world.end()
