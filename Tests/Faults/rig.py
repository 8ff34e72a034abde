"""What the fault rigs share: the harness of Tests/acceptance, how much of a rig to run, and its figures.

MOSO_FAULTS says how much: 1 is all of it (hours), without it a rig does a little of everything, as `deploy/test.sh` does. A rig ends with lines
that begin with `figure`, which docs/assurance-results.md takes over.
"""
import os
import pathlib
import random
import shutil
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "acceptance"))

from harness import BIN, PROJECT, World, can_trace, dots_of, free_port, have, seed  # noqa: E402, F401

SHARE = float(os.environ.get("MOSO_FAULTS", "0.001"))


def count(full, least=1):
    """How many of `full` a run of this size does."""
    return max(least, round(full * SHARE))


def is_root():
    return os.geteuid() == 0


class Rig(World):
    """A world that counts what it did to it."""

    def __init__(self, name, default_seed):
        super().__init__(name)
        # A time limit ends a rig in order, so that what it has mounted and stopped is seen to.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.chance = random.Random(seed(default_seed))
        print(f"      {SHARE:g} of the whole (MOSO_FAULTS)", flush=True)

    def run(self, site, *words, timeout=1_200, **more):
        """As the harness does, with the patience that a big replica on a busy machine needs."""
        return super().run(site, *words, timeout=timeout, **more)

    def figure(self, name, value):
        print(f"figure {name}: {value}", flush=True)

    def whole_streams(self, site, log=None):
        """What is wrong with a site's numbers: every stream counts 1, 2, 3 … without a gap or a repeat, and a branch of a
        fork from where it left the other."""
        streams = {}
        for *stream, number in dots_of(t for t in log or self.log(site) if t["status"] == "applied"):
            streams.setdefault(tuple(stream), []).append(number)
        return [s for s, n in streams.items()
                if sorted(n) != list(range(first := min(n), first + len(n))) or (first != 1 and "#" not in str(s[1]))]

    def keep(self, site, name):
        """Puts a copy of a site's folder aside; the daemon must not run."""
        shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(self.folder(site), self.root / name)

    def put_back(self, name, site):
        """Makes a site's folder what was put aside, as if nothing had been done to it since."""
        shutil.rmtree(self.folder(site), ignore_errors=True)
        shutil.copytree(self.root / name, self.folder(site))
        self.rewrite_identity(site)

    def settle(self, sites, hub, rounds=20, seconds=120):
        """Exchanges until every site has what the hub has; the rounds that took, or None."""
        end = time.monotonic() + seconds
        for number in range(rounds):
            for site in sites:
                self.run(site, "sync", timeout=120)
            found = {site: self.digests(site) for site in (*sites, hub)}
            if all(f[0] == [] for f in found.values()) and all(
                    found[hub][1].get(scope) == digest for site in sites for scope, digest in found[site][1].items()):
                return number + 1
            if time.monotonic() > end:
                break
        return None
