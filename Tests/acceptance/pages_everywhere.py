#!/usr/bin/env python3
"""Every page in a real browser, in every dress: both languages, light and dark, on paper, at the width of a telephone
and at 200 %. None scrolls sideways, complains, asks another host for anything or weighs more than 100 KB, and axe finds
nothing in any (MOSO_AXE names its axe.min.js).

Forms take what people paste: full-width digits, days as they write them, a whole novel; what is wrong is told, and
nothing typed is lost to a stale form, a session that ran out, or a server that goes away while one saves. With
MOSO_SHOTS=DIR pictures are kept there.
"""
import itertools
import os
import pathlib
import signal
import subprocess

from browser import Browser, missing
from harness import World

world = World("pages-everywhere")
HUB, ANJI = "beijing", "anji"
SHOTS = os.environ.get("MOSO_SHOTS")
PAGE_BYTES_MOST = 100 << 10
COMPANY = "澜图智能科技有限公司"


def url(path="", site=HUB):
    return f"http://127.0.0.1:{world.ports[site]}{path}"


def key(site, *words):
    return world.data(site, "record", "add", *words)["id"]


def come_in(browser, name, role, site=HUB, more=()):
    browser.open(world.data(site, "people", "invite", name, "--role", role, *more)["url"])
    browser.press("main button")


def fill(browser, **typed):
    for name, text in typed.items():
        browser.type(f"#f-{name}", text)


def clean(browser, what):
    complaints = browser.console()
    world.check(f"{what}: the browser complains of nothing", not complaints, complaints)
    others = [u for u in browser.requests() if not u.startswith(("http://127.0.0.1:", "data:", "chrome"))]
    world.check(f"{what}: nothing is asked of another host", not others, others)


# 1. From the first start to an empty outbox

def first_day():
    """A branch writes before it has ever met the hub; the outbox fills, and empties when they meet."""
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI)
    world.start(ANJI)
    browser = Browser()
    come_in(browser, "李娜", "manager", ANJI)
    world.check("a branch begins with today", browser.path == "/today", browser.path)
    browser.open(url("/records/company/new", ANJI))
    fill(browser, legal_name=COMPANY)
    browser.press("form.card button")
    browser.open(url("/outbox", ANJI))
    rows = browser.all("tbody tr")
    world.check("what was written waits, on this machine only",
                len(rows) == 1 and "只在本机" in rows[0].text and COMPANY in rows[0].text, browser.text())
    world.join(ANJI, HUB)
    world.moso(ANJI, "sync")
    browser.open(url("/outbox", ANJI))
    world.check("once the hub has it, nothing waits", "没有待发送的改动" in browser.text(), browser.text())
    clean(browser, "the first day")
    browser.close()
    company = world.data(ANJI, "record", "list", "company")[0]["id"]
    made = [key(ANJI, "tenancy", f"company={company}", f"rent_fen={1000 + n}", "seat_count=10", f"number=N-{n}",
                "planned_from=2026-01-01", "planned_to=2029-01-01") for n in range(3)]
    world.moso(ANJI, "sync")
    world.stop(ANJI)
    for tenancy in made:
        world.moso(ANJI, "record", "edit", tenancy, "rent_fen=900", "--reason", "困难减免 6 个月")
        world.moso(HUB, "record", "edit", tenancy, "rent_fen=1200", "--reason", "价目表")
    world.start(ANJI)
    world.moso(ANJI, "sync")
    world.wait("the hub has three conflicts", lambda: len(world.data(HUB, "conflicts", "list")) == 3)
    return company, made


# 2. Every page in every dress

def pages(site, company, token):
    """Every address that shows a page, by a name for pictures."""
    found = [("today", "/today"), ("overview", "/overview"), ("queue", "/queue"), ("card", f"/queue/{token}"),
             ("bulk", f"/queue/{token}/bulk?take=anji"), ("kinds", "/records"), ("list", "/records/company"),
             ("record", f"/records/company/{company}"), ("form", "/records/tenancy/new"),
             ("edit", f"/records/company/{company}/edit"), ("outbox", "/outbox"), ("exchange", "/exchange"),
             ("reports", "/reports"), ("charts", "/charts"), ("audit", "/audit"), ("settings", "/settings"),
             ("people", "/people"), ("guest", "/guest?site=anji"), ("nothing", "/no-such-page")]
    reports = [r["report"] for r in world.data(site, "report", "list")]
    return found + [(f"report-{name}", f"/reports/{name}") for name in reports]


