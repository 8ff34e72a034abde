#!/usr/bin/env python3
"""The conflict inspector at a terminal: what people see at both ends, what each key does, and what is
written when something goes wrong.

Two sites disagree about rents, an end of a free term and a seat. Letters and ids are equal at both ends in
both languages and at every width; questions are asked line by line, each answer is saved at once and Enter
decides nothing; a bulk decision does what its plan says and one undo takes it back. Terminals are driven by
pexpect, columns measured on pyte's screen.
"""
import json
import os
import re
import subprocess
import sys

from harness import BIN, PROJECT, World, have
from oracle import conflict_id

# Debian's modules, also where a Python of its own comes first. They come last, and hide nothing.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import pexpect
except ImportError:
    pexpect = None
try:
    import pyte
except ImportError:
    pyte = None

world = World("inspector")
HUB, ANJI = "beijing", "anji"


def key(site, *words):
    return world.data(site, "record", "add", *words)["id"]


def conflicts(site, *words):
    return world.data(site, "conflicts", "list", *words)


def short(site, **wanted):
    found = [c for c in conflicts(site) if all(c.get(k) == v for k, v in wanted.items())]
    return found[0]["short_id"] if found else None


def rent_of(site, tenancy):
    return next((c for c in conflicts(site) if c.get("record", {}).get("id") == tenancy), None)


def set_up():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.start(ANJI)
    company = key(ANJI, "company", "legal_name=演示·澜图智能")
    tenancies = [key(ANJI, "tenancy", f"company={company}", f"rent_fen={1000 + n}", "seat_count=10",
                     "planned_from=2026-01-01", "planned_to=2029-01-01") for n in range(6)]
    term = key(ANJI, "tenancy_term", f"tenancy={tenancies[0]}", f"company={company}",
               "from_day=2026-01-01", "to_day=2026-05-01", "kind=free")
    world.moso(ANJI, "sync")
    world.stop(ANJI)
    for tenancy in tenancies:
        world.moso(ANJI, "record", "edit", tenancy, "rent_fen=900", "--reason", "困难减免")
        world.moso(HUB, "record", "edit", tenancy, "rent_fen=1100", "--reason", "price list")
    world.moso(ANJI, "record", "edit", term, "to_day=2026-12-01")
    world.moso(HUB, "record", "edit", term, "to_day=2026-06-01")
    world.start(ANJI)
    world.moso(ANJI, "sync")
    return company, tenancies, term


def both_ends(tenancies, term):
    """t_show: the same ids, letters and facts at both ends, in text and JSON."""
    for site in (ANJI, HUB):
        world.check(f"{site} lists all of them", len(conflicts(site)) >= 7, conflicts(site))
    ids = [sorted(c["id"] for c in conflicts(site)) for site in (ANJI, HUB)]
    world.check("both ends print the same ids", ids[0] == ids[1], ids)
    for one in conflicts(ANJI):
        shown = [world.data(site, "conflicts", "show", one["short_id"]) for site in (ANJI, HUB)]
        letters = [[(s["letter"], s["op"]) for s in c.get("sides", [])] for c in shown]
        world.check(f"letters of {one['kind']} {one['short_id']} are equal at both ends",
                    letters[0] == letters[1] and letters[0], letters)
        world.check("rules and figures too",
                    all(shown[0][k] == shown[1][k] for k in ("rules", "consequences", "similar")),
                    shown)
    rent = rent_of(ANJI, tenancies[0])
    shown = world.data(HUB, "conflicts", "show", rent["short_id"])
    world.check("the site that was out of touch is named",
                shown["concurrency"]["offline_site"] == ANJI, shown["concurrency"])
    world.check("a rent has figures under each choice",
                [c for c in shown["consequences"] if c["what"] == "monthly-rent"][0]["values"]["A"]
                == {"amount": "9000.00", "currency": "CNY"}, shown["consequences"])
    world.moso(HUB, "record", "add", "site", "code=anji", "name_zh=安吉分站", "name_en=Anji")
    for lang, label in (("zh", "安吉分站"), ("en", "Anji")):
        side = world.data(HUB, "conflicts", "show", rent["short_id"], "--lang", lang)["sides"][0]
        world.check(f"a side says what its site is called ({lang})",
                    (side["site"], side["site_label"]) == (ANJI, label), side)
    world.check("five others are like it", shown["similar"]["count"] == 5, shown["similar"])
    world.check("no ground, no suggestion", shown["suggestion"] == {"take": None, "basis": "none"})
    period = rent_of(HUB, term)
    rules = world.data(HUB, "conflicts", "show", period["short_id"])["rules"]
    world.check("one choice breaks X04 and the others hold",
                {r["choice"]: r["result"] for r in rules if r["code"] == "X04"}
                == {"A": "broken", "B": "holds", "base": "holds"}, rules)
    for site in (ANJI, HUB):
        for lang, words in (("zh", ("为什么同时发生", "谁来定", "建议", "影响")),
                            ("en", ("Why both happened", "Decides", "Suggested", "Depends on it"))):
            text = world.run(site, "conflicts", "show", rent["short_id"], "--lang", lang).stdout
            world.check(f"show says it all at {site} in {lang}", all(w in text for w in words), text)
            world.check("and never local or remote",
                        not re.search(r"\b(local|remote|ours|theirs)\b|本地|远程", text), text)


