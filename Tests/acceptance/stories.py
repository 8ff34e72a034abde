#!/usr/bin/env python3
"""Stories of two sites that decide about one thing apart, as the terminal tells them.

Each story is played with real replicas and daemons, and what `conflicts show` prints at both ends, in Chinese
and English, is compared with a file of `stories/`. Ids, drawn keys and times are masked. RECORD=1 writes the
files anew; read the difference before you keep it.
"""
import difflib
import json
import os
import pathlib
import re

from harness import World

FOLDER = pathlib.Path(__file__).resolve().parent / "stories"
HUB, ANJI = "beijing", "anji"
world = World("stories")
CODE = "91330523XU0010005G"


def masked(text):
    """Without what differs from run to run; equal things stay equal."""
    names = {}

    def name(match):
        kind = match.group(0).split("-")[0]
        return names.setdefault(match.group(0), f"{kind}-{len([n for n in names if n.startswith(kind)]) + 1:03}")
    text = re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "<day and time>", text)
    text = text.replace(str(world.root), "<folder>")
    text = re.sub(r"(?:open for|待处理) \d+ ?(?:s|min|秒|分钟)", "<open for a while>", text)
    text = re.sub(r"\b(?:T|M|A|C)-[0-9A-HJKMNP-TV-Z]{4,12}\b(?!XU)", name, text)
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


def apart(*edits):
    """What each site does without hearing of the other; then they meet."""
    world.stop(HUB)
    for site, words in edits:
        world.moso(site, *words)
    world.start(HUB)
    world.moso(ANJI, "sync")


def told(story, **wanted):
    """What both ends show of the conflict that a story has led to."""
    found = [[c for c in world.data(site, "conflicts", "list")
              if all(wanted[k] in (c.get(k), (c.get(k) or {}).get("code") if isinstance(c.get(k), dict) else None)
                     for k in wanted)] for site in (ANJI, HUB)]
    if not world.check(f"{story} leads to one conflict with one id at both ends",
                       [len(f) for f in found] == [1, 1] and found[0][0]["id"] == found[1][0]["id"], found):
        return
    for lang in ("zh", "en"):
        texts = [masked(world.run(site, "conflicts", "show", found[0][0]["short_id"], "--lang", lang).stdout)
                 for site in (ANJI, HUB)]
        world.check(f"{story} reads alike at both ends in {lang}", texts[0] == texts[1],
                    "\n".join(difflib.unified_diff(texts[0].splitlines(), texts[1].splitlines(), lineterm="")))
        path = FOLDER / f"{story}.{lang}.txt"
        if os.environ.get("RECORD"):
            FOLDER.mkdir(exist_ok=True)
            path.write_text(texts[0], encoding="utf-8")
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        world.check(f"{story} is told as in {path.name}", kept == texts[0],
                    "\n".join(difflib.unified_diff(kept.splitlines(), texts[0].splitlines(), lineterm="")))


def settle(*how):
    """Decides what is open, so that the next story begins with nothing."""
    for one in world.data(HUB, "conflicts", "list"):
        world.run(HUB, "conflicts", "resolve", one["short_id"], *how, "--reason", "-")
    world.moso(ANJI, "sync")


try:
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    lan, qing = "C-LANTU", "C-QINGHE"
    for id, name in ((lan, "演示·澜图智能"), (qing, "演示·青禾机器人")):
        world.moso(ANJI, *adding("company", id, legal_name=name))
    seat = key(ANJI, "seat", "label=A-017", "kind=fixed", "state=in-service")
    tenancy = key(ANJI, "tenancy", f"company={lan}", "rent_fen=1000", "seat_count=10",
                  "planned_from=2023-01-01", "planned_to=2024-01-01")
    world.moso(ANJI, "sync")

    # K05: one rent, a spoken promise and the market's.
    apart((ANJI, ("record", "edit", tenancy, "rent_fen=900", "--reason", "口头承诺")),
          (HUB, ("record", "edit", tenancy, "rent_fen=1100", "--reason", "楼宇市场价")))
    told("K05", kind="field")
    settle("--take", "anji")

    # K01: the hub proposes the seat to Lan, Anji confirms it to Qing.
    given = {"site": ANJI, "seat": seat, "tenancy": tenancy, "from_day": "2023-09-01", "to_day": "2024-03-01"}
    apart((HUB, adding("seat_assignment", "A-LAN", **given, company=lan, state="proposed")),
          (ANJI, adding("seat_assignment", "A-QING", **given, company=qing, state="confirmed")))
    told("K01", kind="overlap")
    settle("--option", "1")

    # K10: free months granted twice.
    free = {"site": ANJI, "tenancy": tenancy, "company": lan, "kind": "free"}
    apart((HUB, adding("tenancy_term", "M-FIRST", **free, from_day="2023-01-01", to_day="2023-07-01")),
          (ANJI, adding("tenancy_term", "M-SECOND", **free, from_day="2023-07-01", to_day="2024-01-01")))
    told("K10", rule="X04")
    settle("--option", "1")

    # K03: the same people, once with a code and once without.
    apart((HUB, adding("company", "C-ZHUYUN", legal_name="演示·竹韵科技有限公司")),
          (ANJI, adding("company", f"C-{CODE}", legal_name="演示·竹韵科技", credit_code=CODE)))
    told("K03", kind="duplicate")
    settle("--option", "1")

    world.check("both replicas are sound", all(world.digests(site)[0] == [] for site in (HUB, ANJI)))
finally:
    world.end()
