#!/usr/bin/env python3
"""Who may talk to whom: real daemons, real clients and forged ones, with right, wrong, expired and missing
certificates and pins. Of the eight pairs one gets through, and nothing is said before a refusal.

The forged ends are Python's TLS with certificates that openssl makes.
"""
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time

import peer_tls
from harness import BIN, World, free_port

world = World("transport")
DIR = world.root / "tls"
DIR.mkdir()
PEERS = {}


def fingerprint(site):
    return world.data(site, "key", "show")["fingerprint"]


def public_key(site):
    return world.data(site, "key", "show")["public_key"]


def pem_of(site):
    return peer_tls.pem(DIR, world.folder(site) / "replica.key", site)


def certificate(name, key, label, expired=False):
    return peer_tls.certificate(DIR, name, key, label, expired)


def label(site):
    return fingerprint(site).replace("-", "").lower()


class Refused(Exception):
    pass


def stamp(words):
    if os.environ.get("TIMES"):
        print(f"      {words} {time.monotonic() - world.began:.1f}")


def call(port, chain, pin, name, request):
    """A client that shows `chain` and goes on only if the server's key is `pin`; what came back."""
    context = peer_tls.client(chain)
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            with context.wrap_socket(line, server_hostname=name) as tls:
                if bytes.fromhex(pin) not in tls.getpeercert(binary_form=True):
                    raise Refused("the pin")
                tls.sendall(request)
                while part := tls.recv(65536):
                    got += part
        except (ssl.SSLError, OSError):
            pass
    return got


class Forged:
    """A server that shows `chain`, takes any client, and remembers what it is told."""

    def __init__(self, chain):
        self.context = peer_tls.server(chain)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.heard, self.calls = b"", 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            line, _ = self.listener.accept()
            self.calls += 1
            try:
                line.settimeout(10)
                with self.context.wrap_socket(line, server_side=True) as tls:
                    self.heard += tls.recv(65536)
                    tls.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except (ssl.SSLError, OSError):
                pass


def sites():
    world.site("beijing")
    world.site("anji")
    world.site("stranger")
    PEERS["beijing"] = world.doors["beijing"]
    world.start("beijing")
    world.moso("beijing", "enrol", "add", "anji", "--key", public_key("anji"))


def enrol_hub(site, key=None, port=None):
    world.moso(site, "enrol", "add", "beijing", "--key", key or public_key("beijing"),
               "--at", f"https://127.0.0.1:{port or PEERS['beijing']}")


def the_matrix():
    """Four certificates and two pins."""
    keys = {site: pem_of(site) for site in ("anji", "stranger")}
    chains = {
        "right": (certificate("right", keys["anji"], label("anji")), keys["anji"]),
        "wrong": (certificate("wrong", keys["stranger"], label("stranger")), keys["stranger"]),
        "expired": (certificate("expired", keys["anji"], label("anji"), expired=True), keys["anji"]),
        "no": None,
    }
    pins = {"right": public_key("beijing"), "wrong": public_key("stranger")}
    name = f"{label('beijing')}.moso.invalid"
    request = (f"GET /v1/digest?scope=common&site=anji HTTP/1.1\r\nHost: {name}\r\n"
               "Connection: close\r\n\r\n").encode()
    for which, chain in chains.items():
        for pin, key in pins.items():
            try:
                got = call(PEERS["beijing"], chain, key, name, request)
            except Refused:
                got = b""
            answered = got.startswith(b"HTTP/1.1 ") and b" 403 " not in got.split(b"\r\n")[0]
            world.check(f"T01 {which} certificate, {pin} pin: " + ("served" if which == pin == "right" else "not a byte"),
                        answered if which == pin == "right" else got == b"", got[:200])


def who_one_is():
    """The connection says who asks; names in a request change nothing."""
    chain = (DIR / "right.pem", DIR / "anji.key")
    name = f"{label('beijing')}.moso.invalid"

    def ask(path, host):
        return call(PEERS["beijing"], chain, public_key("beijing"), host,
                    f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())

    world.check("T01 one that asks as another site is refused",
                b"other-key" in ask("/v1/digest?scope=common&site=wuxi", name))
    world.check("the pages are not behind this door", ask("/", name).startswith(b"HTTP/1.1 404"))
    world.check("nor does it answer under another name", ask("/v1/digest?scope=common&site=anji", "localhost")
                .startswith(b"HTTP/1.1 421"))
    status, _, body = world.get("beijing", "/v1/digest?scope=common&site=anji")
    world.check("in the clear nothing that peers get is given", status == 403 and b"keys-only" in body, body)
    world.check("and the page still is", world.get("beijing", "/")[0] == 200)
    try:
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("127.0.0.1", PEERS["beijing"]), timeout=10) as line:
            old.wrap_socket(line)
        world.check("T18 an older TLS is refused", False)
    except (ssl.SSLError, OSError):
        world.check("T18 an older TLS is refused", True)


