#!/usr/bin/env python3
"""Texts that would run as scripts anywhere else stand in every text field of every kind of record, each of them in each
field, brought by import and counted there; then every page that shows them is opened with scripts on, in both languages:
none runs, and none becomes markup. A text that is longer than its field is cut to it. There are two hundred;
deploy/test.sh takes one of each shape, MOSO_TEXTS=200 all."""
import csv
import datetime
import io
import json
import os
import re
import urllib.parse

from browser import Browser, missing
from harness import World

world = World("running-texts")
HUB = "beijing"
LONG = re.compile(r"”: too long: \d+ bytes, at most (\d+)")
# Of sites a replica has its own and no other is imported; entries of books are made by other actions than typing.
NOT_TYPED = ("site", "quota", "quota_move")


def payloads():
    """Two hundred texts, each of which runs where a page puts it in unescaped."""
    call = ["window.ran=1", "top['ran']=1", "this.ran=1", "(()=>{ran=1})()", "eval('ran=1')"]
    frame = ["<script>{}</script>", "\"><script>{}</script>", "'><script>{}</script>", "</title><script>{}</script>",
             "</textarea><script>{}</script>", "</select><script>{}</script>", "<img src=x onerror=\"{}\">",
             "\" onmouseover=\"{}\" autofocus onfocus=\"{}\" x=\"", "' onfocus='{}' autofocus x='",
             "<svg onload=\"{}\">", "<svg><script>{}</script></svg>", "<body onload=\"{}\">",
             "<input autofocus onfocus=\"{}\">", "<details open ontoggle=\"{}\">", "<video><source onerror=\"{}\">",
             "<iframe srcdoc=\"<script>parent.ran=1</script>\" title=\"{}\">", "javascript:{}",
             "data:text/html,<script>{}</script>", "<a href=\"javascript:{}\">x</a>",
             "<math><mtext><style><img src=x onerror=\"{}\">", "[[constructor.constructor('{}')()]]",
             "<select autofocus onfocus=\"{}\">", "<!--><script>{}</script>-->", "]]><script>{}</script>",
             "<form action=\"javascript:{}\"><button>", "<object data=\"javascript:{}\">",
             "<meta http-equiv=refresh content=\"0;url=javascript:{}\">", "<base href=\"javascript:{}//\">",
             "\u202e<script>{}</script>", "=HYPERLINK(\"javascript:{}\")", "%3Cscript%3E{}%3C/script%3E",
             "&lt;script&gt;{}&lt;/script&gt;", "\\u003cscript\\u003e{}", "＜script＞{}＜/script＞",
             "<scr<script>ipt>{}</script>", "<SCRIPT>{}</SCRIPT>", "<script\t>{}</script\t>",
             "<style>*[[background:url('javascript:{}')]]</style>", "<link rel=stylesheet href=\"data:,{}\">", "\"-{}-\""]
    made = [shape.replace("{}", what).replace("[[", "{{").replace("]]", "}}") for shape in frame for what in call]
    assert len(made) == 200 and len(set(made)) == 200
    return made[::len(made) // min(len(made), max(1, int(os.environ.get("MOSO_TEXTS", "40"))))]


def cut(text, most):
    """As much of a text as a field of so many bytes takes."""
    return text.encode()[:most].decode("utf-8", "ignore").strip() if most else text


class Kinds:
    """What can be written of each kind, and how."""

    def __init__(self):
        self.fields = {k["name"]: world.data(HUB, "record", "fields", k["name"])[0]["fields"]
                       for k in world.data(HUB, "record", "kinds")}
        self.choices, self.ids, self.limits = {}, {}, {}
        for kind in self.fields:
            for line in world.moso(HUB, "record", "fields", kind, "--plain").splitlines():
                parts = line.split("\t")
                if len(parts) > 2:
                    self.choices[kind, parts[0]] = parts[2].split("|")

    def texts(self, kind):
        return [f["name"] for f in self.fields[kind] if f["type"] in ("text", "set")]

    def needed(self, kind):
        texts = self.texts(kind)
        return [f for f in self.fields[kind] if f["name"] not in texts
                and (f["required"] or f["type"] == "reference:company")]

    def order(self):
        """Kinds behind those that they refer to."""
        done, waiting = [], list(self.fields)
        while waiting:
            ready = [k for k in waiting if all(
                f["type"].split(":")[1] in done + [k] for f in self.needed(k) if f["type"].startswith("reference:"))]
            ready = ready or waiting[:1]
            done += ready
            waiting = [k for k in waiting if k not in ready]
        return done

    def value(self, kind, field, row):
        day = datetime.date(2015, 1, 1) + datetime.timedelta(days=row)
        kind_of = field["type"]
        if kind_of.startswith("reference:"):
            known = self.ids.get(kind_of.split(":")[1], [])
            return known[row % len(known)] if known else ""
        if kind_of == "choice":
            return self.choices[kind, field["name"]][0]
        hour = 11 if field["name"].startswith("to") else 10
        return {"site": HUB, "day": str(day), "moment": f"{day} {hour}:00", "money": str(100 + row), "area": str(10 + row),
                "whole-number": str(1990 + row if "year" in field["name"] else 1 + row), "decimal": str(1 + row),
                "yes-no": "yes", "digits": "330523"}.get(kind_of, f"x{row}")

    def bring(self, kind, rows, texts):
        """Imports rows of text fields; what was refused, with the reasons."""
        needed, names = self.needed(kind), self.texts(kind)
        out = io.StringIO()
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow([f["name"] for f in needed] + names)
        for row in range(rows):
            lines.writerow([self.value(kind, f, row) for f in needed] + texts(row))
        path, refused = world.root / f"{kind}.csv", world.root / f"{kind}.refused.csv"
        path.write_text(out.getvalue())
        refused.unlink(missing_ok=True)
        world.run(HUB, "import", str(path), "--kind", kind, "--refused", str(refused), timeout=120)
        return refused.read_text() if refused.exists() else ""

    def held(self, kind):
        path = world.root / f"{kind}.jsonl"
        world.run(HUB, "export", kind, "--format", "jsonl", "-o", str(path), timeout=60)
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def write(kinds, kind, texts):
    """Brings all texts into all text fields of a kind; the pairs of field and text that are not there afterwards."""
    names = kinds.texts(kind)
    labels = {f["label"]: f["name"] for f in kinds.fields[kind]}
    # How much each field takes is learnt from its refusal of too much.
    told = kinds.bring(kind, 1, lambda row: ["x" * 20000] * len(names))
    # Ahead of each such word stands the text itself, all 20,000 letters of it.
    parts = LONG.split(told)
    limits = {}
    for before, most in zip(parts[::2], parts[1::2]):
        label = re.split("[;,\"\n]", before.rpartition("“")[0])[-1].strip()
        if label in labels:
            limits[labels[label]] = int(most)

    def text(row, at):
        # A number behind it, because names that differ by their case alone, or their width, are one name.
        most = limits.get(names[at], 0)
        return cut(texts[(row + 7 * at) % len(texts)], most - 4 if most else 0)

    kinds.bring(kind, len(texts), lambda row: [f"{text(row, at)} {row}" for at in range(len(names))])
    records = kinds.held(kind)
    kinds.ids[kind] = [record["id"] for record in records]

    def plain(text):
        return re.sub(r"\W", "", text).casefold()

    # What a set holds is cut where a comma says that the next begins, and sorted; all of it stands there.
    there = {(name, plain("".join(value) if isinstance(value, list) else value))
             for record in records for name in names if (value := record["fields"].get(name))}
    lost = []
    for at, name in enumerate(names):
        held = {"".join(sorted(value)) for field, value in there if field == name}
        for row in range(len(texts)):
            if "".join(sorted(plain(f"{text(row, at)} {row}"))) not in held:
                lost.append((name, text(row, at)))
    return len(names) * len(texts), lost


MARKS = ("return document.querySelectorAll('iframe, object, embed, base, img, video, math, style, [onload], [onerror], "
         "[onfocus], [ontoggle], [onmouseover], script:not([src^=\"/assets/\"]), a[href^=\"javascript\"], "
         "a[href^=\"data\"]').length > 0")


def look(kinds, lang):
    """Every list, every page of each list's first records with its form, and what sums up, with scripts on."""
    browser = Browser(lang=lang)
    browser.open(world.data(HUB, "people", "invite", "周凯", "--role", "director")["url"])
    browser.press("main button")
    reports = [f"/reports/{r['report']}" for r in world.data(HUB, "report", "list")]
    addresses = ["/audit", "/outbox", "/today", "/overview", "/queue", "/charts", "/people", "/guest?site=beijing",
                 "/exchange", "/settings", *reports]
    for kind, ids in kinds.ids.items():
        addresses += [f"/records/{kind}?page={n}" for n in range(1, 2 + len(ids) // 60)]
        # A form shows each field in an input; records differ only in which text is where.
        addresses += [f"/records/{kind}/{urllib.parse.quote(key)}{end}" for key in ids[::max(1, len(ids) // 8)] for end in ("", "/edit")]
    ran, marks = [], []
    for path in addresses:
        browser.open(f"http://127.0.0.1:{world.ports[HUB]}{path}")
        if browser.driver.execute_script("return window.ran !== undefined"):
            ran.append(path)
        if browser.driver.execute_script(MARKS):
            marks.append(path)
    world.check(f"{lang}: none of them runs, on {len(addresses)} pages", not ran, ran[:5])
    world.check(f"{lang}: none of them becomes markup", not marks, marks[:5])
    complaints = browser.console()
    world.check(f"{lang}: the browser complains of nothing", not complaints, complaints[:3])
    browser.close()


def main():
    world.site(HUB)
    kinds, texts = Kinds(), payloads()
    whole, lost = 0, {}
    for kind in kinds.order():
        if kinds.texts(kind) and kind not in NOT_TYPED:
            count, gone = write(kinds, kind, texts)
            whole += count
            if gone:
                lost[kind] = len(gone), gone[:2]
    world.check(f"every one of {len(texts)} texts stands in every text field of every kind that is typed: {whole} places",
                not lost and whole > 150 * len(texts), lost)
    world.start(HUB)
    if why := missing():
        world.skip("the pages that show them, in a browser", why)
        return
    for lang in ("zh", "en"):
        look(kinds, lang)


try:
    main()
finally:
    world.end()