# Width in pixels, whether dark, how many times as large, whether as on paper.
DRESSES = [(1100, False, 1, False), (1100, True, 1, False), (375, False, 1, False), (375, True, 1, False),
           (1100, False, 2, False), (1100, False, 1, True)]


def dressed(lang, width, dark, zoom, paper, who=("周凯", "director"), site=None):
    """A browser that is inside and shows pages so, and what that is called."""
    dress = f"{lang}, {width} px{', dark' if dark else ''}{', 200 %' if zoom == 2 else ''}" \
            f"{', paper' if paper else ''}"
    browser = Browser(width=width, lang=lang, dark=dark)
    come_in(browser, *who, *([site] if site else []))
    if zoom == 2:
        # What a window of this size shows at 200 %: half as many of the page's pixels.
        browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width // 2, "height": 450, "deviceScaleFactor": 2, "mobile": False})
    if paper:
        browser.media("print")
    return browser, dress


def looks(company, token):
    for lang, style in itertools.product(["zh", "en"], DRESSES):
        browser, dress = dressed(lang, *style)
        wide, heavy, ran, tongue = [], [], [], []
        for name, path in pages(HUB, company, token):
            browser.open(url(path))
            if browser.is_wider_than_its_window():
                wide.append(path)
            if len(browser.driver.page_source.encode()) > PAGE_BYTES_MOST:
                heavy.append(path)
            if browser.one("html").get_attribute("lang") != {"zh": "zh-Hans", "en": "en"}[lang]:
                tongue.append(path)
            if browser.driver.execute_script("return window.ran !== undefined"):
                ran.append(path)
            if SHOTS:
                browser.picture(pathlib.Path(SHOTS) / f"{name}-{dress.replace(', ', '-').replace(' ', '')}.png")
        world.check(f"{dress}: no page scrolls sideways", not wide, wide)
        world.check(f"{dress}: no page weighs more than 100 KB", not heavy, heavy)
        world.check(f"{dress}: every page says its language", not tongue, tongue)
        world.check(f"{dress}: nothing ran", not ran, ran)
        clean(browser, dress)
        browser.close()


def axe(browser, source):
    """What axe finds on the page that is open."""
    browser.driver.execute_script(source)
    return browser.driver.execute_async_script(
        "const done = arguments[0];"
        # The axe that is packaged is older than the div that HTML allows between dl and dt.
        "axe.run({rules: {dlitem: {enabled: false}}}).then(r => done(r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target).join(' ').slice(0, 200))));")


def access(company, token):
    script = os.environ.get("MOSO_AXE")
    if not script or not os.path.exists(script):
        return world.skip("access", "MOSO_AXE names no axe.min.js")
    source = pathlib.Path(script).read_text()

    def check(browser, dress, addresses):
        found = {}
        for address in addresses:
            browser.open(address)
            faults = axe(browser, source)
            if faults:
                found[address] = faults
        world.check(f"{dress}: axe finds nothing on any page", not found, found)

    seen = [path for _, path in pages(HUB, company, token)]
    for lang, style in itertools.product(["zh", "en"], DRESSES):
        # Dark and light in both languages; how large, how narrow and on paper is alike in both.
        if lang == "en" and style not in DRESSES[:2]:
            continue
        browser, dress = dressed(lang, *style)
        check(browser, dress, [url(path) for path in seen + ["/reports/occupancy?list=in_service",
                                                             "/records/company?q=%E4%BA%91", "/queue?kind=field"]])
        if not style[3]:
            # A form with an error summary above it; on paper there is nothing to press.
            browser.open(url("/records/company/new"))
            browser.press("form.card button")
            faults = axe(browser, source)
            world.check(f"{dress}: axe finds nothing on a form with faults", not faults and browser.all(".alert"), faults)
        browser.close()
    # Before anybody is inside, and a branch.
    browser = Browser()
    browser.open(url("/login"))
    browser.type("#name", "nobody")
    browser.type("#password", "wrong password")
    browser.press("form.card button")
    faults = axe(browser, source)
    world.check("axe finds nothing at the door", not faults and browser.all("[role=alert]"), faults)
    browser.close()
    browser, dress = dressed("zh", *DRESSES[0], ("李娜", "manager"), ANJI)
    check(browser, "a branch", [url(path, ANJI) for path in ["/today", "/outbox", "/exchange", "/records", "/reports",
                                                              "/queue", f"/records/company/{company}/edit"]])
    browser.close()


# 3. What people paste, and what goes wrong while they save

