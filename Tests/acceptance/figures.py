#!/usr/bin/env python3
"""Every number of a report, of the charts and of the overview opens the list that it was made from, on a sample world:
the list has a heading in words and, where the number counts records, as many of them as the number says."""
import html.parser
import http.client
import re
import urllib.parse

from harness import World

world = World("figures")
HUB = "beijing"
PAGE_BYTES_MOST = 100 << 10
OPENED_MOST = 6


class Page(html.parser.HTMLParser):
    """The cells of a page's tables and its tiles: what they say and where they lead."""

    def __init__(self, text):
        super().__init__()
        self.cells, self.cell, self.heading, self.inside, self.list = [], None, "", None, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "dl":
            self.list = a.get("class")
        if tag == "td" or tag == "dd" and self.list == "tiles":
            number = tag == "dd" or "n" in (a.get("class") or "").split()
            self.cell = {"column": a.get("data-name", ""), "number": number, "text": "", "to": None}
            self.cells.append(self.cell)
        elif tag == "a" and self.cell is not None:
            self.cell["to"] = a["href"]
        self.inside = tag

    def handle_data(self, data):
        if self.cell is not None and self.inside != "small":
            self.cell["text"] += data
        if self.inside == "h1":
            self.heading += data

    def handle_endtag(self, tag):
        if tag in ("td", "dd"):
            self.cell = None
        self.inside = None


def come_in(lang):
    link = world.data(HUB, "people", "invite", "周凯", "--role", "director")["url"]
    cookie = ask("/" + link.split("/", 3)[3], lang, form="")[1]["Set-Cookie"].split(";")[0]
    return lambda path: ask(path, lang, cookie)


def ask(path, lang, cookie="", form=None):
    line = http.client.HTTPConnection("127.0.0.1", world.ports[HUB], timeout=60)
    headers = {"Accept-Language": lang, "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    line.request("GET" if form is None else "POST", path, form, headers)
    answer = line.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def figures(look, path, lang):
    """The numbers of a page that open nothing, and the lists of some that do."""
    status, _, text = look(path)
    world.check(f"{path}, {lang}: it is there and weighs at most 100 KB",
                status == 200 and len(text.encode()) <= PAGE_BYTES_MOST, (status, len(text.encode())))
    page = Page(text)
    numbers = [c for c in page.cells if c["number"] and re.search("[1-9]", c["text"])]
    silent = [(c["column"], c["text"].strip()) for c in numbers if not c["to"] and c["column"] not in NONE.get(path, ())]
    # A few of each column.
    chosen, seen = [], {}
    for cell in numbers:
        if cell["to"] and seen.setdefault(cell["column"], 0) < OPENED_MOST:
            seen[cell["column"]] += 1
            chosen.append(cell)
    wrong = []
    for cell in chosen:
        to = urllib.parse.urljoin(path, cell["to"])
        status, _, text = look(to)
        opened = Page(text)
        names = {urllib.parse.unquote(p) for p in re.findall("list=([^&]*)", to)}
        counted = re.search(r'class="fresh">([\d,]+) (?:条|record)', text)
        said = cell["text"].strip().replace(",", "")
        # In English some names are words.
        if status != 200 or "_" in opened.heading or "/" in opened.heading or lang == "zh" and any(
                name in opened.heading for name in names):
            wrong.append((cell["text"], to, status, opened.heading))
        elif names and not (counted and int(counted.group(1).replace(",", "")) > 0):
            wrong.append((cell["text"], to, "the list is empty"))
        elif names and COUNTS.get(path, ()) and cell["column"] in COUNTS[path] and said.isdigit() \
                and int(said) != int(counted.group(1).replace(",", "")):
            wrong.append((cell["column"], said, to, counted.group(1)))
    world.check(f"{path}, {lang}: what its {len(chosen)} numbers open has a name in words, and what they count",
                not wrong, wrong[:5])
    return silent


# Numbers that no records stand behind: what a catalogue asks for, what is counted of the log and not of records, and
# what held a year ago or was decided since.
NONE = {
    "/reports/gap": ("需要", "还差", "Needed", "Missing"),
    "/reports/freshness": ("记录数", "待发", "Records", "To send", ""),
    "/reports/today": ("",),
    "/charts": ("一年前", "新出现", "定下", "A year ago", "Opened", "Settled"),
}
# Columns whose numbers count records.
COUNTS = {
    "/reports/occupancy": ("在用", "已分配", "空闲", "In service", "Assigned", "Free"),
    "/charts": ("anji", "安吉", "合计", "Total"),
}


def main():
    inner = world.root / "made"
    done = world.run("none", "sample", "--into", str(inner), "--scale", "0.1", "--stories", timeout=300)
    world.check("the world is made", done.returncode == 0, done.stderr)
    for path in inner.iterdir():
        path.rename(world.root / path.name)
    world.start(HUB)
    # The sample's sites wrote before they met; at the hub alone is enough to be counted.
    reports = [r["report"] for r in world.data(HUB, "report", "list")]
    for lang in ("zh", "en"):
        look = come_in(lang)
        silent = {}
        for path in [f"/reports/{name}" for name in reports] + ["/charts", "/overview"]:
            if found := figures(look, path, lang):
                silent[path] = found
        for path, found in sorted(silent.items()):
            print("      opens nothing:", path, sorted({c for c, _ in found}), found[:3])
        world.check(f"{lang}: every number opens something", not silent, {p: len(f) for p, f in silent.items()})


try:
    main()
finally:
    world.end()
