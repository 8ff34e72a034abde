#!/usr/bin/env python3
"""Every kind of conflict, opened by two sites that did not hear of each other, as both ends see it.

One conflict of each kind stands open at once. At every end that holds it, it has the same id and the same
letters; text and JSON say the same in Chinese and English, alike to the byte at both ends but for whose turn it
is; and it is decided in the way that its own text offers, which both ends then see.
"""
import json
import os
import re
import shutil
import sqlite3
import sys

from harness import BIN, World, have

# Debian's modules, also where a Python of its own comes first.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import pexpect
except ImportError:
    pexpect = None

world = World("kinds")
HUB, ANJI, LAPTOP, COPY = "beijing", "anji", "laptop", "copy"
BOTH = (ANJI, HUB)
# What the text of a kind says of itself.
NAMES = {"field": ("字段冲突", "field conflict"), "edit-vs-retire": ("一方修改、一方删除", "deleted at another"),
         "edit-vs-retire X29": ("一方修改、一方停用", "retired at another"), "rule": ("规则冲突", "rule conflict"), "overlap": ("X01", "X01"), "quota": ("X12", "X12"),
         "duplicate": ("D02", "D02"), "reference": ("X27", "X27"), "clock": ("X23", "X23"),
         "fork": ("两份拷贝", "two copies"), "resolution": ("裁决冲突", "two decisions")}


def key(site, *words):
    return world.data(site, "record", "add", *words)["id"]


def bring(at, kind, id, /, prefix=(), **fields):
    path = world.root / f"{id}.jsonl"
    path.write_text(json.dumps({"kind": kind, "id": id, "fields": fields}, ensure_ascii=False) + "\n",
                    encoding="utf-8")
    done = world.run(at, "import", str(path), prefix=prefix)
    if done.returncode != 0:
        raise SystemExit(f"import of {id} at {at}: {done.stdout}{done.stderr}")


def sql(site, *statement):
    with sqlite3.connect(world.folder(site) / "replica.db") as file:
        file.execute(*statement)


def kind_of(conflict):
    """Two are of kind edit-vs-retire: a delete against an edit, and a retirement against one."""
    return conflict["kind"] + (" X29" if (conflict.get("rule") or {}).get("code") == "X29" else "")


def edit(site, id, *words):
    world.moso(site, "record", "edit", id, *words)


def listed(site, **wanted):
    return [c for c in world.data(site, "conflicts", "list")
            if all(c.get(name) == value for name, value in wanted.items())]


def given(seat, company, state, tenancy):
    return {"site": ANJI, "seat": seat, "tenancy": tenancy, "company": company, "from_day": "2023-09-01",
            "to_day": "2024-03-01", "state": state}


