#!/usr/bin/env python3
"""The pages in a real browser: people come in by a link, decide what two sites wrote differently and take it
back, with scripts and without, in both languages, light and dark, on paper and at the width of a telephone.

Text of records that would run as a script anywhere else does not; nothing is asked of another host and the
browser complains of nothing. With MOSO_SHOTS=DIR pictures are kept there.
"""
import http.client
import os
import pathlib
import re
import signal
import socket
import urllib.parse

from browser import Browser, missing
from harness import World

world = World("pages")
HUB, ANJI = "beijing", "anji"
SHOTS = os.environ.get("MOSO_SHOTS")
PAYLOADS = ["<script>window.ran=1</script>", "\"><img src=x onerror=window.ran=1>",
            "'-window.ran=1-'", "</title><script>window.ran=1</script>", "<svg onload=window.ran=1>",
            "javascript:window.ran=1", "{{constructor.constructor('window.ran=1')()}}"]


def url(path="", site=HUB):
    return f"http://127.0.0.1:{world.ports[site]}{path}"


def link(name, role, site=HUB):
    return world.data(site, "people", "invite", name, "--role", role)["url"]


def key(site, *words):
    return world.data(site, "record", "add", *words)["id"]


def shot(browser, name):
    if SHOTS:
        browser.picture(pathlib.Path(SHOTS) / f"{name}.png")


def set_up():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.start(ANJI)
    company = key(ANJI, "company", "legal_name=澜图智能科技有限公司")
    tenancies = [key(ANJI, "tenancy", f"company={company}", f"rent_fen={1000 + n}", "seat_count=10",
                     "planned_from=2026-01-01", "planned_to=2029-01-01") for n in range(3)]
    world.moso(ANJI, "sync")
    world.stop(ANJI)
    for n, tenancy in enumerate(tenancies):
        world.moso(ANJI, "record", "edit", tenancy, "rent_fen=900", "--reason", "困难减免 6 个月")
        world.moso(HUB, "record", "edit", tenancy, "rent_fen=1200", "--reason", PAYLOADS[n])
    world.start(ANJI)
    world.moso(ANJI, "sync")
    world.wait("three conflicts are at the hub", lambda: len(world.data(HUB, "conflicts", "list")) == 3)
    return tenancies


def come_in(browser, name, role, password=None):
    browser.open(link(name, role))
    if password:
        browser.type("#password", password)
        browser.type("#again", password)
    browser.press("main button")


def clean(browser, what):
    """Nothing ran, nothing was complained of, nothing was asked of anybody else."""
    complaints = browser.console()
    world.check(f"{what}: the browser complains of nothing", not complaints, complaints)
    others = [u for u in browser.requests() if not u.startswith(("http://127.0.0.1:", "data:", "chrome"))]
    world.check(f"{what}: nothing is asked of another host", not others, others)


def logging_in():
    browser = Browser()
    browser.open(url("/queue?mine=1"))
    world.check("whoever is not inside gets the log-in", browser.path.startswith("/login?next="))
    shot(browser, "login")
    once = link("周凯", "director")
    browser.open(once)
    world.check("a link says who is meant", "周凯" in browser.text() and "主任" in browser.text())
    shot(browser, "welcome")
    browser.type("#password", "bamboo grove 7")
    browser.type("#again", "bamboo grove 7")
    browser.press("main button")
    world.check("a link lets in", browser.path == "/" and "总览" in browser.text("h1"), browser.path)
    cookies = {c["name"]: c for c in browser.driver.get_cookies()}
    session = cookies.get(f"moso_session_{world.ports[HUB]}", {})
    world.check("the session is for no script and no other site",
                session.get("httpOnly") and session.get("sameSite") == "Strict", cookies)
    browser.press_text("退出")
    world.check("logging out leads to the log-in", browser.path == "/login")
    browser.open(once)
    world.check("a link works once", "已经用过" in browser.text())
    browser.open(url("/login?next=/queue"))
    browser.type("#name", "周凯")
    browser.type("#password", "bamboo grove 8")
    browser.press("main button")
    world.check("a wrong password does not let in", "不对" in browser.text("[role=alert]"))
    world.check("the window says that something is wrong", browser.driver.title.startswith("需修改"))
    world.check("and the name need not be typed again", browser.one("#name").get_attribute("value") == "周凯")
    browser.type("#password", "bamboo grove 7")
    browser.press("main button")
    world.check("the right one leads where one wanted", browser.path == "/queue", browser.path)
    clean(browser, "logging in")
    browser.close()


