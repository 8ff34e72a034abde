#!/usr/bin/env python3
"""Bytes from others: a newer peer's unknown columns and tables are kept and passed on unharmed; what
is truncated, flipped, oversized or a bomb is refused by name, in bounded memory, and changes nothing.

All bytes come from wire.py, which is written from docs/formats alone.
"""
import gzip
import json
import os
import random
import time

import peer_tls
import wire
from harness import SYNC, World, have, seed

world = World("newer-peer")
NOW = int(time.time() * 1000)


def chain(operations, scope="common"):
    """A stream of the site `future`: one transaction for each list of operations."""
    previous, made = bytes(32), []
    for number, ops in enumerate(operations, 1):
        made.append(wire.transaction("future", scope, number, previous, NOW + number, ops, schema=9))
        previous = wire.digest(made[-1])
    return made


def covered(transactions, seq):
    """The signature of `future` over the last of its transactions."""
    key = world.chain("future")[1]
    return wire.signatures(lambda message: peer_tls.sign(key, message), "future", "common", seq,
                           wire.digest(transactions[-1]))


def post(body, headers=SYNC):
    try:
        return world.ask("beijing", "/v1/sync", body, headers, caller="future")
    except OSError as error:
        return 0, {}, str(error).encode()


def kept_and_forwarded():
    company = dict(legal_name="演示·未来", credit_code="91330523XU0010005G")
    made = chain([
        [wire.insert("company", "C-91330523XU0010005G", **company, mood_index=7, motto="来日方长")],
        [wire.insert("robot", "R-1", label="壹", legs=4)],
        [wire.insert("company", "C-91330523XU0010013B", legal_name="演示·寻常")],
    ])
    body = wire.zstd(wire.expanded(wire.hello("future", "beijing", schema=9), made, more=covered(made, 3)))
    status, _, reply = post(body)
    if not world.check("a newer peer's transactions are taken in", status == 200, (status, reply[:300])):
        return
    log = {t["dot"]["seq"]: t for t in world.log("beijing") if t["dot"]["site"] == "future"}
    world.check("all three are in the log", sorted(log) == [1, 2, 3], {k: t["status"] for k, t in log.items()})
    world.check("and applied", all(t["status"] == "applied" for t in log.values()),
                {k: (t["status"], t.get("why")) for k, t in log.items()})
    world.check("with what nobody here knows", "来日方长" in json.dumps(log[1], ensure_ascii=False)
                and log[2]["ops"][0]["table"] == "robot", log)
    world.check("what is known of them is shown", {
        c["columns"]["legal_name"] for c in world.data("beijing", "record", "list", "company")}
        == {"演示·未来", "演示·寻常"})
    world.moso("hangzhou", "sync")
    third = {t["dot"]["seq"]: t for t in world.log("hangzhou") if t["dot"]["site"] == "future"}
    same = {k: (t["ops"], t["hlc"]) for k, t in third.items()} == {k: (t["ops"], t["hlc"]) for k, t in log.items()}
    world.check("a third site got the same", same, third)
    # Byte by byte: the third site's stream goes on only if its hash is ours.
    fourth = wire.transaction("future", "common", 4, wire.digest(made[2]), NOW + 9,
                              [wire.insert("robot", "R-2", label="贰", legs=2)], schema=9)
    post(wire.zstd(wire.expanded(wire.hello("future", "beijing", schema=9), [fourth], more=covered([fourth], 4))))
    world.moso("hangzhou", "sync")
    third = [t["status"] for t in world.log("hangzhou") if t["dot"]["site"] == "future"]
    world.check("byte for byte: the next in the hash chain fits there too", third == ["applied"] * 4, third)
    # An edit here leaves the unknown column alone.
    world.moso("hangzhou", "record", "edit", "C-91330523XU0010005G", "note=由旧版修改")
    world.moso("hangzhou", "sync")
    world.check("an older site's edit of that record is an edit like any other", world.data(
        "beijing", "record", "show", "C-91330523XU0010005G")["columns"]["note"] == "由旧版修改")
    for site in ("beijing", "hangzhou"):
        world.check(f"{site} verifies", world.digests(site)[0] == [], world.digests(site)[0])
    status, _, reply = post(body)
    world.check("the same again does no harm", status == 200 and len(
        [t for t in world.log("beijing") if t["dot"]["site"] == "future"]) == 4)