def set_up():
    """What both sites know, and then what each does alone; gives the rents that are decided twice."""
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    company, other, leaving = (key(ANJI, "company", f"legal_name=演示·{name}")
                               for name in ("澜图智能", "青禾机器人", "观岳算力"))
    seats = [key(ANJI, "seat", f"label=A-00{n}", "kind=fixed", "state=in-service") for n in range(2)]
    rents = [key(ANJI, "tenancy", f"company={company}", f"rent_fen={1000 + n}", "seat_count=10") for n in range(3)]
    free = {"site": ANJI, "tenancy": rents[0], "company": company, "kind": "free"}
    world.moso(ANJI, "sync")
    bring(HUB, "fund", "K-BAMBOO", name="竹海", size_fen={"amount": "1000.00", "currency": "CNY"})
    world.moso(HUB, "quota", "grant", "竹海", "100")
    bring(HUB, "investment", "V-OVER", company=company, fund="K-BAMBOO")
    # A laptop with a clock that is a day ahead, at the counter of Anji.
    shutil.copytree(world.folder(ANJI), world.folder(LAPTOP))
    (world.folder(LAPTOP) / "replica.id").unlink()
    world.stop(HUB)

    edit(ANJI, other, "contact=吴倩")
    world.moso(HUB, "record", "retire", other, "--reason", "entered twice")
    for rent in rents[:2]:
        edit(ANJI, rent, "rent_fen=900", "--reason", "困难减免")
        edit(HUB, rent, "rent_fen=1100", "--reason", "price list")
    edit(HUB, rents[2], "rent_fen=1200")
    sql(ANJI, "DELETE FROM tenancy WHERE id = ?", (rents[2],))
    bring(HUB, "tenancy_term", "M-1", **free, from_day="2023-01-01", to_day="2023-07-01")
    bring(ANJI, "tenancy_term", "M-2", **free, from_day="2023-07-01", to_day="2024-01-01")
    bring(ANJI, "seat_assignment", "A-1", **given(seats[0], company, "confirmed", rents[0]))
    bring(HUB, "seat_assignment", "A-2", **given(seats[0], other, "proposed", rents[1]))
    bring(HUB, "company", "C-ZHUYUN", legal_name="演示·竹韵科技有限公司")
    bring(ANJI, "company", "C-91330523XU0010005G", legal_name="演示·竹韵科技", credit_code="91330523XU0010005G")
    world.moso(HUB, "record", "retire", leaving, "--reason", "closed")
    key(ANJI, "tenancy", f"company={leaving}", "stage=signed")
    sql(HUB, "UPDATE investment SET approved_fen = 50000, currency = 'CNY' WHERE id = 'V-OVER'")
    if have("faketime"):
        ahead = ("faketime", "-f", "+20h")
        bring(ANJI, "seat_assignment", "A-3", **given(seats[1], company, "confirmed", rents[0]))
        bring(LAPTOP, "seat_assignment", "A-4", prefix=ahead, **given(seats[1], other, "confirmed", rents[1]))
    else:
        world.skip("a clock that is off", "there is no faketime")
    world.start(HUB)
    for site in (ANJI, LAPTOP, ANJI):
        world.moso(site, "sync")
    return rents


def decide_twice(rent):
    found = next(c["short_id"] for c in listed(HUB) if (c.get("record") or {}).get("id") == rent)
    world.stop(HUB)
    for site in BOTH:
        world.moso(site, "conflicts", "resolve", found, "--take", site, "--reason", f"paper of {site}")
    world.start(HUB)
    world.moso(ANJI, "sync")


def fork(rent):
    """Two copies of Anji's machine write under the same numbers."""
    shutil.copytree(world.folder(ANJI), world.folder(COPY))
    world.rewrite_identity(COPY)
    for site in (ANJI, COPY):
        edit(site, rent, f"note={site}")
    for site in (ANJI, COPY, ANJI):
        world.run(site, "sync")


def told(site, id, *flags):
    text = world.run(site, "conflicts", "show", id, *flags).stdout
    return re.sub(r"(open for|待处理) \d+ ?(s|min|秒|分钟)", r"\1 a while", text)


def same(one, other):
    """JSON of two ends without what each has of its own: since when, and whose turn it is."""
    def strip(c):
        c = {k: v for k, v in c.items() if k not in ("opened_at", "decides")}
        if "fork" in c:
            # Whether it is proved hangs on the signatures that have come to an end.
            c["fork"] = {**c["fork"], "proved": None,
                         "branches": [{**b, "signed": None} for b in c["fork"]["branches"]]}
        return c
    return strip(one) == strip(other)


