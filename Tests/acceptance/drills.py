#!/usr/bin/env python3
"""The drills of docs/operations.md, every command of them, on a hub and two branches with real daemons."""
import json
import os
import re
import shlex
import shutil
import subprocess

from harness import BIN, PROJECT, World, clear_faketime

world = World("drills")
HUB = "beijing"
LEAVES = 'moso members retire sanya --reason "contract ended"'
# What ends otherwise than with 0, and why.
CODES = {
    ("A partner leaves", "sanya", "moso sync", 2): {10, 3, 75, 77},  # A retired site is not served.
    ("The disk is full", "anji", "moso doctor", 1): {0, 3},
    ("The disk is full", "anji", "moso doctor", 2): {0, 3},
    ("The clock is wrong", "anji", "moso doctor --net", 1): {3},
    ("The clock is wrong", "beijing", "moso doctor", 1): {3},
    ("The machine is lost", "anji", "moso doctor", 1): {3},  # No backup there yet.
}


def drills():
    """By title, the lines of each drill."""
    text = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")
    part = text[text.index("## Drills") :]
    part = part[: part.index("\n## ", 5)]
    found = {}
    for piece in part.split("\n### ")[1:]:
        blocks = re.findall(r"```sh\n(.*?)```", piece, re.S)
        found[piece.split("\n")[0]] = [line for block in blocks for line in block.splitlines()]
    return found


class Drill:
    code = newest = ""

    def __init__(self, title, lines):
        self.title, self.lines, self.times = title, lines, {}

    def run(self):
        site = None
        for line in self.lines:
            if line.startswith("# at "):
                words = line.split()
                site = words[-1]
                if "new" in words:
                    world.folder(site).rename(world.root / f"{site}.lost")
            elif line.startswith("#"):
                continue
            else:
                self.step(site, line)

    def step(self, site, line):
        words = shlex.split(line)
        key = (self.title, site, line)
        self.times[key] = self.times.get(key, 0) + 1
        if line == LEAVES:
            # On a laptop that is out of reach when its site leaves.
            world.moso("sanya", "record", "add", "company", "legal_name=演示·走前所写")
        allowed = CODES.get((*key, self.times[key]), {0})
        if words[:1] == ["systemctl"]:
            return self.service(site, words)
        if words[0] == "timedatectl":
            world.clock = None
            return print("      the clock is set right")
        if words[0] != "moso":
            done = subprocess.run(words, cwd=world.folder(site), capture_output=True, text=True)
        else:
            done = self.moso(site, words[1:])
        said = done.stdout + done.stderr
        world.check(f"{self.title}, at {site}: {line}", done.returncode in allowed, f"exit {done.returncode}\n{said}")
        if words[1:3] == ["enrol", "invite"]:
            Drill.code = json.loads(self.again)["data"]["code"]
        if words[1:3] == ["backup", "list"]:
            Drill.newest = done.stdout.split("\n")[-2].split("  ")[0]

    def moso(self, site, words):
        words = [Drill.newest if w == "NEWEST" else w.replace("hub.example.cn:7443", world.door(HUB)) for w in words]
        invites = words[:2] == ["enrol", "invite"]
        # People see the codes and answer questions; a script reads and passes them on.
        asks = words[:2] == ["enrol", "join"] or words[:1] == ["init"]
        if asks or (words[:1] == ["restore"] and "-n" not in words):
            words += ["--yes"]
        prefix = ["faketime", "-f", world.clock] if world.clock and site == "anji" else []
        if prefix:
            clear_faketime()
        done = subprocess.run(
            [*prefix, BIN / "moso", *words, *(["--json"] if invites else [])], cwd=world.root, text=True, capture_output=True,
            input=Drill.code + "\n" if asks else "", timeout=120,
            env={**os.environ, "MOSO_LANG": "en", "MOSO_DATA": str(world.folder(site)), "MOSO_AUTHOR": "operator"})
        self.again = done.stdout
        return done

    def service(self, site, words):
        if words[1] == "start":
            world.check(f"{self.title}, at {site}: the daemon starts", world.start(site))
        elif site in world.daemons:
            world.check(f"{self.title}, at {site}: the daemon stops", world.stop(site) == 0)


def before(title):
    """What has gone wrong when a drill begins."""
    if title == "The machine is lost":
        world.moso("anji", "sync")
        world.stop("anji")
    if title == "The clock is wrong":
        if not shutil.which("faketime"):
            world.skip(title, "there is no faketime here")
            return False
        world.stop("anji")
        world.clock = "+2h"
        done = Drill(title, []).moso("anji", ["record", "add", "company", "legal_name=演示·快两小时"])
        world.check("a record is written with a clock ahead", done.returncode == 0, done.stderr)
        world.moso("anji", "sync")
    return True


def main():
    world.clock = None
    world.site(HUB)
    world.start(HUB)
    world.moso(HUB, "backup")
    world.site("sanya", peer=HUB)
    world.moso("sanya", "sync")
    known = drills()
    for needed in ("A new branch", "An upgrade", "A backup comes back", "The key is lost, or somebody else could read it",
                   "The machine is lost", "A partner leaves", "The disk is full", "The clock is wrong"):
        world.check(f"there is a drill: {needed}", known.get(needed))
    for title, lines in known.items():
        if before(title):
            Drill(title, lines).run()
    world.check("what anji wrote before its machine was lost is there",
                "演示·备份之后" in world.moso("anji", "record", "list", "company"))
    world.check("what sanya wrote before it left is there, though it was not sent",
                "演示·走前所写" in world.moso(HUB, "record", "list", "company"))
    for site in (HUB, "anji"):
        world.check(f"{site} is sound after all that", world.data(site, "verify")["findings"] == [])


try:
    main()
finally:
    world.end()
