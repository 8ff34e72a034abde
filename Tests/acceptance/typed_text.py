#!/usr/bin/env python3
"""Nothing that somebody typed is lost: not to a record that another site or another window changed meanwhile, not to a
log-in that ran out or a program that began anew, with scripts or without, not to a program that is away while one saves.

With MOSO_SHOTS=DIR pictures are kept there.
"""
import os
import pathlib
import signal

from browser import Browser, missing
from harness import World

world = World("typed-text")
HUB, ANJI = "beijing", "anji"
SHOTS = os.environ.get("MOSO_SHOTS")
PASSWORD = "bamboo grove 9"
KEPT = "return Object.keys(localStorage).filter((k) => k.startsWith('moso-draft ')).length"


def url(path="", site=HUB):
    return f"http://127.0.0.1:{world.ports[site]}{path}"


def key(site, *words):
    return world.data(site, "record", "add", *words)["id"]


def come_in(browser, name, role, site=HUB):
    browser.open(world.data(site, "people", "invite", name, "--role", role)["url"])
    browser.type("#password", PASSWORD)
    browser.type("#again", PASSWORD)
    browser.press("main button")


def log_in(browser, name):
    browser.type("#name", name)
    browser.type("#password", PASSWORD)
    browser.press("main button")


def fill(browser, **typed):
    for name, text in typed.items():
        browser.type(f"#f-{name}", text)


def value(browser, selector):
    return browser.one(selector).get_attribute("value")


def shot(browser, name):
    if SHOTS:
        browser.picture(pathlib.Path(SHOTS) / f"{name}.png")


def clean(browser, what):
    complaints = [c for c in browser.console() if "ERR_CONNECTION_REFUSED" not in c]
    world.check(f"{what}: the browser complains of nothing", not complaints, complaints)
    others = [u for u in browser.requests() if not u.startswith(("http://127.0.0.1:", "data:", "chrome"))]
    world.check(f"{what}: nothing is asked of another host", not others, others)


def set_up():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.start(ANJI)
    company = key(ANJI, "company", "legal_name=澜图智能科技有限公司", "note=最初")
    tenancies = [key(ANJI, "tenancy", f"company={company}", "rent_fen=1000", "seat_count=10",
                     "planned_from=2026-01-01", "planned_to=2029-01-01") for _ in range(3)]
    world.moso(ANJI, "sync")
    return company, tenancies


def changed_meanwhile(tenancy, lang):
    """Another site changes the record while somebody types: the draft comes back, and saving it keeps both values."""
    words = {"zh": ("没有保存的内容", "成为待核对", "现在写的是"), "en": ("did not save", "to be decided", "It says now")}[lang]
    browser = Browser(lang=lang, width=1100 if lang == "zh" else 375)
    come_in(browser, "李娜", "manager")
    form = url(f"/records/tenancy/{tenancy}/edit")
    browser.open(form)
    fill(browser, seat_count="12", note="写到一半")
    world.moso(ANJI, "record", "edit", tenancy, "seat_count=11", "contact=王五", "--reason", "现场数过")
    world.moso(ANJI, "sync")
    world.wait("the hub has it", lambda: "11" in str(world.data(HUB, "record", "show", tenancy)))
    browser.open(form)
    shot(browser, f"draft-{lang}")
    world.check(f"{lang}: a draft comes back though the record was changed meanwhile",
                value(browser, "#f-seat_count") == "12" and value(browser, "#f-note") == "写到一半", browser.text())
    world.check(f"{lang}: and says that both values will stay, and what the record says now",
                all(w in browser.text() for w in words), browser.text())
    world.check(f"{lang}: what was not typed is what the record says now", value(browser, "#f-contact") == "王五")
    browser.press("form.card button")
    text = browser.text()
    world.check(f"{lang}: saving it keeps both, to be decided",
                "11" in text and "12" in text and {"zh": "待核对", "en": "to decide"}[lang] in text and "写到一半" in text, text)
    open_ = world.data(HUB, "conflicts", "list")
    world.check(f"{lang}: and asks about that field alone",
                [c["field"]["name"] for c in open_ if tenancy in str(c)] == ["seat_count"], open_)
    world.check(f"{lang}: and the draft is gone", browser.driver.execute_script(KEPT) == 0)
    browser.open(form)
    fill(browser, note="不要了")
    world.moso(HUB, "record", "edit", tenancy, "note=总部写的")
    browser.open(form)
    browser.go(browser.one("#draft button"))
    world.check(f"{lang}: a draft that nobody wants any more is put away",
                value(browser, "#f-note") == "总部写的" and browser.driver.execute_script(KEPT) == 0, browser.text())
    clean(browser, f"changed meanwhile, {lang}")
    browser.close()