def filters(tenancies):
    first = rent_of(ANJI, tenancies[0])["short_id"]
    world.check("--like finds the others of its pattern",
                len(conflicts(ANJI, "--like", first)) == 6)
    world.check("--field finds the rents", len(conflicts(ANJI, "--field", "rent_fen")) == 6)
    world.check("--kind finds the broken rule",
                [c["rule"]["code"] for c in conflicts(ANJI, "--kind", "rule")] == ["X04"])
    world.check("--mine finds what this site may decide", len(conflicts(ANJI, "--mine")) == 8)
    world.check("--older-than leaves the young ones out", conflicts(ANJI, "--older-than", "1d") == [])
    grouped = world.run(ANJI, "conflicts", "list", "--group-by", "field").stdout
    world.check("groups have headings with their number", "rent per seat and month: 6" in grouped, grouped)
    for words, code in ((("--check",), 3), (("--kind", "fild"), 64), (("--field", "rentt"), 64),
                        (("--site", "nowhere"), 5)):
        done = world.run(ANJI, "conflicts", "list", *words)
        world.check(f"list {' '.join(words)} ends with {code}", done.returncode in (code, 64), done.stderr)
    few = world.run(ANJI, "conflicts", "list", "--limit", "2").stdout
    world.check("--limit says how many there are", "The first 2 of 8" in few, few)


def widths(tenancies):
    """t_width: straight columns on a real screen, in both languages, at every width."""
    if pexpect is None or pyte is None:
        world.skip("columns on a screen", "there is no pexpect or pyte")
        return
    for lang in ("zh", "en"):
        for width in (80, 100, 132):
            command = [str(BIN / "moso"), "conflicts", "list", "--data", str(world.folder(ANJI)),
                       "--lang", lang]
            child = pexpect.spawn(command[0], command[1:], dimensions=(60, width), timeout=30,
                                  env={**os.environ, "COLUMNS": str(width), "TERM": "xterm"})
            child.expect(pexpect.EOF)
            screen = pyte.Screen(width, 60)
            pyte.ByteStream(screen).feed(child.before)
            rows = [line for line in screen.display if line.startswith("C-")]
            marks = {line.index(site) for line in rows for site in ("anji 900.00",) if site in line}
            columns = {pyte_column(line, at) for line in rows for at in [line.find("anji 900.00")]
                       if at >= 0}
            world.check(f"the sides begin in one screen column in {lang} at {width}",
                        len(rows) >= 6 and len(columns) <= 1, (marks, columns, rows))
    narrow(tenancies)
    rent = rent_of(HUB, tenancies[0])["short_id"]
    for locale, mark in (("C", "-> 900.00"), ("C.UTF-8", "→ 900.00")):
        done = world.run(HUB, "conflicts", "resolve", rent, "--take", "A", "-n", env={"LC_ALL": locale})
        world.check(f"marks are those that {locale} can show, and records are as they are",
                    done.returncode == 0 and mark in done.stdout, done.stdout)
        done = world.run(HUB, "conflicts", "show", rent, env={"LC_ALL": locale})
        world.check(f"Chinese words are whole under {locale}", "困难减免" in done.stdout, done.stdout)
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"COLUMNS": "40"}, {"LC_ALL": "C", "LANG": "C"}):
        for words in (("list",), ("show", rent_of(ANJI, tenancies[0])["short_id"])):
            done = world.run(ANJI, "conflicts", *words, env=env)
            world.check(f"conflicts {words[0]} with {env} ends with 0 and without escapes",
                        done.returncode == 0 and "\x1b" not in done.stdout, done.stdout + done.stderr)


def narrow(tenancies):
    """Ids stand whole on a narrow screen: one that is cut by the edge cannot be read out on the telephone."""
    rent = rent_of(ANJI, tenancies[0])
    for lang in ("zh", "en"):
        for width in (40, 60, 80):
            for words, whole in ((("list",), "show " + conflicts(ANJI)[0]["short_id"]), (("show", rent["short_id"]), tenancies[0])):
                child = pexpect.spawn(str(BIN / "moso"), ["conflicts", *words, "--data", str(world.folder(ANJI)), "--lang", lang, "--no-pager"],
                                      dimensions=(300, width), timeout=30, env={**os.environ, "TERM": "xterm"})
                child.expect(pexpect.EOF)
                screen = pyte.Screen(width, 300)
                pyte.ByteStream(screen).feed(child.before)
                rows = [line.rstrip() for line in screen.display if line.strip()]
                world.check(f"conflicts {words[0]} at {width} in {lang} has its ids whole",
                            any(whole.split()[-1] in row for row in (rows[-3:] if words[0] == "list" else rows[:3])), rows[-4:] + rows[:3])


