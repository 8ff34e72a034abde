#!/usr/bin/env python3
"""A new site starts from the hub's snapshot and is as if it had fetched the whole log: whatever breaks on the way.

Real programs: the hub's daemon, a line that breaks, a site that is killed, a hub that is killed, a disk that is
full, a hub that is another one. snapshot_reader.py reads what the hub gives by the pages alone.
"""
import hashlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import threading
import time

import snapshot_reader as reader
from harness import BIN, World, dots_of, seed

world = World("snapshot")
chance = random.Random(seed(20231))
CODES = {}


class Line(threading.Thread):
    """A relay to the hub that counts what it lets through, breaks, and can be slow."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.target, self.through, self.breaks = port, 0, 0
        self.cut_after = None  # bytes of an answer after which its connection breaks
        self.seconds_per_kib = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.at = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.start()

    def run(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.relay, args=(client,), daemon=True).start()

    def relay(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        threading.Thread(target=self.pump, args=(client, server, False), daemon=True).start()
        self.pump(server, client, True)

    def pump(self, source, sink, is_answer):
        passed, limit = 0, self.cut_after() if is_answer and self.cut_after else None
        try:
            while data := source.recv(4096):
                if limit is not None and passed + len(data) >= limit:
                    sink.sendall(data[:limit - passed])
                    self.through += limit - passed
                    self.breaks += 1
                    break
                if is_answer:
                    time.sleep(len(data) / 1024 * self.seconds_per_kib)
                    self.through += len(data)
                passed += len(data)
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def companies(site, count):
    """Companies with texts that do not shrink, so that there are several chunks."""
    database = sqlite3.connect(world.folder(site) / "replica.db", timeout=30)
    with database:
        for number in range(count):
            words = hashlib.sha512(str(number).encode()).hexdigest() * 3
            database.execute("INSERT INTO company(id, legal_name, note) VALUES(?, ?, ?)",
                             (f"C-{number}", f"竹海 {number}", words))
    database.close()
    return len(world.data(site, "record", "list", "company"))


def code_for(site, at=None):
    """A site has one code for all its tries."""
    return CODES.setdefault(site, None) or CODES.update({site: world.code(site, "beijing", at)}) or CODES[site]


def new_site(site, *more, at=None, **options):
    return world.run(site, "init", "--site", site, "--hub", "beijing", "--from", "-", "--yes", *more,
                     input=code_for(site, at) + "\n", **options)


def begin(site, at):
    """The same, under way."""
    code = code_for(site, at)
    going = subprocess.Popen(
        [BIN / "moso", "init", "--from", "-", "--yes", "--data", world.folder(site)], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "MOSO_LANG": "en"})
    going.stdin.write(code + "\n")
    going.stdin.flush()
    return going


def is_nothing(site):
    return not (world.folder(site) / "replica.db").exists()


# A hub with work of two sites, decided and undecided, undone and erased.
world.site("beijing")
world.site("anji", peer="beijing")
world.moso("anji", "record", "add", "company", "legal_name=演示·青桐")
world.moso("anji", "record", "add", "seat", "label=A1", "kind=fixed", "state=in-service")
disputed = world.data("anji", "record", "list", "company")[0]["id"]
world.start("beijing", "--no-sync")
world.moso("anji", "sync")
world.moso("anji", "record", "edit", disputed, "credit_code=91330523XU0010005G", "--reason", "一")
world.moso("beijing", "record", "edit", disputed, "credit_code=91330523XU0010013B", "--reason", "二")
world.moso("anji", "sync")
world.moso("beijing", "record", "add", "seat", "label=B9", "kind=fixed", "state=in-service")
count = companies("beijing", 3000)
world.check("3,001 companies are in the hub's replica", count == 3001, count)
print_of_hub = world.data("beijing", "key", "show")["fingerprint"]
world.check("moso key show prints the fingerprint in both languages",
            print_of_hub in world.moso("beijing", "key", "show", "--lang", "zh")
            and print_of_hub in world.moso("beijing", "key", "show", "--lang", "en"))
mode = (world.folder("beijing") / "replica.key").stat().st_mode & 0o777
world.check("the key is for its owner alone", mode == 0o600, oct(mode))

# The plain case.
done = new_site("hangzhou")
world.check("a new site starts from the snapshot", done.returncode == 0, done.stderr)
world.check("and says from when, and what comes next",
            "3,00" in done.stdout and "moso sync" in done.stdout, done.stdout)
world.check("nothing of the fetching is left", not (world.folder("hangzhou") / "snapshot.part").exists())
world.moso("beijing", "record", "edit", "C-17", "display_name=此后", "--reason", "later")
world.moso("hangzhou", "sync")
findings, mine = world.digests("hangzhou")
_, theirs = world.digests("beijing")
world.check("after a sync it verifies, and shows what the hub shows",
            findings == [] and mine["common"] == theirs["common"], findings)
world.check("moso verify says so of both", world.run("hangzhou", "verify", "beijing").returncode == 0)


def inbox(site):
    return {c["id"] for c in world.data(site, "conflicts", "list")}


world.check("its conflicts have the hub's ids, and there is one", inbox("hangzhou") == inbox("beijing")
            and len(inbox("hangzhou")) == 1, (inbox("hangzhou"), inbox("beijing")))
for record in (disputed, "C-17"):
    told = [world.run(s, "history", record, "--time", "utc").stdout for s in ("hangzhou", "beijing")]
    world.check(f"the history of {record} is the hub's", told[0] == told[1] and len(told[0]) > 60, told)
ledgers = [world.data(s, "conflicts", "log")["ledger"] for s in ("hangzhou", "beijing")]
world.check("so is the ledger", ledgers[0] == ledgers[1] and len(ledgers[0]) >= 1)
wanted = [d for d in dots_of(world.log("beijing")) if d[2] in ("common", "roster", "site/hangzhou")]
world.check("and the log, in the hub's order", dots_of(world.log("hangzhou")) == wanted)
world.check("nothing of other sites is in its file",
            b"site/anji" not in (world.folder("hangzhou") / "replica.db").read_bytes())
edit = world.run("hangzhou", "record", "edit", disputed, "display_name=杭州", "--reason", "x")
world.check("it writes, and the hub takes it", edit.returncode == 0
            and world.run("hangzhou", "sync").returncode == 0
            and world.digests("beijing")[1]["common"] == world.digests("hangzhou")[1]["common"])

# The whole log, for comparison, under the same name in another place.
world.site("suzhou", peer="beijing")
world.run("suzhou", "sync", timeout=600)
_, whole = world.digests("suzhou")
world.check("a site that fetched the whole log shows the same",
            whole["common"] == world.digests("hangzhou")[1]["common"])

# What the hub gives, by the pages.
def fetch(path, headers=None):
    while True:
        caller = path.split("site=")[1].partition("&")[0]
        status, fields, body = world.ask("beijing", path, headers=headers, caller=caller)
        if status != 503:
            break
        time.sleep(int(fields["Retry-After"]))
    return body if status in (200, 206) else (status, json.loads(body))


first = reader.manifest(fetch("/v1/snapshot/common?site=anji"), print_of_hub)
parts = []
for scope, _ in first["cut"]:
    found = reader.manifest(fetch(f"/v1/snapshot/{scope}?site=anji&cut={first['id']}"), print_of_hub)
    items = reader.content(found["part"], lambda name: fetch(f"/v1/chunk/{name}?site=anji"))
    parts.append((found["part"], items))
world.check("a reader made from the pages reads every part", len(parts) == 3
            and {p["scope"] for p, _ in parts} == {"common", "roster", "site/anji"})
mine = [f"{s}.{e}/{c}:{q}" for s, e, c, q in
        [d for d in dots_of(world.log("beijing")) if d[2] in ("common", "roster", "site/anji")]]
world.check("the log in it is the hub's", reader.in_order(parts) == mine)
heads = {s["name"]: (s["applied"], s["head"]) for p, _ in parts for s in p["streams"]}
last = {}
for _, items in parts:
    for entry in items[2]:
        stream, _, number = entry["dot"].rpartition(":")
        last[stream] = (int(number), entry["hash"])
world.check("and leads to the heads", heads == last)
database = sqlite3.connect(f"file:{world.folder('beijing')}/replica.db?mode=ro", uri=True)
database.row_factory = sqlite3.Row
wrong, rows = [], 0
for _, items in parts:
    for row in items[5]:
        rows += 1
        stored = database.execute(f'SELECT * FROM "{row["table"]}" WHERE id = ?', (row["key"],)).fetchone()
        for cell, value in row["values"].items():
            if not isinstance(value, list) and cell in stored.keys() and stored[cell] != value:
                wrong.append((row["key"], cell))
world.check("plain rows are the hub's", rows > 3000 and wrong == [], wrong[:3])
siblings = [r for _, items in parts for r in items[6] if r["key"] == disputed]
codes = sorted(s["value"] for s in siblings[0]["cells"]["credit_code"]["live"]) if siblings else None
world.check("and the record in conflict comes with both its values",
            codes == ["91330523XU0010005G", "91330523XU0010013B"], codes)

# Who may have what.
other = reader.manifest(fetch("/v1/snapshot/site/hangzhou?site=hangzhou"), print_of_hub)["part"]
anjis = next(p for p, _ in parts if p["scope"] == "site/anji")["chunks"][0][0]
world.check("a chunk of another site's scope is not there, nor is its manifest",
            fetch(f"/v1/chunk/{anjis}?site=hangzhou")[0] == 404
            and fetch("/v1/snapshot/site/anji?site=hangzhou")[0] == 404
            and fetch("/v1/snapshot/capital?site=hangzhou")[0] == 404)
world.check("the answers are those of what never was",
            fetch(f"/v1/chunk/{anjis}?site=hangzhou") == fetch(f"/v1/chunk/{'0' * 64}?site=hangzhou")
            and fetch("/v1/snapshot/site/anji?site=hangzhou")
            == fetch("/v1/snapshot/site/nobody?site=hangzhou"))
name, size, _ = parts[0][0]["chunks"][0]
whole = fetch(f"/v1/chunk/{name}?site=anji")
pieces = b"".join(fetch(f"/v1/chunk/{name}?site=anji", {"Range": f"bytes={at}-{at + 999}"})
                  for at in range(0, size, 1000))
world.check("a chunk comes in pieces too", pieces == whole)

# What is not a code of this hub's.
world.moso("impostor", "init", "--site", "beijing")
forged = world.code("wuxi", "impostor", world.door("beijing"))
for language, words in (("en", "enrolled key"), ("zh", "密钥")):
    done = world.run("wuxi", "init", "--from", "-", "--yes", "--lang", language, input=forged + "\n")
    world.check(f"by a code with another hub's key nothing is made, and it is said ({language})",
                done.returncode == 77 and words in done.stderr and is_nothing("wuxi"),
                (done.returncode, done.stderr))
for words in (["--from", "K7QF"], ["--from", "http://127.0.0.1:7421"], ["--from", forged[:-1]]):
    done = world.run("wuxi", "init", "--yes", *words)
    world.check(f"'{' '.join(words)[:30]}…' is refused as no code", done.returncode == 4
                and "E-ENROLMENT" in done.stderr and is_nothing("wuxi"), (done.returncode, done.stderr))
done = world.run("wuxi", "init", "--from", "-", input=forged + "\n")
world.check("without anybody to compare the words it does not go on", done.returncode == 64
            and "--yes" in done.stderr, (done.returncode, done.stderr))
done = world.run("hangzhou", "init", "--from", "-", "--yes", input=CODES["hangzhou"] + "\n")
world.check("where there is a replica it is left alone", done.returncode == 73, (done.returncode, done.stderr))
done = world.run("lishui", "init", "--hub", "anji", "--from", "-", "--yes", input=code_for("lishui") + "\n")
world.check("another network's hub is told", done.returncode == 77 and is_nothing("lishui"), done.stderr)
done = world.run("lishui", "init", "--site", "beijing", "--from", "-", "--yes", input=code_for("lishui") + "\n")
world.check("a code is for the site it names", done.returncode == 4 and is_nothing("lishui"),
            (done.returncode, done.stderr))

# A line that breaks after any number of bytes.
line = Line(world.doors["beijing"])
line.cut_after = lambda: chance.randrange(1, 60_000)
done = new_site("wuxi", at=line.at, timeout=600)
total = sum(size for part, _ in parts for _, size, _ in part["chunks"])
world.check(f"over a line that broke {line.breaks} times it starts all the same",
            done.returncode == 0 and line.breaks > 5, (done.returncode, done.stderr))
world.check("and what had come was not fetched again", line.through < total * 1.5 + 400_000,
            (line.through, total))
world.check("it verifies", world.digests("wuxi")[0] == [])

# A site that is killed again and again.
line = Line(world.doors["beijing"])
line.seconds_per_kib = 0.002
kills, code, wait = 0, None, 0.15
while code is None:
    site = begin("ningbo", line.at)
    try:
        code = site.wait(timeout=wait + chance.random() * 0.5)
    except subprocess.TimeoutExpired:
        site.kill()
        site.wait()
        kills += 1
        wait += 0.05
        if kills > 60:
            code = -1
world.check(f"killed {kills} times, the site went on where it was", code in (0, 73) and kills > 3,
            (code, kills))
world.check("and fetched hardly anything twice", line.through < total * 1.5 + kills * 300_000,
            (line.through, total, kills))
world.check("it verifies", world.digests("ningbo")[0] == [])

# A hub that is killed and comes back.
line = Line(world.doors["beijing"])
line.seconds_per_kib = 0.002
site = begin("jiaxing", line.at)
for _ in range(3):
    time.sleep(0.4)
    world.stop("beijing", signal.SIGKILL)
    world.start("beijing", "--no-sync")
said = site.communicate(timeout=120)
world.check("the hub was killed three times, and the site is there", site.returncode == 0, said)
world.check("it verifies", world.digests("jiaxing")[0] == [])

# The maker goes on, and an erasure takes the old snapshot away in the middle.
line = Line(world.doors["beijing"])
line.seconds_per_kib = 0.002
site = begin("huzhou", line.at)
world.wait("the site has fetched a chunk", lambda: any(
    len(p.name) == 64 for p in (world.folder("huzhou") / "snapshot.part").glob("*")))
canary = "canary-13800004242"
world.moso("beijing", "record", "edit", "C-5", f"contact={canary}", "--reason", "x")
done = world.run("beijing", "record", "erase", "C-5", "--field", "contact", "--reason", "demand", "--yes")
world.check("a personal value is erased at the hub", done.returncode == 0, done.stderr)
said = site.communicate(timeout=120)
world.check("the site began again and is there", site.returncode == 0, said)


def holders():
    return [p for folder in ("beijing", "huzhou") for p in world.folder(folder).rglob("*")
            if p.is_file() and canary.encode() in p.read_bytes()]


# While a snapshot is read, its file cannot be cleared; whoever reads it does so afterwards.
world.wait("no file of either holds the value", lambda: holders() == [])
world.check("no file of either holds the value", holders() == [], holders())

# A site that was away too long starts again, and keeps what it had not sent.
world.moso("anji", "record", "edit", "C-7", "display_name=安吉的名称", "--reason", "续签") \
    if world.run("anji", "sync").returncode == 0 else None
world.moso("beijing", "record", "edit", "C-7", "display_name=总部的名称", "--reason", "核对")
database = sqlite3.connect(world.folder("anji") / "replica.db")
with database:
    database.execute("UPDATE company SET note = 'by hand' WHERE id = 'C-8'")
database.close()
before = world.data("anji", "status")
for words, code in ((["--site", "anji"], 64), (["-n"], 64), (["--from", "-"], 64)):
    done = world.run("anji", "init", "--again", *words)
    world.check(f"--again with {words[0]} is refused as typed wrongly", done.returncode == code, done.stderr)
world.start("anji", "--no-sync")
done = world.run("anji", "init", "--again")
world.check("while its daemon runs it is refused", done.returncode == 11
            and "has this replica open" in done.stderr, (done.returncode, done.stderr))
world.stop("anji")
done = world.run("anji", "init", "--again")
world.check("a site starts again, with its two unsent transactions", done.returncode == 0
            and "2 unsent transactions" in done.stdout, (done.stdout, done.stderr))
world.check("the old replica is kept", len(list(world.folder("anji").glob("replaced-*.db"))) == 1)
world.check("what sqlite3 had written is there", "by hand" in world.moso("anji", "record", "show", "C-8"))
world.moso("anji", "sync")
told = world.moso("beijing", "history", "C-7")
world.check("the hub has both names, and who gave them why", "续签" in told and "核对" in told, told)
world.check("all is equal, and whole", world.digests("anji")[0] == []
            and world.run("anji", "verify", "beijing").returncode == 0)
again = world.log("anji")
world.check("its work goes on under a new epoch", any(
    t["dot"]["epoch"] == 2 and t["dot"]["site"] == "anji" and t["reason"] == "续签" for t in again))

# A full disk.
if os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "none",
                                         str((world.root / "taizhou").resolve())]
                                        if (world.root / "taizhou").mkdir() is None else []).returncode == 0:
    try:
        for language, words in (("en", "disk is full"), ("zh", "磁盘已满")):
            done = new_site("taizhou", "--lang", language)
            world.check(f"a full disk is told as one ({language})", done.returncode == 74
                        and words in done.stderr and is_nothing("taizhou"),
                        (done.returncode, done.stderr))
        subprocess.run(["mount", "-o", "remount,size=64m", str(world.root / "taizhou")], check=True)
        done = new_site("taizhou")
        world.check("with room again it goes on", done.returncode == 0, done.stderr)
        world.check("it verifies", world.digests("taizhou")[0] == [])
    finally:
        subprocess.run(["umount", "-l", str(world.root / "taizhou")])
else:
    world.skip("a full disk", "a file system cannot be mounted here")

world.end()
