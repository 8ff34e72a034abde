#!/usr/bin/env python3
"""Writes the manual pages of moso, in English and Chinese, from what the program says of itself.

    deploy/man.py MOSO FOLDER     MOSO is the program; pages go to FOLDER/man1 and FOLDER/zh_CN/man1

`moso help --json` has every command with its arguments, flags and examples, so nothing is written here twice.
SOURCE_DATE_EPOCH is the date on the pages, else there is none.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

WORDS = {
    "en": {"name": "NAME", "usage": "SYNOPSIS", "about": "DESCRIPTION", "arguments": "ARGUMENTS", "flags": "OPTIONS",
           "global": "OPTIONS OF EVERY COMMAND", "commands": "COMMANDS", "examples": "EXAMPLES", "see": "SEE ALSO",
           "does": "keeps each site's tenancy and investment records in step, online or not"},
    "zh": {"name": "名称", "usage": "用法", "about": "说明", "arguments": "参数", "flags": "选项",
           "global": "所有命令都接受的选项", "commands": "命令", "examples": "示例", "see": "参见",
           "does": "让各分站的记录保持一致，断网也能用"},
}


def safe(text):
    """As troff takes it: no line of it is a request, no backslash an escape, no hyphen a dash."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


class Page:
    def __init__(self, title, language):
        seconds = os.environ.get("SOURCE_DATE_EPOCH")
        day = time.strftime("%Y-%m-%d", time.gmtime(int(seconds))) if seconds else ""
        self.words = WORDS[language]
        self.lines = [f'.TH "{title.upper()}" "1" "{day}" "moso" "moso"', ".nh"]

    def section(self, name):
        self.lines.append(f".SH {self.words[name]}")

    def text(self, text):
        self.lines += [".PP", safe(text)]

    def entry(self, term, text):
        self.lines += [".TP", f".B {safe(term)}", safe(text) if text else "\\&"]

    def bytes(self):
        return ("\n".join(self.lines) + "\n").encode()


def flag(one):
    names = ", ".join(sorted(one["names"], key=len))
    return names + (f" {one['value']}" if one["value"] else "")


def command_page(command, language):
    name = command["command"].replace(" ", "-")
    page = Page(name, language)
    page.section("name")
    page.lines.append(safe(f"{name} - {command['summary'].rstrip('.。')}"))
    page.section("usage")
    words = [command["command"]]
    for argument in command["arguments"]:
        text = argument["name"] + (" ..." if argument["repeating"] else "")
        words.append(f"[{text}]" if argument["optional"] else text)
    page.text(" ".join(words + ["[OPTION ...]"]))
    if command["detail"]:
        page.section("about")
        page.text(command["detail"])
    for part, term in (("arguments", lambda a: a["name"]), ("flags", flag)):
        if command[part]:
            page.section(part)
            for one in command[part]:
                page.entry(term(one), one["summary"])
    if command["examples"]:
        page.section("examples")
        for one in command["examples"]:
            page.entry(one["command"], one["note"])
    page.section("see")
    page.text("moso(1)")
    return name, page.bytes()


def main_page(data, language):
    page = Page("moso", language)
    page.section("name")
    page.lines.append(safe(f"moso - {WORDS[language]['does']}"))
    page.section("usage")
    page.text("moso COMMAND [OPTION ...]")
    page.section("about")
    page.text(data["summary"])
    page.section("commands")
    for command in data["commands"]:
        page.entry(command["command"], command["summary"])
    page.section("global")
    for one in data["flags"]:
        page.entry(flag(one), one["summary"])
    return "moso", page.bytes()


def main():
    if len(sys.argv) != 3 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__ if sys.argv[1:2] in (["-h"], ["--help"]) else "man.py: MOSO and FOLDER are needed (see --help)")
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    for language, place in (("en", folder / "man1"), ("zh", folder / "zh_CN/man1")):
        place.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([program, "help", "--json", "--lang", language], check=True, capture_output=True)
        data = json.loads(done.stdout)["data"]
        pages = [main_page(data, language)] + [command_page(c, language) for c in data["commands"]]
        for name, page in pages:
            (place / f"{name}.1").write_bytes(page)


main()
