#!/usr/bin/env python3
"""A reload takes over a good file and keeps the old settings over a bad one; a mistake is named by
file, line and key; a peer's state is compared scope by scope."""
import json
import signal
import subprocess

from harness import BIN, World

world = World("reload")
ROOT = world.root
check, wait_for = world.check, world.wait


def run(program, *words):
    return subprocess.run([BIN / program, *words], capture_output=True, text=True, timeout=60)


def moso(site, *words):
    return world.run(site, *words, "--lang", "en")


def said(site):
    return (ROOT / f"{site}.log").read_text()


def configuration(*peers, extra=""):
    text = "[sync]\ninterval = \"2s\"\njitter = \"0s\"\n" + extra
    (ROOT / "anji.toml").write_text(text + "".join(f'[[peer]]\nurl = "{p}"\n' for p in peers))


def mistakes():
    cases = {
        '[site]\nlabel = "a"\n\n[sync]\n# interval\nintervall = "5m"\n': (6, "intervall", "interval"),
        '[site]\nlabel = "level"\n[log]\nlevel = "loud"\n': (4, "level", "warning"),
        '[listen]\naddress = "127.0.0.1:0"\n[web]\naddress = "x"\n': (4, "address", "web"),
        '[sync]\ninterval = 5\n': (2, "interval", "5m"),
        '[sync]\ninterval = "5m\n': (2, "", "引号"),
    }
    for number, (text, (line, key, hint)) in enumerate(cases.items()):
        path = ROOT / f"wrong{number}.toml"
        path.write_text(text)
        for language, mark in (("en", f"line {line}"), ("zh", f"第 {line} 行")):
            done = run("mosod", "--config", path, "--data", ROOT / "anji", "--lang", language)
            fact = f"mistake {number} is refused with 78 in {language}, with file, line and key"
            check(fact, done.returncode == 78 and str(path) in done.stderr and (
                mark in done.stderr or f":{line}" in done.stderr) and key in done.stderr
                and (hint in done.stderr or hint == "引号" and "quotation mark" in done.stderr), done.stderr)


def main():
    world.site("beijing")
    world.site("anji", peer="beijing")
    mistakes()
    world.start("beijing", "--no-sync")
    hub, dead = f"https://{world.door('beijing')}", "https://127.0.0.1:9"
    configuration(hub, dead)
    world.start("anji", "--config", ROOT / "anji.toml")
    anji = world.daemons["anji"]
    peers = lambda: {p["url"]: p for p in json.loads(
        moso("anji", "peers", "list", "--json").stdout)["data"]}
    wait_for("both peers of the file are called", lambda: set(peers()) == {hub, dead} and all(
        p["tries"] > 0 for p in peers().values()))
    configuration(hub, extra="intervall = \"1s\"\n")
    anji.send_signal(signal.SIGHUP)
    wait_for("a bad file is named with its line", lambda: "old settings hold" in said("anji")
             and "intervall" in said("anji"))
    check("and changes nothing", set(peers()) == {hub, dead})
    configuration(hub)
    anji.send_signal(signal.SIGHUP)
    wait_for("a peer taken out of the file goes", lambda: set(peers()) == {hub})
    moso("anji", "record", "add", "company", "legal_name=演示·青竹数据")
    wait_for("the daemon goes on with the other", lambda: "青竹数据" in moso(
        "beijing", "record", "list", "company").stdout)
    wait_for("nothing waits to be sent then", lambda: json.loads(
        moso("anji", "status", "--json").stdout)["data"]["to_send"] == 0)
    done = moso("anji", "verify", "beijing")
    check("equal states are told so", done.returncode == 0 and "equal" in done.stdout, done)
    # Behind the back of every trigger: damage, not an edit.
    subprocess.run(["sqlite3", ROOT / "beijing" / "replica.db", ".dbconfig enable_trigger off",
                    "UPDATE company SET legal_name = 'damaged'"], check=True, stdout=subprocess.DEVNULL)
    done = moso("anji", "verify", "beijing", "--json")
    scopes = {s["scope"]: s["verdict"] for s in json.loads(done.stdout)["data"]["scopes"]}
    check("a damaged row is a difference and exit 3", done.returncode == 3
          and scopes.get("common") == "different", done)
    check("an unknown peer is exit 5", moso("anji", "verify", "nowhere").returncode == 5)
    check("Beijing stops", world.stop("beijing") == 0)
    check("a peer out of reach is exit 75", moso("anji", "verify", "beijing").returncode == 75)
    check("Anji stops", world.stop("anji") == 0)


try:
    main()
finally:
    world.end()