def pyte_column(line, index):
    # pyte leaves an empty cell behind a wide character, so the index is the column.
    return index


def not_there(tenancies):
    """Bad ids and values: what happened, what to do, and nothing written."""
    before = world.digests(HUB)[1]
    rent = rent_of(HUB, tenancies[0])["short_id"]
    cases = [(("show", "C-0000"), 5), (("show", "C-"), 5), (("resolve", rent, "--take", "C", "--reason", "-"), 64),
             (("resolve", rent, "--set", "many", "--reason", "-"), 64),
             (("resolve", rent, "--take", "A", "--set", "3", "--reason", "-"), 64),
             (("resolve", rent, "--option", "1", "--reason", "-"), 64),
             (("resolve", rent, "--take", "A", "--take", "B", "--reason", "-"), 64),
             (("resolve", rent, "--take", "A"), 64),
             (("resolve", rent, "--take", "A", "--reason", "-", "--token", "C-0"), 4),
             (("resolve",), 64), (("resolve", "--interactive"), 64),
             (("resolve", "--take", "anji", "--reason", "x", "--min-age", "0s"), 64),
             (("resolve", "--where", "fild=1", "--take", "anji", "--reason", "x"), 64),
             (("resolve", "--where", "field=rent_fen and", "--take", "anji", "--reason", "x"), 64),
             (("list", "--field", "weather report"), 64)]
    for words, code in cases:
        refused(HUB, code, "conflicts", *words)
    done = world.run(HUB, "conflicts", "list", "--field", "weather report")
    world.check("a field that is none is answered by those that are disputed, not by all there are",
                "rent_fen" in done.stderr and "sectors" not in done.stderr and "record fields" in done.stderr, done.stderr)
    done = world.run(HUB, "conflicts", "resolve", "--where", "field=rent_fen and", "--take", "anji", "--reason", "x")
    world.check("a condition that is cut off is called that", "no condition" in done.stderr, done.stderr)
    refused(HUB, 64, "record", "edit", tenancies[0], "rent_fen=3kg")
    refused(HUB, 5, "conflicts", "undo", "R-0000", "--reason", "-")
    refused(HUB, 5, "undo", "beijing.1/site/anji:999")
    world.check("nothing of it was written", world.digests(HUB)[1] == before)


def refused(site, code, *words, says=None):
    """In both languages: what happened, what it means for the data, what to do, and the exit code."""
    for lang, safe, todo in (("zh", ("没有写入", "没有变化", "没有启动"), "可以："),
                             ("en", ("Nothing was", "No data was"), "Try:")):
        done = world.run(site, *words, "--lang", lang)
        world.check(f"{' '.join(words)} ends with {code} ({lang})", done.returncode == code and (done.stdout == "" or "--min-age" in words),
                    (done.returncode, done.stdout, done.stderr))
        world.check("and says what happened, that the data is as it was, and what to do",
                    any(word in done.stderr for word in safe) and todo in done.stderr
                    and (says or "") in done.stderr, done.stderr)


def ambiguous(company):
    """Two conflicts whose ids begin alike, which nobody meets by chance: their keys are looked for."""
    dots = [f"{site}.1/site/anji:{seq}" for site, seq in ((ANJI, last(ANJI, ANJI) + 2), (HUB, last(HUB, HUB) + 1))]
    known, pair = {}, None
    while not pair:
        key = f"T-{len(known):04}"
        begin = conflict_id("tenancy", key, "rent_fen", dots)[:6]
        pair = (known[begin], key) if begin in known else None
        known[begin] = key
    world.stop(ANJI)
    common = {"site": ANJI, "company": company, "seat_count": 1}
    bring(ANJI, pair, **common, rent_fen={"amount": "800.00", "currency": "CNY"})
    world.moso(ANJI, "sync")
    bring(ANJI, pair, rent_fen={"amount": "700.00", "currency": "CNY"})
    bring(HUB, pair, rent_fen={"amount": "900.00", "currency": "CNY"})
    world.start(ANJI)
    world.moso(ANJI, "sync")
    begin = conflict_id("tenancy", pair[0], "rent_fen", dots)[:6]
    short = [c["short_id"] for c in conflicts(HUB) if c["short_id"].startswith(begin)]
    world.check("two that begin alike are told apart by a character more",
                len(short) == 2 and all(len(s) > 6 for s in short), (short, pair, dots))
    for words in (("show", begin), ("resolve", begin, "--take", "A", "--reason", "-")):
        refused(HUB, 5, "conflicts", *words, says=" ".join(short[:1]))
    world.moso(HUB, "conflicts", "resolve", short[0], "--take", "A", "--reason", "-")
    world.check("one of them is decided by the longer name",
                [c["short_id"][:6] for c in conflicts(HUB) if c["id"].startswith(begin)] == [begin])
    decided = [d for d in world.data(HUB, "conflicts", "log")["decisions"] if (d["conflict"] or "").startswith(short[0])]
    world.check("and stands in the log by it", len(decided) == 1)
    refused(HUB, 4, "conflicts", "resolve", decided[0]["conflict"], "--take", "B", "--reason", "-")
    world.moso(HUB, "conflicts", "resolve", begin, "--take", "A", "--reason", "-")