def the_program():
    """moso as the client: of the right hub, of one with another key, of one whose certificate is over."""
    enrol_hub("anji")
    world.moso("anji", "record", "add", "company", "legal_name=Lantu")
    environment = {"https_proxy": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}
    done = world.run("anji", "sync", env=environment)
    world.check("T31 enrolled sites exchange, and no proxy of the environment has a say", done.returncode == 0,
                done.stderr)
    world.check("and are equal", world.run("anji", "verify", "beijing").returncode == 0)

    enrol_hub("stranger")
    world.moso("stranger", "record", "add", "company", "legal_name=Nobody")
    done = world.run("stranger", "sync")
    world.check("a site that the hub does not know is told so, and leaves with 77",
                done.returncode == 77 and "not enrolled there" in done.stdout + done.stderr,
                (done.returncode, done.stdout, done.stderr))
    names = [row["fields"]["legal_name"] for row in world.data("beijing", "record", "list", "company")]
    world.check("and nothing of it is taken in", names == ["Lantu"], names)

    hub = pem_of("beijing")
    servers = {
        "another key": ((certificate("other", DIR / "stranger.key", label("stranger")), DIR / "stranger.key"), b""),
        "another key in the hub's name": ((certificate("mitm", DIR / "stranger.key", label("beijing")), DIR / "stranger.key"), b""),
        "a certificate that is over": ((certificate("over", hub, label("beijing"), expired=True), hub), b""),
        "the hub's key": ((certificate("copy", hub, label("beijing")), hub), None),
    }
    for number, (which, (chain, told)) in enumerate(servers.items()):
        forged, site = Forged(chain), f"wuxi{number}"
        world.site(site)
        enrol_hub(site, port=forged.port)
        done = world.run(site, "sync", "-v")
        if told is None:
            world.check("(a forged hub with the hub's own key would be talked to)", b"POST /v1/sync" in forged.heard,
                        (done.stdout, done.stderr))
        else:
            world.check(f"T01 a server with {which} is not told a byte, and moso leaves with 77",
                        forged.calls > 0 and forged.heard == told and done.returncode == 77,
                        (forged.heard, done.returncode, done.stdout, done.stderr))


def no_way_back():
    old = f"http://127.0.0.1:{world.ports['beijing']}"
    for language, word in (("en", "encrypted connections"), ("zh", "加密连接")):
        done = world.run("anji", "peers", "add", old, "--lang", language)
        world.check(f"an address in the clear is not taken ({language})", done.returncode == 77
                    and "E-PEER-DENIED" in done.stderr and word in done.stderr, (done.returncode, done.stderr))
    # As it stands in the replica of a site that was set up before.
    subprocess.run(["sqlite3", world.folder("anji") / "replica.db",
                    f"INSERT INTO moso_peer(url, added_ms) VALUES('{old}', 1)"], check=True)
    done = world.run("anji", "sync", old)
    world.check("one that was kept from before is not called, and what to do is said", done.returncode == 77
                and "moso enrol join" in done.stderr and "moso peers remove" in done.stderr,
                (done.returncode, done.stderr))
    done = world.run("anji", "sync")
    world.check("and does not keep the others from being called", done.returncode == 10
                and "In step with 1 of 2" in done.stdout + done.stderr, (done.returncode, done.stdout, done.stderr))
    world.moso("anji", "peers", "remove", old)
    (DIR / "old.toml").write_text(f'[[peer]]\nurl = "{old}"\n')
    for language, word in (("en", "line 2"), ("zh", "第 2 行")):
        done = subprocess.run([BIN / "mosod", "--data", world.folder("anji"), "--config", DIR / "old.toml",
                               "--lang", language], capture_output=True, text=True, timeout=20)
        world.check(f"nor is one in the daemon's configuration ({language})", done.returncode == 78
                    and word in done.stderr and "moso enrol join" in done.stderr, (done.returncode, done.stderr))
    done = subprocess.run([BIN / "mosod", "--data", world.folder("anji"), "--listen", "0.0.0.0:0"],
                          capture_output=True, text=True, timeout=20)
    world.check("a daemon listens beyond this machine for peers alone", done.returncode == 78, done.stderr)


def revoked():
    """Also on a connection that is open: the daemon of the branch keeps one."""
    world.start("anji")
    world.moso("beijing", "record", "add", "company", "legal_name=Before")
    world.wait("what the hub writes is at the branch, over the connection that waits",
               lambda: "Before" in world.moso("anji", "record", "list", "company"))
    world.moso("beijing", "enrol", "revoke", "anji", "--reason", "laptop stolen")
    world.moso("beijing", "record", "add", "company", "legal_name=After")
    log = world.root / "beijing.log"
    world.wait("the branch calls and is refused", lambda: "connection refused" in log.read_text()
               or "not-enrolled" in log.read_text())
    world.check("T19 what the hub writes from then on does not get there",
                "After" not in world.moso("anji", "record", "list", "company"))
    world.moso("anji", "record", "add", "company", "legal_name=Local")
    world.check("the branch works on", "Local" in world.moso("anji", "record", "list", "company"))
    done = world.run("beijing", "enrol", "add", "anji", "--key", public_key("anji"))
    world.check("a revoked key is not taken again", done.returncode == 4 and "E-ENROLMENT" in done.stderr,
                done.stderr)


def secrets():
    """The key is in its file and nowhere else."""
    for site in ("beijing", "anji"):
        key = world.folder(site) / "replica.key"
        world.check(f"the key of {site} is its owner's alone", key.stat().st_mode & 0o777 == 0o600)
        seed = key.read_text().split("\n")[1].split()[1]
        needles = [seed.encode(), bytes.fromhex(seed)]
        for path in [world.root / f"{site}.log", *world.folder(site).rglob("*")]:
            if path.is_file() and path != key:
                found = any(needle in path.read_bytes() for needle in needles)
                if not world.check(f"no key in {path.name} of {site}", not found):
                    break


try:
    if shutil.which("openssl") is None:
        world.skip("forged certificates", "there is no openssl")
    else:
        for part in (sites, the_matrix, who_one_is, the_program, no_way_back, revoked, secrets):
            part()
            stamp(part.__name__)
finally:
    world.end()
