#!/usr/bin/env python3
"""Quotas from outside: a hub with its daemon, two branches that are on and off line, real commands.

People spend, lend, hand back, ask and release at random; identity files are lost and the hub witnesses.
What was acknowledged as used never exceeds what was granted, whatever the order; and each site's figures
equal what the rules of docs/merge.md make of its own log, computed here by brute force.
"""
import pathlib
import random
import sys

from harness import World, seed

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Oracle"))
from oracle import quotas  # noqa: E402

world = World("quotas")
HUB, BRANCHES = "beijing", ("anji", "hangzhou")
GRANTED = 100_00


def told(site, pool):
    shown = world.data(site, "quota", "show", pool)
    holders = shown["holders"]
    return ({h["origin"]: h["share"] for h in holders if h["share"]},
            {h["origin"]: h["used"] for h in holders if h["used"]})


# The story.

world.site(HUB)
world.start(HUB)
for branch in BRANCHES:
    world.site(branch, peer=HUB)
    world.moso(branch, "record", "add", "seat", "label=A-1")
    world.moso(branch, "sync")
world.moso(HUB, "record", "add", "subsidy_budget", "name=spring", "amount_fen=100")
pool = world.data(HUB, "record", "list", "subsidy_budget")[0]["id"]

over = world.run(HUB, "quota", "grant", "spring", "100.01")
world.check("a quota beyond its budget is refused", over.returncode == 4
            and "E-QUOTA-SIZE" in over.stderr, over.stderr)
world.moso(HUB, "quota", "grant", "spring", "100")
for branch in BRANCHES:
    world.moso(HUB, "quota", "lend", "spring", "30", "--to", branch)
    world.moso(branch, "sync")
world.moso(HUB, "record", "add", "company", "legal_name=Lan")
world.moso("anji", "sync")

short = world.run("anji", "record", "add", "subsidy", "company=Lan", "budget=spring",
                  "amount_fen=31", env={"MOSO_LANG": "zh"})
world.check("a subsidy beyond the share is refused, in Chinese, with what is here and what is asked for",
            short.returncode == 4 and "本站只有 30.00 元" in short.stderr
            and "已自动向总部请求 1.00 元" in short.stderr and "E-QUOTA-SHORT" in short.stderr, short.stderr)
before = len(world.log("anji"))
dry = world.run("anji", "record", "add", "subsidy", "company=Lan", "budget=spring",
                "amount_fen=50", "-n")
world.check("a dry run is refused alike, and asks for nothing", dry.returncode == 4 and "moso quota ask" in dry.stderr
            and len(world.log("anji")) == before, dry.stderr)
before = len(world.log("anji"))
dry = world.run("anji", "quota", "spend", "spring", "30", "--reason", "x", "-n")
world.check("a dry run says what would be left and writes nothing",
            "0.00 yuan left here" in dry.stdout and len(world.log("anji")) == before, dry.stdout)
leak = world.run("hangzhou", "log", "--json").stdout
world.check("a branch's log has nothing of another's book", "site/anji" not in leak)

world.moso("anji", "quota", "ask", "spring", "50")
world.moso("anji", "quota", "ask", "spring", "--withdraw")
none = world.run("anji", "quota", "ask", "spring", "--withdraw")
world.check("an ask is taken back, once", none.returncode == 4 and "E-QUOTA-MOVE" in none.stderr, none.stderr)
# The newest counts: neither what was refused above nor this comes on top of it.
world.moso("anji", "quota", "ask", "spring", "8")
world.moso("anji", "quota", "ask", "spring", "9")
world.check("offline nothing comes of asking", told("anji", pool)[0] == {"anji.1": 30_00})
world.moso("anji", "sync")
world.wait("the ask is answered by the hub's daemon at the next sync",
           lambda: world.moso("anji", "sync") and told("anji", pool)[0] == {"anji.1": 39_00})

chance = random.Random(seed(20230811))
acknowledged, spends, refused, lost = 0, {}, 0, 0
for step in range(70):
    site = chance.choice((HUB, *BRANCHES))
    amount = str(chance.randint(1, 15))
    act = chance.choice(("spend", "spend", "spend", "lend", "release", "ask", "sync", "lose"))
    if act == "spend":
        done = world.run(site, "quota", "spend", pool, amount, "--reason", "x", "--json")
        refused += done.returncode == 4
        if done.returncode == 0:
            acknowledged += int(amount) * 100
    elif act == "lend":
        to = chance.choice(BRANCHES) if site == HUB else HUB
        refused += world.run(site, "quota", "lend", pool, amount, "--to", to).returncode == 4
    elif act == "release":
        own = [m for m in world.data(site, "quota", "show", pool)["moves"] if m["kind"] == "spend"]
        if own:
            spend = chance.choice(own)
            done = world.run(site, "quota", "release", spend["id"], amount)
            if done.returncode == 0:
                acknowledged -= int(amount) * 100
    elif act == "ask":
        words = ("--from", chance.choice(BRANCHES)) if site == HUB else ()
        world.run(site, "quota", "ask", pool, amount, *words)
    elif act == "lose" and site != HUB:
        origin = world.data(site, "status")["epoch"]
        (world.folder(site) / "replica.id").unlink()
        lost += 1
        world.moso(site, "sync")
        world.moso(site, "sync")
        done = world.run(HUB, "quota", "witness", f"{site}.{origin}", "--reason", "told by telephone")
        world.check(f"the hub witnesses {site}.{origin}", done.returncode in (0, 66), done.stderr)
    elif site != HUB:
        world.moso(site, "sync")
    if acknowledged > GRANTED:
        world.check(f"at step {step} no more is used than was granted", False, acknowledged)
        break
world.check("something was refused, and an identity was lost", refused > 3 and lost > 0,
            (refused, lost))
for _ in range(3):
    for branch in BRANCHES:
        world.moso(branch, "sync")
for site in (HUB, *BRANCHES):
    moves = quotas.entries(world.log(site), "quota_move", pool)
    expected = quotas.settle(moves, site == HUB, HUB)[:2]
    world.check(f"the figures of {site} follow from its log", told(site, pool) == expected,
                (told(site, pool), expected))
shown = world.data(HUB, "quota", "show", pool)
world.check("the hub knows all that was acknowledged, and nothing is disputed",
            shown["used"] == acknowledged and shown["disputes"] == [], (shown["used"], acknowledged))
world.check("shares and use are what was granted",
            sum(h["share"] + h["used"] for h in shown["holders"]) == GRANTED == shown["granted"])
world.check("nothing is in conflict",
            all(world.data(s, "conflicts", "list") == [] for s in (HUB, *BRANCHES)))
world.end()
