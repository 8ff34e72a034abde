"""What the scripts of this folder share: a scratch folder, sites with real daemons, checks.

A script makes a `World`, checks facts, and ends with `world.end()`. Every daemon ends with its
script, because it hangs on a pipe of it (`mosod --until-stdin-ends`).

Sites are enrolled by code and exchange over TLS: a site that is made with a peer joins it as soon as
that peer's daemon runs.
"""
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

import peer_tls

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
BIN = pathlib.Path(os.environ.get("MOSO_BIN", PROJECT / ".build/debug"))
SYNC = {"Content-Type": "application/vnd.moso.sync"}
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clear_faketime():
    """faketime names what it shares by the number of its process, leaves it behind when it is killed, and cannot begin where
    a process of that number left something."""
    for path in pathlib.Path("/dev/shm").glob("*faketime_*"):
        number = path.name.rsplit("_", 1)[1]
        if number.isdigit() and not pathlib.Path(f"/proc/{number}").exists():
            path.unlink(missing_ok=True)


class World:
    def __init__(self, name):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix=f"moso-{name}-"))
        self.daemons, self.ports, self.failures = {}, {}, []
        # Where a site listens for peers, who is to join it, and what scripts call it with.
        self.doors, self.waiting, self.chains, self.hosts = {}, {}, {}, {}
        self.began = time.monotonic()

    def check(self, fact, holds, detail=""):
        shown = f": {str(detail)[:1500]}" if detail != "" and not holds else ""
        print(("ok    " if holds else "WRONG ") + fact + shown, flush=True)
        if not holds:
            self.failures.append(fact)
        return bool(holds)

    def skip(self, fact, why):
        print(f"skip  {fact}: {why}", flush=True)

    def end(self):
        for site in list(self.daemons):
            self.stop(site, signal.SIGKILL)
        print(f"      {time.monotonic() - self.began:.1f} s")
        if sys.exc_info()[0] is not None:
            # Called while an exception passes by: leaving in order would hide it.
            traceback.print_exc()
            self.failures.append("the script went through to its end")
        if self.failures:
            print(f"the replicas and logs are kept in {self.root}")
            sys.exit(1)
        shutil.rmtree(self.root)
        sys.exit(0)

    # Commands

    def folder(self, site):
        return self.root / site

    def run(self, site, *words, prefix=(), author="tester", timeout=60, env=None, input=None):
        """A finished run of moso at a site, whatever its exit code; `input` is what is pasted into it."""
        if prefix and prefix[0] == "faketime":
            clear_faketime()
        return subprocess.run(
            [*prefix, BIN / "moso", *words, "--data", self.folder(site), "--author", author],
            capture_output=True, timeout=timeout, encoding="utf-8", errors="replace",
            env={**os.environ, "MOSO_LANG": "en", **(env or {})},
            **({"stdin": subprocess.DEVNULL} if input is None else {"input": input}))

    def moso(self, site, *words):
        done = self.run(site, *words)
        if done.returncode != 0:
            print(done.stdout, done.stderr)
            raise SystemExit(f"moso {words} at {site}: exit {done.returncode}")
        return done.stdout

    def data(self, site, *words):
        done = self.run(site, *words, "--json")
        if done.returncode not in (0, 3):
            raise SystemExit(f"moso {words} at {site}: {done.returncode} {done.stderr}")
        return json.loads(done.stdout)["data"]

    def log(self, site):
        return [json.loads(line) for line in self.moso(site, "log", "--json").splitlines()]

    def digests(self, site):
        done = self.data(site, "verify")
        return done["findings"], {d["scope"]: d["sha256"] for d in done["digests"]}

    def check_agree(self, site, hub, *scopes):
        """Both find nothing wrong with themselves, and are equal in whatever both hold, among it these scopes."""
        (found, here), (other, there) = self.digests(site), self.digests(hub)
        shared = here.keys() & there.keys()
        self.check("hub and branch verify, and agree", not found and not other and shared and shared.issuperset(scopes)
                   and all(here[s] == there[s] for s in shared), (found, other, here, there))

    def rewrite_identity(self, site):
        """Makes a copy's identity file say that the copy is the file it was written for, as it would on a
        machine that was started from a snapshot."""
        path = self.folder(site) / "replica.id"
        info = os.stat(self.folder(site) / "replica.db")
        lines = path.read_text().split("\n")[:6]
        lines = [f"file {info.st_dev}:{info.st_ino}" if line.startswith("file ") else line for line in lines]
        body = "".join(line + "\n" for line in lines)
        check = hashlib.sha256(body.encode()).hexdigest()[:16]
        path.write_text((body + f"check {check}\n").ljust(512))

    # Sites and daemons

    def site(self, site, peer=None, hub="beijing", at=None):
        """A site that joins its peer, at the address given or where that listens, as soon as it runs."""
        self.ports.setdefault(site, free_port())
        self.doors.setdefault(site, free_port())
        self.moso(site, "init", "--site", site, "--hub", hub)
        if peer:
            self.join(site, peer, at)

    def join(self, site, peer, at=None):
        if peer not in self.daemons:
            return self.waiting.setdefault(peer, []).append((site, at))
        done = self.run(site, "enrol", "join", "--yes", input=self.code(site, peer, at) + "\n")
        if done.returncode != 0:
            raise SystemExit(f"{site} cannot join {peer}: {done.stdout}{done.stderr}")

    def code(self, site, peer, at=None):
        """A code of `peer` for a site."""
        return self.data(peer, "enrol", "invite", "--site", site, "--at", at or self.door(peer))["code"]

    def door(self, site):
        return f"127.0.0.1:{self.doors[site]}"

    def start(self, site, *more, prefix=()):
        self.ports.setdefault(site, free_port())
        door = [] if "--listen-peers" in more else [
            "--listen-peers", f"127.0.0.1:{self.doors.setdefault(site, free_port())}"]
        with open(self.root / f"{site}.log", "a") as log:
            self.daemons[site] = subprocess.Popen(
                [*prefix, BIN / "mosod", "--data", self.folder(site), "--listen",
                 f"127.0.0.1:{self.ports[site]}", *door, "--until-stdin-ends", *more],
                stdin=subprocess.PIPE, stdout=log, stderr=log)
        answers = self.wait(f"the daemon of {site} answers", lambda: self.healthy(site))
        for newcomer, at in self.waiting.pop(site, []):
            self.join(newcomer, site, at)
        return answers

    def healthy(self, site):
        """Whether both doors of a site are open."""
        if door := self.doors.get(site):
            socket.create_connection(("127.0.0.1", door), timeout=5).close()
        return self.get(site, "/healthz")[0] == 200

    def stop(self, site, how=signal.SIGTERM):
        daemon = self.daemons.pop(site)
        daemon.send_signal(how)
        try:
            code = daemon.wait(timeout=30)
        finally:
            daemon.stdin.close()
        return code

    def wait(self, fact, probe, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if probe():
                    return True
            except (OSError, urllib.error.URLError):
                pass
            time.sleep(0.03)
        return self.check(fact, False, f"not within {seconds} s")

    def get(self, site, path, body=None, headers=None, timeout=20):
        """(status, headers, body); a connection that breaks is an OSError."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports[site]}{path}", data=body, headers=headers or {})
        try:
            with OPENER.open(request, timeout=timeout) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def chain(self, site):
        """Certificate and key of a site, for calls in its name."""
        if site not in self.chains:
            folder = self.root / "tls"
            folder.mkdir(exist_ok=True)
            key = peer_tls.pem(folder, self.folder(site) / "replica.key", site)
            self.chains[site] = (peer_tls.certificate(folder, site, key, self.label(site)), key)
        return self.chains[site]

    def label(self, site):
        return self.data(site, "key", "show")["fingerprint"].replace("-", "").lower()

    def host(self, site):
        """The name under which a site answers its peers."""
        if site not in self.hosts:
            self.hosts[site] = f"{self.label(site)}.{peer_tls.REALM}"
        return self.hosts[site]

    def ask(self, site, path, body=None, headers=None, caller="anji", timeout=20):
        """(status, headers, body) of a site's door for peers, to a caller that it has enrolled."""
        line = http.client.HTTPConnection("127.0.0.1", self.doors[site], timeout=timeout)
        line.sock = peer_tls.connect(self.doors[site], self.chain(caller), self.host(site), timeout)
        try:
            line.request("GET" if body is None else "POST", path, body,
                         {"Host": self.host(site), "Connection": "close", **(headers or {})})
            reply = line.getresponse()
            return reply.status, reply.headers, reply.read()
        finally:
            line.close()

    def memory(self, site):
        """The most memory the daemon has used so far, in bytes."""
        status = pathlib.Path(f"/proc/{self.daemons[site].pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) << 10


def seed(default):
    """The seed of this run: SEED of the environment, else the default."""
    number = int(os.environ.get("SEED", default))
    print(f"      seed {number}; again with SEED={number}")
    return number


def have(tool):
    return shutil.which(tool) is not None


def can_trace():
    """Whether strace may trace here: containers often forbid it."""
    return have("strace") and subprocess.run(
        ["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


def dots_of(log):
    return [(t["dot"]["site"], t["dot"].get("origin", t["dot"]["epoch"]), t["dot"]["scope"],
             t["dot"]["seq"]) for t in log]
