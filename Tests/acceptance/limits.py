#!/usr/bin/env python3
"""What a connection may cost, on real daemons: T08 to T11 of docs/security.md, in both directions.

Floods of header fields, 1,000 slow connections while an honest site syncs, bodies that expand to 1 GiB or lie
about their length; and what an exchange with nothing to say costs on a kept connection.
"""
import os
import resource
import signal
import socket
import ssl
import subprocess
import threading
import time

import peer_tls
import wire
from harness import BIN, SYNC, World, have

world = World("limits")
HUB, ANJI = "beijing", "anji"
GROWTH = 32 << 20
MIB = 1 << 20


def status(answer):
    return answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.1 ") else answer[:60]


def resident(site):
    text = open(f"/proc/{world.daemons[site].pid}/status").read()
    return int(text.split("VmRSS:")[1].split()[0]) << 10


class Peak:
    """The most memory a daemon uses while something is done to it, over what it used before."""

    def __init__(self, site):
        self.site = site

    def __enter__(self):
        # Writing 5 sets the high-water mark to what is used now.
        with open(f"/proc/{world.daemons[self.site].pid}/clear_refs", "w") as clear:
            clear.write("5")
        self.before = resident(self.site)
        return self

    def __exit__(self, *_):
        self.grown = world.memory(self.site) - self.before


