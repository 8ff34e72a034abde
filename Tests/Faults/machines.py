"""Sites on machines of their own, as far as the kernel goes: each with a network of its own on a common wire, a disk of
its own, and a clock of its own.

A machine is a process that holds a network namespace and ends with the script; a veth pair joins it to a bridge. All of it
lies in a network namespace that the script enters first, so that nothing of the host's network is touched.
"""
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading

from faked import Clocks
from rig import BIN, Rig, have, is_root

CLONE_NEWNET = 0x40000000
PORT, PAGES = 7443, 7420


def missing():
    """Why there can be no machines here, or None."""
    if not is_root():
        return "only root may make networks"
    for tool in ("ip", "unshare", "nsenter"):
        if not have(tool):
            return f"{tool} is missing"
    done = subprocess.run(["unshare", "-n", "ip", "link", "add", "mosotry", "type", "veth", "peer", "name", "mosotry2"],
                          capture_output=True, text=True)
    return None if done.returncode == 0 else f"the kernel allows no networks here: {done.stderr.strip()}"


def enter_own_network():
    """Runs this script again in a network of its own."""
    if os.environ.get("MOSO_OWN_NETWORK") != "yes":
        os.execvpe("unshare", ["unshare", "-n", "-m", sys.executable, *sys.argv], {**os.environ, "MOSO_OWN_NETWORK": "yes"})


def filter_tool():
    return next((t for t in ("iptables-legacy", "iptables") if have(t)), None)


def call(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{words}: {done.stderr}")


class Machines(Rig):
    """A rig whose sites are on such machines; `disk` is the size of each one's disk in bytes."""

    def __init__(self, name, default_seed, disk=None):
        super().__init__(name, default_seed)
        self.holders, self.numbers, self.disk, self.clocks = {}, {}, disk, Clocks(self.root)
        call("ip", "link", "set", "lo", "up")
        call("ip", "link", "add", "wire", "type", "bridge")
        call("ip", "link", "set", "wire", "up")

    # Machines

    def machine(self, site):
        number = len(self.numbers) + 1
        self.numbers[site] = number
        holder = subprocess.Popen(["unshare", "-n", "cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.holders[site] = holder
        mine = os.readlink("/proc/self/ns/net")
        self.wait("a machine is made", lambda: os.readlink(f"/proc/{holder.pid}/ns/net") != mine)
        call("ip", "link", "add", f"v{number}", "type", "veth", "peer", "name", f"m{number}")
        call("ip", "link", "set", f"v{number}", "master", "wire", "up")
        call("ip", "link", "set", f"m{number}", "netns", holder.pid)
        self.inside(site, "ip", "link", "set", "lo", "up")
        self.inside(site, "ip", "addr", "add", f"{self.address(site)}/24", "dev", f"m{number}")
        self.inside(site, "ip", "link", "set", f"m{number}", "up")
        self.clocks.set(site, "+0")
        if self.disk:
            self.folder(site).mkdir()
            call("mount", "-t", "tmpfs", "-o", f"size={self.disk},mode=0700", "tmpfs", self.folder(site))

    def address(self, site):
        return f"10.77.0.{self.numbers[site]}"

    def enter(self, site):
        return ("nsenter", "-t", str(self.holders[site].pid), "-n", "--")

    def inside(self, site, *words):
        call(*self.enter(site), *words)

    # The harness, on machines

    def run(self, site, *words, env=None, prefix=(), **more):
        if site not in self.holders:
            return super().run(site, *words, env=env, prefix=prefix, **more)
        return super().run(site, *words, env={**self.clocks.of(site), **(env or {})}, prefix=(*self.enter(site), *prefix), **more)

    def door(self, site):
        return f"{self.address(site)}:{PORT}"

    def site(self, site, peer=None, hub="beijing", at=None):
        self.machine(site)
        super().site(site, peer, hub, at)

    def start(self, site, *more, prefix=()):
        config = self.root / f"{site}.toml"
        config.write_text('[sync]\ninterval = "5s"\njitter = "1s"\n')
        with open(self.root / f"{site}.log", "a") as log:
            self.daemons[site] = subprocess.Popen(
                [*self.enter(site), *prefix, BIN / "mosod", "--config", config, "--data", self.folder(site), "--listen",
                 f"127.0.0.1:{PAGES}", "--listen-peers", f"{self.address(site)}:{PORT}", "--until-stdin-ends", *more],
                stdin=subprocess.PIPE, stdout=log, stderr=log, env={**os.environ, **self.clocks.of(site)})
        answers = self.wait(f"the daemon of {site} answers", lambda: self.healthy(site), 60)
        for newcomer, at in self.waiting.pop(site, []):
            self.join(newcomer, site, at)
        return answers

    def healthy(self, site):
        return self.page(site, "/healthz")[0] == 200

    def page(self, site, path):
        """(status, body) of a page of a site, asked on its own machine."""
        found = []

        def ask():
            handle = os.open(f"/proc/{self.holders[site].pid}/ns/net", os.O_RDONLY)
            try:
                # Of this thread alone.
                if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET) != 0:
                    return
                line = http.client.HTTPConnection("127.0.0.1", PAGES, timeout=5)
                line.request("GET", path)
                reply = line.getresponse()
                found.append((reply.status, reply.read()))
                line.close()
            except (OSError, http.client.HTTPException, socket.timeout):
                pass
            finally:
                os.close(handle)

        asker = threading.Thread(target=ask)
        asker.start()
        asker.join()
        return found[0] if found else (0, b"")

    def end(self):
        for site in list(self.daemons):
            self.stop(site, signal.SIGKILL)
        for holder in self.holders.values():
            holder.kill()
        if self.disk:
            for site in self.holders:
                subprocess.run(["umount", "-l", self.folder(site)], capture_output=True)
        super().end()
