#!/usr/bin/env python3
"""Every form of every page gets what nobody should type: nothing, a novel, another encoding's bytes, markup, control
characters, numbers and days that there are not, and hidden fields that were tampered with.

The forms are found by reading the pages, those of every kind of record among them, so a new one is tried as soon as it
is there. Whatever comes back is a page in words: never a fault of the server, never what was typed as markup; a form
that is refused has what was typed in it; and afterwards the daemon is well, and the log with it.
"""
import html.parser
import http.client
import json
import urllib.parse

from harness import World

world = World("forms")
HUB, ANJI = "beijing", "anji"
MARK = "<script>window.ran=1</script>"
BAD = {
    "nothing": "",
    "blanks": " 　\t ",
    "a novel": "竹海晨雾" * 2_000,
    "markup": f"\"'>{MARK}<img src=x onerror=alert(1)>",
    "control characters": "a\0b\x01\x1b[31m\u202ec\ufeff",
    "full-width signs": "１２，３４５．６７８九１００％",
    "a day that there is not": "2026-02-30",
    "a number out of all reason": "9" * 60,
    "a negative number": "-1",
    "a path": "../../../../etc/passwd",
    "a query": "x' OR 1=1; DROP TABLE company; --",
    # What a page of another encoding posts: these are no UTF-8.
    "bytes of GBK": "安吉分站".encode("gb18030"),
}


class Forms(html.parser.HTMLParser):
    """The forms of a page that post, with what stands in their fields."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.form, self.area = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.form = {"action": a.get("action"), "kind": a.get("enctype"), "hidden": {}, "typed": {}}
            if a.get("method") == "post":
                self.forms.append(self.form)
        elif self.form is not None and a.get("name"):
            if tag == "input" and a.get("type") == "hidden":
                self.form["hidden"][a["name"]] = a.get("value", "")
            elif tag in ("input", "select", "textarea"):
                self.form["typed"][a["name"]] = a.get("value", "")
            elif tag == "button":
                self.form["hidden"].setdefault(a["name"], a.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


class Line:
    """Somebody's session, as a browser holds it."""

    def __init__(self, name):
        link = world.data(HUB, "people", "invite", name, "--role", "director")["url"]
        self.cookie = ""
        answer = self.ask("/" + link.split("/", 3)[3], {})
        self.cookie = answer[1]["Set-Cookie"].split(";")[0]

    def ask(self, path, form=None):
        line = http.client.HTTPConnection("127.0.0.1", world.ports[HUB], timeout=60)
        headers = {"Accept-Language": "zh", "Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        body = None
        if form is not None:
            body = "&".join(f"{urllib.parse.quote_plus(k)}={urllib.parse.quote_plus(v)}" for k, v in form.items())
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request("GET" if body is None else "POST", path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        except (BrokenPipeError, ConnectionResetError):
            # Too long a form is refused from its head, and the rest of it is not read.
            return 413, {}, "<h1>refused</h1>"
        finally:
            line.close()


def addresses():
    """Every address that shows a form, by name."""
    token = world.data(HUB, "conflicts", "list")[0]["id"]
    kinds = [kind["name"] for kind in world.data(HUB, "record", "kinds")]
    company = world.data(HUB, "record", "list", "company")[0]["id"]
    return ["/today", f"/queue/{token}", f"/queue/{token}/bulk?take=anji", "/queue", "/outbox", "/exchange", "/people",
            f"/records/company/{company}/edit"] + [f"/records/{kind}/new" for kind in kinds]


def told(status, text):
    """Whether an answer is a page in words."""
    return status in (302, 303) or ("<h1" in text and MARK not in text and "onerror=alert(1)>" not in text)


def abuse(line, address, form):
    faults = []
    action = form["action"] or address
    for what, value in BAD.items():
        filled = {**form["hidden"], **{name: value for name in form["typed"]}}
        status, _, text = line.ask(action, filled)
        if status >= 500 or not told(status, text):
            faults.append((action, what, status, text[:200]))
        # What is refused stands in the form again, so that it can be mended.
        if status == 422 and what == "a path" and "/records/" in action and value not in text:
            faults.append((action, what, "what was typed is gone"))
        for name in form["hidden"]:
            if isinstance(value, bytes) or what in ("a novel", "markup", "nothing", "a query"):
                status, _, text = line.ask(action, {**form["hidden"], **form["typed"], name: value})
                if status >= 500 or not told(status, text):
                    faults.append((action, f"{name}: {what}", status, text[:200]))
    return faults


def main():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    company = world.data(ANJI, "record", "add", "company", "legal_name=澜图智能")["id"]
    made = [world.data(ANJI, "record", "add", "tenancy", f"company={company}", "seat_count=10")["id"] for _ in range(2)]
    world.moso(ANJI, "sync")
    for tenancy in made:
        world.moso(ANJI, "record", "edit", tenancy, "seat_count=11")
        world.moso(HUB, "record", "edit", tenancy, "seat_count=12")
    world.moso(ANJI, "sync")
    world.wait("the hub has two conflicts", lambda: len(world.data(HUB, "conflicts", "list")) == 2)
    line = Line("周凯")
    seen, faults = set(), []
    for address in addresses():
        status, _, text = line.ask(address)
        for form in Forms(text).forms:
            action = (form["action"] or address).split("?")[0]
            if action == "/logout" or action in seen or (form["kind"] or "").startswith("multipart"):
                continue
            seen.add(action)
            faults += abuse(line, address, form)
    world.check(f"{len(seen)} forms take whatever is typed and answer with a page in words", not faults,
                json.dumps(faults[:6], ensure_ascii=False, default=str))
    world.check("forms of every kind of record were among them",
                sum(1 for action in seen if action.startswith("/records/")) > 30, len(seen))
    world.check("the daemon is well", world.get(HUB, "/healthz")[0] == 200)
    log = (world.root / f"{HUB}.log").read_text(errors="replace")
    world.check("nothing of it was a surprise to the program", "E-BUG" not in log, log[-800:])
    done = world.run(HUB, "verify")
    world.check("and rows and log agree", done.returncode == 0, done.stdout + done.stderr)


try:
    main()
finally:
    world.end()
