#!/usr/bin/env python3
"""A code by which a person at the hub has to confirm: who comes with it waits, whatever becomes of the hub meanwhile;
that key and no other is enrolled, once a person says so; and whom a person refuses is not.
"""
import signal
import threading
import time

from harness import World, free_port
from terminal import at_terminal

world = World("confirm")
HUB = "beijing"
PORT = world.doors.setdefault(HUB, free_port())


def invite(site, *more):
    return world.data(HUB, "enrol", "invite", "--site", site, "--at", world.door(HUB), *more)["code"]


def join(site, code, *more):
    return world.run(site, "enrol", "join", "--yes", *more, input=code + "\n")


def listed():
    return {row["site"]: row for row in world.data(HUB, "enrol", "list")}


def key(site):
    return world.data(site, "key", "show")["public_key"]


def waits(fact, done, *words):
    world.check(fact, done.returncode == 75 and "E-ENROLMENT-WAITS" in done.stderr and all(w in done.stderr for w in words),
                (done.returncode, done.stdout, done.stderr))


def refused(fact, done, code, *words):
    world.check(fact, done.returncode == code and all(w in done.stderr for w in words),
                (done.returncode, done.stdout, done.stderr))


def the_way():
    """As people do it; the hub is killed and started again after each step."""
    code = invite("hangzhou", "--confirm")
    done = join("hangzhou", code)
    waits("who comes with the code is told to wait", done, "Call the hub", "moso enrol confirm hangzhou", "moso enrol join")
    waits("in Chinese, too", join("hangzhou", code, "--lang", "zh"), "要等总部的人确认")
    row = listed()["hangzhou"]
    world.check("the hub says who waits, since when and from where", row["public_key"] == key("hangzhou")
                and row["asked_from"] == "127.0.0.1" and row["asked_at"] and row["waits_until"], row)
    world.check("both ends show the same four words", row["words"] in done.stderr, (row, done.stderr))
    world.stop(HUB, signal.SIGKILL)
    world.start(HUB)
    waits("after the hub was killed it still waits", join("hangzhou", code))
    done = world.run("hangzhou", "sync")
    world.check("who waits exchanges nothing", done.returncode != 0 and listed()["hangzhou"].get("enrolled_at") is None)
    shown = world.moso(HUB, "enrol", "list")
    world.check("the list says what to do", "moso enrol confirm hangzhou" in shown and "waits to be confirmed" in shown, shown)
    said = world.run(HUB, "status", "--check")
    world.check("so does the status, and asks for a person", said.returncode == 3 and "moso enrol confirm hangzhou" in said.stdout
                and world.data(HUB, "status")["joining"] == ["hangzhou"], said.stdout)
    refused("with nobody to compare the words nothing is confirmed", world.run(HUB, "enrol", "confirm", "hangzhou"), 64, "--yes")
    refused("a branch confirms nobody", world.run("hangzhou", "enrol", "confirm", "hangzhou", "--yes"), 4, "E-HUB-ONLY")
    refused("nor is confirmed who does not wait", world.run(HUB, "enrol", "confirm", "wuxi", "--yes"), 5, "nobody")
    done = world.run(HUB, "enrol", "confirm", "hangzhou", "--yes", author="li")
    world.check("a person confirms", done.returncode == 0 and "once more" in done.stdout, (done.stdout, done.stderr))
    world.check("then nobody waits", world.data(HUB, "status")["joining"] == [])
    world.stop(HUB, signal.SIGKILL)
    world.start(HUB)
    done = join("hangzhou", code)
    world.check("with the same code the site is done", done.returncode == 0 and "Joined beijing" in done.stdout,
                (done.returncode, done.stdout, done.stderr))
    world.moso("hangzhou", "record", "add", "company", "legal_name=Lantu")
    world.check("and exchanges", world.run("hangzhou", "sync").returncode == 0
                and "Lantu" in world.moso(HUB, "record", "list", "company"))
    authors = {line.get("author") for line in world.log(HUB)}
    world.check("the roster says who confirmed it", "li" in authors, authors)
    refused("it is decided once", world.run(HUB, "enrol", "confirm", "hangzhou", "--yes"), 5)