def alike(item, ends):
    kind, id = kind_of(item), item["short_id"]
    shown = [world.data(site, "conflicts", "show", item["id"]) for site in ends]
    world.check(f"{kind}: JSON is the same at {' and '.join(ends)}", all(same(shown[0], s) for s in shown), shown)
    letters = [s["letter"] for s in shown[0].get("sides", [])]
    world.check(f"{kind}: letters rise with the operations",
                letters == [chr(65 + n) for n in range(len(letters))], shown[0])
    for lang, name in zip(("zh", "en"), NAMES[kind]):
        texts = [told(site, item["id"], "--lang", lang) for site in ends]
        rows = [text.splitlines() for text in texts]
        # The hub, to which both copies have sent, may have one line more: the proof.
        extra = [row for row in rows[-1] if row not in rows[0]] if kind == "fork" else []
        world.check(f"{kind}: text is the same at both ends in {lang}",
                    rows[0] == [row for row in rows[-1] if row not in extra] and len(extra) < 3, texts)
        world.check(f"{kind}: it says what it is in {lang}", name.lower() in texts[0].lower() and id in texts[0], texts[0])
        plain = [world.run(site, "conflicts", "show", item["id"], "--plain", "--lang", lang).stdout for site in ends]
        world.check(f"{kind}: --plain is the same, in rows of as many cells",
                    len(set(plain)) == 1 and len({row.count("\t") for row in plain[0].splitlines()}) <= 1, plain)


def words(item):
    """Sides are told by their sites, and why they crossed in whole sentences."""
    for lang, wrong in (("en", r"\b(here|there)\b|[Bb]efore deleted it|When deleted it"), ("zh", "本地|远程|写 删除")):
        text = told(HUB, item["id"], "--lang", lang)
        world.check(f"{kind_of(item)}: no side is called here or there ({lang})", not re.search(wrong, text.split("  Decides")[0]
                    if kind_of(item) != "fork" else ""), text)


def since(fork):
    """A fork is as old as its second branch, at both ends."""
    opened = {world.data(site, "conflicts", "show", fork["id"])["opened_at"] for site in BOTH}
    world.check("fork: both ends say since when there has been one", len(opened) == 1 and None not in opened, opened)
    world.check("fork: --older-than finds it", [c["id"] for c in world.data(HUB, "conflicts", "list", "--kind", "fork", "--older-than", "1s")]
                == [fork["id"]])
    world.check("fork: and not when it is younger", world.data(HUB, "conflicts", "list", "--kind", "fork", "--older-than", "1d") == [])


def on_records(kinds):
    """Whoever looks at a record sees that it is undecided whether it stays, or that it breaks a rule."""
    for kind in ("edit-vs-retire", "edit-vs-retire X29", "reference", "overlap"):
        item = kinds[kind]
        records = [item["record"]] if "record" in item else item["records"]
        for record in records:
            text = world.run(HUB, "record", "show", record["id"], "--lang", "zh").stdout
            world.check(f"{kind}: record show names it", item["short_id"][:6] in text and "待核对" in text, text)
    gone = kinds["edit-vs-retire"]
    text = world.run(HUB, "record", "list", gone["record"]["kind"]).stdout
    world.check("edit-vs-retire: a list names it, too", gone["short_id"][:6] in text, text)


def asked(kinds):
    """One by one at 80 columns: what is wrong, and each choice whole."""
    if pexpect is None:
        return world.skip("questions at a terminal", "there is no pexpect")
    for kind in ("duplicate", "rule", "edit-vs-retire", "edit-vs-retire X29"):
        item = kinds[kind]
        record = item["record"]["id"] if "record" in item else item["records"][0]["id"]
        child = pexpect.spawn(
            str(BIN / "moso"), ["conflicts", "resolve", "--interactive", "--record", record, "--kind", item["kind"],
                                "--data", str(world.folder(HUB))],
            encoding="utf-8", dimensions=(60, 80), timeout=30, env={**os.environ, "MOSO_LANG": "en", "TERM": "dumb"})
        child.expect("\n> ")
        text = " ".join(child.before.split())
        says = item.get("options") or ["edited rent per seat and month", "deleted it", "keep", "delete"]
        says = says + ([item["rule"]["detail"]] if "rule" in item else [ANJI, HUB])
        # Where a line ends is not what is looked at.
        bare = text.replace(" ", "")
        world.check(f"{kind}: what is wrong and each choice are whole", all(s.replace(" ", "") in bare for s in says), (says, text))
        child.sendline("1" if kind == "rule" else "q")
        if kind == "rule":
            child.expect("Reason")
            child.sendeof()
            child.expect("0 decided")
            world.check("what follows a question that nobody answered has a line of its own",
                        child.before.endswith("\n"), child.before)
        child.expect(pexpect.EOF)
        child.close()


