#!/usr/bin/env python3
"""Every command that a README shows is run, and both READMEs show the same ones in the same order.

A command is a line of a `sh` block, or a code span that begins with one of PROGRAMS. The blocks of
the tour are run by bash exactly as printed, with real daemons; the code spans are run at one of the
two sites after that, with the placeholders filled in. What is installed or set up as root
is only looked at. A command that stands in no table of this script fails, and so does an entry here
that no README shows any more.
"""
import os
import pathlib
import re
import signal
import socket
import subprocess

from harness import BIN, PROJECT, World, free_port, have

PROGRAMS = ("moso", "mosod", "sqlite3", "apt-get", "systemctl", "ssh", "swift", "sudo")
# What stands for something of the reader's own, in Chinese and in English.
CHINESE = {"编号": "KEY", "字段=值": "field=value", "原因": "REASON", "台账.csv": "ledger.csv",
           "文件": "FILE"}
TOUR_PORTS = ("7421", "7443")

# Code spans: where they are run, the exit code, and what the answer holds.
RUN = {
    "moso record add company legal_name=…": ("anji", 0, "Added C-"),
    "moso record edit KEY field=value --reason REASON": ("anji", 0, "note"),
    "moso record list tenancy": ("anji", 0, "T-"),
    "moso record show KEY": ("anji", 0, "undecided"),
    "moso seats": ("anji", 0, "free"),
    "moso queue list": ("anji", 0, "waits"),
    "moso move-in --help": ("anji", 0, "--free"),
    "moso find Lantu": ("anji", 0, "Lantu"),
    "moso company Yunqi": ("anji", 0, "Yunqi"),
    "moso record kinds": ("anji", 0, "tenancy"),
    "moso record fields tenancy": ("anji", 0, "rent_fen"),
    "moso import ledger.csv --dry-run": ("anji", 65, "Nothing written"),
    "moso import ledger.csv": ("anji", 65, "Added "),
    "moso import FILE --kind company": ("anji", 0, "Added 1"),
    "moso import records.jsonl": ("anji", 0, "Added 0, updated"),
    "moso export tenancy -o tenancies.xlsx": ("anji", 0, "Exported"),
    "moso import tenancies.xlsx --kind tenancy": ("anji", 0, "nothing changed"),
    "moso export tenancy -o tenancies.csv": ("anji", 0, "Exported"),
    "moso record list tenancy --where 'rent_fen>=900'": ("anji", 0, "T-"),
    "moso history KEY": ("anji", 0, "rent"),
    "moso blame KEY": ("anji", 0, "rent"),
    "moso conflicts list": ("hub", 0, "C-"),
    "moso conflicts show C-K4T9": ("hub", 0, "rent"),
    "moso conflicts resolve C-K4T9 --take anji --reason REASON": ("anji", 0, "C-"),
    "moso conflicts log": ("anji", 0, "R-"),
    "moso undo R-19F2X0": ("anji", 0, "R-"),
    "moso claims": ("anji", 0, "confirmed"),
    "moso quota list": ("hub", 0, "quota"),
    "moso overview": ("hub", 0, "Occupancy|Seats"),
    "moso sample --into sample --scale 0.1": ("anji", 0, "12 sites"),
    "moso report occupancy": ("hub", 0, "H02 Occupancy"),
    "moso people invite zhou --role director": ("hub", 0, "/welcome/"),
    "moso people list": ("hub", 0, "director"),
    "moso people remove zhou": ("hub", 0, "may not come in"),
    "moso help": ("anji", 0, "record edit"),
    "moso record edit --help": ("anji", 0, "--reason"),
    "moso --lang zh": ("anji", 0, "常用"),
    "moso status": ("anji", 0, "anji"),
    "moso doctor": ("anji", 3, "Backups: there is no backup yet"),
    "moso backup --keep 14": ("anji", 0, "checked by restoring it"),
    "moso config show --effective": ("anji", 0, "sync.interval"),
    "moso config explain sync.interval": ("anji", 0, "MOSO_SYNC_INTERVAL"),
    "moso peers list": ("anji", 0, "beijing"),
    "moso enrol invite --site wuxi --at hub.example.cn:7443": ("hub", 0, "An invitation for wuxi"),
    "moso enrol list": ("anji", 0, "valid since"),
    "moso sync": ("anji", 0, "In step"),
    "moso verify": ("anji", 0, "sound"),
    "moso verify beijing": ("anji", 0, "0 differ"),
    "moso members list": ("anji", 0, "list of members"),
    "moso trim --older-than 400d -n": ("hub", 0, "would trim"),
    "moso --data wuxi init --from - --yes < code.txt": ("hub", 0, "From the hub's snapshot"),
    'sqlite3 replica.db "UPDATE tenancy SET …"': ("anji", 0, ""),
}


