#!/usr/bin/env python3
"""kill -9 in the middle of a bulk decision: either all of it stands or nothing of it.

Two sites disagree about forty rents. `conflicts resolve` is killed at each of its system calls that write, and
then at random moments, always from the same state; the same command, typed again, does what was not done.
What comes of it at the other end is all or nothing as well, and one undo takes it back.
"""
import json
import random
import shutil
import subprocess
import time

from harness import BIN, World, can_trace, seed

world = World("bulk-killed")
HUB, ANJI, COUNT = "beijing", "anji", 40
CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "write")
DECIDE = ("conflicts", "resolve", "--where", "field=rent_fen", "--take", "anji", "--min-age", "0s",
          "--reason", "agreed", "--yes")


def rents(site, name, yuan, **more):
    path = world.root / f"{name}.jsonl"
    path.write_text("".join(json.dumps({
        "kind": "tenancy", "id": f"T-RENT{n:03}", "fields": {
            "site": ANJI, "rent_fen": {"amount": f"{yuan + n}.00", "currency": "CNY"}, **more},
    }) + "\n" for n in range(COUNT)), encoding="utf-8")
    world.moso(site, "import", str(path), "--kind", "tenancy")


def open_ids(site=HUB):
    return {c["id"] for c in world.data(site, "conflicts", "list")}


def again():
    """The state before the decision, whatever was tried on it since."""
    shutil.rmtree(world.folder(HUB))
    shutil.copytree(world.root / "before", world.folder(HUB))


def all_or_nothing(disagreed):
    left = open_ids()
    world.failures.extend([] if left in (disagreed, set()) else ["a part of a bulk decision stands"])
    return left


try:
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.moso(ANJI, "record", "add", "company", "legal_name=演示·澜图")
    lan = world.data(ANJI, "record", "list", "company")[0]["id"]
    rents(ANJI, "first", 1_000, company=lan, seat_count=10)
    world.moso(ANJI, "sync")
    world.stop(HUB)
    rents(ANJI, "low", 900)
    rents(HUB, "high", 1_100)
    world.start(HUB)
    world.moso(ANJI, "sync")
    disagreed = open_ids()
    world.check("both disagree about every rent", len(disagreed) == COUNT, len(disagreed))
    world.stop(HUB)
    shutil.copytree(world.folder(HUB), world.root / "before")

    chance, killed, whole, none = random.Random(seed(7)), 0, 0, 0
    attempts = []
    if can_trace():
        for call in CALLS:
            for number in range(1, 200):
                again()
                done = world.run(HUB, *DECIDE, prefix=(
                    "strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                    f"inject={call}:signal=KILL:when={number}"))
                if done.returncode == 0:
                    break
                killed += 1
                left = all_or_nothing(disagreed)
                whole, none = whole + (left == set()), none + (left == disagreed)
                # Who was told that it is done may rely on it.
                if "✓" in done.stdout and left:
                    world.failures.append("a decision that was told is gone")
        world.check(f"killed at each of {killed} writes: nothing stands {none} times, all of it {whole} times",
                    killed > 5 and none > 0 and none + whole == killed, (killed, none, whole))
    else:
        world.skip("a kill at each writing system call", "strace is missing or may not trace")
    killed = 0
    for _ in range(12):
        again()
        process = subprocess.Popen([BIN / "moso", *DECIDE, "--data", world.folder(HUB)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.random() * 0.4)
        process.kill()
        killed += process.wait() != 0
        all_or_nothing(disagreed)
    world.check(f"nor does a part after {killed} kills at any moment",
                "a part of a bulk decision stands" not in world.failures)
    world.check("the replica is sound", world.digests(HUB)[0] == [])

    again()
    plan = world.run(HUB, *DECIDE, "-n")
    world.check("the plan is as it was", f"{COUNT}" in plan.stdout, plan.stdout)
    decision = world.data(HUB, *DECIDE)
    world.check("typed again it decides all", decision["count"] == COUNT and open_ids() == set(), decision)
    world.start(HUB)
    world.moso(ANJI, "sync")
    world.check("and the other end has all of it", open_ids(ANJI) == set())
    world.moso(HUB, "conflicts", "undo", decision["decision"], "--reason", "-")
    world.moso(ANJI, "sync")
    world.check("one undo takes all of it back, at both ends",
                len(open_ids()) == len(open_ids(ANJI)) == COUNT)
finally:
    world.end()
