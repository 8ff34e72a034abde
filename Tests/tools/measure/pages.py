#!/usr/bin/env python3
"""How long the pages take where there is much to show. Prints times, judges nothing.

    pages.py [RECORDS [CONFLICTS]]      500000 10000 unless said

The world is that of `inspector.py`. Each page is asked for five times, as a browser asks, of the hub's daemon, and the
median is printed, with its size, beside what is aimed at: 300 ms and 100 KB. MOSO_BIN says where the programs are (a
release build, for figures that mean something). With MOSO_KEPT=DIR a world that was kept is used, and one that is made
is kept there.
"""
import http.client
import os
import re
import statistics
import sys
import time

from big_world import HUB, given, session
from harness import World

RECORDS, CONFLICTS = ([int(word) for word in sys.argv[1:]] + [500_000, 10_000][len(sys.argv) - 1:])
world = World("page-speed")
PAGES = ["/overview", "/today", "/queue", "/queue?page=100", "CARD", "/records", "/records/tenancy", "/records/seat",
         "/records/seat?page=5000", "/records/seat?q=Q-0400000", "/records/tenancy/T-0000007",
         "/records/tenancy/T-0000007/edit", "/outbox", "/exchange", "/charts", "/audit", "/settings", "/people",
         "/reports/occupancy", "/reports/forecast", "/reports/torch", "/reports/seats", "/reports/conflicts", "/guest?site=anji"]


def ask(path, cookie="", body=None):
    """(status, headers, bytes, seconds)"""
    line = http.client.HTTPConnection("127.0.0.1", world.ports[HUB], timeout=120)
    headers = {"Cookie": cookie, "Accept-Language": "zh", "Sec-Fetch-Site": "same-origin"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = time.monotonic()
    line.request("GET" if body is None else "POST", path, body, headers)
    answer = line.getresponse()
    text = answer.read()
    return answer.status, answer.headers, text, time.monotonic() - begun


def processor():
    """Seconds of processor time that the hub's daemon has used: what is left of a figure beside others at work."""
    with open(f"/proc/{world.daemons[HUB].pid}/stat", encoding="ascii") as stat:
        words = stat.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main():
    given(world, RECORDS, CONFLICTS)
    cookie = session(world, HUB, "speed")
    used = processor()
    _, _, queue, first = ask("/queue", cookie)
    print(f"      the first look at the queue: {first * 1000:.0f} ms, {processor() - used:.1f} s of processor time",
          flush=True)
    card = re.search(rb'href="(/queue/C-[^"/?]+)"', queue)
    for path in PAGES:
        path = card.group(1).decode() if path == "CARD" and card else path
        used = processor()
        asked = [ask(path, cookie) for _ in range(5)]
        used = (processor() - used) / len(asked)
        took = statistics.median(one[3] for one in asked)
        print(f"{asked[0][0]} {path[:40]:42} {took * 1000:8.0f} ms {used * 1000:8.0f} ms of processor {len(asked[0][2]) / 1024:8.1f} KB", flush=True)


try:
    main()
finally:
    world.end()
