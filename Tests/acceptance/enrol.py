#!/usr/bin/env python3
"""A site comes to be known by a code: once, in its time, to the right hub, also when two come with one code at
the same moment; both ends show the same four words, in both languages.
"""
import re
import threading
import time

from harness import World, free_port
from terminal import at_terminal

world = World("enrol")
PORT = world.doors.setdefault("beijing", free_port())
AT = world.door("beijing")


def invite(site, *more):
    return world.data("beijing", "enrol", "invite", "--site", site, "--at", AT, *more)["code"]


def join(site, code, *more):
    return world.run(site, "enrol", "join", "--yes", *more, input=code + "\n")


def listed(site="beijing"):
    return {row["site"]: row for row in world.data(site, "enrol", "list")}


def refused(fact, done, code, *words):
    world.check(fact, done.returncode == code and all(w in done.stderr for w in words),
                (done.returncode, done.stdout, done.stderr))


def the_way():
    """As people do it, the one in English and the other in Chinese."""
    code = invite("anji")
    world.check("a code is one word to paste", re.fullmatch(r"[0-9A-Z]{5}(-[0-9A-Z]{1,5})+", code), code)
    world.check("the hub shows who is invited", "invited_until" in listed()["anji"])
    on_disk = b"".join(path.read_bytes() for path in world.folder("beijing").iterdir() if path.is_file())
    world.check("and keeps nothing that could be used as the code", code[60:100].encode() not in on_disk)
    said = at_terminal(world, "anji", ["--lang", "zh", "enrol", "join"], [(code, "："), ("y", "[y/N]")])
    world.check("the site joins at a terminal", "已加入 beijing" in said, said)
    words = world.run("beijing", "enrol", "list", "--lang", "zh").stdout
    shown = re.search(r"\n\s*([\u4e00-\u9fff]+(?:　[\u4e00-\u9fff]+){3})\s", said)
    world.check("both ends show the same four words", shown and all(w in words for w in shown[1].split("　")),
                (said, words))
    world.moso("anji", "record", "add", "company", "legal_name=Lantu")
    world.check("and exchange", world.run("anji", "sync").returncode == 0
                and "Lantu" in world.moso("beijing", "record", "list", "company"))
    done = join("anji", code)
    world.check("the site itself may come again with its code", done.returncode == 0, done.stderr)


def what_is_refused():
    code = invite("wuxi")
    refused("a code for another site", join("hangzhou", code), 4, "for wuxi")
    wrong = code[:40] + ("7" if code[40] != "7" else "8") + code[41:]
    refused("a mistyped one", join("wuxi", wrong), 4, "mistyped")
    done = world.run("wuxi", "enrol", "join", code)
    refused("with nobody to compare the words", done, 64, "--yes")
    newer = invite("wuxi")
    refused("one in the place of which there is a newer", join("wuxi", code), 4, "no such invitation")
    short = invite("wuxi", "--expires", "1s")
    time.sleep(1.2)
    refused("one that has expired", join("wuxi", short), 4, "expired")
    refused("a life of more than a week", world.run("beijing", "enrol", "invite", "--site", "wuxi", "--at", AT,
                                                   "--expires", "8d"), 64)
    refused("an invitation by a branch", world.run("anji", "enrol", "invite", "--site", "wuxi", "--at", AT), 4)
    refused("of one that is enrolled", world.run("beijing", "enrol", "invite", "--site", "anji", "--at", AT), 4)
    world.check("none of these is enrolled", "wuxi" not in listed() and "hangzhou" not in listed())
    world.check("nor trusts the hub", listed("wuxi") == {})


def somebody_between():
    """A proxy with a certificate of its own between site and hub: nothing is said to it."""
    port = free_port()
    world.moso("middle", "init", "--site", "beijing", "--hub", "beijing")
    world.start("middle", "--listen-peers", f"127.0.0.1:{port}")
    world.moso("middle", "enrol", "invite", "--site", "wuxi", "--at", f"127.0.0.1:{port}")
    code = world.data("beijing", "enrol", "invite", "--site", "wuxi", "--at", f"127.0.0.1:{port}")["code"]
    done = join("wuxi", code)
    refused("T02 a hub with another key at the code's address", done, 77, "enrolled key")
    world.check("the site has taken nobody's key", listed("wuxi") == {})
    world.stop("middle")


def two_at_once():
    """Copies of one site with keys of their own come with one code at the same moment."""
    rounds = 5
    for number in range(rounds):
        site = f"race{number}"
        code = invite(site)
        names = [f"{site}-{copy}" for copy in "abcd"]
        for name in names:
            world.moso(name, "init", "--site", site, "--hub", "beijing")
        ready = threading.Barrier(len(names))
        done = {}

        def go(name):
            ready.wait()
            done[name] = join(name, code)

        threads = [threading.Thread(target=go, args=(name,)) for name in names]
        [t.start() for t in threads]
        [t.join() for t in threads]
        won = [name for name in names if done[name].returncode == 0]
        lost = [d.stderr for name, d in done.items() if name not in won]
        world.check(f"T02 of four that come at once one is enrolled ({number + 1} of {rounds})",
                    len(won) == 1 and all("was used already" in text for text in lost), (won, lost))
        key = world.data(won[0], "key", "show")["public_key"] if won else None
        world.check("and it is the one whose key the hub has", listed()[site]["public_key"] == key)


def guests_get_nothing_else():
    invite("wuxi")
    world.moso("hangzhou", "enrol", "add", "beijing", "--key", world.data("beijing", "key", "show")["public_key"],
               "--at", f"https://{AT}")
    done = world.run("hangzhou", "sync")
    world.check("while a code is out, one who is not enrolled gets nothing but a chance to use it",
                done.returncode == 77 and "not enrolled there" in done.stdout + done.stderr,
                (done.returncode, done.stdout, done.stderr))


try:
    world.site("beijing")
    for name in ("anji", "wuxi", "hangzhou"):
        world.site(name)
    world.start("beijing")
    for part in (the_way, what_is_refused, somebody_between, two_at_once, guests_get_nothing_else):
        part()
finally:
    world.end()
