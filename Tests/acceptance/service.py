#!/usr/bin/env python3
"""The daemon as systemd runs it: it says when it is ready, that it is alive, that it stops, and nothing of that when it
hangs. Systemd is a socket here, which its words come to."""
import os
import signal
import socket
import time

from harness import World

world = World("service")
SITE = "anji"
PAUSE = 0.5


class Manager:
    """Takes the words of a daemon, with the moment each came."""

    def __init__(self, name):
        self.path = str(world.root / name)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.words = []

    def listen(self, seconds):
        """The words of the next seconds."""
        end, found = time.monotonic() + seconds, []
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                found.append(self.socket.recv(4096).decode())
            except TimeoutError:
                break
        self.words += found
        return found

    def until(self, word, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(word in told for told in self.listen(0.2)):
                return True
        return False


def start(manager, **more):
    variables = {"NOTIFY_SOCKET": manager.path, **more}
    return world.start(SITE, prefix=("env", *(f"{k}={v}" for k, v in variables.items())))


def main():
    world.site(SITE)
    manager = Manager("notify")
    start(manager, WATCHDOG_USEC=int(PAUSE * 2_000_000))
    world.check("it says that it is ready, and where it listens", manager.until("READY=1")
                and any("listening on" in w for w in manager.words), manager.words)
    world.check("and again and again that it lives", manager.until("WATCHDOG=1") and manager.until("WATCHDOG=1"))
    daemon = world.daemons[SITE]
    daemon.send_signal(signal.SIGSTOP)
    manager.listen(PAUSE)
    silent = manager.listen(PAUSE * 4)
    world.check("a daemon that hangs says nothing", silent == [], silent)
    daemon.send_signal(signal.SIGCONT)
    world.check("one that goes on says so", manager.until("WATCHDOG=1"))
    daemon.send_signal(signal.SIGHUP)
    world.check("it tells of reading its configuration again", manager.until("STATUS=reading"))
    world.check("it stops in order", world.stop(SITE) == 0)
    world.check("and says so", manager.until("STOPPING=1", 2) or any("STOPPING=1" in w for w in manager.words))

    other = Manager("other")
    start(other, WATCHDOG_USEC=int(PAUSE * 2_000_000), WATCHDOG_PID=os.getpid())
    other.until("READY=1")
    told = other.listen(PAUSE * 4)
    world.check("a watchdog that is another process's is left to it", told == [], told)
    world.stop(SITE)
    quiet = Manager("quiet")
    start(quiet)
    quiet.until("READY=1")
    told = quiet.listen(PAUSE * 4)
    world.check("where nobody watches nothing is said", told == [], told)
    world.stop(SITE)


try:
    main()
finally:
    world.end()
