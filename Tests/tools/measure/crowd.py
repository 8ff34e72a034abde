#!/usr/bin/env python3
"""Fifty people click while a site sends its work. Prints times, judges nothing.

    crowd.py [RECORDS [CONFLICTS [PEOPLE [SECONDS]]]]      500000 10000 50 60 unless said

The world is that of `pages.py` (MOSO_KEPT and MOSO_BIN as there). Each of the people has a session of their own, opens
a page, reads for a while, and opens another; one in ten saves a record. Meanwhile Anji changes a hundred seats by plain
SQL and sends them, again and again. What is printed is how long a page took, from asking to the last byte, by kind of
page and of all: half of them, 99 of 100, and the longest.
"""
import http.client
import random
import re
import sqlite3
import statistics
import sys
import threading
import time
import urllib.parse

from big_world import ANJI, HUB, given, session
from harness import World

WORDS = [int(word) for word in sys.argv[1:]]
RECORDS, CONFLICTS, PEOPLE, SECONDS = (WORDS + [500_000, 10_000, 50, 60][len(WORDS):])
READING = (1.0, 5.0)
world = World("page-crowd")
times, faults, lock = {}, [], threading.Lock()
PAGES = ["/overview", "/today", "/queue", "/queue?page=7", "/records", "/records/tenancy", "/records/seat?page=40",
         "/records/tenancy/T-0000007", "/outbox", "/audit", "/charts", "/reports/occupancy", "/reports/waitlist"]


def ask(line, path, cookie, body=None):
    headers = {"Cookie": cookie, "Accept-Language": "zh", "Sec-Fetch-Site": "same-origin"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = time.monotonic()
    line.request("GET" if body is None else "POST", path, body, headers)
    answer = line.getresponse()
    text = answer.read().decode("utf-8", "replace")
    return answer.status, text, time.monotonic() - begun


def note(name, status, took):
    with lock:
        times.setdefault(name, []).append(took)
        if status >= 400:
            faults.append((name, status))


def save(line, cookie, chance):
    """Opens the form of a tenancy and saves another note."""
    path = f"/records/tenancy/T-{chance.randrange(CONFLICTS):07}/edit"
    status, text, took = ask(line, path, cookie)
    note("form", status, took)
    form = re.search(r"<form[^>]*data-draft.*?</form>", text, re.S)
    if not form:
        return
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form.group(0)))
    fields["f.note"] = f"{chance.random()}"
    status, _, took = ask(line, path, cookie, urllib.parse.urlencode(fields))
    # What is saved is answered with the address of the record.
    note("save", status if status == 303 else 999, took)


def person(number, cookie, until):
    chance = random.Random(number)
    line = http.client.HTTPConnection("127.0.0.1", world.ports[HUB], timeout=120)
    time.sleep(chance.uniform(0, READING[1]))
    while time.monotonic() < until:
        if chance.random() < 0.1:
            save(line, cookie, chance)
        else:
            path = chance.choice(PAGES)
            status, text, took = ask(line, path, cookie)
            note(path, status, took)
            card = re.search(r'href="(/queue/C-[^"/?]+)"', text) if path == "/queue" else None
            if card:
                status, _, took = ask(line, card.group(1), cookie)
                note("a card", status, took)
        time.sleep(chance.uniform(*READING))


def send(until):
    """Anji's day: a hundred seats change, and are sent."""
    rounds = 0
    while time.monotonic() < until:
        first = rounds * 100 % max(100, RECORDS - CONFLICTS - 100)
        with sqlite3.connect(world.folder(ANJI) / "replica.db", timeout=60) as database:
            database.execute(
                "UPDATE seat SET state_since = ? WHERE id BETWEEN ? AND ?",
                (f"2026-01-{rounds % 28 + 1:02}", f"S-anji-Q-{first:07}", f"S-anji-Q-{first + 99:07}"))
        database.close()
        begun = time.monotonic()
        done = world.run(ANJI, "sync", timeout=300)
        note("(a round of Anji)", 200 if done.returncode in (0, 3, 10) else 500, time.monotonic() - begun)
        rounds += 1


def told(name, found):
    found = sorted(found)
    rare = found[min(len(found) - 1, len(found) * 99 // 100)]
    print(f"{name:32} {len(found):6} times {statistics.median(found) * 1000:8.0f} {rare * 1000:8.0f} "
          f"{found[-1] * 1000:8.0f} ms", flush=True)


def main():
    given(world, RECORDS, CONFLICTS)
    cookies = [session(world, HUB, f"p{number}") for number in range(PEOPLE)]
    line = http.client.HTTPConnection("127.0.0.1", world.ports[HUB], timeout=300)
    for path in PAGES:
        ask(line, path, cookies[0])
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=person, args=(number, cookie, until)) for number, cookie in enumerate(cookies)]
    threads.append(threading.Thread(target=send, args=(until,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{'':32} {'':12} half     99 %     longest")
    for name in sorted(times):
        told(name, times[name])
    told("all pages", [took for name, found in times.items() if not name.startswith("(") for took in found])
    print(f"      {len(faults)} answers were faults {faults[:5]}")


try:
    main()
finally:
    world.end()
