#!/usr/bin/env python3
"""Spreadsheets as they come: the real ledger against its truth, and files that are no ledger; two
syncs at once and peers that cannot be reached."""
import json
import subprocess
import time

from harness import BIN, PROJECT, World, free_port

world = World("imports")
FIXTURES = PROJECT / "Tests/WorkflowsTests/Exchange/Fixtures"
# What the truth calls a row's fault, and the words of the reason that moso writes beside the row.
REASONS = {
    "no-name": "企业名称为空", "bad-date": "不是有效日期", "end-before-start": "太早，起始日期是",
    "duplicate": "重复", "bad-code-length": "18 位", "bad-seats": "工位数“", "code-digits-lost": "E+17",
    "seat-overlap": "行占用",
}


def ledger():
    truth = json.loads((FIXTURES / "ledger-anji.truth.json").read_text())
    path = FIXTURES / "ledger-anji.csv"
    target = world.root / "ledger.csv"
    target.write_bytes(path.read_bytes())
    dry = world.run("anji", "import", str(target), "--dry-run", "--lang", "zh")
    world.check("a dry run writes nothing", world.data("anji", "record", "list", "tenancy") == [], dry.stderr)
    done = world.run("anji", "import", str(target), "--lang", "zh")
    world.check("T25 the ledger's faults leave with 65", done.returncode == 65, done.stderr)
    refused = sum(n for kind, n in truth["counts"].items() if kind in REASONS)
    # In the encoding of the ledger; the terminal shows only the first of them.
    raw = (world.root / "ledger.refused.csv").read_bytes()
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = raw.decode("gb18030").splitlines()
    for kind, words in REASONS.items():
        said = sum(words in line for line in lines)
        world.check(f"{truth['counts'][kind]} rows are refused: {kind}", said == truth["counts"][kind],
                    (said, [line[-60:] for line in lines]))
    sound = truth["counts"]["sound"] + truth["counts"]["warn-check"]
    tenancies = world.data("anji", "record", "list", "tenancy")
    world.check(f"all {sound} sound rows are in", len(tenancies) == sound, len(tenancies))
    names = {c["id"]: c["columns"]["legal_name"] for c in world.data("anji", "record", "list", "company")}
    found = {(names.get(t["columns"]["company"]), t["columns"]["seat_count"]) for t in tenancies}
    lacking = [r for r in truth["rows"] if "company" in r and (r["company"], r["seats"]) not in found]
    world.check("with the names and seats of the truth", lacking == [], lacking[:3])
    stated = [line for line in lines if any(words in line for words in REASONS.values())]
    world.check(f"{refused} refused rows are in a file of their own", len(stated) == refused, len(stated))
    phones = [t["columns"].get("phone") for t in tenancies]
    notes = [t["columns"].get("note") or "" for t in tenancies]
    world.check("telephones are in the field that can be erased, and in no note",
                all(phones) and not any(p in n for p, n in zip(phones, notes)), (phones[:3], notes[:3]))
    before, log = world.digests("anji"), len(world.log("anji"))
    again = world.run("anji", "import", str(world.root / "ledger.refused.csv"), "--lang", "en")
    world.check("the refused rows are refused again", again.returncode == 65
                and f"{refused} rows: 0 sound, {refused} refused" in again.stdout + again.stderr, again.stdout)
    world.check("and change nothing", world.digests("anji") == before and len(world.log("anji")) == log)
    world.run("anji", "import", str(target))
    world.check("a second import changes nothing",
                world.digests("anji") == before and len(world.log("anji")) == log)


def unwritable():
    """The file for the refused rows cannot be written."""
    before, log = world.digests("beijing"), len(world.log("beijing"))
    done = world.run("beijing", "import", str(FIXTURES / "ledger-anji.csv"),
                     "--refused", "/no-such-folder/refused.csv")
    world.check("refused rows that cannot be saved are 73", done.returncode == 73, (done.returncode, done.stderr))
    world.check("and then no row is in", world.digests("beijing") == before and len(world.log("beijing")) == log)