def commands(readme):
    """(commands of `sh` blocks by block, code spans that are commands, both in order)."""
    text = (PROJECT / readme).read_text(encoding="utf-8")
    blocks = [[line for line in block.splitlines() if line.strip()]
              for block in re.findall(r"(?ms)^```sh\n(.*?)^```", text)]
    prose = re.sub(r"(?ms)^```.*?^```", "", text)
    # A span may be broken over lines; a table has every span on one.
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]
    spans = [s for s in spans if s.startswith("deploy/") and s.split()[0].endswith(".sh")
             or s.split()[0] in PROGRAMS and " " in s]
    return blocks, [plain(span) for span in spans]


def plain(command):
    for chinese, english in CHINESE.items():
        command = command.replace(chinese, english)
    return re.sub(r"--reason …", "--reason REASON", command)


def without_comment(line):
    return plain(re.sub(r"\s+#.*$", "", line))


class Tour:
    """The world that the README's own blocks make."""

    def __init__(self, world):
        self.world = world
        (world.root / ".build").mkdir()
        (world.root / ".build/release").symlink_to(BIN)
        self.ports = {}
        for port in TOUR_PORTS:
            self.ports[port] = port
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    self.ports[port] = str(free_port())
                    print(f"      {port} is busy here; {self.ports[port]} stands for it")
        self.folder = None
        self.daemons = []
        self.environment = {**os.environ, "MOSO_LANG": "en", "TMPDIR": str(world.root),
                            "MOSO_AUTHOR": "tester"}

    def run_blocks(self, blocks):
        """The blocks in one shell, as a reader would paste them; the daemons go on."""
        script = self.with_free_ports("\n".join(line for block in blocks for line in block))
        # A reader's hands are slower than a daemon's start, this script's are not.
        wait = "; ".join(f"until (: < /dev/tcp/127.0.0.1/{port}) 2>/dev/null; do sleep 0.05; done"
                         for port in self.ports.values())
        script = re.sub(r"(?m)(^mosod .*&$)", rf"\1\n{wait}", script)
        tail = '\nprintf "\\n%s\\n" "$PWD" "$PATH" "$(jobs -p | tr "\\n" " ")"\n'
        with open(self.world.root / "tour.log", "w+") as log:
            done = subprocess.run(
                ["bash", "-e", "-c", script + tail], cwd=self.world.root, timeout=120,
                stdout=log, stderr=log, env=self.environment, stdin=subprocess.DEVNULL)
            log.seek(0)
            said = log.read()
        if not self.world.check("the tour's blocks run as they are printed",
                                done.returncode == 0, said):
            self.world.end()
        lines = [line for line in said.splitlines() if line]
        folder, path, daemons = lines[-3:]
        self.folder = pathlib.Path(folder)
        self.environment["PATH"] = path
        self.daemons = [int(number) for number in daemons.split()]
        return "\n".join(lines[:-3])

    def with_free_ports(self, command):
        for port, free in self.ports.items():
            command = command.replace(port, free)
        return command

    def run(self, site, command):
        place = self.folder / "anji" if command.startswith("sqlite3") else self.folder
        return subprocess.run(
            ["bash", "-c", command], cwd=place, timeout=120, text=True, capture_output=True,
            env={**self.environment, "MOSO_DATA": str(self.folder / site)},
            stdin=subprocess.DEVNULL)

    def must(self, site, command):
        done = self.run(site, command)
        if done.returncode != 0:
            raise SystemExit(f"{command} at {site}: {done.returncode} {done.stdout}{done.stderr}")
        return done.stdout

    def prepare(self):
        """A tenancy with a rent that two sites set differently; gives (key, conflict id)."""
        company = self.must("anji", "moso record add company legal_name=Yunqi").split()[2]
        key = self.must("anji", "moso record add tenancy number=T-1 moved_in_on=2026-01-04 "
                        f"company={company} rent_fen=900").split()[2]
        self.must("anji", "moso sync")
        self.must("anji", f"moso record edit {key} rent_fen=950 --reason renewal")
        self.must("hub", f"moso record edit {key} rent_fen=1000 --reason prices")
        self.must("anji", "moso sync")
        found = re.findall(r"C-[0-9A-Z]{4,}", self.must("hub", "moso conflicts list"))
        return key, found[0]

    def end(self):
        """Ends the daemons, and waits until they are gone: their folder is removed next."""
        for daemon in self.daemons:
            os.kill(daemon, signal.SIGTERM)
        self.world.wait("the tour's daemons stop on SIGTERM",
                        lambda: not any(running(daemon) for daemon in self.daemons))


def running(process):
    """Whether it still runs; what has ended and waits for its parent does not."""
    try:
        state = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def fill(command, key, conflict, decision):
    for placeholder, value in (
            ("KEY", key), ("field=value", "note=checked"), ("REASON", "checked"),
            ("C-K4T9", conflict), ("R-19F2X0", decision), ("legal_name=…", "legal_name=Lantu"), ("FILE", "companies.csv"),
            ("SET …", "SET note = 'by hand'")):
        command = command.replace(placeholder, value)
    return command


