"""Clocks that are moved while programs run, by libfaketime and its control file.

The clocks that never go back are left alone, and so must be the waits that are measured by them, which libfaketime shifts:
`untimed.c` sees to that. Whether it does is tried before a rig relies on it.
"""
import os
import pathlib
import shutil
import subprocess
import sys

FAKETIME = next((p for p in pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
SOURCE = pathlib.Path(__file__).resolve().with_name("untimed.c")

# A wait of 0.1 s for a point of the monotonic clock ends within 5 s.
WAIT = """
import ctypes, select, time
libc, at = ctypes.CDLL(None), time.clock_gettime(time.CLOCK_MONOTONIC) + 0.1
timer = libc.timerfd_create(time.CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 1, (ctypes.c_long * 4)(0, 0, int(at), int(at % 1 * 1e9)), None)
raise SystemExit(0 if select.select([timer], [], [], 5)[0] else 1)
"""


class Clocks:
    """The clocks of the sites of a rig, in a folder; `missing` says why there can be none."""

    def __init__(self, folder):
        self.folder, self.preload = pathlib.Path(folder), None
        self.missing = self.prepare()

    def prepare(self):
        if FAKETIME is None:
            return "there is no libfaketime (Debian's package faketime)"
        compiler = next((c for c in ("cc", "clang", "gcc") if shutil.which(c)), None)
        if compiler is None:
            return "there is no C compiler for Tests/Faults/untimed.c"
        shim = self.folder / "untimed.so"
        done = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", shim, SOURCE], capture_output=True, text=True)
        if done.returncode != 0:
            return f"{compiler} cannot compile Tests/Faults/untimed.c: {done.stderr.strip()[-300:]}"
        self.preload = f"{shim}:{FAKETIME}"
        self.set("probe", "-400d")
        # Not in this process: a library is loaded at the start.
        if subprocess.run([sys.executable, "-c", WAIT], env={**os.environ, **self.of("probe")}).returncode != 0:
            self.preload = None
            return "waits do not end under a clock that was set back"
        return None

    def set(self, site, offset):
        fresh = self.folder / f"{site}.clock.new"
        fresh.write_text(offset)
        fresh.rename(self.folder / f"{site}.clock")

    def of(self, site):
        """The environment in which a program sees the clock of a site."""
        if self.preload is None:
            return {}
        return {"LD_PRELOAD": self.preload, "FAKETIME_TIMESTAMP_FILE": str(self.folder / f"{site}.clock"),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