def packed(start, part, times):
    """As zstd packs it, without all of it in memory here."""
    process = subprocess.Popen(["zstd", "-c", "-1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed():
        process.stdin.write(start)
        for _ in range(times):
            process.stdin.write(part)
        process.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    return process.stdout.read()


def talk(line, data):
    """Sends what the other end takes, and gives what it says."""
    got = b""
    try:
        line.sendall(data)
    except OSError:
        pass
    try:
        while part := line.recv(65536):
            got += part
    except OSError:
        pass
    return got


def peer():
    return peer_tls.connect(world.doors[HUB], world.chain(ANJI), world.host(HUB))


def head(length, more=""):
    return (f"POST /v1/sync HTTP/1.1\r\nHost: {world.host(HUB)}\r\nContent-Type: {SYNC['Content-Type']}\r\n"
            f"Content-Length: {length}\r\nConnection: close\r\n{more}\r\n").encode()


def heads():
    start = f"GET /v1/digest?scope=common&site=anji HTTP/1.1\r\nHost: {world.host(HUB)}\r\n".encode()
    with Peak(HUB) as peak:
        begun = time.monotonic()
        with peer() as line:
            got = talk(line, start + b"a: b\r\n" * 200_000)
        world.check("T11 200,000 fields are answered with 431", status(got) == "431", got[:200])
        print(f"      in {time.monotonic() - begun:.2f} s")
    world.check("T11 and cost less than 32 MB", peak.grown < GROWTH, f"{peak.grown >> 20} MB")
    for fields, code in ((62, "200"), (64, "431")):
        with peer() as line:
            got = talk(line, start + b"Connection: close\r\n" + b"a: b\r\n" * fields + b"\r\n")
        world.check(f"T08 a head of {fields + 2} fields: {code}", status(got) == code, got[:200])
    for size, code in ((16_000, "200"), (16_600, "431")):
        with peer() as line:
            more = size - len(start) - len(b"Connection: close\r\na: \r\n\r\n")
            got = talk(line, start + b"Connection: close\r\na: " + b"x" * more + b"\r\n\r\n")
        world.check(f"T08 a head of {size:,} bytes: {code}", status(got) == code, got[:200])
    smuggled = {
        "T11 Content-Length and Transfer-Encoding": "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "T11 Transfer-Encoding and Content-Length": "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "T11 Content-Length twice": "Content-Length: 3\r\nContent-Length: 30\r\n",
        "T11 a Content-Length that is none": "Content-Length: +3\r\n",
    }
    for which, fields in smuggled.items():
        with peer() as line:
            got = talk(line, f"POST /v1/sync HTTP/1.1\r\nHost: {world.host(HUB)}\r\n{fields}\r\n0\r\n\r\n"
                             "GET /v1/digest?scope=common&site=anji HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        world.check(f"{which}: 400, and the connection ends", status(got) == "400"
                    and got.count(b"HTTP/1.1 ") == 1, got[:300])


def bodies():
    hello, frame = wire.hello(ANJI, HUB), wire.frame(9, b"\0" * MIB)
    bombs = {
        "a body that expands to 1 GiB": (packed(b"MOSO\x01" + hello, frame, 1_024), {"413"}),
        "1 GiB of nothing": (packed(b"MOSO\x01", b"\0" * MIB, 1_024), {"400", "413"}),
        "a bomb within a bomb": (wire.zstd(packed(b"", b"\0" * MIB, 1_024)), {"400"}),
        "a window of 128 MB": (wire.zstd(os.urandom(1 << 20), "--long=27", "--ultra", "-20"), {"400", "413"}),
    }
    for which, (body, codes) in bombs.items():
        with Peak(HUB) as peak:
            begun = time.monotonic()
            with peer() as line:
                got = talk(line, head(len(body)) + body)
            seconds = time.monotonic() - begun
        world.check(f"T09 {which}, of {len(body):,} bytes, is refused", status(got) in codes, got[:200])
        world.check(f"T09 with less than 32 MB of growth", peak.grown < GROWTH, f"{peak.grown >> 20} MB")
        print(f"      in {seconds:.2f} s, {peak.grown >> 20} MB")
    with peer() as line:
        got = talk(line, head(5 << 20))
    world.check("T08 a body of 5 MiB is refused by its length alone", status(got) == "413", got[:200])
    with peer() as line:
        got = talk(line, head(10) + b"x" * 10_000)
    world.check("T09 a body longer than its length is not read on", status(got) == "400", got[:200])
    world.check("the hub is well", world.healthy(HUB))
    return bombs


class Bomber:
    """Stands in the hub's place, with its key, and answers with a bomb."""

    def __init__(self, body, length=None):
        self.answer = (b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.moso.sync\r\nContent-Length: %d\r\n\r\n"
                       % (len(body) if length is None else length)) + body
        self.context = peer_tls.server(world.chain(HUB))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            line, _ = self.listener.accept()
            try:
                line.settimeout(10)
                with self.context.wrap_socket(line, server_side=True) as tls:
                    tls.recv(65536)
                    tls.sendall(self.answer)
                    tls.recv(1)
            except (ssl.SSLError, OSError):
                pass


def answers(bombs):
    """The same to a client: what a sync uses of memory, beside one with an honest hub."""
    url = f"https://{world.door(HUB)}"
    plain = growth_of_sync(url)
    world.moso(ANJI, "peers", "remove", url)
    for which, (body, _) in bombs.items():
        bomber = Bomber(body)
        at = f"https://127.0.0.1:{bomber.port}"
        world.moso(ANJI, "peers", "add", at)
        begun = time.monotonic()
        used = growth_of_sync(at, expect=None)
        world.check(f"T09 an answer that is {which} ends the sync, with less than 32 MB of growth",
                    used - plain < GROWTH, f"{(used - plain) >> 20} MB")
        print(f"      in {time.monotonic() - begun:.2f} s, {(used - plain) >> 20} MB")
        world.moso(ANJI, "peers", "remove", at)
    world.moso(ANJI, "peers", "add", url)
    world.check("nothing was taken in, and the site is sound", world.digests(ANJI)[0] == []
                and world.run(ANJI, "sync").returncode == 0)


def growth_of_sync(at, expect=0):
    """The most memory that one `moso sync` used."""
    process = subprocess.Popen([BIN / "moso", "sync", at, "--data", world.folder(ANJI)], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read()
    _, code, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    if expect is not None:
        world.check("an honest sync", process.returncode == expect, said)
    else:
        world.check("and says so", process.returncode not in (0, 1, -signal.SIGSEGV, -signal.SIGILL)
                    and b"safe" in said, (process.returncode, said))
    return usage.ru_maxrss << 10


class Slow(threading.Thread):
    """Many connections that say little: nothing, a bit of TLS, or one byte of a head now and then."""

    def __init__(self, count):
        super().__init__(daemon=True)
        self.count, self.lines, self.opened, self.going = count, [], 0, True
        self.start()

    def run(self):
        while self.going:
            if len(self.lines) < self.count:
                try:
                    line = socket.create_connection(("127.0.0.1", world.doors[HUB]), timeout=5)
                    self.opened += 1
                    if self.opened % 2:
                        line.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
                    line.setblocking(False)
                    self.lines.append(line)
                except OSError:
                    time.sleep(0.01)
                continue
            for line in list(self.lines):
                try:
                    if line.recv(100) == b"":
                        self.drop(line)
                except BlockingIOError:
                    pass
                except OSError:
                    self.drop(line)
            time.sleep(0.05)

    def drop(self, line):
        line.close()
        self.lines.remove(line)

    def end(self):
        self.going = False
        self.join()
        for line in self.lines:
            line.close()


def slow():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit[1] < 2_048:
        return world.skip("T10 1,000 slow connections", f"only {limit[1]} files may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[1], 4_096), limit[1]))
    slow = Slow(1_000)
    world.wait("1,000 slow connections were opened", lambda: slow.opened >= 1_000)
    times = []
    for number in range(8):
        world.moso(ANJI, "record", "add", "company", f"legal_name=演示·{number}")
        begun = time.monotonic()
        done = world.run(ANJI, "sync")
        times.append(time.monotonic() - begun)
        if done.returncode != 0:
            world.check("T10 an honest site syncs meanwhile", False, (done.returncode, done.stdout, done.stderr))
    opened = slow.opened
    slow.end()
    world.check("T10 an honest site syncs meanwhile, each time within 5 s", max(times) < 5, times)
    world.check("T10 and what it wrote is at the hub", "演示·7" in world.moso(HUB, "record", "list", "company"))
    print(f"      {opened:,} slow connections; the longest sync took {max(times):.2f} s")


def one_peer():
    """An enrolled site, too, has so many connections and no more: one more puts out its oldest."""
    ask = f"GET /v1/watch?site=anji&since=1 HTTP/1.1\r\nHost: {world.host(HUB)}\r\n\r\n".encode()
    lines = []
    for _ in range(12):
        line = peer()
        line.sendall(ask)
        head = line.recv(4_096)
        if not head.startswith(b"HTTP/1.1 200"):
            world.check("a connection of an enrolled site answers", False, head)
        lines.append(line)
    ended = [has_ended(line) for line in lines]
    world.check("T10 of 12 connections with one key the oldest 4 are put out", ended == [True] * 4 + [False] * 8,
                ended)
    for line in lines:
        line.close()


def has_ended(line):
    line.settimeout(0.3)
    try:
        while line.recv(4_096):
            pass
        return True
    except TimeoutError:
        return False
    except OSError:
        return True


class Tape:
    """Passes bytes on and counts them."""

    def __init__(self, port):
        self.target, self.up, self.down, self.connections = port, 0, 0, 0
        self.turns, self.last = 0, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            line, _ = self.listener.accept()
            self.connections += 1
            hub = socket.create_connection(("127.0.0.1", self.target))
            for way in ((line, hub, "up"), (hub, line, "down")):
                threading.Thread(target=self.pump, args=way, daemon=True).start()

    def pump(self, source, sink, way):
        source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while data := source.recv(65536):
                if way == "up" and self.last != "up":
                    self.turns += 1
                self.last = way
                setattr(self, way, getattr(self, way) + len(data))
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def quiet():
    """Exchanges with nothing to say, on a connection that is kept."""
    tape = Tape(world.doors[HUB])
    world.moso(ANJI, "peers", "remove", f"https://{world.door(HUB)}")
    url = f"https://127.0.0.1:{tape.port}"
    world.moso(ANJI, "peers", "add", url)
    (world.root / "quiet.toml").write_text('[sync]\ninterval = "1s"\njitter = "0s"\nwatch = false\non_change = false\n')
    world.start(ANJI, "--config", world.root / "quiet.toml")
    tries = lambda: next(p for p in world.data(ANJI, "peers", "list") if p["url"] == url)["tries"]
    world.wait("the site is in step", lambda: tries() >= 3)
    before = tape.up, tape.down, tape.turns, tape.connections
    count = tape.turns
    world.wait("some exchanges have passed", lambda: tape.turns >= count + 5)
    time.sleep(0.3)
    rounds = tape.turns - before[2]
    up, down = (tape.up - before[0]) / rounds, (tape.down - before[1]) / rounds
    world.check("an empty sync costs less than 2 KB, TLS included", up + down < 2_048, (up, down, rounds))
    world.check("on one connection that is kept", tape.connections == before[3], tape.connections)
    print(f"      {up:.0f} bytes up and {down:.0f} down in each of {rounds} turns")
    world.stop(ANJI)


def main():
    world.site(HUB)
    world.site(ANJI, peer=HUB)
    world.start(HUB)
    world.moso(ANJI, "record", "add", "company", "legal_name=演示·青桐")
    world.moso(ANJI, "sync")
    for part in (heads, one_peer, slow):
        begun = time.monotonic()
        part()
        print(f"      {part.__name__}: {time.monotonic() - begun:.0f} s")
    if have("zstd"):
        answers(bodies())
    else:
        world.skip("T09 bombs", "there is no zstd program")
    quiet()


try:
    main()
finally:
    world.end()
