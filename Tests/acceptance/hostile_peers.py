#!/usr/bin/env python3
"""Nothing that a peer sends stops a daemon, and every way to stop it is in order.

Mutated bodies and raw HTTP with a seed, for a bounded time; SIGTERM during exchanges, uploads and long
polls; kill -9 in the middle of work. MOSO_SEED repeats a run, MOSO_FUZZ_SECONDS and MOSO_CYCLES set its
length.
"""
import json
import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time

import peer_tls
from harness import World

SEED = int(os.environ.get("MOSO_SEED", random.SystemRandom().randrange(1 << 32)))
SECONDS = float(os.environ.get("MOSO_FUZZ_SECONDS", 20))
CYCLES = int(os.environ.get("MOSO_CYCLES", 20))
world = World("hostile")
check, moso = world.check, world.moso


def start(site, *more):
    """The daemon of a site, with what may be sent to it."""
    world.start(site, *more)
    return Daemon(site)


class Daemon:
    def __init__(self, site):
        self.site, self.process = site, world.daemons[site]

    def stop(self, how=signal.SIGTERM):
        try:
            return world.stop(self.site, how)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "did not end"

    def send(self, data, end=True, patience=5.0, peer=True):
        """Sends bytes as they are, to the door of peers in the name of anji or to that of pages; gives
        what comes back."""
        try:
            with self.connect(patience, peer) as line:
                line.sendall(data)
                if end and not peer:
                    line.shutdown(socket.SHUT_WR)
                answer = b""
                while part := line.recv(65536):
                    answer += part
                return answer
        except (ConnectionError, TimeoutError, OSError):
            return b""

    def connect(self, patience, peer):
        if not peer:
            return socket.create_connection(("127.0.0.1", world.ports[self.site]), timeout=patience)
        other = "anji" if self.site == "beijing" else "beijing"
        return peer_tls.connect(world.doors[self.site], world.chain(other), world.host(self.site), patience)

    def is_well(self):
        return world.get(self.site, "/healthz")[0] == 200


def post(body, length=None, more=b""):
    return (b"POST /v1/sync HTTP/1.1\r\nHost: %s\r\nContent-Type: application/vnd.moso.sync\r\n"
            b"Content-Length: %d\r\nConnection: close\r\n%s\r\n"
            % (world.host("beijing").encode(), len(body) if length is None else length, more)) + body


def capture():
    """Bodies as Anji sends them to Beijing: taken off by a server that holds Beijing's key."""
    bodies = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        world.join("anji", "beijing")
        moso("anji", "peers", "remove", f"https://{world.door('beijing')}")
        moso("anji", "peers", "add", f"https://127.0.0.1:{port}")
        context = peer_tls.server(world.chain("beijing"))

        def serve():
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                try:
                    line.settimeout(5)
                    with context.wrap_socket(line, server_side=True) as tls:
                        data = b""
                        while part := tls.recv(65536):
                            data += part
                            head, mark, body = data.partition(b"\r\n\r\n")
                            if mark:
                                fields = dict(f.lower().split(b": ", 1)
                                              for f in head.split(b"\r\n")[1:] if b": " in f)
                                if len(body) >= int(fields.get(b"content-length", 0)):
                                    break
                        bodies.append(data.partition(b"\r\n\r\n")[2])
                        tls.sendall(forward(data))
                except (OSError, ssl.SSLError):
                    pass

        def forward(data):
            head, _, body = data.partition(b"\r\n\r\n")
            fields = b"\r\n".join(f for f in head.split(b"\r\n")
                                  if not f.lower().startswith(b"connection:"))
            return beijing.send(fields + b"\r\nConnection: close\r\n\r\n" + body, end=False)

        threading.Thread(target=serve, daemon=True).start()
        moso("anji", "sync")
        moso("anji", "peers", "remove", f"https://127.0.0.1:{port}")
    moso("anji", "peers", "add", f"https://{world.door('beijing')}")
    return [body for body in bodies if body]


