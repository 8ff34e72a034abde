#!/usr/bin/env python3
"""Bad lines between a branch and its hub: reset after any number of bytes either way, dead in one direction, slow and far.

A proxy carries the bytes, which it cannot read. Whatever it does, a sync ends in order, the next goes on, in the end both
hold the same, and little is carried twice. Needs no root.
"""
import json
import random
import select
import socket
import struct
import threading
import time

from rig import Rig, count

HUB, ANJI = "beijing", "anji"
world = Rig("links", 41)


class Line:
    """Carries connections to a port. What it does to them is set from outside, also while they live."""

    def __init__(self, goal):
        self.goal, self.up, self.down, self.cuts = goal, 0, 0, 0
        # Bytes of either way until a reset; the way that is dead; bytes in a second; seconds one way.
        self.budget, self.dead, self.rate, self.delay = None, None, None, 0.0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            caller, _ = self.listener.accept()
            threading.Thread(target=self.carry, args=(caller,), daemon=True).start()

    def carry(self, caller):
        try:
            far = socket.create_connection(("127.0.0.1", self.goal), timeout=10)
        except OSError:
            caller.close()
            return
        ends = {caller: (far, "up"), far: (caller, "down")}
        waiting = []
        try:
            while ends:
                now = time.monotonic()
                ready, _, _ = select.select(list(ends), [], [], 0.01 if waiting else 0.2)
                for end in ready:
                    data = end.recv(self.piece())
                    if not data:
                        # After what is still on its way.
                        waiting.append((now + self.delay, end, None))
                        ends.pop(end)
                        continue
                    waiting.append((now + self.delay, end, data))
                    if self.rate:
                        time.sleep(len(data) / self.rate)
                while waiting and waiting[0][0] <= time.monotonic():
                    _, end, data = waiting.pop(0)
                    if not self.pass_on(end, caller, far, data):
                        return self.reset(caller, far)
            for _, end, data in waiting:
                self.pass_on(end, caller, far, data)
        except OSError:
            pass
        finally:
            caller.close()
            far.close()

    def piece(self):
        sizes = [16_384]
        if self.budget is not None:
            sizes.append(max(1, self.budget))
        if self.rate:
            sizes.append(max(1, self.rate // 20))
        return min(sizes)

    def pass_on(self, end, caller, far, data):
        """Whether the line still stands."""
        way, goal = ("up", far) if end is caller else ("down", caller)
        if data is None:
            if self.dead != way:
                goal.shutdown(socket.SHUT_WR)
            return True
        if self.budget is not None:
            if self.budget <= 0:
                return False
            data = data[:self.budget]
            self.budget -= len(data)
        setattr(self, way, getattr(self, way) + len(data))
        if self.dead != way:
            goal.sendall(data)
        return True

    def reset(self, *ends):
        self.cuts += 1
        for end in ends:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def carried(self):
        return self.up + self.down


def write(site, tag, amount, size=200):
    """Records of a size that does not compress."""
    path, chance = world.root / f"{tag}.jsonl", random.Random(tag)
    path.write_text("".join(json.dumps({"kind": "company", "fields": {
        "legal_name": f"{tag}-{at}", "note": chance.randbytes(size // 2).hex()}}) + "\n" for at in range(amount)))
    world.moso(site, "import", str(path))
    return {f"{tag}-{at}" for at in range(amount)}


def names(site):
    return {c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")}


def equal():
    return all(world.digests(HUB)[1].get(s) == d for s, d in world.digests(ANJI)[1].items())


def cut_anywhere(line):
    """Each time some records both ways, and a reset at one more place of what that costs."""
    # What it costs without a cut.
    write(ANJI, "first", 5), write(HUB, "hub-first", 5)
    before = line.carried()
    world.moso(ANJI, "sync")
    whole = line.carried() - before
    places = count(whole, least=10)
    codes, expected, bad = {}, set(), []
    for number in range(places):
        at = number + 1 if places >= whole else world.chance.randrange(1, whole + 1)
        expected |= write(ANJI, f"a{number}", 5) | write(HUB, f"b{number}", 5)
        line.budget = at
        done = world.run(ANJI, "sync")
        codes[done.returncode] = codes.get(done.returncode, 0) + 1
        if done.returncode not in (0, 3, 10, 75) or (done.returncode == 75 and not (done.stdout + done.stderr).strip()):
            bad.append((at, done.returncode, done.stderr[:200]))
        line.budget = None
        if number % 25 == 24 or number == places - 1:
            again = world.run(ANJI, "sync")
            if again.returncode != 0 or not expected <= names(HUB) or not expected <= names(ANJI) or not equal():
                bad.append((at, "not in step", again.stdout[:300]))
    world.check(f"after a reset at {places} places of {whole:,} bytes the next sync goes on", bad == [], bad[:3])
    world.check("resets befell it", line.cuts > 0, line.cuts)
    world.figure("resets", f"at {places} places of a sync of {whole:,} bytes, {line.cuts} befell it, 0 lost" if not bad
                 else f"{len(bad)} went wrong")
    print(f"      exit codes: {codes}")


def one_way(line):
    """One direction is dead: the other end hears and is not heard, or the reverse."""
    for way in ("up", "down"):
        expected = write(ANJI, f"dead-{way}", 3)
        line.dead = way
        done = world.run(ANJI, "sync", timeout=180, env={"MOSO_SYNC_MAX_TIME": "10s"})
        said = done.stdout + done.stderr
        world.check(f"with the way {way} dead a sync ends and says so", done.returncode == 75 and said.strip(),
                    (done.returncode, said))
        line.dead = None
        again = world.run(ANJI, "sync")
        world.check(f"with the way {way} open again it goes on", again.returncode == 0 and expected <= names(HUB),
                    again.stdout + again.stderr)


def slow_and_far(line):
    """8,000 bytes in a second, 400 ms each way, and a reset now and then: a backlog gets through, and little of it twice."""
    size = count(1_000_000, least=25_000)
    expected = write(ANJI, "slow", size // 1_000, size=1_000)
    before, cuts = line.carried(), line.cuts
    line.rate, line.delay = 8_000, 0.4
    ended = threading.Event()

    def breaks():
        while not ended.wait(20):
            line.budget = 0
            while line.budget == 0 and not ended.wait(0.1):
                if line.cuts > cuts:
                    line.budget = None

    breaker = threading.Thread(target=breaks, daemon=True)
    breaker.start()
    tries = 0
    while not expected <= names(HUB) and tries < 60:
        tries += 1
        world.run(ANJI, "sync", timeout=600)
        line.budget = None
    ended.set()
    line.rate, line.delay, line.budget = None, 0.0, None
    breaker.join()
    carried = line.carried() - before
    world.check(f"{size:,} bytes get through", expected <= names(HUB), tries)
    world.check("both hold the same", world.run(ANJI, "sync").returncode == 0 and equal())
    # Handshakes of TLS are carried anew with every connection: some 3 KB each.
    spare = 20_000 + 6_000 * (tries + line.cuts - cuts)
    world.check("and little of it is carried twice", carried <= size * 1.1 + spare, (carried, size, tries))
    world.figure("slow line", f"{size:,} bytes at 64 kbit/s and 800 ms there and back, {line.cuts - cuts} resets, "
                 f"{tries} syncs: {carried:,} bytes carried")


try:
    world.site(HUB)
    world.start(HUB)
    line = Line(world.doors[HUB])
    world.site(ANJI, HUB, at=line.address)
    world.moso(ANJI, "sync")
    cut_anywhere(line)
    one_way(line)
    slow_and_far(line)
    world.check("the hub's daemon lives", world.healthy(HUB))
finally:
    world.end()
