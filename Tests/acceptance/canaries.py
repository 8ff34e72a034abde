#!/usr/bin/env python3
"""T15, T32: what is sealed from a site reaches it in no form. A token of its own stands in every field of every kind of
record that hangzhou may not see: of the hub's capital, of its talks with a city, of anji and of the hub's own house; in
authors and reasons, too, and in what has been erased. Neither they, nor base64, hexadecimal, UTF-16 or a hash of one, are
in any byte that the hub or anji offers to hangzhou, in its folder, or in a log, a figure, an error, a doctor's bundle or a
page without a login of anybody.

The look itself is looked at: the same look at what anji gets finds every token of anji's.
"""
import base64
import hashlib
import json
import random
import re
import struct
import subprocess
import time

import snapshot_reader
import wire
from harness import PROJECT, SYNC, World, seed

world = World("canaries")
HUB, ANJI, OUTSIDER = "beijing", "anji", "hangzhou"
CHANCE = random.Random(seed(15))
CITY = "330100"
MAGIC = bytes.fromhex("28b52ffd")
# Kinds that need a quota of which to draw: they are written by commands of their own.
ENTRIES = {"quota", "quota_move", "subsidy"}
# What ends a record's use, what names a pool that there would have to be, and what a rule writes down by itself.
LEFT = {"retired", "answered_clauses", "stamped_figures"}


# Tokens and their forms