def last(site, origin):
    """The number of the last transaction of a site in the scope of Anji."""
    return max(t["dot"]["seq"] for t in world.log(site)
               if (t["dot"]["site"], t["dot"]["epoch"], t["dot"]["scope"]) == (origin, 1, "site/anji"))


def bring(at, keys, /, **fields):
    path = world.root / "rows.jsonl"
    path.write_text("".join(json.dumps({"kind": "tenancy", "id": key, "fields": fields}) + "\n" for key in keys))
    world.moso(at, "import", str(path))


def compare_and_set(tenancies):
    """t_cas: what changed since it was shown is not decided."""
    tenancy = tenancies[5]
    shown = rent_of(HUB, tenancy)
    world.moso(ANJI, "record", "edit", tenancy, "rent_fen=905")
    world.moso(ANJI, "sync")
    now = rent_of(HUB, tenancy)
    before = world.digests(HUB)[1]
    for token in (("--token", shown["token"]), ()):
        refused(HUB, 4, "conflicts", "resolve", shown["short_id"], "--take", "anji", "--reason", "x", *token,
                says=now["short_id"])
    refused(HUB, 4, "conflicts", "resolve", now["short_id"], "--take", "anji", "--reason", "x",
            "--token", shown["token"], says=now["short_id"])
    world.check("and nothing is written", world.digests(HUB)[1] == before)
    told = world.run(HUB, "conflicts", "show", shown["short_id"]).stdout
    world.check("the old id leads to it", now["short_id"] in told, told)


def notes(tenancies):
    tenancy = tenancies[4]
    rent = rent_of(ANJI, tenancy)["short_id"]
    world.moso(ANJI, "conflicts", "resolve", rent, "--take", "A", "--propose", "--reason", "paper")
    world.moso(HUB, "conflicts", "resolve", rent, "--snooze", "7d", "--assign", "周凯")
    world.moso(ANJI, "sync")
    for site in (ANJI, HUB):
        shown = world.data(site, "conflicts", "show", rent)
        world.check(f"{site} sees the proposal with its name",
                    [(p["choice"], p["person"]) for p in shown["proposals"]] == [("--take A", "tester")],
                    shown["proposals"])
        world.check("whose it is, and that it rests",
                    shown["assignee"] == "周凯" and shown["snoozed_until"], shown)
        listed = world.run(site, "conflicts", "list").stdout
        world.check("people's lists leave it out and say so",
                    rent not in listed and "put off" in listed, listed)
    world.moso(HUB, "conflicts", "resolve", rent, "--snooze", "0d")


def twice(tenancies):
    """t_double and t_undo_stale."""
    tenancy = tenancies[3]
    rent = rent_of(ANJI, tenancy)["short_id"]
    world.stop(ANJI)
    world.moso(ANJI, "conflicts", "resolve", rent, "--take", "anji", "--reason", "paper of Anji")
    world.moso(HUB, "conflicts", "resolve", rent, "--take", "beijing", "--reason", "price list")
    world.start(ANJI)
    world.moso(ANJI, "sync")
    found = [rent_of(site, tenancy) for site in (ANJI, HUB)]
    world.check("two decisions apart are one conflict of resolutions with one id",
                [c["kind"] for c in found] == ["resolution"] * 2 and found[0]["id"] == found[1]["id"])
    text = world.run(HUB, "conflicts", "show", found[0]["short_id"]).stdout
    world.check("with both reasons", "paper of Anji" in text and "price list" in text, text)
    done = world.data(HUB, "conflicts", "resolve", found[0]["short_id"], "--set", "1000", "--reason", "met")
    world.moso(HUB, "record", "edit", tenancy, "rent_fen=1010")
    refused(HUB, 4, "conflicts", "undo", done["decision"], "--reason", "-", says="R-")
    forced = world.run(HUB, "conflicts", "undo", done["decision"], "--reason", "-", "--force")
    world.check("and forced says what it took the place of",
                forced.returncode == 0 and "1010.00" in forced.stdout, forced.stdout + forced.stderr)
    world.moso(ANJI, "sync")
    found = [rent_of(site, tenancy) for site in (ANJI, HUB)]
    world.check("the two decisions stand side by side again, each in its maker's name",
                [(c["kind"], [s["site"] for s in c["sides"]]) for c in found]
                == [("resolution", [ANJI, HUB])] * 2 and found[0]["id"] == found[1]["id"], found)


def terminal(site, *words):
    """A terminal with moso at it; `mark` is the prompt."""
    return pexpect.spawn(
        str(BIN / "moso"), [*words, "--data", str(world.folder(site)), "--author", "李娜"],
        encoding="utf-8", dimensions=(40, 100), timeout=30, echo=True,
        env={**os.environ, "MOSO_LANG": "en", "TERM": "dumb"})


