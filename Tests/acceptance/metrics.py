#!/usr/bin/env python3
"""The figures of the daemon: every one has its sentence, they move when something happens, they tell nothing of what
the site holds, and the rules and the dashboard of deploy/ use no other ones."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

from harness import PROJECT, World

world = World("metrics")
HUB, ANJI = "beijing", "anji"
RULES = PROJECT / "deploy/prometheus/moso.rules.yml"
BOARD = PROJECT / "deploy/grafana/moso-dashboard.json"
LINE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (-?[0-9.]+)')


def figures(site):
    """By name and labels; what is not of the form is in `world.failures`."""
    status, headers, body = world.get(site, "/metrics")
    world.check(f"{site} gives figures as text", status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"),
                (status, headers))
    found, told = {}, {}
    for line in body.decode().splitlines():
        if line.startswith("# "):
            _, what, name, text = line.split(" ", 3)
            told.setdefault(name, {})[what] = text
            continue
        match = LINE.fullmatch(line)
        if not world.check(f"'{line}' is a figure", match) if not match else False:
            continue
        found[match[1], match[2] or ""] = float(match[3])
    for name, _ in found:
        family = re.sub(r"_(bucket|sum|count)$", "", name) if name not in told else name
        if set(told.get(family, {})) != {"HELP", "TYPE"}:
            world.check(f"{name} says what it means", False, told.get(family))
    return found, body.decode()


def names(expression):
    """The figures that an expression uses, by what looks like one of ours."""
    return set(re.findall(r"\b(?:moso|process)_[a-z_]+", expression))


def expressions():
    yield from re.findall(r"(?m)^ +expr: (.+)$", RULES.read_text())
    for panel in json.loads(BOARD.read_text())["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def main():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, peer=HUB)
    world.start(ANJI)
    world.wait("an exchange is counted", lambda: figures(ANJI)[0].get(("moso_sync_runs_total", 'result="ok"'), 0) >= 1)
    before, _ = figures(ANJI)
    world.check("the peer is up", before["moso_peer_up", 'peer="beijing"'] == 1, before)
    world.check("no backup yet", before["moso_backups", ""] == 0)
    for name in ("演示·金丝雀", "演示·竹海"):
        world.moso(ANJI, "record", "add", "company", f"legal_name={name}", *(["contact=赵敏"] if "金" in name else []))
    world.moso(ANJI, "backup")
    sent = ("moso_sync_transactions_total", 'direction="sent"')
    world.wait("what was sent is counted", lambda: figures(ANJI)[0][sent] >= before[sent] + 2)
    after, text = figures(ANJI)
    world.check("the backup is told", after["moso_backups", ""] == 1
                and after["moso_backup_last_success_timestamp_seconds", ""] > 1.7e9, after)
    world.check("every bucket holds those below it", [after["moso_sync_duration_seconds_bucket", f'le="{b}"'] for b in
                ("0.05", "0.25", "1", "5", "30", "120", "600", "+Inf")] == sorted(
                after["moso_sync_duration_seconds_bucket", f'le="{b}"'] for b in
                ("0.05", "0.25", "1", "5", "30", "120", "600", "+Inf")))
    hub, hub_text = figures(HUB)
    world.check("the hub counts what it answered", hub["moso_sync_answered_total", ""] >= 1, hub)
    for word in ("金丝雀", "赵敏", "company", world.label(ANJI), world.label(HUB)):
        world.check(f"no figure names '{word[:8]}'", word not in text + hub_text)
    conflict(after)
    world.check("peers get none of it", world.ask(HUB, "/metrics")[0] == 404)

    known = {name for name, _ in {**after, **figures(ANJI)[0], **hub}} | {
        # These are there once there is something to tell.
        "moso_clock_ahead_seconds", "moso_outbox_oldest_timestamp_seconds"}
    used = set()
    for expression in expressions():
        used |= names(expression)
        world.check(f"'{expression[:60]}' uses figures that are there", names(expression) <= known, names(expression) - known)
    world.check("rules and dashboard use most of them", len(used) > 18, used)
    outside(text)


def conflict(before):
    """Two sites write one field apart: a conflict more, and since when."""
    company = world.data(ANJI, "record", "list", "company")[0]["id"]
    world.moso(ANJI, "record", "add", "tenancy", f"company={company}", "rent_fen=900", "moved_in_on=2024-01-05")
    key = world.data(ANJI, "record", "list", "tenancy")[0]["id"]
    world.wait("the hub has the tenancy", lambda: any(r["id"] == key for r in world.data(HUB, "record", "list", "tenancy")))
    world.stop(ANJI)
    world.moso(ANJI, "record", "edit", key, "rent_fen=910", "--reason", "-")
    world.moso(HUB, "record", "edit", key, "rent_fen=920", "--reason", "-")
    world.start(ANJI)
    field = ("moso_conflicts_open", 'kind="field"')
    world.wait("a conflict is counted", lambda: figures(ANJI)[0][field] == before[field] + 1)
    world.check("and since when", figures(ANJI)[0].get(("moso_conflict_oldest_open_timestamp_seconds", ""), 0) > 1.7e9)


def outside(text):
    """What Prometheus' own checker says."""
    if not shutil.which("promtool"):
        return world.skip("promtool", "there is none here")
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
    world.check("promtool takes the figures", done.returncode == 0, done.stdout + done.stderr)
    for words in (["check", "rules", RULES.name], ["test", "rules", "moso.test.yml"]):
        done = subprocess.run(["promtool", *words], cwd=RULES.parent, capture_output=True, text=True)
        world.check(f"promtool {words[0]} rules", done.returncode == 0, done.stdout + done.stderr)
    with tempfile.TemporaryDirectory() as folder:
        rules = pathlib.Path(folder) / "board.yml"
        lines = [f"      - {{record: 'board:{at}', expr: {json.dumps(e)}}}" for at, e in enumerate(expressions())]
        rules.write_text("groups:\n  - name: board\n    rules:\n" + "\n".join(lines) + "\n")
        done = subprocess.run(["promtool", "check", "rules", rules], capture_output=True, text=True)
        world.check("promtool reads the dashboard's expressions", done.returncode == 0, done.stdout + done.stderr)


try:
    main()
finally:
    world.end()
