#!/usr/bin/env python3
"""config/ and the daemon agree: every key is known on both sides, the examples start a daemon, and a
key that is spelt wrong is refused."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

root = pathlib.Path(__file__).resolve().parents[2]
bin_dir = pathlib.Path(os.environ.get("MOSO_BIN", root / ".build/debug"))
text = (root / "config/moso.toml").read_text(encoding="utf-8")
# Every key switched on.
full = re.sub(r"(?m)^# (?=[a-z_]+ = |\[\[)", "", text)


def keys(document):
    for section, values in tomllib.loads(document).items():
        for value in values if isinstance(values, list) else [values]:
            for key in value:
                yield f"{section}.{key}"


def known():
    """Every key that moso knows, as it tells them itself."""
    done = subprocess.run([bin_dir / "moso", "config", "explain", "--json"], check=True, capture_output=True)
    return [key["key"] for key in json.loads(done.stdout)["data"]]


def start(config, data):
    """Starts the daemon; gives its exit code if it refuses, 0 if it ran and stopped in order."""
    daemon = subprocess.Popen(
        [bin_dir / "mosod", "--config", config, "--data", data, "--listen", "127.0.0.1:0",
         "--listen-peers", "127.0.0.1:0", "--no-sync"],
        stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True)
    try:
        said, _ = daemon.communicate(timeout=3)
        return daemon.returncode, said
    except subprocess.TimeoutExpired:
        daemon.terminate()
        try:
            said, _ = daemon.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            daemon.kill()
            return -9, "did not stop within 20 s of SIGTERM"
        return daemon.returncode, said


failures = []


def check(what, holds, detail=""):
    print(f"{'ok    ' if holds else 'FAILED'} {what}{'' if holds else ': ' + str(detail)}")
    if not holds:
        failures.append(what)


here, there = set(keys(full)), set(known())
check("the file documents what the daemon knows", here == there, here ^ there)
said = subprocess.run([bin_dir / "moso", "config", "reference"], check=True, capture_output=True)
check("the file is the one that moso config reference prints", said.stdout.decode() == text)
with tempfile.TemporaryDirectory() as scratch:
    data = pathlib.Path(scratch) / "anji"
    subprocess.run(
        [bin_dir / "moso", "init", "--site", "anji", "--hub", "beijing", "--data", data],
        check=True, stdout=subprocess.DEVNULL)
    everything = pathlib.Path(scratch) / "full.toml"
    everything.write_text(full, encoding="utf-8")
    for config in [root / "config/moso.toml", everything]:
        done = subprocess.run([bin_dir / "moso", "config", "check", config], capture_output=True)
        check(f"moso config check takes {config.name}", done.returncode == 0, done.stderr)
    bare = pathlib.Path(scratch) / "bare.toml"
    bare.write_text('[site]\nlabel = "x"\n', encoding="utf-8")
    for words in ([bin_dir / "moso", "config", "check", bare], [bin_dir / "mosod", "--config", bare]):
        done = subprocess.run(words, capture_output=True, timeout=60, text=True)
        check(f"{words[0].name} says that a file names no folder", done.returncode == 64 and "site.data" in done.stderr, done.stderr)
    done = subprocess.run(
        [bin_dir / "moso", "config", "show", "--effective", "--json", "--config", everything], capture_output=True)
    shown = {row["key"]: row["value"] for row in json.loads(done.stdout)["data"]["settings"]}
    meant = {}
    for section, values in tomllib.loads(full).items():
        for part in values if isinstance(values, list) else [values]:
            meant |= {f"{section}.{name}": json.dumps(value).strip('"') if isinstance(value, bool) else str(value)
                      for name, value in part.items()}
    check("every value is read as another reader of TOML reads it", shown == meant, f"{shown} {meant}")
    examples = sorted((root / "config/examples").glob("*.toml"))
    for config in [root / "config/moso.toml", everything, *examples]:
        code, said = start(config, data)
        check(f"{config.name} starts a daemon that stops on SIGTERM", code == 0, f"{code} {said}")
    for key in sorted(here):
        name = key.split(".")[1]
        wrong = pathlib.Path(scratch) / "wrong.toml"
        wrong.write_text(re.sub(rf"(?m)^{name} = ", f"{name}x = ", full), encoding="utf-8")
        code, said = start(wrong, data)
        check(f"{name}x is refused with 78 and named", code == 78 and f"{name}x" in said, f"{code} {said}")
sys.exit(1 if failures else 0)