def deciding(scripts):
    how = "with scripts" if scripts else "without scripts"
    browser = Browser(scripts=scripts)
    come_in(browser, "周凯", "director")
    browser.press_text("待核对", "nav a")
    rows = browser.all("tbody tr")
    before = len(rows)
    world.check(f"{how}: the queue lists what waits", before > 0, browser.text())
    shot(browser, "queue")
    browser.go(browser.all("tbody a")[0])
    card = browser.text()
    world.check(f"{how}: a card shows both sides and what they started from",
                all(w in card for w in ["900.00", "1200.00", "共同起点", "困难减免 6 个月", "影响"]), card)
    shot(browser, "card")
    name = re.search(r"C-\w+", browser.text("h1")).group()
    browser.type("#reason", "已核对纸质合同")
    browser.press_text("用 anji 的 A")
    world.check(f"{how}: a decision is told with its undo",
                f"{name} 已定" in browser.text() and "撤销" in browser.text("form.done"), browser.text())
    shot(browser, "decided")
    decided = world.data(HUB, "conflicts", "log")
    world.check(f"{how}: the log has it with name and reason",
                "已核对纸质合同" in str(decided) and "周凯" in str(decided))
    world.check(f"{how}: it waits no more", len(world.data(HUB, "conflicts", "list")) == before - 1)
    browser.press("form.done button")
    world.check(f"{how}: undo brings it back",
                len(world.data(HUB, "conflicts", "list")) == before, browser.text())
    clean(browser, f"deciding {how}")
    browser.close()


def two_at_once():
    """Two people look at one card; the second to decide is told, and nothing is overwritten."""
    first, second = Browser(), Browser(lang="en")
    come_in(first, "周凯", "director")
    come_in(second, "Zhou", "operations")
    token = world.data(HUB, "conflicts", "list")[0]["id"]
    first.open(url(f"/queue/{token}"))
    second.open(url(f"/queue/{token}"))
    first.press_text("用 anji 的 A")
    second.type("#reason", "price list")
    second.press_text("Use B")
    world.check("who comes second is told that it is decided, and that nothing was written",
                "not open any more" in second.text() and "Nothing was written" in second.text(),
                second.text())
    first.open(url("/queue"))
    first.press("form.done button")
    clean(first, "the first")
    clean(second, "the second")
    first.close()
    second.close()


