#!/usr/bin/env python3
"""When a page is first seen, in Chromium. Prints times, judges nothing.

    paint.py [RECORDS [CONFLICTS]]      500000 10000 unless said

The world is that of `pages.py` (MOSO_KEPT and MOSO_BIN as there). Each page is opened five times at the hub, and the
median of its first contentful paint is printed, with what came over the line for the page itself.
"""
import statistics
import sys

from big_world import HUB, given, session
from browser import Browser, missing
from harness import World

RECORDS, CONFLICTS = ([int(word) for word in sys.argv[1:]] + [500_000, 10_000][len(sys.argv) - 1:])
PAGES = ["/overview", "/today", "/queue", "/records", "/records/tenancy", "/records/seat?page=5000",
         "/records/tenancy/T-0000007", "/records/tenancy/T-0000007/edit", "/outbox", "/charts", "/audit",
         "/reports/occupancy"]
# A page that came at once may be asked before it was painted.
PAINT = """
    const done = arguments[0];
    new PerformanceObserver((list) => {
      const paint = list.getEntries().find((e) => e.name === 'first-contentful-paint');
      if (paint) done([paint.startTime, performance.getEntriesByType('navigation')[0].decodedBodySize]);
    }).observe({type: "paint", buffered: true});
"""
world = World("page-paint")


def main():
    if missing():
        return world.skip("first contentful paint", missing())
    given(world, RECORDS, CONFLICTS)
    name, value = session(world, HUB, "eyes").split("=", 1)
    at = f"http://127.0.0.1:{world.ports[HUB]}"
    browser = Browser()
    try:
        browser.open(f"{at}/login")
        browser.driver.add_cookie({"name": name, "value": value, "path": "/"})
        for path in PAGES:
            seen = []
            for _ in range(5):
                browser.open(at + path)
                seen.append(browser.driver.execute_async_script(PAINT))
            times = [one[0] for one in seen]
            print(f"{path:42} {statistics.median(times):8.0f} ms {seen[0][1] / 1024:8.1f} KB", flush=True)
    finally:
        browser.driver.quit()


try:
    main()
finally:
    world.end()
