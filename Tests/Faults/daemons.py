#!/usr/bin/env python3
"""A kill, and an error, at the system calls of a daemon that takes in what a branch sends.

The hub's daemon runs under strace, which fails one of its writing calls, or all from there on. A branch syncs, and somebody
edits at the hub. Whatever was acknowledged lies on the hub's disk right after, before anybody has sent it again; started anew
without the fault, the daemon takes the rest.
"""
import os
import signal
import subprocess
import time

from rig import BIN, Rig, can_trace, count

HUB, ANJI = "beijing", "anji"
CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "write", "rename", "unlink", "openat", "accept4")
FAULTS = {
    "pwrite64": ("KILL", "EIO", "EIO+", "ENOSPC+"), "fdatasync": ("KILL", "EIO", "EIO+", "ENOSPC+"),
    "fsync": ("KILL", "EIO+"), "ftruncate": ("KILL", "EIO"), "write": ("KILL", "EIO+", "ENOSPC+"), "rename": ("KILL", "EIO"),
    "unlink": ("KILL", "EIO"), "openat": ("EMFILE+",), "accept4": ("EMFILE", "EMFILE+"),
}
world = Rig("daemons", 83)


def names(site):
    return {c["columns"]["legal_name"] for c in world.data(site, "record", "list", "company")}


def traced(call, how):
    """The hub's daemon under a fault, once it answers or has given up."""
    prefix = ("strace", "-f", "-o", str(world.root / "trace"), "-e", f"trace={call}", "-e", f"inject={call}:{how}")
    with open(world.root / "faulty.log", "a") as log:
        daemon = subprocess.Popen(
            [*prefix, BIN / "mosod", "--data", world.folder(HUB), "--listen", f"127.0.0.1:{world.ports[HUB]}",
             "--listen-peers", world.door(HUB), "--until-stdin-ends"], stdin=subprocess.PIPE, stdout=log, stderr=log)
    end = time.monotonic() + 15
    while time.monotonic() < end and daemon.poll() is None:
        try:
            if world.healthy(HUB):
                break
        except OSError:
            pass
        time.sleep(0.05)
    return daemon


def ended(daemon):
    """kill -9 of strace and of what it traces."""
    try:
        with open(f"/proc/{daemon.pid}/task/{daemon.pid}/children") as file:
            pids = [int(word) for word in file.read().split()]
    except OSError:
        pids = []
    for pid in (*pids, daemon.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    daemon.wait()
    daemon.stdin.close()
    end = time.monotonic() + 10
    while time.monotonic() < end and any(os.path.exists(f"/proc/{pid}") for pid in pids):
        time.sleep(0.01)


def main():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.moso(ANJI, "sync")
    world.stop(HUB)
    places = [(call, fault, at) for call in CALLS for fault in FAULTS[call]
              for at in range(1, {"pwrite64": 60, "openat": 400, "write": 30}.get(call, 16))]
    yes, sent, tried, befell, codes, odd = set(), set(), 0, 0, {}, []
    for call, fault, at in world.chance.sample(places, count(len(places), least=6)):
        tried += 1
        how = f"signal=KILL:when={at}" if fault == "KILL" else f"error={fault.rstrip('+')}:when={at}{'+' * fault.endswith('+')}"
        mine = {f"演示·{tried}-{n}" for n in range(3)}
        for name in mine:
            world.moso(ANJI, "record", "add", "company", f"legal_name={name}")
        daemon = traced(call, how)
        done = world.run(ANJI, "sync", timeout=120)
        codes[done.returncode] = codes.get(done.returncode, 0) + 1
        edit = world.run(HUB, "record", "add", "company", f"legal_name=演示·h{tried}")
        if edit.returncode == 0 or "✓" in edit.stdout:
            yes.add(f"演示·h{tried}")
        if done.returncode == 0:
            yes |= mine | sent
        sent |= mine
        # A daemon falls by a kill alone.
        if fault != "KILL" and daemon.poll() is not None and daemon.returncode < 0:
            odd.append((call, fault, at, f"the daemon fell: {daemon.returncode}"))
        ended(daemon)
        text = (world.root / "trace").read_text(errors="replace")
        befell += "(INJECTED)" in text or "killed by SIGKILL" in text
        missing = yes - names(HUB)
        if missing:
            odd.append((call, fault, at, f"acknowledged and not on the disk: {missing}"))
        if world.digests(HUB)[0]:
            odd.append((call, fault, at, f"the hub does not verify: {world.digests(HUB)[0]}"))
        world.start(HUB)
        again = world.run(ANJI, "sync", timeout=120)
        if again.returncode not in (0, 3) or not sent <= names(HUB):
            odd.append((call, fault, at, f"without the fault: {again.returncode} {again.stdout} {again.stderr}"))
        yes |= sent
        world.stop(HUB)
    for fact in odd:
        print("WRONG", *fact)
    world.check(f"{tried} faults in a daemon: nothing acknowledged is lost, and it goes on afterwards", odd == [], odd[:2])
    world.check("some befell it", befell > 0)
    world.check("the numbers of both are whole", world.whole_streams(HUB) == world.whole_streams(ANJI) == [])
    world.figure("faults in a daemon that takes in", f"{tried} of {len(places)} places, {befell} befell it, {len(odd)} wrong; "
                 f"syncs ended with {', '.join(f'{c}: {n}' for c, n in sorted(codes.items()))}")


if can_trace():
    try:
        main()
    finally:
        world.end()
else:
    world.skip("faults in a daemon", "strace is missing or may not trace")
    world.end()