def looks():
    """Every page in both languages, light, dark, narrow and on paper."""
    token = world.data(HUB, "conflicts", "list")[0]["id"]
    for lang in ["zh", "en"]:
        for width, dark in [(1100, False), (375, False), (375, True), (1100, True)]:
            browser = Browser(width=width, lang=lang, dark=dark)
            come_in(browser, "周凯", "director")
            for name, path in [
                    ("overview", "/"), ("queue", "/queue"), ("card", f"/queue/{token}"),
                    ("list", "/records/company"), ("form", "/records/tenancy/new"),
                    ("report", "/reports/occupancy")]:
                browser.open(url(path))
                what = f"{name}, {lang}, {width} px, {'dark' if dark else 'light'}"
                world.check(f"{what}: no sideways scroll", not browser.is_wider_than_its_window())
                world.check(f"{what}: its language is said",
                            browser.one("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[lang])
                world.check(f"{what}: nothing ran",
                            browser.driver.execute_script("return window.ran === undefined"))
                shot(browser, f"{name}-{lang}-{width}-{'dark' if dark else 'light'}")
            clean(browser, f"{lang}, {width} px, {'dark' if dark else 'light'}")
            browser.close()


def fill(browser, **typed):
    for name, text in typed.items():
        browser.type(f"#f-{name}", text)


def recording(scripts):
    """A record is added and changed; what is wrong is told and stays; the second click does nothing."""
    how = "with scripts" if scripts else "without scripts"
    browser = Browser(scripts=scripts)
    come_in(browser, "李娜", "manager")
    browser.press_text("台账", "nav a")
    shot(browser, "kinds")
    browser.press_text("企业", "main a")
    shot(browser, "list")
    browser.press("main a.button")
    browser.press("form.card button")
    world.check(f"{how}: what is missing is told above and beside",
                "必填" in browser.text("#faults") and browser.all("[aria-invalid=true]"), browser.text())
    name = f"晨雾数据{'甲' if scripts else '乙'}"
    fill(browser, legal_name=name)
    shot(browser, "faults")
    browser.press("form.card button")
    world.check(f"{how}: a record is added", name in browser.text("h1") and "已保存" in browser.text("#saved"),
                browser.text())
    shot(browser, "record")
    browser.press("main a.button")
    fill(browser, note="电话核对")
    browser.type("#reason", "例行核对")
    shot(browser, "form")
    browser.press("form.card button")
    text = browser.text()
    world.check(f"{how}: and changed, with who and why", all(w in text for w in ["电话核对", "李娜", "例行核对"]), text)
    found = [r for r in world.data(HUB, "record", "list", "company") if name in str(r)]
    world.check(f"{how}: it is there once", len(found) == 1, found)
    browser.open(url(f"/records/company?q={urllib.parse.quote(name)}"))
    world.check(f"{how}: it is found by a part of its name", len(browser.all("tbody tr")) == 1)
    for n, payload in enumerate(PAYLOADS):
        browser.open(url("/records/company/new"))
        fill(browser, legal_name=f"{payload} {how}", note=payload)
        browser.press("form.card button")
        if scripts:
            world.check(f"{how}: text {n} of a record does not run",
                        browser.driver.execute_script("return window.ran === undefined"), payload)
        world.check(f"{how}: text {n} is shown as it was typed", payload in browser.text("h1"), browser.text())
    clean(browser, f"recording {how}")
    browser.close()


def two_tabs(key):
    """One form in two windows: both values stay, to be decided, and nobody's is lost."""
    browser = Browser()
    come_in(browser, "李娜", "manager")
    form = url(f"/records/tenancy/{key}/edit")
    browser.open(form)
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.open(form)
    fill(browser, seat_count="11")
    browser.press("form.card button")
    browser.driver.switch_to.window(first)
    fill(browser, seat_count="12")
    browser.press("form.card button")
    text = browser.text()
    world.check("two tabs: both values stay and are to be decided",
                "11" in text and "12" in text and "待核对" in text, text)
    clean(browser, "two tabs")
    browser.close()


def drafts(key):
    """The program is killed while somebody types: what was typed comes back."""
    browser = Browser()
    come_in(browser, "李娜", "manager", password="bamboo grove 9")
    form = url(f"/records/tenancy/{key}/edit")
    browser.open(form)
    fill(browser, note="写到一半")
    world.stop(HUB, signal.SIGKILL)
    world.start(HUB)
    browser.open(form)
    browser.type("#name", "李娜")
    browser.type("#password", "bamboo grove 9")
    browser.press("main button")
    world.check("a draft survives a killed program and the log-in after it",
                browser.one("#f-note").get_attribute("value") == "写到一半", browser.text())
    browser.press("form.card button")
    world.check("and is saved", "写到一半" in browser.text(), browser.text())
    browser.open(form)
    world.check("a saved draft is gone", "没有保存" not in browser.text())
    kept = "return Object.keys(localStorage).filter((k) => k.startsWith('moso-draft ')).length"
    fill(browser, note="又写了一半")
    world.check("a draft is kept while somebody types", browser.driver.execute_script(kept) == 1)
    browser.press_text("退出")
    world.check("logging out removes it", browser.driver.execute_script(kept) == 0)
    browser.close()


def reports():
    browser = Browser()
    come_in(browser, "周凯", "director")
    browser.press_text("报表", "nav a")
    links = [a.get_attribute("href") for a in browser.all("main li a")]
    world.check("there are reports", links)
    for link in links:
        browser.open(link)
        name = link.rsplit("/", 1)[1]
        world.check(f"report {name}: it says how old it is", browser.all("main .fresh"), browser.text())
        shot(browser, f"report-{name}")
        if lists := browser.all(".tiles a"):
            browser.go(lists[0])
            world.check(f"report {name}: a figure opens its list", "条" in browser.text(".fresh"), browser.text())
    for site in ["anji", "beijing"]:
        world.moso(HUB, "record", "add", "seat", f"site={site}", "label=A-001", "kind=fixed", "state=in-service")
    browser.open(url("/reports/occupancy?site=anji"))
    opened = [a.get_attribute("href") for a in browser.all(".tiles a, tbody td a")]
    world.check("a figure of one site opens the list of that site",
                opened and all("site=anji" in link for link in opened), opened)
    browser.open(url("/overview"))
    opened = {a.get_attribute("href") for a in browser.all(".tiles a, #sites td a, #endings p a, #pipeline td a")}
    world.check("figures of the overview open something", opened)
    for link in sorted(opened):
        browser.open(link)
        world.check(f"{link.split('/', 3)[3]} is a list or a report", browser.all("main .fresh, main table"), browser.text())
    clean(browser, "reports")
    browser.close()


def access(token):
    """What axe finds, where it is there: MOSO_AXE names its axe.min.js."""
    script = os.environ.get("MOSO_AXE")
    if not script or not os.path.exists(script):
        return world.skip("access", "MOSO_AXE names no axe.min.js")
    source = pathlib.Path(script).read_text()
    for lang in ["zh", "en"]:
        browser = Browser(lang=lang)
        browser.open(url("/login"))
        for path in [None, "/", "/queue", f"/queue/{token}", "/records", "/records/company",
                     "/records/company/new", "/reports", "/reports/occupancy"]:
            if path:
                if path == "/":
                    come_in(browser, "周凯", "director")
                browser.open(url(path))
            browser.driver.execute_script(source)
            found = browser.driver.execute_async_script(
                "const done = arguments[0];"
                # The axe that is packaged is older than the div that HTML allows between dl and dt.
                "axe.run({rules: {dlitem: {enabled: false}}}).then(r => done(r.violations.map("
                "v => v.id + ': ' + v.nodes.map(n => n.target).join(' '))));")
            world.check(f"{path or '/login'}, {lang}: axe finds nothing", not found, found)
        browser.close()


def hosts():
    """What stands in the head of a request about who is asked, and what that gets."""
    port = world.ports[HUB]
    line = "GET /login HTTP/1.1\r\nConnection: close\r\n"
    yield "the address and the port", f"{line}Host: 127.0.0.1:{port}\r\n", 200
    yield "localhost in capitals", f"{line}Host: LOCALHOST:{port}\r\n", 200
    yield "no Host", line, 4
    yield "no Host in HTTP/1.0", "GET /login HTTP/1.0\r\nConnection: close\r\n", 4
    yield "an empty Host", f"{line}Host: \r\n", 4
    yield "two of them", f"{line}Host: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\n", 4
    yield "ours and another", f"{line}Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n", 4
    yield "another and ours", f"{line}Host: evil.example\r\nHost: 127.0.0.1:{port}\r\n", 4
    yield "a dot behind it", f"{line}Host: localhost.:{port}\r\n", 421
    yield "a name that leads here", f"{line}Host: 127.0.0.1.nip.io:{port}\r\n", 421
    yield "an address of elsewhere", f"{line}Host: 10.0.0.1:{port}\r\n", 421
    yield "all addresses", f"{line}Host: 0.0.0.0:{port}\r\n", 421
    yield "somebody at it", f"{line}Host: user@127.0.0.1:{port}\r\n", 421


def raw(head):
    with socket.create_connection(("127.0.0.1", world.ports[HUB]), timeout=10) as line:
        line.sendall((head + "\r\n").encode())
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
    return answer.decode("utf-8", "replace")


def strangers():
    """What other pages, other hosts and other roles can do: nothing."""
    def send(method, path, body=None, headers=None):
        line = http.client.HTTPConnection("127.0.0.1", world.ports[HUB], timeout=10)
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for origin in ["http://evil.example", "null", url().replace("127.0.0.1", "localhost")]:
        status, _, _ = send("POST", "/login", "name=a&password=b", {**form, "Origin": origin})
        world.check(f"a form from {origin.split(':')[0]} is refused", status == 403, status)
    status, _, _ = send("POST", "/login", "name=a&password=b", form)
    world.check("so is one that does not say where it comes from", status == 403, status)
    for host in ["evil.example", f"evil.example:{world.ports[HUB]}"]:
        status, _, _ = send("GET", "/login", headers={"Host": host})
        world.check(f"under another name nobody answers ({host.split(':')[0]})", status == 421, status)
    for what, head, answer in hosts():
        said = raw(head).split("\r\n", 1)[0]
        # 4 stands for any of 400 to 499: who is not understood and who is not answered are told apart elsewhere.
        world.check(f"Host on a bare socket: {what} gets {answer}{'xx' if answer == 4 else ''}",
                    re.match(rf"HTTP/1\.[01] {answer}{'[0-9][0-9]' if answer == 4 else ''} ", said + " "), said)
    inside = Browser()
    come_in(inside, "李娜", "desk")
    inside.open(url("/settings"))
    number = inside.text("main .fresh code")
    world.check("a page that says no has a number, which the log has too",
                re.fullmatch(r"[0-9a-f]+-[0-9]+", number)
                and f"request={number} status=403" in (world.root / f"{HUB}.log").read_text(errors="replace"), number)
    inside.close()
    status, headers, _ = send("GET", "/login")
    policy = headers["Content-Security-Policy"]
    world.check("the policy makes no exception",
                "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy, policy)
    desk = Browser(lang="en")
    come_in(desk, "Desk", "desk")
    waiting = {c["field"]["name"]: c["id"] for c in world.data(HUB, "conflicts", "list")}
    desk.open(url(f"/queue/{waiting['seat_count']}"))
    world.check("the front desk can look and not decide",
                not desk.all("button[name=choice]") and "can only be looked at" in desk.text(), desk.text())
    desk.open(url(f"/queue/{waiting['rent_fen']}"))
    world.check("and does not see what is asked about a rent",
                not desk.all("button[name=choice]") and "1,200" not in desk.text() and "12.00" not in desk.text(),
                desk.text())
    world.moso(HUB, "people", "remove", "Desk")
    desk.open(url("/queue"))
    world.check("whoever is removed is out at once", desk.path.startswith("/login"), desk.path)
    desk.close()


def main():
    if why := missing():
        world.skip("the pages in a browser", why)
        return
    tenancies = set_up()
    logging_in()
    deciding(scripts=True)
    deciding(scripts=False)
    two_at_once()
    recording(scripts=True)
    recording(scripts=False)
    two_tabs(tenancies[0])
    drafts(tenancies[1])
    reports()
    looks()
    access(world.data(HUB, "conflicts", "list")[0]["id"])
    strangers()


try:
    main()
finally:
    world.end()
