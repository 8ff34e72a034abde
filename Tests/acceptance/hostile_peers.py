#!/usr/bin/env python3
"""Nothing that a peer sends stops a daemon, and every way to stop it is in order.

Mutated bodies and raw HTTP with a seed, for a bounded time; SIGTERM during exchanges, uploads and long
polls; kill -9 in the middle of work. MOSO_SEED repeats a run, MOSO_FUZZ_SECONDS and MOSO_CYCLES set its
length.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MOSO_BIN", PROJECT / ".build/debug"))
SEED = int(os.environ.get("MOSO_SEED", random.SystemRandom().randrange(1 << 32)))
SECONDS = float(os.environ.get("MOSO_FUZZ_SECONDS", 20))
CYCLES = int(os.environ.get("MOSO_CYCLES", 20))
ROOT = pathlib.Path(tempfile.mkdtemp(prefix="moso-hostile-"))
failures = []


def check(fact, holds, detail=""):
    print(("ok    " if holds else "WRONG ") + fact + (f": {detail}" if not holds else ""), flush=True)
    if not holds:
        failures.append(fact)


def moso(site, *words, expect=0):
    done = subprocess.run([BIN / "moso", *words, "--data", ROOT / site, "--author", "test"],
                          capture_output=True, text=True, timeout=60)
    if expect is not None and done.returncode != expect:
        raise SystemExit(f"moso {words} at {site}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Daemon:
    def __init__(self, site, *more, port=0):
        self.log = open(ROOT / f"{site}.log", "a+")
        begin = self.log.tell()
        self.process = subprocess.Popen(
            [BIN / "mosod", "--data", ROOT / site, "--listen", f"127.0.0.1:{port}", *more],
            stdout=subprocess.DEVNULL, stderr=self.log)
        self.port = port
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            text = pathlib.Path(self.log.name).read_text()[begin:]
            if "listening url=http://127.0.0.1:" in text:
                self.port = int(text.split("listening url=http://127.0.0.1:")[1].split("/")[0])
                return
            time.sleep(0.02)
        raise SystemExit(f"{site} did not start: {pathlib.Path(self.log.name).read_text()[-2000:]}")

    def stop(self, how=signal.SIGTERM, seconds=15):
        self.process.send_signal(how)
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "did not end"

    def send(self, data, end=True, patience=5.0):
        """Sends bytes as they are; gives what comes back."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as line:
                line.sendall(data)
                if end:
                    line.shutdown(socket.SHUT_WR)
                answer = b""
                while part := line.recv(65536):
                    answer += part
                return answer
        except (ConnectionError, TimeoutError, OSError):
            return b""

    def is_well(self):
        return self.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                         end=False).startswith(b"HTTP/1.1 200 ")


def post(body, length=None, more=b""):
    return (b"POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/vnd.moso.sync\r\n"
            b"Content-Length: %d\r\nConnection: close\r\n%s\r\n"
            % (len(body) if length is None else length, more)) + body


def capture():
    """A body as Anji sends it to Beijing: taken off a real line."""
    bodies = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        moso("anji", "peers", "add", f"http://127.0.0.1:{port}")

        def serve():
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    line.settimeout(2)
                    data = b""
                    try:
                        while part := line.recv(65536):
                            data += part
                            head, mark, body = data.partition(b"\r\n\r\n")
                            if mark:
                                fields = dict(f.lower().split(b": ", 1)
                                              for f in head.split(b"\r\n")[1:] if b": " in f)
                                if len(body) >= int(fields.get(b"content-length", 0)):
                                    break
                        bodies.append(data.partition(b"\r\n\r\n")[2])
                        line.sendall(forward(data))
                    except OSError:
                        pass

        def forward(data):
            head, _, body = data.partition(b"\r\n\r\n")
            fields = b"\r\n".join(f for f in head.split(b"\r\n")
                                  if not f.lower().startswith(b"connection:"))
            return beijing.send(fields + b"\r\nConnection: close\r\n\r\n" + body, end=False)

        threading.Thread(target=serve, daemon=True).start()
        moso("anji", "sync")
        moso("anji", "peers", "remove", f"http://127.0.0.1:{port}")
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
        answer = beijing.send(data, patience=1.0)
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
        daemon = Daemon("anji", "--config", ROOT / "anji.toml")
        waiting = threading.Thread(target=daemon.send, args=(
            b"GET /v1/watch?site=beijing&since=1 HTTP/1.1\r\nHost: localhost\r\n\r\n", False))
        waiting.start()
        upload = None
        if cycle % 2:
            upload = socket.create_connection(("127.0.0.1", daemon.port))
            upload.sendall(post(b"x" * 1000, length=1_000_000))
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
        daemon = Daemon("anji", "--config", ROOT / "anji.toml")
        name = f"演示·断电{cycle}"
        moso("anji", "record", "add", "company", f"legal_name={name}")
        said.append(name)
        time.sleep(rng.random() * 0.3)
        daemon.stop(signal.SIGKILL)
    daemon = Daemon("anji", "--config", ROOT / "anji.toml")
    end = time.monotonic() + 30
    names = set()
    while time.monotonic() < end and not names >= set(said):
        names = {r["columns"].get("legal_name")
                 for r in json.loads(moso("beijing", "record", "list", "company", "--json"))["data"]}
        time.sleep(0.2)
    check("nothing acknowledged is lost over kill -9", names >= set(said), set(said) - names)
    check("the last daemon stops in order", daemon.stop() == 0)


def main():
    print(f"      seed {SEED}")
    for site in ("beijing", "anji"):
        moso(site, "init", "--site", site, "--hub", "beijing")
    for number in range(30):
        moso("anji", "record", "add", "company", f"legal_name=演示·{number}号", "note=" + "长" * number)
    global beijing
    beijing = Daemon("beijing")
    try:
        bodies = capture()
        check("bodies were taken off a real line", len(bodies) >= 2, len(bodies))
        fuzz(bodies)
        cut_uploads(bodies)
        (ROOT / "anji.toml").write_text(
            f'[site]\ndata = "{ROOT / "anji"}"\n[[peer]]\nurl = "http://127.0.0.1:{beijing.port}"\n')
        stops()
        kills()
        check("the hub's daemon stops in order", beijing.stop() == 0)
        for site in ("beijing", "anji"):
            moso(site, "verify")
            check(f"{site} verifies", True)
    finally:
        if beijing.process.poll() is None:
            beijing.process.kill()
    if failures:
        print(f"seed {SEED}; replicas and logs are kept in {ROOT}")
        sys.exit(1)
    shutil.rmtree(ROOT)


if __name__ == "__main__":
    main()