def mutated(rng, body):
    data = bytearray(body)
    for _ in range(rng.randrange(1, 6)):
        how = rng.randrange(5)
        at = rng.randrange(len(data)) if data else 0
        if how == 0 and data:
            data[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            del data[at:at + rng.randrange(1, 40)]
        elif how == 2:
            data[at:at] = rng.randbytes(rng.randrange(1, 40))
        elif how == 3:
            data = data[:at]
        elif data:
            other = rng.randrange(len(data))
            data[at:at] = data[other:other + rng.randrange(1, 200)]
    return bytes(data)


def recompressed(rng, body):
    """Changes what is *inside* the compressed body, so that its checksum is right again."""
    plain = subprocess.run(["zstd", "-dc"], input=body, capture_output=True).stdout
    changed = mutated(rng, plain)
    return subprocess.run(["zstd", "-c", "--check"], input=changed, capture_output=True).stdout


PATHS = [b"/", b"/v1/sync", b"/v1/watch?site=anji&since=1", b"/v1/watch", b"/v1/digest?scope=common&site=anji",
         b"/v1/digest?scope=%ff%00&site=\xff", b"/healthz", b"/metrics", b"//", b"/..%2f", b"*", b"http://x/",
         b"/?lang=\xe4\xb8", b"/?refresh=-99999999999999999999"]


def raw(rng):
    method = rng.choice([b"GET", b"POST", b"HEAD", b"PUT", b"CONNECT", b"OPTIONS", rng.randbytes(4)])
    fields = [b"Host: localhost", b"Content-Length: %d" % rng.randrange(-2, 1 << rng.randrange(1, 70)),
              b"Transfer-Encoding: chunked", b"Content-Type: application/vnd.moso.sync", b"Expect: 100-continue",
              b"Upgrade: h2c\r\nConnection: Upgrade", b"Accept-Language: " + rng.randbytes(20),
              b"Content-Encoding: gzip", b"X: " + b"y" * rng.randrange(20_000), rng.randbytes(30),
              b"Host: evil.example", b"Connection: close"]
    data = (method + b" " + rng.choice(PATHS) + b" HTTP/1.1\r\n"
            + b"\r\n".join(rng.sample(fields, rng.randrange(1, 5))) + b"\r\n\r\n"
            + rng.randbytes(rng.randrange(200)))
    return mutated(rng, data) if rng.random() < 0.4 else data


def fuzz(bodies):
    rng = random.Random(SEED)
    has_zstd = shutil.which("zstd") is not None
    statuses, count, end = {}, 0, time.monotonic() + SECONDS
    while time.monotonic() < end and beijing.process.poll() is None:
        kind = rng.randrange(4)
        body = rng.choice(bodies)
        if kind == 0:
            data = raw(rng)
        elif kind == 1 or not has_zstd:
            data = post(mutated(rng, body))
        elif kind == 2:
            data = post(recompressed(rng, body))
        else:
            data = post(body[:rng.randrange(len(body))], length=len(body))
        answer = beijing.send(data, patience=1.0, peer=kind != 0 or rng.random() < 0.5)
        status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.1 ") else "none"
        statuses[status] = statuses.get(status, 0) + 1
        count += 1
    print(f"      {count} requests, answers {dict(sorted(statuses.items()))}")
    check("the daemon lives through them", beijing.process.poll() is None, beijing.process.poll())
    check("and answers", beijing.is_well())
    check("none of them was an error of its own", "500" not in statuses, statuses)


def cut_uploads(bodies):
    body = max(bodies, key=len)
    for cut in range(0, len(body), max(1, len(body) // 40)):
        beijing.send(post(body[:cut], length=len(body)), patience=1.0)
    check("uploads cut at forty places do no harm", beijing.is_well())


def stops():
    codes, slowest = {}, 0.0
    for cycle in range(CYCLES):
        daemon = start("anji")
        waiting = threading.Thread(target=daemon.send, args=(
            f"GET /v1/watch?site=beijing&since=1 HTTP/1.1\r\nHost: {world.host('anji')}\r\n\r\n".encode(), False))
        waiting.start()
        upload = None
        if cycle % 2:
            upload = daemon.connect(5, True)
            upload.sendall(post(b"x" * 1000, length=1_000_000).replace(
                world.host("beijing").encode(), world.host("anji").encode()))
        if cycle % 3 == 0:
            moso("anji", "record", "add", "company", f"legal_name=演示·第{cycle}家")
        begun = time.monotonic()
        code = daemon.stop()
        slowest = max(slowest, time.monotonic() - begun)
        codes[code] = codes.get(code, 0) + 1
        if upload:
            upload.close()
        waiting.join()
    check(f"{CYCLES} stops by SIGTERM end with 0", set(codes) == {0}, codes)
    check("each within 6 seconds, an upload or a long poll under way", slowest < 6, f"{slowest:.1f} s")
    print(f"      the slowest took {slowest:.1f} s")


def kills():
    rng = random.Random(SEED)
    said = []
    for cycle in range(max(5, CYCLES // 4)):
        daemon = start("anji")
        name = f"演示·断电{cycle}"
        moso("anji", "record", "add", "company", f"legal_name={name}")
        said.append(name)
        time.sleep(rng.random() * 0.3)
        daemon.stop(signal.SIGKILL)
    daemon = start("anji")
    end = time.monotonic() + 30
    names = set()
    while time.monotonic() < end and not names >= set(said):
        names = {r["columns"].get("legal_name")
                 for r in json.loads(moso("beijing", "record", "list", "company", "--json"))["data"]}
        time.sleep(0.2)
    check("nothing acknowledged is lost over kill -9", names >= set(said), set(said) - names)
    check("the last daemon stops in order", daemon.stop() == 0)


def main():
    global beijing
    print(f"      seed {SEED}")
    world.site("beijing")
    world.site("anji")
    for number in range(30):
        moso("anji", "record", "add", "company", f"legal_name=演示·{number}号", "note=" + "长" * number)
    beijing = start("beijing")
    bodies = capture()
    check("bodies were taken off a real line", len(bodies) >= 2, len(bodies))
    fuzz(bodies)
    cut_uploads(bodies)
    stops()
    kills()
    check("the hub's daemon stops in order", beijing.stop() == 0)
    for site in ("beijing", "anji"):
        moso(site, "verify")
        check(f"{site} verifies", True)


try:
    main()
finally:
    world.end()