def no_ledgers():
    before = len(world.log("anji"))
    cases = {
        "an empty file": (b"", 65), "blanks": (b" \r\n\r\n", 65),
        "a binary file": (bytes(range(256)) * 400, 65),
        "an xlsx": (b"PK\x03\x04" + bytes(2000), 65),
        "other headers": ("甲,乙,丙\r\n1,2,3\r\n".encode(), 65),
        "a line of 50 MB": (b"a," * (25 << 20), 65),
        "a quote that never ends": ("企业名称,工位数\r\n\"演示".encode() + b"x" * 100_000, 65),
    }
    for fact, (content, code) in cases.items():
        path = world.root / "file.csv"
        path.write_bytes(content)
        begun = time.monotonic()
        done = world.run("anji", "import", str(path))
        world.check(f"{fact} is refused with {code}", done.returncode == code and "moso:" in done.stderr
                    and "Fatal" not in done.stderr, (done.returncode, done.stdout[-200:], done.stderr[-400:]))
        took = time.monotonic() - begun
        world.check(f"{fact} is refused at once", took < 20, took)
    done = world.run("anji", "import", str(world.root / "not-there.csv"))
    world.check("a file that is not there is 66", done.returncode == 66, (done.returncode, done.stderr))
    world.check("nothing of it was written", len(world.log("anji")) == before)


def lines():
    """The whole ledger out as JSON Lines and in again, and by way of a site that has nothing."""
    out = world.root / "all.jsonl"
    world.moso("anji", "export", "--format", "jsonl", "-o", str(out))
    before, log = world.digests("anji"), len(world.log("anji"))
    done = world.run("anji", "import", str(out))
    world.check("an export as JSON Lines comes back", done.returncode == 0, done.stderr + done.stdout)
    world.check("without a change", world.digests("anji") == before and len(world.log("anji")) == log, done.stdout)
    world.moso("anji2", "init", "--site", "anji", "--hub", "beijing")
    counts = {}
    for kind in ("company", "seat", "tenancy", "tenancy_term", "seat_assignment", "funding_round"):
        world.run("anji2", "import", str(out), "--kind", kind)
        here, there = ({r["id"]: r["columns"] for r in world.data(site, "record", "list", kind)}
                       for site in ("anji", "anji2"))
        counts[kind] = len(here)
        odd = [k for k in here if here[k] != there.get(k)]
        world.check(f"a copy of anji that has nothing gets the same {len(here)} of {kind}",
                    here == there, [(here[k], there.get(k)) for k in odd[:2]])
    world.check("and there were some of each", all(counts.values()), counts)
    text = out.read_text().splitlines()
    broken = [line[: len(line) // 2] if at % 7 == 3 else line for at, line in enumerate(text)]
    out.write_text("\n".join(broken) + "\n")
    done = world.run("anji", "import", str(out), "--json")
    told = json.loads(done.stdout)["data"]
    world.check("lines that are cut are refused by their number, and nothing else",
                done.returncode == 65 and [r["line"] for r in told["refused"]]
                == [at + 1 for at in range(len(text)) if at % 7 == 3]
                and {r for row in told["refused"] for r in row["reasons"]} == {"bad-json"}, told["refused"][:3])


def syncs():
    world.start("beijing")
    world.join("anji", "beijing")
    world.stop("beijing")
    done = world.run("anji", "sync")
    world.check("no peer reachable is 75", done.returncode == 75, (done.returncode, done.stderr))
    done = world.run("anji", "sync", "--cron")
    world.check("which cron does not hear of at first", (done.returncode, done.stdout, done.stderr) == (0, "", ""),
                (done.returncode, done.stderr))
    world.start("beijing")
    world.moso("anji", "peers", "add", f"https://127.0.0.1:{free_port()}")
    done = world.run("anji", "sync")
    world.check("one of two peers is 10", done.returncode == 10, (done.returncode, done.stdout))
    many = [subprocess.Popen([BIN / "moso", "sync", "beijing", "--data", world.folder("anji")],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(6)]
    codes = [(p.wait(timeout=60), p.stderr.read()) for p in many]
    world.check("six syncs at once wait for each other or leave with 11",
                {c for c, _ in codes} <= {0, 11}, codes)
    world.check("and the replica verifies", world.digests("anji")[0] == [])


try:
    world.site("beijing")
    world.site("anji")
    ledger()
    unwritable()
    lines()
    no_ledgers()
    syncs()
finally:
    world.end()
