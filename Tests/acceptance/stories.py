#!/usr/bin/env python3
"""Stories of two sites that decide about one thing apart, as the terminal tells them.

Each story is played with real replicas and a daemon, and what is typed and printed afterwards, in Chinese and
English, is compared with a file of `stories/`: of a conflict what `conflicts show` prints, alike at both ends,
then what else the story promises. Ids, drawn keys and times are masked. RECORD=1 writes the files anew; read
the difference before you keep it.

Capital is kept at head office alone, in one replica. What two of its people do apart (K12, K18) is played as
two people at that one; on machines apart it is played in WorkflowsTests.
"""
import difflib
import json
import os
import pathlib
import re
import shutil

from harness import World

FOLDER = pathlib.Path(__file__).resolve().parent / "stories"
HUB, ANJI, LAPTOP = "beijing", "anji", "laptop"
BOTH = (ANJI, HUB)
world = World("stories")
CODE, SAME = "91330523XU0010005G", "91330523XU90000229"
LAN, QING, YUE = "C-LANTU", "C-QINGHE", "C-GUANYUE"


def masked(text):
    """Without what differs from run to run; equal things stay equal."""
    names = {}

    def name(match):
        kind = match.group(0).split("-")[0]
        return names.setdefault(match.group(0), f"{kind}-{len([n for n in names if n.startswith(kind)]) + 1:03}")
    # Days of the stories are of 2023 and 2024.
    day = r"(?:202[5-9]|20[3-9]\d)-\d{2}-\d{2}"
    text = re.sub(day + r" \d{2}:\d{2}", "<day and time>", text)
    text = re.sub(day, "<day>", text)
    # A copy of a replica goes on in an epoch with a drawn number.
    text = re.sub(r"\banji\.(?!1/)\d+(?=/)", "anji.<epoch>", text)
    text = text.replace(str(world.root), "<folder>")
    text = re.sub(r"(?:open for|待处理) \d+ ?(?:s|min|秒|分钟)", "<open for a while>", text)
    text = re.sub(r"\b(?:(?:T|M|A|C|R)-[0-9A-HJKMNP-TV-Z]{4,12}|[A-Z]{1,3}-[0-9A-HJKMNP-TV-Z]{12})\b(?!XU)",
                  name, text)
    # Days since 2023 grow from day to day.
    text = re.sub(r"(?<=  )1\d{3}(?=  +- )", "<days>", text)
    # Columns are as wide as what was masked, and within one minute there is no span to tell.
    lines = [re.sub(r" {2,}", "  ", line.rstrip()) for line in text.splitlines()
             if "nothing got through" not in line and "没有传到对方" not in line]
    return "\n".join(lines) + "\n"


def key(site, *words):
    return world.data(site, "record", "add", *words)["id"]


def adding(kind, id, /, **fields):
    """The words that add a record with a key of its own, so that letters do not hang on a drawn one."""
    path = world.root / f"{id}.jsonl"
    path.write_text(json.dumps({"kind": kind, "id": id, "fields": fields}, ensure_ascii=False) + "\n",
                    encoding="utf-8")
    return ("import", str(path))


def yuan(amount):
    """An amount as a line of a file has it."""
    return {"amount": f"{amount}.00", "currency": "CNY"}


def edit(id, *words):
    return ("record", "edit", id, *words)


def apart(*edits):
    """What each site does without hearing of the other; then they meet."""
    world.stop(HUB)
    for site, words in edits:
        world.moso(site, *words)
    world.start(HUB)
    # Anji last: what a laptop of its brings has to come back to it.
    for site in [*dict.fromkeys(site for site, _ in edits if site not in BOTH), ANJI]:
        world.moso(site, "sync")


def typed(site, *words, lang):
    """A command with its prompt, and what it prints. No command of a story changes anything."""
    done = world.run(site, *words, "--lang", lang)
    quoted = [f"'{word}'" if re.search(r"[ ;]", word) else word for word in words]
    return f"{site}$ moso {' '.join(quoted)}\n{done.stdout}{done.stderr}"


