#!/usr/bin/env python3
"""`moso sync --cron`, whose output is somebody's mail: nothing while all is well, nothing while the hub is away for a short
time, one message when it has been away for too long, one a day while that lasts, and one when it is back. And the lock that
keeps two syncs apart goes with the process that held it.
"""
import fcntl
import signal
import subprocess
import time

from harness import BIN, World, have

world = World("cron")
HUB, ANJI = "beijing", "anji"


def cron(*words, days=0, **more):
    prefix = ("faketime", "-f", f"+{days}d") if days else ()
    done = world.run(ANJI, "sync", "--cron", *words, prefix=prefix, **more)
    return done.returncode, done.stdout + done.stderr


def quiet(fact, *words, **more):
    found = cron(*words, **more)
    world.check(fact, found == (0, ""), found)


def speaks(fact, code, needed, *words, **more):
    found = cron(*words, **more)
    world.check(fact, found[0] == code and all(n in found[1] for n in needed), found)
    return found[1]


def add(name):
    world.moso(ANJI, "record", "add", "company", f"legal_name={name}")


def messages():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, peer=HUB)
    add("演示·一")
    quiet("what is exchanged is not said")
    quiet("nor that there is nothing to exchange")
    world.stop(HUB)
    add("演示·二")
    quiet("a hub that is away for a short time is not said")
    quiet("nor the second time")
    time.sleep(1.1)
    said = speaks("too long away is said, with what waits, and the code of a later try", 75,
                  ("anji", HUB, "limit 1 s", "1 unsent change", "E-PEER-STALE"), "--alert-after", "1s")
    world.check("in one message", said.count("moso: ") == 1, said)
    quiet("once", "--alert-after", "1s")
    quiet("and not again on the same day", "--alert-after", "1s")
    if have("faketime"):
        speaks("a day later it is said once more", 75, ("E-PEER-STALE",), "--alert-after", "1s", days=1.1)
        quiet("once on that day", "--alert-after", "1s", days=1.2)
        speaks("and in the other language", 75, ("E-PEER-STALE", "没有连上"), "--alert-after", "1s", days=2.3,
               env={"MOSO_LANG": "zh"})
        # The clock was ahead, and is set right.
        speaks("what was said under a clock that was ahead does not keep it silent", 75, ("E-PEER-STALE",),
               "--alert-after", "1s")
        quiet("once, too, on that day", "--alert-after", "1s")
    else:
        world.skip("a day later it is said once more", "there is no faketime, without which a day takes a day")
    world.start(HUB)
    said = speaks("that it is back is said, with what was exchanged", 0, ("anji", HUB, "1 sent"), "--alert-after", "1s")
    world.check("in one line", len(said.splitlines()) == 1, said)
    quiet("and that once", "--alert-after", "1s")
    world.stop(HUB)
    quiet("and the next short absence begins anew")
    world.start(HUB)


def is_held(path):
    with open(path, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def lock():
    """Whoever waits for a sync that was killed waits for nobody."""
    # Python holds it as a sync does: with flock, until it dies.
    path = world.folder(ANJI) / "sync.lock"
    holder = subprocess.Popen(
        ["python3", "-c", f"import fcntl,time; f=open({str(path)!r}, 'r+'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); "
         "time.sleep(600)"], stdout=subprocess.PIPE)
    holder.stdout.readline()
    quiet("a busy lock is not said to cron", "--wait", "1s")
    done = world.run(ANJI, "sync", "--wait", "1s")
    world.check("it is to a person, with the code of its own", done.returncode == 11 and "E-BUSY" in done.stderr,
                (done.returncode, done.stderr))
    holder.kill()
    holder.wait()
    done = world.run(ANJI, "sync", "--wait", "1s")
    world.check("it is free when its holder was killed", done.returncode == 0, done.stderr)
    # And a real one, stopped while it holds it: the hub does not answer.
    world.daemons[HUB].send_signal(signal.SIGSTOP)
    syncing = subprocess.Popen([BIN / "moso", "sync", "--data", world.folder(ANJI)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    world.wait("a sync holds the lock", lambda: is_held(path), 20)
    world.check("and lets nobody in", world.run(ANJI, "sync", "--wait", "1s").returncode == 11)
    syncing.kill()
    syncing.wait()
    world.daemons[HUB].send_signal(signal.SIGCONT)
    done = world.run(ANJI, "sync", "--wait", "1s")
    world.check("and when a sync was killed in the middle", done.returncode == 0, done.stderr)


try:
    messages()
    lock()
finally:
    world.end()