def run_spans(world, tour, spans):
    key, conflict = tour.prepare()
    decision = "R-NONE"
    (tour.folder / "companies.csv").write_text("legal_name\nAlpha Ltd\n")
    # What an export wrote adds nothing when it comes back.
    tour.must("anji", "moso export --format jsonl -o records.jsonl")
    fixture = PROJECT / "Tests/WorkflowsTests/Exchange/Fixtures/ledger-anji.csv"
    (tour.folder / "ledger.csv").write_bytes(fixture.read_bytes())
    for span in dict.fromkeys(spans):
        if span not in RUN:
            continue
        site, code, says = RUN[span]
        line = tour.with_free_ports(fill(span, key, conflict, decision))
        if "code.txt" in line:
            at = f"127.0.0.1:{tour.ports['7443']}"
            tour.must("hub", f"moso enrol invite --site wuxi --at {at} --plain > code.txt")
        if "…" in line:
            world.check(f"every placeholder of '{span}' is filled in", False, line)
        done = tour.run(site, line)
        if "conflicts log" in span:
            decision = re.search(r"R-[0-9A-Z]{4,}", done.stdout)[0]
        said = done.stdout + done.stderr
        world.check(f"$ {line}", done.returncode == code and re.search(says, said),
                    f"exit {done.returncode}: {said}")
    world.check("what sqlite3 wrote is a note by now",
                "by hand" in tour.must("anji", f"moso record show {key}"))
    world.check("the undo has brought the conflict back",
                f" {key}" in tour.must("anji", "moso conflicts list"))


def look(world, command):
    """Whether a command that is not run here could be: its files, packages and help are there."""
    words = command.split()
    if words[0].startswith("deploy/"):
        done = subprocess.run([PROJECT / words[0], "--help"], capture_output=True, text=True)
        world.check(f"{words[0]} is there and tells what it does",
                    done.returncode == 0 and words[0] in done.stdout, done.stderr)
        for flag in words[1:]:
            world.check(f"its help knows {flag}", flag in done.stdout
                        or flag in ("quick", "full"), done.stdout)
        return True
    if words[:2] == ["apt-get", "install"]:
        if not have("apt-cache"):
            world.skip(command, "there is no apt here")
            return True
        for package in words[2:]:
            known = subprocess.run(["apt-cache", "show", package], capture_output=True)
            world.check(f"{package} is a package", known.returncode == 0)
        return True
    return False


def same_commands(world, english, chinese):
    flat = lambda readme: [without_comment(l) for block in readme[0] for l in block] + readme[1]
    first, second = flat(english), flat(chinese)
    for at, (one, other) in enumerate(zip(first, second)):
        if one != other:
            return world.check("both READMEs show the same commands", False,
                               f"number {at}: '{one}' and '{other}'")
    world.check("both READMEs show the same commands in the same order",
                len(first) == len(second), first[len(second):] + second[len(first):])


def exit_codes(world, tour):
    lines = re.findall(r"(?m)^([\d, ]+) ", tour.must("anji", "moso help exit-codes"))
    told = {code for line in lines for code in re.findall(r"\d+", line)}
    for readme in ("README.md", "README.zh-CN.md"):
        text = (PROJECT / readme).read_text(encoding="utf-8")
        rows = re.findall(r"(?m)^\| ([\d, 、]+) \| ", text)
        shown = {code for row in rows for code in re.findall(r"\d+", row)}
        world.check(f"the exit codes of {readme} are those of moso help exit-codes", shown == told,
                    sorted(shown ^ told))


def links(world):
    pages = ["README.md", "README.zh-CN.md", "docs/operations.md"]
    for page in pages:
        text = (PROJECT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"\b((?:deploy|config)/[\w./*-]*\w)", text))
        for name in sorted(named):
            world.check(f"{page}: {name} is there", list(PROJECT.glob(name)))


def main():
    world = World("readme")
    english, chinese = commands("README.md"), commands("README.zh-CN.md")
    same_commands(world, english, chinese)
    tours = [b for b in english[0] if not b[0].startswith("deploy/")]
    shown = [without_comment(l) for b in english[0] if b not in tours for l in b] + english[1]
    for command in dict.fromkeys(shown):
        if command not in RUN and not look(world, command):
            world.check(f"'{command}' is covered by this script", False)
    stale = [command for command in RUN if command not in english[1]]
    world.check("every command of this script is in the README", not stale, stale)
    tour = Tour(world)
    try:
        said = tour.run_blocks(tours)
        world.check("the tour ends with what Anji wrote, read at the hub", "Lantu" in said, said)
        run_spans(world, tour, english[1])
        exit_codes(world, tour)
    finally:
        tour.end()
    links(world)
    world.end()


main()