def unanswered(item):
    """The end of the input at the question for a reason decides nothing."""
    if pexpect is None:
        return world.skip("a question that nobody answers", "there is no pexpect")
    child = pexpect.spawn(
        str(BIN / "moso"), ["conflicts", "resolve", item["short_id"], "--take", "A", "--data", str(world.folder(HUB))],
        encoding="utf-8", dimensions=(40, 80), timeout=30, env={**os.environ, "MOSO_LANG": "en", "TERM": "dumb"})
    child.expect("Reason")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    world.check("the end of the input at the reason is refused, and says how to give none",
                child.exitstatus == 64 and "--reason -" in child.before, (child.exitstatus, child.before))
    world.check("and decides nothing", world.data(HUB, "conflicts", "show", item["id"])["state"] == "open")


def looked_back(item, rent):
    """Which of two values is shown, what a record referred to then, and that nothing is called NULL."""
    live = [(b["value"], b.get("shown")) for b in world.data(HUB, "blame", rent) if b["field"] == "note"]
    shown = world.data(HUB, "record", "show", rent)["fields"]["note"]
    world.check("blame tells which of two notes is shown", sorted(live) == sorted((n, n == shown) for n in (ANJI, COPY)), live)
    for lang, says in (("zh", "（未采用）"), ("en", "(not shown)")):
        rows = [row for row in world.run(HUB, "blame", rent, "--lang", lang).stdout.splitlines() if says in row]
        other = COPY if shown == ANJI else ANJI
        world.check(f"in words, too ({lang})", len(rows) == 1 and f"{other}{says if lang == 'zh' else ' ' + says}" in rows[0], rows)
    op = item["base"]["op"]
    text = world.run(HUB, "record", "show", rent, "--as-of", op).stdout
    world.check("as it was, with the name of the company", "演示·澜图智能" in text.split("company", 1)[1].splitlines()[0], text)
    made = world.data(HUB, "record", "add", "company", "legal_name=演示·撤销")["id"]
    for lang, gone, again in (("zh", "又没有了", "又有了"), ("en", "is not there any more", "is there again")):
        for says in (gone, again):
            text = world.run(HUB, "undo", world.data(HUB, "history", made)[0]["id"], "--lang", lang).stdout
            world.check(f"an undo says whether a record is there ({lang}, {says})", says in text, text)
    text = world.run(HUB, "history", made).stdout
    world.check("nothing is called NULL", "NULL" not in text and "existence" in text, text)
    world.moso(HUB, "undo", world.data(HUB, "history", made)[0]["id"])


def proposed(item):
    """Who proposes the same again is heard with the reason; who decides sees it where they are asked."""
    for why in ((), ("--reason", "plan seen")):
        world.moso(HUB, "conflicts", "resolve", item["id"][:12], "--take", "A", "--propose", *why)
    world.moso(ANJI, "sync")
    shown = world.data(ANJI, "conflicts", "show", item["id"])["proposals"]
    world.check("a proposal made again has its reason", [p["reason"] for p in shown] == ["plan seen"], shown)
    row = [r for r in world.run(ANJI, "conflicts", "list").stdout.splitlines() if r.startswith(item["short_id"])]
    world.check("and is a suggestion with a name in the list", len(row) == 1 and "tester: --take A" in row[0], row)


def ways(item):
    """Every way that the text of a conflict offers."""
    if "options" not in item:
        takes = ("keep", "delete") if item["kind"] == "edit-vs-retire" else ("A", "B", "base")
        return [("--take", take) for take in takes] + ([] if "keep" in takes else [("--set", "1234")])
    found = [("--option", str(n + 1)) for n in range(len(item["options"]))]
    cards = ("--merge-into", item["records"][-1]["id"], "--field", "legal_name=A")
    return found + ([cards] if item["kind"] == "duplicate" else [])


