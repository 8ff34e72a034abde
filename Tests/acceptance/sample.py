#!/usr/bin/env python3
"""The sample world: the same bytes in every process, sound as it is made, and once its stories have been
written at sites apart and the sites have met, just the conflicts that the stories must leave."""
import json

from harness import World

world = World("sample")
check = world.check
SITES = ["beijing", "anji", "shenzhen", "shanghai", "suzhou", "tianjin", "chengdu", "xian", "wuhan",
         "hangzhou", "hefei", "chaoyang"]


def digest(**env):
    done = world.run("none", "sample", "--into", str(world.root / "never"), "-n", "--scale", "0.1", "--json",
                     env=env)
    return json.loads(done.stdout)["data"]["digest"] if done.returncode == 0 else done.stderr


def queue(site):
    """What is open at a site, each as the rule or the cell it is about and the records concerned."""
    found = []
    for item in world.data(site, "conflicts", "list"):
        records = item.get("records") or [item["record"]]
        what = item["rule"]["code"] if "rule" in item else item["field"]["name"]
        found.append((what, tuple(sorted(record["id"] for record in records))))
    return sorted(found)


def expected(site):
    told = json.loads((world.root / "expected-conflicts.json").read_text())
    return sorted((one.get("rule") or one["field"], tuple(sorted(record["id"] for record in one["records"])))
                  for one in told["conflicts"] if site in one["sites"])


def make():
    one = digest(SWIFT_DETERMINISTIC_HASHING="1")
    other = digest()
    check("two processes make one world, whatever their hashes begin from", one == other and len(one) == 64,
          (one, other))
    # The scratch folder is there already; the replicas belong into it.
    inner = world.root / "made"
    done = world.run("none", "sample", "--into", str(inner), "--scale", "0.1", "--stories")
    check("the world is made", done.returncode == 0, done.stderr)
    again = world.run("none", "sample", "--into", str(inner), "--scale", "0.1")
    check("a folder that exists is not touched", again.returncode == 73, again.stderr)
    for path in inner.iterdir():
        path.rename(world.root / path.name)
    verified = world.run("anji", "verify", timeout=300)
    check("a replica of it is sound", verified.returncode == 0, verified.stdout)
    for lang, says in (("en", "never put among others"), ("zh", "不与真实记录混放")):
        beside = world.run("anji", "sample", "--lang", lang)
        check(f"sample records are not put among others ({lang})", beside.returncode == 4 and says in beside.stderr,
              beside.stderr)


def meet():
    """Real daemons: the hub is called by every branch until each has heard of all."""
    world.start("beijing")
    for site in SITES[1:]:
        world.moso(site, "peers", "add", f"https://{world.door('beijing')}")
    for _ in range(2):
        for site in SITES[1:]:
            done = world.run(site, "sync", timeout=180)
            check(f"{site} exchanges with the hub", done.returncode in (0, 10), done.stderr)
    for site in SITES:
        check(f"the queue of {site} is what the stories say", queue(site) == expected(site),
              (queue(site), expected(site)))


try:
    make()
    meet()
finally:
    world.end()