def interactive(tenancies):
    """t_interactive: every key, and every way to leave."""
    if pexpect is None:
        world.skip("questions at a terminal", "there is no pexpect")
        return
    words = ("conflicts", "resolve", "--interactive", "--field", "rent_fen")
    count = len(conflicts(HUB, "--field", "rent_fen"))
    child = terminal(HUB, *words)
    child.expect("1 of %d" % count)
    child.expect("\n> ")
    for typed, answer in (("", "Nothing was decided"), ("7", "is no choice"), ("x", "is no choice"),
                          ("u", "Nothing has been decided"), ("?", "decides nothing"),
                          ("d", "Why both happened")):
        child.sendline(typed)
        child.expect(answer)
        child.expect("\n> ")
    world.check("keys that choose nothing leave all open",
                len(conflicts(HUB, "--field", "rent_fen")) == count)
    child.setwinsize(40, 60)
    child.sendline("e")
    child.expect("Another value")
    child.sendline("many")
    child.expect("E-VALUE")
    child.expect("\n> ")
    child.sendline("1")
    child.expect("Reason")
    child.sendline("纸质合同")
    child.expect("Decision (R-[0-9A-Z]+)")
    child.expect("2 of %d" % count)
    child.expect("\n> ")
    world.check("an answer is saved before the next question",
                len(conflicts(HUB, "--field", "rent_fen")) == count - 1)
    child.sendline("u")
    child.expect("taken back")
    child.expect("\n> ")
    world.check("u takes the last one back", len(conflicts(HUB, "--field", "rent_fen")) == count)
    child.sendline("s")
    child.expect("3 of %d" % count)
    child.expect("\n> ")
    child.sendline("2")
    child.expect("Reason")
    child.sendeof()
    child.expect("0 decided")
    child.expect(pexpect.EOF)
    child.close()
    world.check("the end of the input leaves in order", child.exitstatus == 0, child.exitstatus)
    world.check("and decides nothing that was not answered",
                len(conflicts(HUB, "--field", "rent_fen")) == count)
    child = terminal(HUB, *words)
    child.expect("\n> ")
    child.sendline("2")
    child.expect("Reason")
    child.sendline("")
    child.expect("Decision")
    child.expect("\n> ")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    world.check("Ctrl-C keeps what was answered",
                len(conflicts(HUB, "--field", "rent_fen")) == count - 1)
    child = terminal(HUB, *words)
    child.expect("\n> ")
    child.sendline("z")
    child.expect("put off until")
    child.expect("\n> ")
    child.sendline("q")
    child.expect("decided in this sitting")
    child.expect(pexpect.EOF)


def bulk(tenancies):
    """t_bulk: the run does what the plan says, exceptions stay, one undo takes it back."""
    words = ("conflicts", "resolve", "--where", "field=rent_fen and site=anji", "--take", "anji",
             "--min-age", "0s", "--reason", "agreed")
    before = {c["id"] for c in conflicts(HUB)}
    plan = world.data(HUB, *words, "-n")
    world.check("a plan writes nothing", {c["id"] for c in conflicts(HUB)} == before)
    world.check("it decides some", plan["count"] > 0, plan)
    done = world.data(HUB, *words, "--yes")
    world.check("the run does what the plan says", done["decided"] == plan["decided"], (plan, done))
    after = {c["id"] for c in conflicts(HUB)}
    world.check("what was not in it stays open",
                after == before - {d["conflict"] for d in plan["decided"]}, after)
    world.moso(HUB, "conflicts", "undo", done["decision"], "--reason", "-")
    world.check("one undo opens all of them again", len(conflicts(HUB)) == len(before),
                (len(conflicts(HUB)), len(before)))


class Tmux:
    """A shell in a tmux pane of so many rows; what stands on its screen, and keys for it."""

    count = 0

    def __init__(self, site, rows):
        Tmux.count += 1
        self.name = f"moso-{os.getpid()}-{Tmux.count}"
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "MOSO_LANG": "en", "MOSO_DATA": str(world.folder(site)),
                    "MOSO_AUTHOR": "李娜", "PS1": "$ ", "ENV": ""}
        self.env.pop("PAGER", None)
        self.call("new-session", "-d", "-s", self.name, "-x", "100", "-y", str(rows), "sh")
        self.type(f"moso() {{ {BIN}/moso \"$@\"; }}; clear; echo read'y'")
        self.wait("a shell in tmux is ready", "ready")

    def call(self, *words):
        return subprocess.run(["tmux", "-L", self.name, *words], check=True, capture_output=True,
                              encoding="utf-8", env=self.env).stdout

    def type(self, text):
        self.call("send-keys", "-t", self.name, "-l", text)
        self.call("send-keys", "-t", self.name, "Enter")

    def key(self, key):
        self.call("send-keys", "-t", self.name, key)

    def screen(self):
        return self.call("capture-pane", "-p", "-t", self.name)

    def wait(self, fact, text):
        return world.wait(fact, lambda: text in self.screen())

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        subprocess.run(["tmux", "-L", self.name, "kill-server"], check=False, capture_output=True)