def pasted(company):
    browser = Browser()
    come_in(browser, "李娜", "manager")
    form = url("/records/tenancy/new")
    browser.open(form)
    fill(browser, company=company, rent_fen="１，２００．５０", seat_count="１２", planned_from="2027年3月31日",
         planned_to="2027.12.31")
    browser.press("form.card button")
    text = browser.text()
    world.check("full-width digits and days as people write them are taken",
                all(w in text for w in ["1200.50", "12", "2027-03-31", "2027-12-31"]), text)
    browser.open(form)
    fill(browser, company=company, rent_fen="十二块五", seat_count="-3", planned_from="2027-02-30",
         planned_to="昨天")
    browser.press("form.card button")
    faults = browser.all("#faults li")
    world.check("each thing that is wrong is told above", len(faults) >= 3, browser.text())
    world.check("and what was typed stands there", browser.one("#f-rent_fen").get_attribute("value") == "十二块五")
    browser.open(url("/records/company/new"))
    browser.driver.execute_script("document.querySelector('#f-note').value = '长'.repeat(20000)")
    fill(browser, legal_name="长文公司")
    browser.press("form.card button")
    world.check("a text that is too long is told, with all of it still there",
                browser.all("#faults")
                and len(browser.driver.execute_script("return document.querySelector('#f-note').value")) == 20000,
                browser.text()[:300])
    browser.open(url("/records/company/new"))
    garbled = "å®‰å\x90‰ç«¹äº§ä¸š".replace("\x90", "")
    fill(browser, legal_name=garbled, note="锟斤拷 烫烫烫 \ufffd")
    browser.press("form.card button")
    world.check("what was pasted from another encoding is kept as it is", garbled in browser.text("h1"), browser.text())
    clean(browser, "what people paste")
    browser.close()


def lost_line(company):
    """The server goes away while somebody saves; the browser says so, and what was typed comes back."""
    browser = Browser()
    come_in(browser, "李娜", "manager")
    form = url(f"/records/company/{company}/edit")
    browser.open(form)
    fill(browser, note="断线时写的")
    world.stop(HUB, signal.SIGKILL)
    browser.one("form.card button").click()
    world.start(HUB)
    come_in(browser, "李娜", "manager")
    browser.open(form)
    world.check("what was typed when the line broke comes back",
                browser.one("#f-note").get_attribute("value") == "断线时写的", browser.text())
    browser.press("form.card button")
    world.check("and is saved", "断线时写的" in browser.text(), browser.text())
    # A session that ended while the form was open.
    browser.open(form)
    fill(browser, note="登录过期时写的")
    browser.driver.delete_all_cookies()
    browser.press("form.card button")
    world.check("a session that is over is told, and that nothing was saved",
                "登录已过期" in browser.text(), browser.text())
    come_in(browser, "李娜", "manager")
    browser.open(form)
    world.check("and what was typed comes back",
                browser.one("#f-note").get_attribute("value") == "登录过期时写的", browser.text())
    browser.press("form.card button")
    # Back, and the same again.
    before = len(world.log(HUB))
    browser.driver.back()
    browser.press("form.card button")
    world.check("going back and saving the same again writes nothing", len(world.log(HUB)) == before,
                browser.text())
    browser.close()


def files(scripts):
    """A file is looked at, written, taken back; the refused rows come as a file."""
    how = "with scripts" if scripts else "without scripts"
    path = world.root / f"公司{'甲' if scripts else '乙'}.csv"
    name = "导入甲" if scripts else "导入乙"
    path.write_text(f"企业名称,备注\n{name}一公司,=1+1\n{name}二公司,\n,没有名称\n", encoding="gb18030")
    browser = Browser(scripts=scripts)
    come_in(browser, "李娜", "manager")
    browser.open(url("/exchange"))
    browser.one("#file").send_keys(str(path))
    browser.one("#kind option[value=company]").click()
    browser.press("form.card button")
    text = browser.text()
    world.check(f"{how}: a file is shown before it is written", "还没有写入" in text and path.name in text, text)
    world.check(f"{how}: and nothing of it is there", name not in world.moso(HUB, "record", "list", "company"))
    browser.press_text("写入这 2 条")
    world.check(f"{how}: it is written", "已写入 2 条" in browser.text(), browser.text())
    world.check(f"{how}: and there", world.moso(HUB, "record", "list", "company").count(name) == 2)
    browser.press_text("全部撤销")
    world.check(f"{how}: and taken back whole",
                "已全部撤销" in browser.text() and name not in world.moso(HUB, "record", "list", "company"),
                browser.text())
    clean(browser, f"files {how}")
    browser.close()