def words_that_differ():
    """A thief was first. The person at the hub hears other words from the site."""
    code = invite("wuxi", "--confirm")
    world.moso("thief", "init", "--site", "wuxi", "--hub", HUB)
    waits("a thief with the code waits", join("thief", code))
    refused("the site itself is told that the code was used", join("wuxi", code), 4, "used already", "tell the hub")
    said = at_terminal(world, HUB, ["enrol", "confirm", "wuxi"], [("n", "[y/N]")])
    world.check("the person who says no is told what to do", "moso enrol refuse wuxi" in said, said)
    world.check("and it still waits", "waits_until" in listed()["wuxi"])
    refused("a refusal has a reason", world.run(HUB, "enrol", "refuse", "wuxi"), 64, "--reason")
    world.moso(HUB, "enrol", "refuse", "wuxi", "--reason", "the words differ")
    world.check("nobody is enrolled", "wuxi" not in listed())
    for language, words in (("en", "refused it"), ("zh", "拒绝")):
        refused(f"the thief hears that it was refused ({language})", join("thief", code, "--lang", language), 4, words)
    refused("the code is of no use to the site either", join("wuxi", code), 4, "used already")
    refused("and cannot be confirmed any more", world.run(HUB, "enrol", "confirm", "wuxi", "--yes"), 5)
    code = invite("wuxi", "--confirm", "--expires", "2s")
    waits("with another code the site waits", join("wuxi", code))
    time.sleep(2.2)
    waits("after the code's end, too", join("wuxi", code))
    said = at_terminal(world, HUB, ["--lang", "zh", "enrol", "confirm", "wuxi"], [("y", "[y/N]")])
    world.check("a person confirms at a terminal", "已登记 wuxi" in said, said)
    world.check("after the code's end it is done", join("wuxi", code).returncode == 0 and listed()["wuxi"]["public_key"] == key("wuxi"))


def four_at_once():
    for number in range(3):
        site = f"race{number}"
        code = invite(site, "--confirm")
        names = [f"{site}-{copy}" for copy in "abcd"]
        for name in names:
            world.moso(name, "init", "--site", site, "--hub", HUB)
        ready = threading.Barrier(len(names) + 1)
        done, decided = {}, []

        def go(name):
            ready.wait()
            done[name] = join(name, code)

        def confirm():
            ready.wait()
            for _ in range(40):
                decided.append(world.run(HUB, "enrol", "confirm", site, "--yes").returncode)
                if decided[-1] == 0:
                    return

        threads = [threading.Thread(target=go, args=(name,)) for name in names] + [threading.Thread(target=confirm)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        won = [name for name in names if done[name].returncode in (0, 75)]
        lost = [done[name].stderr for name in names if name not in won]
        world.check(f"T02 of four that come at once, while a person confirms, one waits ({number + 1} of 3)",
                    len(won) == 1 and all("was used already" in text for text in lost) and decided[-1] == 0, (done, decided))
        world.check("and that one is enrolled", won and listed()[site]["public_key"] == key(won[0])
                    and join(won[0], code).returncode == 0)


def from_a_snapshot():
    """A new site that starts from the hub's snapshot, and one of a partner city."""
    code = invite("sanya", "--confirm")
    done = world.run("sanya", "init", "--from", "-", "--yes", input=code + "\n")
    waits("a new site waits, too", done, "moso init --from")
    world.moso(HUB, "enrol", "confirm", "sanya", "--yes")
    done = world.run("sanya", "init", "--from", "-", "--yes", input=code + "\n")
    world.check("and starts once it is confirmed", done.returncode == 0, (done.stdout, done.stderr))
    world.moso(HUB, "people", "invite", "sister", "--role", "guest", "--site", "suzhou")
    made = lambda site, *more: world.data(HUB, "enrol", "invite", "--site", site, "--at", world.door(HUB), *more)["confirm"]
    world.check("for the site of a partner city that is how it is", made("suzhou") and not made("suzhou", "--no-confirm"))
    world.check("for a branch it is not", not made("ningbo") and made("ningbo", "--confirm"))


try:
    world.site(HUB)
    for name in ("hangzhou", "wuxi"):
        world.site(name)
    world.start(HUB)
    for part in (the_way, words_that_differ, four_at_once, from_a_snapshot):
        part()
finally:
    world.end()