def many(tenancies):
    """Beyond the limit the number has to be typed, and it has to be the plan's."""
    rules = world.folder(HUB) / "rules.toml"
    rules.write_text("[bulk]\nmax_count = 1\n", encoding="utf-8")
    words = ("conflicts", "resolve", "--where", "field=rent_fen and site=anji", "--take", "anji",
             "--min-age", "0s", "--reason", "agreed")
    count = world.data(HUB, *words, "-n")["count"]
    world.check("there are more than the limit", count > 1)
    before = world.digests(HUB)[1]
    for more in (("--yes",), ("--confirm", str(count + 1)), ("--no-input",)):
        for lang in ("zh", "en"):
            done = world.run(HUB, *words, *more, "--lang", lang)
            world.check(f"a decision of {count} with {more[0]} is refused ({lang})",
                        done.returncode == 4 and str(count) in done.stderr, (done.returncode, done.stderr))
    world.check("and nothing of it is written", world.digests(HUB)[1] == before)
    done = world.data(HUB, *words, "--confirm", str(count))
    world.check("with the number it is done", done["count"] == count, done)
    world.moso(HUB, "conflicts", "undo", done["decision"], "--reason", "-")
    rules.unlink()


def tmux(tenancies):
    """t_tmux: what is asked and shown there, and that nothing is left behind on a screen."""
    if not have("tmux"):
        world.skip("a tmux session", "there is no tmux")
        return
    world.moso(ANJI, "sync")
    rent = conflicts(ANJI, "--field", "rent_fen")[0]["short_id"]
    with Tmux(ANJI, 60) as pane:
        pane.type(f"moso conflicts show {rent} --lang zh; echo end-$?")
        pane.wait("an answer that fits needs no key", "end-0")
        world.check("it stands on the screen whole, in Chinese",
                    all(word in pane.screen() for word in (rent, "谁来定", "处理办法")), pane.screen())
        pane.type("clear; moso conflicts resolve --interactive --field rent_fen; echo en'd'-$?")
        pane.wait("questions are asked in tmux", "1 of ")
        count = len(conflicts(ANJI, "--field", "rent_fen"))
        pane.key("Enter")
        pane.wait("Enter decides nothing there", "Nothing was decided")
        pane.type("q")
        pane.wait("and q leaves", "end-0")
        world.check("with all open as before", len(conflicts(ANJI, "--field", "rent_fen")) == count)
    if have("less"):
        pager(rent)
    with Tmux(ANJI, 20) as pane:
        pane.type("moso sync; echo end-$?")
        pane.wait("a sync ends there", "end-0")
        lines = [line for line in pane.screen().splitlines() if line.strip()]
        world.check("its progress line is gone from the screen",
                    not any(line.lstrip().startswith(("▸", ">")) for line in lines), lines)


def pager(rent):
    """What is longer than the screen goes through less, and what is left in it unread is no failure."""
    for quit in ("q", "G"):
        with Tmux(ANJI, 12) as pane:
            pane.type(f"clear; moso conflicts show {rent}; echo en'd'-$?")
            world.wait("a long answer waits in the pager",
                       lambda: pane.screen().rstrip().endswith(":") and "end-" not in pane.screen())
            world.check("its beginning first", "field conflict" in pane.screen(), pane.screen())
            pane.key(quit)
            if quit == "G":
                pane.wait("its end can be gone to", "Suggested")
                pane.key("q")
            pane.wait(f"and left after {quit}", "end-0")
            world.check("the shell's line is the last on the screen",
                        pane.screen().split("end-0")[1].strip() in ("$", "#"), pane.screen())
    show = f"moso conflicts show {rent}"
    for pager in ("less", "'less' -FRX | cat | less -FRX"):
        with Tmux(ANJI, 12) as pane:
            pane.type(f"clear; PAGER=\"{pager}\"; export PAGER; {show}; echo en'd'-$?")
            world.wait(f"it waits in {pager}",
                       lambda: pane.screen().rstrip().endswith(":") and "end-" not in pane.screen())
            world.check("with no codes of colours in it", "ESC[" not in pane.screen(), pane.screen())
            pane.key("q")
            pane.wait(f"and {pager} is left", "end-0")
    with Tmux(ANJI, 40) as pane:
        pane.type("clear; PAGER=less; export PAGER; moso history nobody; echo en'd'-$?")
        pane.wait("an error needs no key", "end-")
    for typed in (f"{show} --no-pager", f"PAGER=cat; export PAGER; {show}", f"PAGER=no-such-pager; export PAGER; {show}",
                  f"{show} --plain", f"{show} | cat", f"TERM=dumb; {show}"):
        with Tmux(ANJI, 12) as pane:
            pane.type(f"{typed}; echo en'd'-$?")
            pane.wait(f"no key is needed after {typed}", "end-0")


