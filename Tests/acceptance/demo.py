#!/usr/bin/env python3
"""`moso demo` and `deploy/demo.sh`: the story ends well in both languages and with busy ports, and
whatever ends the demo ends its daemons too."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MOSO_BIN", ROOT / ".build/debug"))
SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="moso-demo-test-"))
ENV = {**os.environ, "TMPDIR": str(SCRATCH), "MOSO_LANG": "en", "MOSO_BIN": str(BIN)}
failures = []


def check(fact, holds, detail=""):
    print(("ok    " if holds else "WRONG ") + fact + (f": {detail}" if detail and not holds else ""))
    if not holds:
        failures.append(fact)


def demo(*words, program=(BIN / "moso", "demo"), env=ENV):
    return subprocess.run([*program, *words], capture_output=True, text=True, timeout=120, env=env,
                          stdin=subprocess.DEVNULL)


def daemons():
    """Daemons whose replicas lie in our scratch folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"/mosod") and any(str(SCRATCH).encode() in w for w in words):
                found.append(int(entry.name))
    return found


def gone(seconds=15):
    end = time.monotonic() + seconds
    while daemons() and time.monotonic() < end:
        time.sleep(0.05)
    return not daemons()


def left():
    return sorted(p.name for p in SCRATCH.glob("moso-demo.*"))


def quick():
    for lang, done, picture in (
            ("en", "Demo finished", "150 of 150 seats taken; 15 companies live there, 102 asked or wait"),
            ("zh", "演示完成", "150 个工位用了 150 个；15 家在站，102 家来问过或在排队")):
        run = demo("--script", "quick", "--lang", lang)
        check(f"the story ends well in {lang}", run.returncode == 0 and done in run.stdout,
              run.stdout[-800:] + run.stderr)
        check(f"it opens on the hub of the visit in {lang}",
              0 < run.stdout.find(picture) < run.stdout.find("[anji]"), run.stdout[:2000])
        ids = re.findall(r"(?:The same id at Anji and at Beijing|安吉和北京的编号相同)[:：]\s*(C-\w+)", run.stdout)
        check(f"with two conflicts of equal ids in {lang}", len(set(ids)) == 2, ids)
    check("nothing is left of them", gone(1) and left() == [], left())


def busy():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        run = demo("--script", "quick", "--port", str(port), "--sites", "4", "--keep",
                   str(SCRATCH / "kept"))
    check("a busy port is passed over and said", run.returncode == 0 and "busy" in run.stdout, run.stderr)
    check("four sites are four replicas", len(list((SCRATCH / "kept").glob("*/replica.db"))) == 4)
    run = demo("--script", "quick", "--keep", str(SCRATCH / "kept"))
    check("an existing directory is not written to", run.returncode == 73, run.returncode)
    run = demo("--script", "quick", "--port", "65535")
    check("no ports are a clear problem", run.returncode == 69 and "ports" in run.stderr, run.stderr)


def script():
    run = demo("--script", "quick", program=(ROOT / "deploy/demo.sh",))
    check("deploy/demo.sh tells it with the real ledger",
          run.returncode == 0 and "seat A-357" in run.stdout, run.stdout[-800:] + run.stderr)


def no_daemon():
    alone = SCRATCH / "alone"
    alone.mkdir()
    shutil.copy2(BIN / "moso", alone / "moso")
    env = {k: v for k, v in ENV.items() if k != "MOSO_BIN"}
    run = demo("--script", "quick", program=(alone / "moso", "demo"), env={**env, "PATH": "/nowhere"})
    check("without mosod it says where it looks", run.returncode == 69 and "MOSO_BIN" in run.stderr,
          run.stderr)


def ended_by(number, code, after):
    run = subprocess.Popen([BIN / "moso", "demo", "--no-open"], stdout=subprocess.PIPE, text=True,
                           stderr=subprocess.PIPE, env=ENV, stdin=subprocess.DEVNULL,
                           start_new_session=True)
    for line in run.stdout:
        if after in line:
            break
    check(f"its daemons run after '{after}'", len(daemons()) >= 1)
    if number == signal.SIGPIPE:
        run.stdout.close()
    elif number == signal.SIGINT:
        os.killpg(run.pid, number)      # as a terminal does it
    else:
        run.send_signal(number)
    try:
        found = run.wait(timeout=40)
    except subprocess.TimeoutExpired:
        found = "still running"
        run.kill()
    name = signal.Signals(number).name
    check(f"{name} after '{after}' ends it with {code}", found == code, found)
    check("and its daemons with it", gone(), daemons())
    if number != signal.SIGKILL:
        check("and its folder", left() == [], left())
    for pipe in (run.stdout, run.stderr):
        pipe.close()


try:
    quick()
    busy()
    script()
    no_daemon()
    ended_by(signal.SIGINT, 0, "Things to try")
    ended_by(signal.SIGINT, 130, "Step 6")
    ended_by(signal.SIGTERM, 143, "Step 4")
    ended_by(signal.SIGPIPE, 73, "Step 4")     # what any command ends with when nobody reads
    ended_by(signal.SIGKILL, -9, "Step 7")
finally:
    for process in daemons():
        os.kill(process, signal.SIGKILL)
    shutil.rmtree(SCRATCH)
sys.exit(1 if failures else 0)