def each_way(item):
    """Each way closes it, and an undo opens the like again, to which the first id leads; gives what is open then."""
    first = item
    for way in ways(item):
        told = f"{kind_of(first)}: {' '.join(way)}"
        before = {c["id"] for c in world.data(HUB, "conflicts", "list")}
        done = world.run(HUB, "conflicts", "resolve", item["id"][:12], *way, "--reason", "to try")
        ended = world.data(HUB, "conflicts", "show", item["id"])
        world.check(f"{told} closes it", done.returncode == 0 and ended["state"] == "resolved", (done.stderr, ended))
        if told.startswith("reference: --option 2"):
            for lang, says in (("zh", "X27 在用的记录不引用已停用的"), ("en", "X27 what is in use refers to what is in use")):
                text = world.run(HUB, "record", "show", item["records"][-1]["id"], "--lang", lang).stdout
                world.check(f"what a rule retired says which rule in words ({lang})", says in text.split("待核对")[0].split("undecided")[0], text)
        world.moso(HUB, "conflicts", "undo", ended["decisions"][-1]["id"], "--reason", "tried")
        after = world.data(HUB, "conflicts", "list")
        new = [c for c in after if c["id"] not in before]
        world.check(f"{told} is undone, and the like is open again", len(new) == 1 and kind_of(new[0]) == kind_of(first)
                    and {c["id"] for c in after} - {new[0]["id"]} == before - {item["id"]}, (new, item))
        item = world.data(HUB, "conflicts", "show", first["id"])
        world.check(f"{told}: the first id leads to it", item["id"] == new[0]["id"], item)
    return new[0]


def undone(item):
    """A rule's conflict that is open again is named by the undo, and the undo names what it was about."""
    world.moso(HUB, "conflicts", "resolve", item["id"][:12], "--option", "1", "--reason", "met")
    decision = [d for d in world.data(HUB, "conflicts", "log")["decisions"] if d["conflict"] == item["id"]][-1]
    text = world.run(HUB, "conflicts", "undo", decision["id"], "--reason", "wrong one").stdout
    now = [c for c in world.data(HUB, "conflicts", "list") if kind_of(c) == kind_of(item)]
    world.check("an undo says what it opens again", len(now) == 1 and now[0]["short_id"][:6] in text, text)
    log = world.data(HUB, "conflicts", "log")["decisions"][-1]
    world.check("an undo's entry names the conflict that it is about", (log["kind"], log["conflict"]) == ("undo", item["id"]), log)
    for lang, says in (("zh", "已经撤销过"), ("en", "undone before")):
        again = world.run(HUB, "conflicts", "undo", decision["id"], "--reason", "again", "--lang", lang)
        world.check(f"undoing it twice is told as that ({lang})", again.returncode == 4 and says in again.stderr and log["id"] in again.stderr,
                    again.stderr)
    listed = world.run(HUB, "conflicts", "list", "--state", "settled").stdout
    row = [line for line in listed.splitlines() if line.startswith(item["short_id"])]
    world.check("the list of what is settled says who took it back, and why", len(row) == 1 and "tester" in row[0] and "wrong one" in row[0], listed)
    one = world.data(HUB, "conflicts", "list", "--state", "settled", "--kind", item["kind"])
    world.check("it can be filtered, the kind is what it was, and it leads to what is open",
                [(c["id"], c["superseded_by"]) for c in one] == [(item["id"], now[0]["id"])], one)
    world.check("by record and rule, too", world.data(HUB, "conflicts", "list", "--state", "settled", "--record", item["records"][0]["id"],
                "--rule", item["rule"]["code"]) == one and world.data(HUB, "conflicts", "list", "--state", "settled", "--field", "rent_fen",
                "--record", item["records"][0]["id"]) == [])
    done = world.run(HUB, "conflicts", "list", "--state", "settled", "--mine")
    world.check("what only open ones have is refused there", done.returncode == 64, done.stdout)
    world.moso(ANJI, "sync")
    return now[0]