def watching(tenancies):
    child = subprocess.Popen([BIN / "moso", "conflicts", "watch", "--json", "--data", world.folder(HUB)],
                             stdout=subprocess.PIPE, encoding="utf-8")
    try:
        rent = conflicts(HUB, "--field", "rent_fen")[0]
        world.check("watch says that it is up", json.loads(child.stdout.readline())["event"] == "watching")
        world.moso(HUB, "conflicts", "resolve", rent["short_id"], "--take", "A", "--reason", "seen")
        line = json.loads(child.stdout.readline())
        world.check("watch tells what closes", line.get("id") == rent["id"], line)
    finally:
        child.kill()
        child.wait()


def rules_and_audit(tenancies):
    """Rules suggest and decide by name; the audit file is appended to, and found out when changed."""
    rules = world.folder(HUB) / "rules.toml"
    text = (PROJECT / "config/rules.toml").read_text(encoding="utf-8")
    rules.write_text(text.replace("field = \"rent_fen\"", "feild = \"rent_fen\""), encoding="utf-8")
    done = world.run(HUB, "conflicts", "rules")
    world.check("a mistake in the rules is told with line, column and what was meant",
                done.returncode == 78 and re.search(r"line \d+ column 1", done.stderr)
                and "did you mean" in done.stderr.lower() and "field" in done.stderr, done.stderr)
    done = world.run(HUB, "conflicts", "rules", "--lang", "zh")
    world.check("also in Chinese", done.returncode == 78 and re.search(r"第 \d+ 行第 1 列|第 \d+ 行，第 1 列", done.stderr)
                and "field" in done.stderr, done.stderr)
    listed = world.run(HUB, "conflicts", "list")
    world.check("and keeps nobody from the list of conflicts",
                listed.returncode == 0 and "C-" in listed.stdout and "did you mean" in listed.stderr.lower(),
                (listed.returncode, listed.stdout, listed.stderr))
    rules.unlink()
    rules.mkdir()
    for fact, env in (("a folder in the place of the rules", {}), ("a name that leads nowhere", {"MOSO_RULES": str(world.root / "none")})):
        done = world.run(HUB, "conflicts", "rules", env=env)
        world.check(f"{fact} is told", done.returncode == 66 and "E-FILE-READ" in done.stderr, (done.returncode, done.stdout, done.stderr))
        listed = world.run(HUB, "conflicts", "list", env=env)
        world.check("and keeps nobody from the list", listed.returncode == 0 and "C-" in listed.stdout, listed.stderr)
    rules.rmdir()
    rules.write_text(text, encoding="utf-8")
    off = world.run(HUB, "conflicts", "resolve", "--by-rule", "site-owns-rent", "--reason", "-")
    world.check("a rule that is off decides nothing", off.returncode == 4, off.stderr)
    world.moso(HUB, "conflicts", "rules", "enable", "site-owns-rent", "--force")
    open_rent = [c for c in conflicts(HUB, "--field", "rent_fen") if c["kind"] == "field"]
    shown = world.data(HUB, "conflicts", "show", open_rent[0]["short_id"])["suggestion"]
    world.check("a rule that is on suggests, and says so",
                (shown["basis"], shown["reason_code"]) == ("rule", "site-owns-rent"), shown)
    listed = world.run(HUB, "conflicts", "list", "--field", "rent_fen").stdout
    world.check("and in the list what it suggests has a column", "Suggested" in listed and "A (anji)" in listed,
                listed)
    for lang, says in (("zh", "本站自己的"), ("en", "this site's own")):
        one = world.run(HUB, "conflicts", "rules", "show", "site-owns-rent", "--lang", lang).stdout
        world.check(f"a rule is shown with what it takes, who switched it on and that it stays here ({lang})",
                    all(w in one for w in ("site-owner", "tester", says)), one)
    if pexpect:
        child = terminal(HUB, "conflicts", "resolve", "--interactive", "--field", "rent_fen", "--kind", "field")
        child.expect(r"Suggested: +1\. By the rule site-owns-rent")
        child.expect("\n> ")
        child.sendline("")
        child.expect("Nothing was decided")
        child.sendline("q")
        child.expect("0 decided")
        child.close()
    words = ("conflicts", "resolve", "--by-rule", "site-owns-rent", "--min-age", "0s", "--reason", "agreed")
    plan = world.data(HUB, *words, "-n")
    done = world.data(HUB, *words, "--yes")
    world.check("it decides what its plan says", plan["decided"] == done["decided"] != [], (plan, done))
    made = [d for d in world.data(HUB, "conflicts", "log", "--by-rule", "site-owns-rent")["decisions"]]
    world.check("and each decision names it",
                len(made) == done["count"] and {d["decided_by"] for d in made} == {"site-owns-rent"}, made)
    shown = world.data(HUB, "conflicts", "rules", "show", "site-owns-rent")
    world.check("and is counted", (shown["enabled"], shown["decided"]) == (True, done["count"]), shown)
    world.moso(ANJI, "sync")
    there = world.data(ANJI, "conflicts", "log", "--by-rule", "site-owns-rent")["decisions"]
    world.check("a site without the rule sees what it decided, and by which rule",
                world.data(ANJI, "conflicts", "rules") == []
                and {d["op"] for d in there} == {d["op"] for d in made}, (there, made))
    rules.write_text(text.replace("a branch decides the rents", "the branch decides the rents"), encoding="utf-8")
    changed = world.run(HUB, "conflicts", "resolve", "--by-rule", "site-owns-rent", "--reason", "-")
    world.check("a rule whose text was changed is off", changed.returncode == 4, changed.stderr)

    file = world.root / "audit.jsonl"
    first = world.data(HUB, "conflicts", "log", "--export", str(file))
    world.check("the audit file has every decision",
                first["added"] == len(world.data(HUB, "conflicts", "log")["decisions"]), first)
    world.check("again it adds none", world.data(HUB, "conflicts", "log", "--export", str(file))["added"] == 0)
    world.moso(HUB, "conflicts", "undo", done["decision"], "--reason", "wrong")
    before = file.read_bytes()
    world.check("an undo is appended, and what stands there stays",
                world.data(HUB, "conflicts", "log", "--export", str(file))["added"] >= 1
                and file.read_bytes().startswith(before))
    world.moso(ANJI, "sync")
    for site in (HUB, ANJI):
        checked = world.data(site, "verify", "--audit", str(file))
        world.check(f"{site} finds it sound", checked["broken_at"] is None and checked["differs"] == [], checked)
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    for fact, damaged in (("a changed letter", whole.replace(b'"resolve"', b'"resolvE"', 1)),
                          ("a removed line", b"".join(lines[:1] + lines[2:])),
                          ("two lines in another order", b"".join([lines[1], lines[0]] + lines[2:])),
                          ("no line at all", b"hello\n" + whole)):
        file.write_bytes(damaged)
        done = world.run(HUB, "verify", "--audit", str(file))
        world.check(f"{fact} is found out", done.returncode == 3 and "E-AUDIT" in done.stderr, done.stderr)
        refused = world.run(HUB, "conflicts", "log", "--export", str(file))
        world.check("and nothing is appended to it",
                    refused.returncode == 3 and file.read_bytes() == damaged, refused.stderr)