class Token:
    """128 bits as text, or 50 bits as a number; `scope` is where it stands."""

    def __init__(self, where, scope, number=None):
        self.where, self.scope, self.number = where, scope, number
        self.text = f"CNY{CHANCE.getrandbits(128):032x}" if number is None else str(number)

    def forms(self):
        plain = self.text.encode()
        if self.number is not None:
            fen = f"{self.number // 100}.{self.number % 100:02}".encode()
            grouped = f"{self.number // 100:,}".encode()
            return [plain, fen, grouped, wire.signed(self.number), struct.pack(">Q", self.number)[1:],
                    struct.pack("<Q", self.number)[:7]]
        wide = [self.text.encode(form) for form in ("utf-16-le", "utf-16-be")]
        found = [plain, plain.lower(), plain[::-1], *wide]
        for raw in (plain, *wide):
            found += [raw.hex().encode(), raw.hex().upper().encode()]
            # Base64 of a text that the token stands in, at each of the three places in a group.
            for lead in range(3):
                coded = base64.b64encode(b"\0" * lead + raw)
                found.append(coded[4 if lead else 0:len(coded) // 4 * 4 - 4])
            for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512):
                made = digest(raw).digest()
                found += [made[:16], made.hex().encode()[:24], made.hex().upper().encode()[:24],
                          base64.b64encode(made)[:20]]
        return found


def text(where, scope):
    TOKENS.append(Token(where, scope))
    return TOKENS[-1].text


def number(where, scope):
    TOKENS.append(Token(where, scope, CHANCE.randrange(10 ** 13, 10 ** 14)))
    return TOKENS[-1].number


TOKENS = []


def look(data, scopes=None):
    """Where the tokens come from that stand in bytes, as they are or in anything packed in them."""
    whole = [data]
    at = data.find(MAGIC)
    while at >= 0:
        inner = subprocess.run(["zstd", "-q", "-d", "-c"], input=data[at:], capture_output=True).stdout
        if inner:
            whole.append(inner)
            whole += unpacked(inner)
        at = data.find(MAGIC, at + 4)
    joined = b"\0".join(whole)
    return sorted({t.where for t in TOKENS if (scopes is None or t.scope in scopes)
                   and any(form in joined for form in t.forms())})


def unpacked(data):
    found, at = [], data.find(MAGIC)
    while at >= 0:
        found.append(subprocess.run(["zstd", "-q", "-d", "-c"], input=data[at:], capture_output=True).stdout)
        at = data.find(MAGIC, at + 4)
    return found


# Records

def kinds():
    """(kind, scope, [(field, type, remarks)]) as docs/records.md declares them."""
    for part in (PROJECT / "docs/records.md").read_text().split("\n## ")[1:]:
        name = part.split("\n")[0].strip()
        scope = re.search(r"scope `([^`]+)`", part)[1]
        fields = [(row[0].strip(" `"), row[3].strip(), row[5]) for row in
                  (line.strip("|").split("|") for line in part.split("\n") if line.startswith("| `"))]
        yield name, scope, fields


def value(kind, field, form, at, scope, keys, site):
    """What to type into a field; None to leave it."""
    where = f"{scope}: {kind}.{field}"
    if field in LEFT:
        return None
    if form == "text":
        return text(where, scope)
    if form == "set":
        return text(where, scope)
    if form.startswith("money"):
        fen = number(where, scope)
        return f"{fen // 100}.{fen % 100:02}"
    if form.startswith("reference:"):
        return keys.get(form.split(":")[1])
    if form.startswith("`"):
        return form.split("`")[1]
    if form == "digits":
        return CITY
    if form == "site":
        return site
    if form == "day":
        return f"2023-{at // 28 + 1:02}-{at % 28 + 1:02}"
    if form == "moment":
        return f"2023-{at // 28 + 1:02}-{at % 28 + 1:02}T14:00"
    if form == "yes-no":
        return "yes"
    if form.startswith(("whole-number", "area", "decimal")):
        return "2023" if field in ("year", "vintage") else "1"
    return None


def fill(kind, scope, fields, site, keys):
    """A record with a token in each field that holds one."""
    scope = scope.replace("<site>", site).replace("<city>", CITY)
    words = []
    for at, (field, form, _) in enumerate(fields):
        typed = value(kind, field, form, at, scope, keys, site)
        if typed is not None:
            words.append(f"{field}={typed}")
    done = world.run(site, "record", "add", kind, *words, "--reason", text(f"{scope}: a reason", scope), "--json",
                     author=text(f"{scope}: an author", scope))
    if not world.check(f"a {kind} of {scope} holds a token in each field", done.returncode == 0, done.stdout + done.stderr):
        return
    key = json.loads(done.stdout)["data"]["id"]
    keys[kind] = key
    TOKENS.append(Token(f"{scope}: the key of a {kind}", scope))
    TOKENS[-1].text = key


def records():
    common = world.data(HUB, "record", "add", "company", "legal_name=演示·青桐")["id"]
    expert = world.data(HUB, "record", "add", "expert", "name=演示·周")["id"]
    for site in (ANJI, HUB):
        world.moso(site, "sync") if site != HUB else None
        keys = {"company": common, "expert": expert}
        for kind, scope, fields in kinds():
            if kind in ENTRIES or "/" not in scope and scope != "capital" or site == ANJI and not scope.startswith("site/"):
                continue
            fill(kind, scope, fields, site, keys)
        ALL[site] = keys
    world.moso(ANJI, "sync")
    # Two ends change the same: a conflict, of which nobody else hears.
    for site, word in ((ANJI, "anji's"), (HUB, "the hub's")):
        world.moso(site, "record", "edit", ALL[ANJI]["tenancy"], f"leave_decided_by={text(f'site/{ANJI}: {word} side', f'site/{ANJI}')}")
    # What is erased is sealed from everybody.
    person = world.data(HUB, "record", "add", "person", f"site={HUB}", "name=x", f"phone={text('erased: a phone', 'erased')}")["id"]
    done = world.run(HUB, "record", "erase", person, "--field", "phone", "--reason", "on demand")
    world.check("a value is erased", done.returncode == 0, done.stdout + done.stderr)
    world.moso(ANJI, "sync")


ALL = {}


# What others are offered

def streams():
    for site, scope in ((HUB, "capital"), (HUB, f"city/{CITY}"), (HUB, f"site/{HUB}"), (ANJI, f"site/{ANJI}"), (HUB, f"site/{ANJI}")):
        yield wire.text(site) + wire.varint(1), site, scope


def greedy(caller, recipient, tables):
    """A hello with claims, by places in tables of origins and scopes."""
    origins = sorted({site for _, site, _ in tables})
    scopes = sorted({scope for *_, scope in tables})
    claims = b"".join(
        wire.varint(origins.index(site)) + wire.varint(scopes.index(scope)) + wire.varint(1) + bytes(8)
        for _, site, scope in sorted(tables, key=lambda t: t[1:]))
    return wire.frame(
        1, wire.text(caller) + wire.varint(1) + wire.text(recipient) + wire.text(HUB) + wire.varint(1) * 2 + wire.varint(4)
        + b"\0" + wire.varint(len(origins)) + b"".join(wire.text(site) + wire.varint(1) for site in origins)
        + wire.varint(len(scopes)) + b"".join(map(wire.text, scopes)) + wire.varint(len(tables)) + claims)


def bodies(caller, recipient):
    """Requests that ask for all there is, politely and not."""
    yield "a first hello", wire.expanded(wire.hello(caller, HUB, recipient))
    yield "a hello that claims nothing", wire.expanded(greedy(caller, recipient, []))
    ends, forged = b"", []
    for origin, _, scope in streams():
        ends += origin + wire.text(scope) + wire.varint(0) + wire.varint(9)
        forged.append(wire.transaction(caller, scope, 1, bytes(32), 1_700_000_000_000, []))
    tables = list(streams())
    yield "a hello that claims what is sealed", wire.expanded(greedy(caller, recipient, tables))
    yield "a request for signatures of what is sealed", wire.expanded(
        wire.hello(caller, HUB, recipient), more=wire.frame(12, wire.varint(len(tables)) + ends))
    yield "work in scopes that are sealed", wire.expanded(wire.hello(caller, HUB, recipient), forged)
    yield "half a body", wire.expanded(wire.hello(caller, HUB, recipient))[:20]


def fetched(site, path, caller):
    """As `world.ask`; a snapshot that is being made is waited for."""
    for _ in range(100):
        try:
            found = world.ask(site, path, caller=caller)
        except OSError as error:
            return 0, {}, str(error).encode()
        if found[0] != 503:
            return found
        time.sleep(0.1)
    return found


def offered(site, caller):
    """Everything that a site's port for peers gives to a caller, with how it was got."""
    for what, body in bodies(caller, site):
        try:
            status, headers, reply = world.ask(site, "/v1/sync", wire.zstd(body), SYNC, caller=caller)
            yield f"{site} to {caller}, {what}", str(headers).encode() + reply
        except OSError as error:
            yield f"{site} to {caller}, {what}", str(error).encode()
    paths = [f"/v1/watch?site={caller}&since=0", f"/v1/watch?site={ANJI}&since=0", "/", "/healthz", "/metrics", "/v1/digest"]
    scopes = ["common", "roster", "capital", f"city/{CITY}", f"site/{ANJI}", f"site/{HUB}", f"site/{caller}"]
    paths += [f"/v1/snapshot/{scope}?site={who}" for scope in scopes for who in (caller, ANJI)]
    paths += [f"/v1/digest?site={who}&scope={scope}" for scope in scopes for who in (caller, ANJI)]
    for path in paths:
        status, headers, reply = fetched(site, path, caller)
        yield f"{site} to {caller}, {path}", str(headers).encode() + reply
        if status == 200 and "/snapshot/" in path:
            trusted = world.data(site, "key", "show")["fingerprint"]
            for name, *_ in snapshot_reader.manifest(reply, trusted)["part"]["chunks"]:
                piece = world.ask(site, f"/v1/chunk/{name}?site={caller}", caller=caller)
                if piece[0] == 200:
                    yield f"{site} to {caller}, a piece of {path}", piece[2]


def control():
    got = b"".join(data for _, data in offered(HUB, ANJI))
    mine = {t.where for t in TOKENS if t.scope == f"site/{ANJI}"}
    found = set(look(got, {f"site/{ANJI}"}))
    world.check(f"the look is not blind: anji's own {len(mine)} tokens are in what the hub offers to anji",
                mine == found, sorted(mine - found)[:9])
    rest = look(got, {"capital", f"city/{CITY}", f"site/{HUB}", "erased"})
    world.check("T15 and none that is sealed from anji", rest == [], rest[:9])


def outsider():
    count, size, leaks = 0, 0, []
    for site in (HUB, ANJI):
        for how, data in offered(site, OUTSIDER):
            count, size = count + 1, size + len(data)
            if found := look(data):
                leaks.append((how, found[:5]))
    world.check(f"T15 no token in any of {count} answers ({size} bytes) to hangzhou", leaks == [], leaks[:3])


def folders():
    """What hangzhou holds, says and packs up."""
    world.moso(OUTSIDER, "sync")
    said = []
    for words in (["status", "--json"], ["log", "--json"], ["conflicts", "list", "--json"], ["verify", HUB], ["members"],
                  ["enrol", "list", "--json"], ["sync", "-vv"], ["backup", "create"], ["record", "show", ALL[ANJI]["tenancy"]],
                  ["record", "show", ALL[HUB]["fund"]], ["doctor", "--bundle", str(world.root / "outsider.bundle")]):
        done = world.run(OUTSIDER, *words)
        said.append((done.stdout + done.stderr).replace(ALL[ANJI]["tenancy"], "").replace(ALL[HUB]["fund"], ""))
    found = look("\n".join(said).encode())
    world.check("T15 nor in what moso says there", found == [], found[:5])
    for path in sorted(world.folder(OUTSIDER).rglob("*")) + [world.root / "outsider.bundle"]:
        if path.is_file():
            found = look(path.read_bytes())
            world.check(f"T15 nor in hangzhou's {path.name}", found == [], found[:5])


def elsewhere():
    """Logs, figures, errors and bundles of those who may see it: they are shown to others."""
    places = {}
    for site in (HUB, ANJI):
        for words in (["status"], ["members"], ["doctor", "--bundle", str(world.root / f"{site}.bundle")]):
            done = world.run(site, *words)
            places[f"moso {words[0]} at {site}"] = (done.stdout + done.stderr).encode()
        places[f"the bundle of {site}"] = (world.root / f"{site}.bundle").read_bytes()
        for path in ("/", "/healthz", "/metrics", "/records/tenancy", f"/records/{ALL[site]['tenancy']}", "/nothing"):
            status, headers, body = world.get(site, path)
            places[f"{site}'s page {path} without a login"] = (str(headers).encode() + body).replace(
                ALL[site]["tenancy"].encode(), b"")
        # Who comes in shows a cookie, and what they send is refused in several ways; the log tells of it.
        shown = {name: f"canary-{name.lower()}-7d3f" for name in ("Cookie", "Authorization", "Referer", "X-Any")}
        for path, more in (("/", {"Host": "elsewhere.example"}), ("/logout", {}), ("/v1/sync", {})):
            body = None if path == "/" else b"form_token=canary-body-7d3f"
            status, _, _ = world.get(site, path, body, {**shown, **more})
            world.check(f"{site} refuses {path} to whoever is not in", status >= 400, status)
        wrong = world.run(site, "record", "edit", ALL[site]["tenancy"], "no_such_field=1")
        places[f"an error at {site}"] = (wrong.stdout + wrong.stderr).replace(ALL[site]["tenancy"], "").encode()
    for site in (HUB, ANJI):
        world.stop(site)
        log = (world.root / f"{site}.log").read_bytes()
        world.check(f"T32 no header and no body of a request is in the log of {site}, which tells of refusals",
                    b"canary-" not in log and b"elsewhere.example" not in log and b"request refused" in log,
                    [line[:200] for line in log.splitlines() if b"canary-" in line][:2])
        places[f"the log of {site}"] = log
    for place, data in places.items():
        found = look(data)
        world.check(f"T32 no token in {place}", found == [], found[:5])
    for site in (HUB, ANJI):
        for path in sorted(world.folder(site).rglob("*")):
            if path.is_file():
                found = look(path.read_bytes(), {"erased"})
                world.check(f"what was erased is not in {site}'s {path.name}", found == [], found[:5])


try:
    world.site(HUB)
    for site in (ANJI, OUTSIDER):
        world.site(site, HUB)
    world.start(HUB)
    records()
    world.start(ANJI)
    print(f"      {len(TOKENS)} tokens")
    for part in (control, outsider, folders, elsewhere):
        part()
finally:
    world.end()
