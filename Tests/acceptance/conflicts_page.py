#!/usr/bin/env python3
"""docs/conflicts.md works the demo's two conflicts through, in Chinese and English: what it shows typed and printed
is what `moso demo` types and prints, and what the page does after that is done in the demo's folders.

Every `text` block is a session: lines such as `anji$ moso …`, each with what it prints; a line `…` stands for lines
left out. Ids, drawn keys and times are masked, columns are as wide as what stands in them, and a cell that was
clipped agrees with its beginning. Commands that stand elsewhere on the page have to be known to `--help`.
"""
import os
import re
import shlex
import subprocess

from harness import BIN, PROJECT, World

PAGE = PROJECT / "docs/conflicts.md"
SECTIONS = {"zh": ("## 中文", "## English"), "en": ("## English", None)}
world = World("conflicts-page")


def section(lang):
    begin, end = SECTIONS[lang]
    text = PAGE.read_text(encoding="utf-8").split(begin + "\n", 1)[1]
    return text.split(end + "\n", 1)[0] if end else text


def masked(text):
    text = re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "<time>", text)
    text = re.sub(r"(open for|待处理) \d+ ?(s|min|秒|分钟)", r"\1 <a while>", text)
    text = re.sub(r"(?<=  )\d+ ?(s|min|秒|分钟)(?=  )", "<a while>", text)
    text = re.sub(r"import \S*/(?=\w)", "import ", text)
    text = re.sub(r"\bC-(?!9133|1Y5D)[0-9A-HJKMNP-TV-Z]{4,5}\b", "C-<seat>", text)
    return re.sub(r"\bA-(?!anji)[0-9A-HJKMNP-TV-Z]{4,12}\b", "A-<drawn>", text)


def in_one_order(lines):
    """The keys of the two assignments are drawn, and with them which of them is A and stands first, and the id of their
    conflict and with it where it stands in a list, and which of them the line below the list names."""
    lines = [re.sub(r"^  [AB]  A-<drawn>", "  ?  A-<drawn>", masked(line)) for line in lines]
    lines = [re.sub(r"^(\d.*(?:See one: |查看：)moso conflicts show )C-\S+$", r"\1C-<first>", line) for line in lines]
    for at in range(len(lines) - 1):
        if all("A-<drawn>" in line for line in lines[at:at + 2]) or all(
                re.match(r"C-\S+  ", line) for line in lines[at:at + 2]):
            lines[at:at + 2] = sorted(lines[at:at + 2])
    return lines


def sessions(text):
    """The (site, command, lines) of a session."""
    found = []
    for line in text.splitlines():
        typed = re.match(r"(\w+)\$ (moso .*)", line)
        if typed:
            found.append((*typed.groups(), []))
        elif found:
            found[-1][2].append(line)
    return [(site, command, "\n".join(lines).strip("\n").split("\n")) for site, command, lines in found]


def told(story):
    """The same of what the demo has told."""
    lines = [re.sub(r"^   (?=\S| )", "", line) for line in story.splitlines()]
    return sessions("\n".join(re.sub(r"^\[(\w+)\] \$ ", r"\1$ ", line) for line in lines))


def words(command):
    """A command's words, without who typed it."""
    found = shlex.split(masked(command))
    return found[:found.index("--author")] + found[found.index("--author") + 2:] if "--author" in found else found


def agrees(shown, printed):
    cells, others = (re.split(r" {2,}", line.strip()) for line in (shown, printed))
    if len(cells) != len(others):
        return False
    for one, other in zip(cells, others):
        short = min((c[:-2].rstrip() for c in (one, other) if c.endswith("..")), key=len, default=None)
        if one != other if short is None else not (one.startswith(short[:4]) and other.startswith(short[:4])):
            return False
    return True


def holds(shown, printed):
    """Whether lines of the page stand in what was printed, one after the other but where `…` leaves some out."""
    shown, printed = in_one_order(shown), in_one_order(printed)
    at, free = 0, False
    for line in shown:
        if line == "…":
            free = True
            continue
        here = [i for i in range(at, len(printed) if free else at + 1) if i < len(printed) and agrees(line, printed[i])]
        if not here:
            return f"'{line}' of the page is not there; from here on was printed: {printed[at:at + 4]}"
        at, free = here[0] + 1, False
    return "" if free or at == len(printed) else f"was printed too: {printed[at:]}"


def run(lang, kept, site, command, seat):
    typed = [word.replace("C-<seat>", seat) for word in words(command)[1:]]
    done = subprocess.run([BIN / "moso", *typed, "--data", kept / site, "--author", "tester"], timeout=60,
                          capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
                          env={**os.environ, "MOSO_LANG": lang, "LC_ALL": "C.UTF-8", "COLUMNS": "120"})
    return (done.stdout + done.stderr).strip("\n").split("\n")


def worked_through(lang):
    kept = world.root / f"kept-{lang}"
    done = subprocess.run(
        [BIN / "moso", "demo", "--script", "quick", "--lang", lang, "--keep", kept], timeout=180,
        capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
        env={**os.environ, "MOSO_BIN": str(BIN), "LC_ALL": "C.UTF-8", "COLUMNS": "123"})
    if not world.check(f"the demo is told in {lang}", done.returncode == 0, done.stdout[-800:] + done.stderr):
        return
    story = told(done.stdout)
    seat = next(c for c in re.findall(r"show (C-\w+)", done.stdout) if c != "C-1Y5D")
    shown = [one for block in re.findall(r"(?ms)^```text\n(.*?)^```", section(lang)) for one in sessions(block)]
    world.check(f"the page shows the sessions of both conflicts in {lang}", len(shown) == 8, len(shown))
    for site, command, lines in shown:
        printed = next((p for s, c, p in story if s == site and words(c) == words(command)), None)
        # The story's own commands stand in the story, with its next sentence below.
        if printed is not None:
            printed = "\n".join(printed).split("\n\n==")[0].split("\n\n[")[0].strip("\n").split("\n")
            printed = [line for line in printed if not re.match(r"(The same id at|安吉和北京的编号)", line)]
        else:
            printed = run(lang, kept, site, command, seat)
        wrong = holds(lines, printed)
        world.check(f"{lang}: {site}$ {command}", wrong == "", wrong)


def elsewhere(lang):
    """Every other command of the page is one that there is, with flags that it has."""
    text = re.sub(r"(?ms)^```text\n.*?^```", "", section(lang))
    spans = {" ".join(s.split()) for s in re.findall(r"`(moso [^`]+)`", text)} \
        | {line for block in re.findall(r"(?ms)^```\n(.*?)^```", text) for line in block.splitlines()}
    world.check(f"the page names commands in {lang}", len(spans) > 10, spans)
    for span in sorted(spans):
        names = [w for w in re.split(r"\s", span)[1:4] if re.fullmatch(r"[a-z]+", w)]
        while names:
            help = subprocess.run([BIN / "moso", *names, "--help"], capture_output=True, encoding="utf-8",
                                  env={**os.environ, "MOSO_LANG": "en"})
            if help.returncode == 0:
                break
            names.pop()
        flags = re.findall(r"(?<= )--?[a-z-]+", span)
        lacking = [flag for flag in flags if flag not in help.stdout]
        world.check(f"{lang}: {span} is what --help knows", names and help.returncode == 0 and not lacking,
                    (names, lacking))


try:
    for lang in SECTIONS:
        worked_through(lang)
        elsewhere(lang)
finally:
    world.end()