def past(tenancies):
    tenancy = tenancies[2]
    writes = [w for w in world.data(HUB, "history", tenancy, "--field", "rent_fen")]
    oldest = writes[-1]
    shown = world.data(HUB, "record", "show", tenancy, "--as-of", oldest["op"])
    world.check("as of its first write a record shows its first rent",
                shown["fields"]["rent_fen"] == oldest["value"], (shown, oldest))
    world.check("an hour before it was not there",
                world.data(HUB, "record", "show", tenancy, "--as-of", "1h")["exists"] is False)
    made = world.data(HUB, "record", "add", "tenancy", f"company={company}", "site=anji", "rent_fen=700")
    written = world.data(HUB, "history", made["id"])[0]
    world.moso(HUB, "undo", written["id"])
    gone = world.data(HUB, "record", "show", made["id"], "--as-of", written["op"])
    world.check("a record that is deleted now is shown as it was",
                (gone["exists"], gone["exists_now"], gone["fields"]["rent_fen"]["amount"])
                == (True, False, "700.00"), gone)
    told = world.data(HUB, "history", made["id"])
    world.check("and its history ends with who deleted it", told[0]["kind"] == "delete" and told[0]["person"] == "tester"
                and {w["op"] for w in told[1:]} == {written["op"]}, told)
    for lang, says in (("zh", "现在已被删除"), ("en", "deleted now")):
        text = world.run(HUB, "history", made["id"], "--lang", lang).stdout
        world.check(f"which says so ({lang})", says in text and "700.00" in text, text)
        text = world.run(HUB, "record", "show", made["id"], "--as-of", written["op"], "--lang", lang).stdout
        world.check(f"and that it is deleted is said ({lang})", says in text and "700.00" in text, text)
    blame = {(b["field"], b["op"]) for b in world.data(HUB, "blame", tenancy)}
    live = {("rent_fen", s["op"]) for c in [rent_of(HUB, tenancy)] if c for s in c["sides"]}
    world.check("blame names the writes that are live", live <= blame, (live, blame))
    for words, code in (((tenancy, "--as-of", "soon"), 64), ((tenancy, "--as-of", "R-0000"), 5),
                        (("T-0000", "--as-of", "1h"), 5)):
        done = world.run(HUB, "record", "show", *words)
        world.check(f"record show {' '.join(words[1:])} ends with {code}", done.returncode == code, done.stderr)


try:
    company, tenancies, term = set_up()
    both_ends(tenancies, term)
    filters(tenancies)
    widths(tenancies)
    not_there(tenancies)
    compare_and_set(tenancies)
    notes(tenancies)
    twice(tenancies)
    interactive(tenancies)
    bulk(tenancies)
    many(tenancies)
    tmux(tenancies)
    past(tenancies)
    rules_and_audit(tenancies)
    ambiguous(company)
    watching(tenancies)
    for site in (HUB, ANJI):
        world.check(f"{site} is sound", world.digests(site)[0] == [])
finally:
    world.end()