def people():
    """A director lets somebody in by a page; a partner city sees its own site and nothing else."""
    browser = Browser()
    come_in(browser, "周凯", "director")
    browser.open(url("/people"))
    browser.type("#name", "安吉来宾")
    browser.one("#role option[value=guest]").click()
    browser.type("#site", "anji")
    browser.press("form.card button")
    link = browser.text("code.long")
    world.check("an invitation is a link, shown this once", "/welcome/" in link, browser.text())
    guest = Browser()
    guest.open(link)
    guest.press("main button")
    world.check("a guest begins with the page of their own site",
                guest.path == "/guest" and "anji" in guest.text("h1").lower() or "安吉" in guest.text("h1"),
                guest.text())
    for path in ["/overview", "/today", "/queue", "/records", "/records/company", "/outbox", "/exchange", "/reports",
                 "/reports/occupancy", "/charts", "/audit", "/settings", "/people"]:
        guest.open(url(path))
        world.check(f"a guest does not get {path}", "没有办成" in guest.driver.title, guest.text()[:200])
    world.check("nor the stream of what is written",
                guest.driver.execute_async_script(
                    "fetch('/events').then(r => arguments[0](r.status))") in (401, 403))
    guest.open(url("/guest?site=beijing"))
    world.check("nor another site's page", "anji" in guest.text("h1").lower() or "安吉" in guest.text("h1"))
    guest.close()
    browser.press("tbody form button")
    world.check("who is removed is told", "已移出" in browser.text(), browser.text())
    clean(browser, "people")
    browser.close()


def together():
    """Conflicts of one pattern are given away, and decided with one press and taken back with one."""
    browser = Browser()
    come_in(browser, "周凯", "director")
    token = world.data(HUB, "conflicts", "list")[0]["id"]
    browser.open(url(f"/queue/{token}"))
    browser.all("details.card summary")[-1].click()
    browser.type("#assignee", "周凯")
    browser.press_text("记下")
    world.check("a conflict is given to somebody", "指派给 周凯" in browser.text(), browser.text())
    browser.open(url("/queue?assigned=1"))
    world.check("and found by them", len(browser.all("tbody tr")) == 1, browser.text())
    browser.open(url(f"/queue/{token}/bulk?take=anji"))
    world.check("what is too young is left to be looked at one by one, and said so",
                "留给人逐处看" in browser.text(), browser.text())
    clean(browser, "together")
    browser.close()


def keys():
    """Single keys lead somewhere and decide nothing, are letters inside a field, and can be turned off."""
    browser = Browser()
    come_in(browser, "周凯", "director")
    waiting = [one["id"] for one in world.data(HUB, "conflicts", "list")]
    browser.open(url("/queue"))
    browser.one("tbody a[href^='/queue/C-']").click()
    first = browser.path
    browser.one("body").send_keys("1")
    at = browser.driver.switch_to.active_element
    world.check("a key leads to a choice", at.get_attribute("value") == "take:A", at.get_attribute("outerHTML"))
    browser.one("body").send_keys("e")
    world.check("and to another value, which is unfolded",
                browser.driver.switch_to.active_element.get_attribute("id") == "value")
    browser.type("#reason", "j1eu?")
    world.check("inside a field it is a letter",
                browser.one("#reason").get_attribute("value") == "j1eu?" and browser.path == first)
    browser.driver.execute_script("document.activeElement.blur()")
    browser.one("body").send_keys("j")
    world.wait("j leads to the next one", lambda: browser.path != first)
    browser.one("body").send_keys("k")
    world.wait("k leads back", lambda: browser.path == first)
    browser.one("body").send_keys("?")
    browser.one("#keys button").click()
    browser.driver.execute_script("document.activeElement.blur()")
    browser.one("body").send_keys("j")
    browser.driver.execute_script("return 1")
    world.check("whoever turned them off has none", browser.path == first)
    world.check("and nothing was decided by them",
                waiting == [one["id"] for one in world.data(HUB, "conflicts", "list")])
    clean(browser, "keys")
    browser.close()


def main():
    if why := missing():
        world.skip("the pages in a browser", why)
        return
    company, made = first_day()
    token = world.data(HUB, "conflicts", "list")[0]["id"]
    files(scripts=True)
    files(scripts=False)
    people()
    together()
    keys()
    pasted(company)
    lost_line(company)
    looks(company, token)
    access(company, token)


try:
    main()
finally:
    world.end()