def refused():
    chance = random.Random(seed(5))
    good = wire.expanded(wire.hello("future", "beijing"), chain(
        [[wire.insert("company", f"C-{n}", legal_name=f"坏{n}", note="x" * 40)] for n in range(3)], "common"))
    body, plain = wire.zstd(good), good
    before, at_rest = world.digests("beijing"), len(world.log("beijing"))
    memory = world.memory("beijing")
    wrong, tried = [], 0

    def must(label, body, statuses, headers=SYNC, item=None):
        nonlocal tried
        tried += 1
        status, found, reply = post(body, headers)
        problem = json.loads(reply) if reply[:1] == b"{" else {}
        sound = (status in statuses and "application/problem+json" in (found.get("Content-Type") or "")
                 and problem.get("detail") and problem.get("status") == status)
        if not sound or item is not None and problem.get("item") != item:
            wrong.append((label, status, reply[:200]))

    for cut in range(0, len(body), max(1, len(body) // 60)):
        must(f"cut at {cut}", body[:cut], {400})
    for _ in range(150):
        at, bit = chance.randrange(len(body)), 1 << chance.randrange(8)
        must(f"bit {bit} of byte {at}", body[:at] + bytes([body[at] ^ bit]) + body[at + 1:],
             {400, 413})
    world.check(f"{tried} cut or flipped bodies are refused with a problem", wrong == [], wrong[:3])
    wrong, tried = [], 0
    must("a frame in the middle", wire.zstd(plain[:5] + wire.hello("future", "beijing") + b"\x02\x03ab"), {400})
    must("two hellos", wire.zstd(wire.expanded(wire.hello("future", "beijing") * 2)), {400}, item=1)
    must("no hello", wire.zstd(b"MOSO\x01" + wire.end(0)), {400}, item=0)
    must("a wrong count", wire.zstd(wire.expanded(wire.hello("future", "beijing"), count=3)), {400})
    must("another federation", wire.zstd(wire.expanded(wire.hello("future", "paris"))), {409})
    must("our own name", wire.zstd(wire.expanded(wire.hello("beijing", "beijing"))), {403})
    must("for somebody else", wire.zstd(wire.expanded(wire.hello("future", "beijing", "xian"))), {421})
    must("wrong type", body, {415}, {"Content-Type": "text/plain"})
    must("no type", body, {415}, {"Content-Type": "application/octet-stream"})
    must("a gzip", gzip.compress(plain), {400})
    must("a gzip bomb", gzip.compress(b"\0" * (64 << 20)), {400, 413})
    must("a gzip bomb as an encoding", gzip.compress(b"\0" * (64 << 20)), {415}, {**SYNC, "Content-Encoding": "gzip"})
    must("a zstd bomb", wire.zstd(b"MOSO\x01" + b"\0" * (512 << 20)), {400, 413})
    filler = b"".join(wire.frame(9, b"\0" * (1 << 20)) for _ in range(31))
    must("a bomb of frames to come", wire.zstd(wire.expanded(wire.hello("future", "beijing"), more=filler * 4)), {413})
    must("too large", os.urandom(5 << 20), {413, 0})
    must("far too large", os.urandom(60 << 20), {413, 0})
    must("a window too large", wire.zstd(os.urandom(1 << 20), "--long=27", "--ultra", "-20"), {400, 413})
    wrong = [w for w in wrong if not (w[0].endswith("too large") and w[1] == 0)]
    world.check(f"{tried} wrong bodies are refused with the right problem", wrong == [], wrong[:4])
    grown = world.memory("beijing") - memory
    world.check("the daemon's memory grew by less than 32 MB", grown < 32 << 20, f"{grown >> 20} MB")
    print(f"      memory grew by {grown >> 20} MB")
    world.check("log and digest are as they were",
                (world.digests("beijing"), len(world.log("beijing"))) == (before, at_rest))
    # Damage under a sound checksum, as a broken writer would make it: no crash, no harm.
    odd = []
    for _ in range(250):
        at = chance.randrange(5, len(plain))
        hurt = plain[:at] + bytes([plain[at] ^ 1 << chance.randrange(8)]) + plain[at + 1:]
        status, found, reply = post(wire.zstd(hurt))
        if status not in (200, 400, 403, 409, 413, 421, 426):
            odd.append((at, status, reply[:200]))
    world.check("250 bodies damaged before they were packed are answered in order", odd == [], odd[:3])
    # Some of those are transactions of their own by now. They must not hurt either.
    more = world.log("beijing")[at_rest:]
    print(f"      {len(more)} of them were kept, {sum(t['status'] == 'applied' for t in more)} applied")
    world.check("the replica verifies", world.digests("beijing")[0] == [])


try:
    if have("zstd"):
        world.site("beijing")
        world.site("hangzhou", peer="beijing")
        world.site("future", peer="beijing")
        world.start("beijing")
        kept_and_forwarded()
        refused()
        world.check("the daemon lived through it all", world.daemons["beijing"].poll() is None)
    else:
        world.skip("everything", "there is no zstd program here")
finally:
    world.end()
