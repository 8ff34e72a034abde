#!/usr/bin/env python3
"""What changes while somebody looks: two browsers at one list, one decides, the other is told so and how many changes
there are, and nothing moves until it presses Show; an undo is told in the same way. A program that stands still, or is
away, is told within seconds, and the page goes on by itself. With MOSO_SHOTS=DIR pictures are kept there."""
import os
import pathlib
import signal
import time

from browser import Browser, missing
from harness import World

world = World("live")
HUB, ANJI = "beijing", "anji"
SHOTS = os.environ.get("MOSO_SHOTS")
WORDS = {"zh": {"changed": "条新改动", "gone": "程序没有运行", "over": "请重新登录", "use": "用 anji 的 A"},
         "en": {"changed": "New changes:", "gone": "does not run", "over": "log in again", "use": "Use A, of anji"}}


def url(path="", site=HUB):
    return f"http://127.0.0.1:{world.ports[site]}{path}"


def key(site, *words):
    return world.data(site, "record", "add", *words)["id"]


def come_in(browser, name, role):
    browser.open(world.data(HUB, "people", "invite", name, "--role", role)["url"])
    browser.press("main button")


def shot(browser, name):
    if SHOTS:
        browser.picture(pathlib.Path(SHOTS) / f"{name}.png")


def set_up():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.start(ANJI)
    company = key(ANJI, "company", "legal_name=澜图智能科技有限公司")
    made = [key(ANJI, "tenancy", f"company={company}", f"rent_fen={1000 + n}", "seat_count=10",
                "planned_from=2026-01-01", "planned_to=2029-01-01") for n in range(3)]
    world.moso(ANJI, "sync")
    world.stop(ANJI)
    for tenancy in made:
        world.moso(ANJI, "record", "edit", tenancy, "rent_fen=900", "--reason", "困难减免")
        world.moso(HUB, "record", "edit", tenancy, "rent_fen=1200", "--reason", "价目表")
    world.start(ANJI)
    world.moso(ANJI, "sync")
    world.wait("three conflicts are at the hub", lambda: len(world.data(HUB, "conflicts", "list")) == 3)


def rows(browser):
    """Each row of the list, with where it stands."""
    return [(row.text, row.rect["y"] - browser.one("table").rect["y"]) for row in browser.all("tbody tr")]


def told(browser, text, seconds=20):
    began = time.monotonic()
    world.wait(f"within {seconds} s the page says: {text}", lambda: text in browser.text("#live"), seconds)
    return time.monotonic() - began


def two_browsers(lang, width):
    words = WORDS[lang]
    watcher, decider = Browser(lang=lang, width=width, dark=lang == "en"), Browser()
    come_in(watcher, "李娜", "director")
    come_in(decider, "周凯", "director")
    watcher.open(url("/queue"))
    before = rows(watcher)
    at = watcher.all("tbody tr a")[0].rect
    time.sleep(1)
    decider.open(url("/queue"))
    decider.go(decider.all("tbody a[href^='/queue/C-']")[0])
    decider.type("#reason", "已核对")
    decider.press_text(WORDS["zh"]["use"])
    told(watcher, words["changed"])
    count = "".join(c for c in watcher.text("#live") if c.isdigit())
    world.check(f"{lang}: it says how many", count == "1", watcher.text("#live"))
    shot(watcher, f"live-{lang}")
    world.check(f"{lang}: no row is changed or moved within its list", rows(watcher) == before, (rows(watcher), before))
    world.check(f"{lang}: nor moved under the pointer by the line that tells it",
                watcher.all("tbody tr a")[0].rect["y"] == at["y"], (watcher.all("tbody tr a")[0].rect, at))
    watcher.go(watcher.one("#live button"))
    world.check(f"{lang}: Show shows it", len(rows(watcher)) == len(before) - 1, rows(watcher))
    world.check(f"{lang}: and says nothing more", words["changed"] not in watcher.text("#live"))
    time.sleep(1)
    decider.open(url("/queue"))
    decider.press("form.done button")
    told(watcher, words["changed"])
    watcher.go(watcher.one("#live button"))
    world.check(f"{lang}: an undo is told and shown alike", len(rows(watcher)) == len(before), rows(watcher))
    for browser in (watcher, decider):
        complaints = browser.console()
        world.check(f"{lang}: the browser complains of nothing", not complaints, complaints)
    decider.close()
    return watcher


def frozen(watcher, lang):
    """The program stands still: its connections stay open and say nothing."""
    words = WORDS[lang]
    daemon = world.daemons[HUB]
    daemon.send_signal(signal.SIGSTOP)
    try:
        told(watcher, words["gone"], 25)
        shot(watcher, f"frozen-{lang}")
    finally:
        daemon.send_signal(signal.SIGCONT)
    world.wait(f"{lang}: once it moves on the page takes that back", lambda: words["gone"] not in watcher.text("#live"))
    # It is killed and begins anew: the log-in is gone with it.
    world.stop(HUB, signal.SIGKILL)
    told(watcher, words["gone"], 25)
    world.start(HUB)
    told(watcher, words["over"], 25)
    come_in(watcher, "李娜", "director")
    watcher.open(url("/queue"))
    time.sleep(1)
    world.moso(HUB, "record", "add", "company", f"legal_name=晨雾数据 {lang}")
    told(watcher, words["changed"])
    watcher.close()


def main():
    if why := missing():
        world.skip("what changes while somebody looks, in a browser", why)
        return
    set_up()
    for lang, width in (("zh", 1100), ("en", 375)):
        frozen(two_browsers(lang, width), lang)


try:
    main()
finally:
    world.end()
