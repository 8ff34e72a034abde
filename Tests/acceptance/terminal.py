"""A run of moso at a terminal, where somebody answers what it asks."""
import os
import pty
import select
import time

from harness import BIN


def at_terminal(world, site, words, answers):
    """All that was shown; each answer, of (text, prompt), is typed once its prompt stands there."""
    pid, screen = pty.fork()
    if pid == 0:
        os.execve(BIN / "moso", ["moso", *words, "--data", str(world.folder(site)), "--author", "tester"],
                  {**os.environ, "MOSO_LANG": "en"})
    said, sent, end = b"", 0, time.monotonic() + 30
    while time.monotonic() < end:
        if sent < len(answers) and answers[sent][1] in said.decode(errors="replace"):
            os.write(screen, (answers[sent][0] + "\n").encode())
            said += b"\n"
            sent += 1
        if select.select([screen], [], [], 0.05)[0]:
            try:
                part = os.read(screen, 4096)
            except OSError:
                break
            if not part:
                break
            said += part
    os.waitpid(pid, 0)
    return said.decode(errors="replace")
