#!/usr/bin/env python3
"""What lies on a site's disk is its daemon's alone (T33), and no secret gets out of its file (T32)."""
import os
import pathlib
import shutil
import stat
import subprocess

from harness import BIN, World

world = World("private")
HUB, ANJI = "beijing", "anji"


def daemon(*words, prefix=()):
    return subprocess.run([*prefix, BIN / "mosod", "--data", world.folder(HUB), "--listen", "127.0.0.1:0", *words],
                          capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)


def modes():
    """Right as they are made, and a daemon does not start over wrong ones but says what mends them."""
    folder = world.folder(HUB)
    files = [path for path in folder.iterdir() if path.is_file()]
    world.check("T33 every file of a replica is its owner's alone",
                all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files),
                [(path.name, oct(path.stat().st_mode)) for path in files])
    world.check("T33 and so is its folder", stat.S_IMODE(folder.stat().st_mode) == 0o700)
    for name, mode in (("replica.db", 0o644), ("replica.id", 0o640), ("replica.key", 0o604), (".", 0o770)):
        path = folder / name
        right = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode)
        for language, word in (("en", "Try: chmod go-"), ("zh", "chmod go-")):
            done = daemon("--lang", language)
            world.check(f"T33 over {name} with mode {mode:o} the daemon does not start ({language})",
                        done.returncode in (77, 78) and (word in done.stderr or "chmod 600" in done.stderr)
                        and not any("listening" in line for line in done.stderr.split("\n")),
                        (done.returncode, done.stderr))
        said = [line.split(":", 1)[1].split("   ")[0].strip() for line in daemon("--lang", "en").stderr.split("\n")
                if "Try:" in line and "chmod" in line]
        subprocess.run(["bash", "-c", said[0]] if said else ["false"], check=False)
        world.check(f"T33 and the command that it names mends {name}",
                    stat.S_IMODE(path.stat().st_mode) & 0o022 == 0 and stat.S_IMODE(path.stat().st_mode) & 0o700
                    == right & 0o700, (said, oct(path.stat().st_mode)))
        path.chmod(right)


def links():
    """A link in a file's place leads nowhere."""
    target = world.root / "somebody-elses"
    target.write_text("untouched\n")
    for name in ("replica.key", "mosod.lock", "replica.db"):
        path = world.folder(HUB) / name
        aside = world.root / "aside"
        if path.exists():
            path.rename(aside)
        path.symlink_to(target)
        done = daemon()
        world.check(f"T33 a link in the place of {name} is not followed", done.returncode not in (0, 1)
                    and target.read_text() == "untouched\n", (done.returncode, done.stderr))
        path.unlink()
        if aside.exists():
            aside.rename(path)


def others():
    """Another account of the machine gets nothing."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return world.skip("T33 another account", "needs root and setpriv")
    world.root.chmod(0o755)
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    for path in [world.folder(HUB), *world.folder(HUB).iterdir()]:
        for flag in ("-r", "-w"):
            done = subprocess.run([*nobody, "test", flag, path])
            if not world.check(f"T33 {path.name} is closed to others ({flag})", done.returncode != 0):
                return
    done = subprocess.run([*nobody, "sqlite3", f"{world.folder(HUB)}/replica.db", "SELECT 1"], capture_output=True)
    world.check("T33 sqlite3 of another account reads nothing", done.returncode != 0, done)


def needles():
    """What must stand in one file and nowhere else: keys, and a code that is out, in all the forms of either."""
    found = {}
    for site in (HUB, ANJI):
        seed = (world.folder(site) / "replica.key").read_text().split("\n")[1].split()[1]
        found[f"the key of {site}"] = [seed.encode(), seed.upper().encode(), bytes.fromhex(seed)]
    return found


def secrets():
    code = world.code(ANJI, HUB)
    done = world.run(ANJI, "enrol", "join", "--yes", "-vv", input=code + "\n")
    world.check("the site joins", done.returncode == 0, done.stderr)
    world.moso(ANJI, "record", "add", "company", "legal_name=演示·青桐")
    said = [done.stdout + done.stderr]
    for words in (["sync", "-vv"], ["status", "--json"], ["enrol", "list", "--json"], ["peers", "list", "--json"],
                  ["log", "--json"], ["verify", HUB], ["key", "show", "--json"], ["enrol", "join", "--yes", "wrong"]):
        run = world.run(ANJI, *words)
        said.append(run.stdout + run.stderr)
    for site in (HUB, ANJI):
        run = world.run(site, "enrol", "list", "-vv")
        said.append(run.stdout + run.stderr)
    said += [world.get(HUB, path)[2].decode(errors="replace") for path in ("/", "/healthz", "/v1/digest", "/metrics")]
    backup = world.root / "backup.db"
    subprocess.run(["sqlite3", world.folder(HUB) / "replica.db", f"VACUUM INTO '{backup}'"], check=True)
    process = world.daemons[HUB].pid
    places = {"what commands and pages say": "\n".join(said).encode(), "a backup": backup.read_bytes()}
    for name in ("cmdline", "environ"):
        places[f"{name} of the daemon"] = pathlib.Path(f"/proc/{process}/{name}").read_bytes()
    for site in (HUB, ANJI):
        log = world.root / f"{site}.log"
        places |= {f"the log of {site}": log.read_bytes()} if log.exists() else {}
        for path in world.folder(site).rglob("*"):
            if path.is_file() and path.name != "replica.key":
                places[f"{site}'s {path.name}"] = path.read_bytes()
    all_needles = needles()
    bare = code.replace("-", "")
    all_needles["the code"] = [code.encode(), bare.encode(), bare[64:96].encode(), bare.lower().encode()]
    for what, forms in all_needles.items():
        holders = [place for place, content in places.items() if any(form in content for form in forms)]
        world.check(f"T32 {what} is nowhere but where it belongs ({len(places)} places)", holders == [], holders)
    limits = pathlib.Path(f"/proc/{process}/limits").read_text()
    print(f"      {[line for line in limits.splitlines() if 'core' in line][0]}")


try:
    world.site(HUB)
    world.site(ANJI)
    for part in (modes, links, others):
        part()
    world.start(HUB)
    secrets()
finally:
    world.end()