def kept(story, lang, text):
    """A session is as it was when somebody last read it."""
    path = FOLDER / f"{story}.{lang}.txt"
    if os.environ.get("RECORD"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    world.check(f"{story} is told as in {path.name}", before == text,
                "\n".join(difflib.unified_diff(before.splitlines(), text.splitlines(), lineterm="")))


def session(story, *steps):
    """A story that asks nobody, or that only one site hears of: commands with their sites."""
    for lang in ("zh", "en"):
        kept(story, lang, masked("\n".join(typed(site, *words, lang=lang) for site, *words in steps)))


def told(story, *after, ends=BOTH, **wanted):
    """What every end shows of the conflict that a story has led to, and then other commands."""
    found = [[c for c in world.data(site, "conflicts", "list")
              if all(wanted[k] in (c.get(k), (c.get(k) or {}).get("code") if isinstance(c.get(k), dict) else None)
                     for k in wanted)] for site in ends]
    if not world.check(f"{story} leads to one conflict with one id wherever it is seen",
                       [len(f) for f in found] == [1] * len(ends) and len({f[0]["id"] for f in found}) == 1,
                       found):
        return None
    id = found[0][0]["short_id"]
    for lang in ("zh", "en"):
        shown = [masked(world.run(site, "conflicts", "show", id, "--lang", lang).stdout) for site in ends]
        world.check(f"{story} reads alike at every end in {lang}", len(set(shown)) == 1,
                    "\n".join(difflib.unified_diff(shown[0].splitlines(), shown[-1].splitlines(), lineterm="")))
        steps = [(ends[0], "conflicts", "show", id), *after]
        kept(story, lang, masked("\n".join(
            typed(site, *(id if word == "C" else word for word in words), lang=lang) for site, *words in steps)))
    return id


def settle(*how):
    """Decides what is open, so that the next story begins with nothing."""
    for one in world.data(HUB, "conflicts", "list"):
        world.moso(HUB, "conflicts", "resolve", one["short_id"], *how, "--reason", "-")
    world.moso(ANJI, "sync")


def nothing_open(story):
    world.check(f"{story} asks nobody", [world.data(site, "conflicts", "list") for site in BOTH] == [[], []])


# Seats and tenancies.

def given(seat, company, state, tenancy):
    return {"site": ANJI, "seat": seat, "tenancy": tenancy, "company": company, "from_day": "2023-09-01",
            "to_day": "2024-03-01", "state": state}


def rent_and_notice(tenancy):
    # K05: one rent, a spoken promise and the market's.
    apart((ANJI, edit(tenancy, "rent_fen=900", "--reason", "口头承诺")),
          (HUB, edit(tenancy, "rent_fen=1100", "--reason", "楼宇市场价")))
    told("K05", (ANJI, "conflicts", "resolve", "C", "--take", "anji", "-n"), kind="field")
    settle("--take", "anji")

    # K10: free months granted twice.
    free = {"site": ANJI, "tenancy": tenancy, "company": LAN, "kind": "free"}
    apart((HUB, adding("tenancy_term", "M-FIRST", **free, from_day="2023-01-01", to_day="2023-07-01")),
          (ANJI, adding("tenancy_term", "M-SECOND", **free, from_day="2023-07-01", to_day="2024-01-01")))
    told("K10", rule="X04")
    settle("--option", "1")


def leaving():
    # K06: head office closes the tenancy, Anji extends it by three months.
    world.moso(ANJI, *adding("tenancy", "T-LEAVING", site=ANJI, company=YUE, stage="moving-out",
                             moved_in_on="2023-05-08"))
    world.moso(ANJI, "sync")
    apart((HUB, edit("T-LEAVING", "stage=closed", "moved_out_on=2023-08-31", "exit_reason=outgrew",
                     "--reason", "融资到位")),
          (ANJI, adding("tenancy_term", "M-LONGER", site=ANJI, tenancy="T-LEAVING", company=YUE, kind="market",
                        from_day="2023-09-01", to_day="2023-12-01")))
    told("K06", rule="X07")
    settle("--option", "1")


def seats(tenancy):
    # K01: head office proposes the seat to Lan, Anji confirms it to Qing.
    first, third = "S-anji-A-017", "S-anji-A-019"
    apart((HUB, adding("seat_assignment", "A-LAN", **given(first, LAN, "proposed", tenancy))),
          (ANJI, adding("seat_assignment", "A-QING", **given(first, QING, "confirmed", tenancy))))
    told("K01", (ANJI, "claims"), kind="overlap")
    settle("--option", "1")

    # K07: one of the seats that Lan gets is blocked meanwhile.
    apart((ANJI, adding("seat_assignment", "A-LEAK", **given(third, LAN, "confirmed", tenancy))),
          (HUB, edit(third, "state=blocked", "--reason", "空调漏水")))
    told("K07", rule="X03")
    settle("--option", "1")


def fair(tenancy):
    second = "S-anji-A-018"
    # K02: two laptops of Anji confirm one seat at a fair.
    shutil.copytree(world.folder(ANJI), world.folder(LAPTOP))
    (world.folder(LAPTOP) / "replica.id").unlink()
    apart((ANJI, adding("seat_assignment", "A-FAIR-1", **given(second, LAN, "confirmed", tenancy))),
          (LAPTOP, adding("seat_assignment", "A-FAIR-2", **given(second, QING, "confirmed", tenancy))))
    told("K02", (ANJI, "claims"), kind="overlap")
    settle("--option", "1")


# Companies and queues.

def cards():
    # K04: one code, registered at both.
    def card(name, sector):
        return ("record", "add", "company", f"legal_name={name}", f"credit_code={SAME}", f"sectors={sector}")
    apart((HUB, card("演示·双名", "AIGC")), (ANJI, card("演示双名（安吉）有限公司", "机器人")))
    nothing_open("K04")
    session("K04", (ANJI, "record", "show", f"C-{SAME}"),
            (HUB, "history", f"C-{SAME}", "--field", "legal_name"), (HUB, "conflicts", "log", "--auto"))

    # K03: the same people, once with a code and once without.
    apart((HUB, adding("company", "C-ZHUYUN", legal_name="演示·竹韵科技有限公司")),
          (ANJI, adding("company", f"C-{CODE}", legal_name="演示·竹韵科技", credit_code=CODE)))
    told("K03", kind="duplicate")
    settle("--option", "1")


def queues():
    def waits(id, site, company, day, seats=1):
        return adding("waitlist_entry", id, site=site, company=company, joined_on=day, seats_wanted=seats,
                      state="waiting")
    for id, company, day in (("W-FIRST", LAN, "2023-06-01"), ("W-SECOND", QING, "2023-06-02"),
                             ("W-THIRD", YUE, "2023-06-03")):
        world.moso(ANJI, *waits(id, ANJI, company, day))
    world.moso(ANJI, "sync")
    # K09: head office moves the third up while Anji admits the first.
    apart((HUB, edit("W-THIRD", "priority=favoured", "priority_by=周凯", "priority_reason=算力紧缺")),
          *((ANJI, edit("W-FIRST", f"state={state}")) for state in ("offered", "accepted", "admitted")))
    nothing_open("K09")
    session("K09", (ANJI, "queue", "list"), (ANJI, "conflicts", "list"))

    # K08: Qing accepts seats at both.
    world.moso(HUB, *waits("W-HUB", HUB, QING, "2023-06-01"))
    world.moso(HUB, "record", "add", "seat", "label=B-001", "kind=fixed", "state=in-service")

    def accepts(site, id, day):
        offer = ("offered_seats=1", f"offered_on=2023-08-{day}", "answer_by=2023-08-20", "offered_from=2023-09-01")
        return ((site, edit(id, "state=offered", *offer)), (site, edit(id, "state=accepted")))
    apart(*accepts(HUB, "W-HUB", 10), *accepts(ANJI, "W-SECOND", 11))
    told("K08", (ANJI, "conflicts", "list"), ends=(HUB,), kind="rule")
    settle("--option", "1")


# Rooms, visits, repairs.

def days():
    # K14: a rehearsal, and a delegation at the same hour.
    room = "P-ROADSHOW"
    world.moso(ANJI, *adding("space", room, site=ANJI, path="3/路演厅", kind="roadshow-room", bookable=True))
    world.moso(ANJI, *adding("space", "P-MEETING", site=ANJI, path="3/会议室", kind="meeting-room", bookable=True))
    world.moso(ANJI, "sync")
    apart((ANJI, adding("booking", "BK-REHEARSAL", site=ANJI, space=room, company=LAN, state="confirmed",
                        from_at="2023-08-14T14:00", to_at="2023-08-14T16:00", priority="roadshow", purpose="演练")),
          (HUB, adding("booking", "BK-DELEGATION", site=ANJI, space=room, state="confirmed",
                       from_at="2023-08-14T15:00", to_at="2023-08-14T17:00", priority="delegation",
                       purpose="政府来访")))
    told("K14", rule="X02")
    # The rehearsal moves to the other room, and the delegation has the hall. The number stands for that room.
    numbers = [c["option_numbers"] for c in world.data(HUB, "conflicts", "list")]
    world.check("K14 a way out that hangs on what else is booked has a number of its own",
                len(numbers) == 1 and numbers[0][:2] == [1, 2] and min(numbers[0][2:]) >= 1000, numbers)
    refused = world.run(HUB, "conflicts", "resolve", world.data(HUB, "conflicts", "list")[0]["short_id"],
                        "--option", "3", "--reason", "-")
    world.check("K14 its place in the list is no number", refused.returncode == 64, refused.stderr)
    settle("--option", str(numbers[0][2]))
    for site in BOTH:
        held = {b["id"]: b["fields"] for b in world.data(site, "record", "list", "booking")}
        world.check(f"K14 at {site} the delegation has the hall, the rehearsal another room at its hours",
                    [(held[b]["space"], held[b]["state"]) for b in ("BK-DELEGATION", "BK-REHEARSAL")]
                    == [(room, "confirmed"), ("P-MEETING", "confirmed")], held)

    # K17: one delegation, written down by host and companion.
    visit = {"kind": "government", "organisation": "演示市科技局"}
    apart((HUB, adding("visit", "VI-HOST", site=HUB, **visit, arrived_at="2023-08-11T09:30", people=12,
                       hosts="王总", note="谈税收")),
          (ANJI, adding("visit", "VI-COMPANION", site=ANJI, **visit, arrived_at="2023-08-11T10:00", people=14,
                        hosts="李娜", note="看场地")))
    nothing_open("K17")
    session("K17", (HUB, "report", "visits", "--as-of", "2023-08-31", "--list", "groups"),
            (HUB, "record", "list", "visit"), (ANJI, "record", "list", "visit"))

    # K19: property closes the order, the tenant reports the leak again.
    world.moso(ANJI, *adding("work_order", "WO-LEAK", site=ANJI, category="ac-leak", reported_by="演示·青禾机器人",
                             reported_at="2023-08-10T09:00", contractor="演示冷气"))
    for state in ("assigned", "in-progress"):
        world.moso(ANJI, *edit("WO-LEAK", f"state={state}"))
    world.moso(ANJI, "sync")
    apart((HUB, edit("WO-LEAK", "state=reopened", "--reason", "又漏水")),
          (ANJI, edit("WO-LEAK", "state=done", "done_at=2023-08-11 16:00")))
    nothing_open("K19")
    session("K19", (ANJI, "record", "show", "WO-LEAK"), (HUB, "history", "WO-LEAK", "--field", "state"))


# Capital.

def quotas():
    # K11: of 30 million 20 are lent to the traveller.
    world.moso(HUB, *adding("fund", "K-BAMBOO", name="竹海", size_fen=yuan(30_000_000)))
    world.moso(HUB, "quota", "grant", "竹海", "3000万")
    world.moso(HUB, "quota", "lend", "竹海", "2000万", "--to", ANJI)
    world.moso(ANJI, "sync")
    world.stop(HUB)
    world.moso(ANJI, "quota", "spend", "竹海", "2000万", "--reason", "演示·青禾机器人")
    session("K11", (HUB, "record", "add", "investment", f"company={LAN}", "fund=竹海", "approved_fen=2000万", "-n"),
            (HUB, "quota", "show", "竹海"))
    world.start(HUB)
    world.moso(ANJI, "sync")
    # Without a quota the fund's size is the bound, as far as it is known here.
    world.moso(HUB, *adding("fund", "K-PINE", name="松涛", size_fen=yuan(30_000_000)))
    world.moso(HUB, "record", "add", "investment", f"company={QING}", "fund=松涛", "approved_fen=2000万")
    beyond = world.run(HUB, "record", "add", "investment", f"company={LAN}", "fund=松涛", "approved_fen=2000万")
    world.check("K11 without a quota the second 20 million of 30 are refused when typed",
                beyond.returncode == 4 and "E-RULE" in beyond.stderr and "10000000.00" in beyond.stderr, beyond.stderr)


def gates():
    # K12: one passes, one fails.
    world.moso(HUB, *adding("investment", "V-LAN", company=LAN, fund="K-BAMBOO", stage="gate-2",
                            committee_on="2023-08-11"))

    def review(id, gate, reviewer, verdict, **more):
        return adding("gate_review", id, **{
            "investment": "V-LAN", "gate": str(gate), "reviewer": reviewer, "verdict": verdict,
            "mandate_from": "2023-01-01", "signed_on": "2023-08-01", "interest": "no", **more})
    for words in (review("G-1", 1, "王教授", "pass"), review("G-2", 1, "李教授", "fail"), review("G-3", 2, "赵总", "pass")):
        world.moso(HUB, *words)
    session("K12", (HUB, *edit("V-LAN", "stage=committee", "-n")), (HUB, "record", "list", "gate_review"))

    # K13: signed after the mandate ended.
    world.moso(HUB, *review("G-4", 2, "周教授", "pass", mandate_to="2023-07-31"))
    told("K13", ends=(HUB,), rule="X10")
    settle("--option", "1")


def rounds():
    # K15: told in yuan, recorded in dollars.
    apart((ANJI, adding("funding_round", "F-TOLD", site=ANJI, company=LAN, round="A", status="closed",
                        closed_on="2023-07-31", amount_fen=yuan(50_000_000), currency="CNY")),
          (HUB, adding("funding_round", "F-KNOWN", site=HUB, company=LAN, round="a", status="closed",
                       closed_on="2023-07-28", amount_fen=yuan(7_000_000), currency="USD", rate="7.1500",
                       rate_on="2023-07-28", investors=["甲", "乙"], evidence="交割单")))
    told("K15", (ANJI, "conflicts", "list"), ends=(HUB,), kind="duplicate")
    settle("--option", "1")

    # K16: the newspaper and the term sheet.
    value = {"company": LAN, "as_of": "2023-08-01", "currency": "CNY"}
    apart((ANJI, adding("press_valuation", "PV-PRESS", site=ANJI, **value, amount_fen=yuan(500_000_000),
                        basis="press", source="晚报")),
          (HUB, adding("valuation", "VA-SHEET", **value, kept_by=HUB, amount_fen=yuan(320_000_000), basis="round")))
    nothing_open("K16")
    session("K16", (ANJI, "record", "list", "press_valuation"), (ANJI, "record", "list", "valuation"),
            (HUB, "record", "list", "valuation"), (HUB, "conflicts", "list"))


def offers():
    # K18: version 2 is typed; a colleague changes a clause of version 1, which was answered.
    offer = {"city": "510107", "city_name": "演示市"}
    world.moso(HUB, *adding("city_offer", "GO-1", **offer, version=1, fund_size_fen=yuan(300_000_000),
                            clause_text="三亿\n两年"))
    world.moso(HUB, *edit("GO-1", "answer=negotiating"))
    world.moso(HUB, *adding("city_offer", "GO-2", **offer, version=2, fund_size_fen=yuan(500_000_000)))
    session("K18", (HUB, *edit("GO-1", "fund_size_fen=400000000", "-n")), (HUB, "record", "list", "city_offer", "--columns", "version,fund_size_fen,answer"))


try:
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    for id, name in ((LAN, "演示·澜图智能"), (QING, "演示·青禾机器人"), (YUE, "演示·观岳算力")):
        world.moso(ANJI, *adding("company", id, legal_name=name))
    for number in range(17, 22):
        world.moso(ANJI, "record", "add", "seat", f"label=A-0{number}", "kind=fixed", "state=in-service")
    tenancy = key(ANJI, "tenancy", f"company={LAN}", "rent_fen=1000", "seat_count=10",
                  "planned_from=2023-01-01", "planned_to=2024-01-01")
    world.moso(ANJI, "sync")
    cards()
    rent_and_notice(tenancy)
    leaving()
    seats(tenancy)
    queues()
    days()
    quotas()
    gates()
    rounds()
    offers()
    # The last one: what anji does afterwards is a laptop's too.
    fair(tenancy)
    world.check("both replicas are sound", all(world.digests(site)[0] == [] for site in BOTH))
finally:
    world.end()