def closed(fork):
    """A fork closes once its site has seen both branches and writes on; its id leads to how."""
    edit(ANJI, rents[0], "seat_count=11")
    world.moso(ANJI, "sync")
    for site in BOTH:
        shown = world.data(site, "conflicts", "show", fork["id"])
        world.check(f"fork: {site} tells that it has closed", shown["state"] == "vanished", shown)
        text = world.run(site, "conflicts", "show", fork["short_id"]).stdout
        world.check("fork: in words, with its branches", "closed" in text and fork["fork"]["branches"][1]["name"] in text, text)
        listed = world.data(site, "conflicts", "list", "--state", "settled", "--kind", "fork")
        world.check("fork: and lists it as settled", [c["id"] for c in listed] == [fork["id"]], listed)
        done = world.run(site, "conflicts", "resolve", fork["short_id"], "--take", "A", "--reason", "-")
        world.check("fork: nothing is decided of it", done.returncode == 4 and "E-CONFLICT-SETTLED" in done.stderr, done.stderr)


def settle(item):
    """Each is decided in the way that its text offers."""
    kind = kind_of(item)
    how = {"edit-vs-retire": ("--take", "keep"), "field": ("--take", "A"), "resolution": ("--take", "B")}
    done = world.run(HUB, "conflicts", "resolve", item["id"][:12], *how.get(kind, ("--option", "1")), "--reason", "met")
    if kind == "fork":
        return world.check("fork: there is no side to take", done.returncode == 64, done.stderr)
    world.check(f"{kind}: it is decided as its text offers", done.returncode == 0, done.stdout + done.stderr)


try:
    rents = set_up()
    decide_twice(rents[1])
    fork(rents[0])
    at = {site: {c["id"]: c for c in world.data(site, "conflicts", "list")} for site in BOTH}
    kinds = {kind_of(c): c for c in at[HUB].values()}
    missing = set(NAMES) - set(kinds) - (set() if have("faketime") else {"clock"})
    world.check("a conflict of every kind is open at the hub", not missing, (missing, sorted(kinds)))
    world.check("what Anji has open has the hub open under the same id, but capital which Anji does not hold",
                set(at[ANJI]) == {i for i, c in at[HUB].items() if c["scope"] != "capital"},
                {c["kind"] for i, c in (at[HUB] | at[ANJI]).items() if (i in at[HUB]) != (i in at[ANJI])})
    for kind in NAMES:
        if kind in kinds:
            alike(kinds[kind], [s for s in BOTH if kinds[kind]["id"] in at[s]])
    for kind in kinds:
        words(kinds[kind])
    since(kinds["fork"])
    on_records(kinds)
    asked(kinds)
    unanswered(kinds["field"])
    looked_back(kinds["field"], rents[0])
    proposed(kinds["field"])
    kinds["reference"] = undone(kinds["reference"])
    # What takes a lowered amount back needs a share of the quota, and an undo is stamped by a clock that is right.
    for kind in [kind for kind in kinds if kind not in ("fork", "quota", "clock")]:
        kinds[kind] = each_way(kinds[kind])
    for kind in ("overlap", "clock", "edit-vs-retire", "edit-vs-retire X29", "field", "resolution", "rule", "duplicate", "reference", "quota", "fork"):
        if kind in kinds:
            settle(kinds[kind])
    world.moso(ANJI, "sync")
    left = [sorted(c["kind"] for c in world.data(site, "conflicts", "list")) for site in BOTH]
    world.check("both ends see what was decided", set(left[0]) <= {"fork"} and set(left[1]) <= {"fork"}, left)
    closed(kinds["fork"])
finally:
    world.end()