def over(company, tenancy, scripts):
    """The log-in runs out while a form is open: the log-in carries what was typed and leads back to the form."""
    how = "with scripts" if scripts else "without scripts"
    browser = Browser(scripts=scripts, lang="zh" if scripts else "en")
    come_in(browser, "李娜", "manager")
    form = url(f"/records/company/{company}/edit")
    browser.open(form)
    note = f"登录过期时写的 \"><b>{how}</b> 'x' &amp;\n第二行"
    browser.one("#f-note").clear()
    browser.one("#f-note").send_keys(note)
    browser.type("#reason", "例行核对")
    browser.driver.delete_all_cookies()
    before = len(world.log(HUB))
    browser.press("form.card button")
    world.check(f"{how}: the log-in says that it is over and carries what was typed",
                browser.all("#password") and browser.all("input[type=hidden][name^='kept.']"), browser.text())
    shot(browser, f"over-{how.replace(' ', '-')}")
    page = browser.driver.page_source
    world.check(f"{how}: and no token", "form_token" not in page and "kept.once" not in page)
    browser.type("#name", "李娜")
    browser.type("#password", "something else")
    browser.press("main button")
    world.check(f"{how}: a wrong password loses nothing of it",
                browser.all("[role=alert]") and browser.all("input[name='kept.f.note']"), browser.text())
    log_in(browser, "李娜")
    world.check(f"{how}: the log-in leads back to the form, filled",
                browser.path.startswith(f"/records/company/{company}/edit")
                and value(browser, "#f-note") == note and value(browser, "#reason") == "例行核对", browser.text())
    world.check(f"{how}: which says that nothing is saved yet", browser.all("#kept"), browser.text())
    shot(browser, f"kept-{how.replace(' ', '-')}")
    world.check(f"{how}: and the log-in has written nothing", len(world.log(HUB)) == before)
    browser.press("form.card button")
    world.check(f"{how}: one press saves it", how in browser.text("main"), browser.text())
    # Another person at the same machine sees nothing of it.
    browser.open(form)
    browser.one("#f-note").clear()
    browser.one("#f-note").send_keys("只给李娜看")
    browser.driver.delete_all_cookies()
    browser.press("form.card button")
    world.data(HUB, "people", "invite", "周凯", "--role", "director")
    other = Browser(lang="zh")
    come_in(other, "周凯", "director")
    other.close()
    log_in(browser, "周凯")
    world.check(f"{how}: whoever else logs in there sees nothing of it", "只给李娜看" not in browser.driver.page_source)
    # A card that is being decided.
    token = next(c["id"] for c in world.data(HUB, "conflicts", "list"))
    browser.open(url(f"/queue/{token}"))
    browser.type("#reason", "核对过合同")
    browser.driver.delete_all_cookies()
    browser.press("button[name=choice]")
    log_in(browser, "周凯")
    world.check(f"{how}: a decision that was not taken leads back to its card with the reason in it",
                browser.path.startswith(f"/queue/{token}") and value(browser, "#reason") == "核对过合同", browser.text())
    world.check(f"{how}: and nothing was decided",
                token in [c["id"] for c in world.data(HUB, "conflicts", "list")])
    # Somebody to be let in.
    browser.open(url("/people"))
    browser.type("#name", "赵敏")
    browser.one("#role option[value=desk]").click()
    browser.driver.delete_all_cookies()
    browser.press("form.card button")
    log_in(browser, "周凯")
    world.check(f"{how}: an invitation leads back to its form",
                browser.path.startswith("/people") and value(browser, "#name") == "赵敏"
                and value(browser, "#role") == "desk", browser.text())
    # The form of an earlier log-in of the same person.
    browser.open(url("/records/company/new"))
    fill(browser, legal_name="早先打开的表单")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.driver.delete_all_cookies()
    browser.open(url("/login"))
    log_in(browser, "周凯")
    browser.driver.close()
    browser.driver.switch_to.window(first)
    browser.press("form.card button")
    world.check(f"{how}: the form of an earlier log-in is not taken", not browser.all("#saved"), browser.text())
    browser.press("main p a")
    world.check(f"{how}: and leads to a new one, filled", value(browser, "#f-legal_name") == "早先打开的表单", browser.text())
    clean(browser, f"the log-in is over, {how}")
    browser.close()


def lost_line(company):
    """The program is away while somebody saves: our own words, a button, and nothing lost."""
    for lang, width in [("zh", 1100), ("en", 375)]:
        browser = Browser(lang=lang, width=width, dark=lang == "en")
        come_in(browser, "李娜", "manager")
        browser.open(url(f"/records/company/{company}/edit"))
        note = f"断线时写的 {lang}"
        fill(browser, note=note)
        world.stop(HUB, signal.SIGKILL)
        browser.one("form.card button").click()
        world.wait(f"{lang}: the page itself says that nothing was saved",
                   lambda: browser.all("form.card [role=alert]"))
        world.check(f"{lang}: and the form is still there", value(browser, "#f-note") == note)
        shot(browser, f"lost-line-{lang}")
        world.check(f"{lang}: in words", {"zh": "没有保存", "en": "not saved"}[lang] in browser.text("form.card [role=alert]"))
        browser.one("form.card [role=alert] button").click()
        world.wait(f"{lang}: trying again while it is away says so again",
                   lambda: browser.all("form.card [role=alert]"))
        world.start(HUB)
        browser.go(browser.one("form.card [role=alert] button"))
        # The sessions of the program that was killed are gone with it.
        log_in(browser, "李娜")
        world.check(f"{lang}: once it is there again, what was typed is in the form",
                    value(browser, "#f-note") == note, browser.text())
        browser.press("form.card button")
        world.check(f"{lang}: and is saved", note in browser.text("main"), browser.text())
        browser.console()
        browser.close()


def main():
    if why := missing():
        world.skip("what is typed, in a browser", why)
        return
    company, tenancies = set_up()
    changed_meanwhile(tenancies[0], "zh")
    changed_meanwhile(tenancies[1], "en")
    over(company, tenancies[2], scripts=False)
    over(company, tenancies[2], scripts=True)
    lost_line(company)


try:
    main()
finally:
    world.end()
