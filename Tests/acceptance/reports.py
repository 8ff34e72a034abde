#!/usr/bin/env python3
"""Reports, read at head office and at a branch, in Chinese and in English.

Every figure is compared with one that this script counts from the export; every figure opens a list of as
many records; undecided values are ranges; what is typed wrongly gets an answer that helps.
"""
import csv
import datetime
import io
import json

from harness import World

world = World("reports")
check = world.check
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


def day(offset):
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


def typed(site, *words):
    return world.run(site, *words, author="周凯")


def report(site, *words):
    done = typed(site, "report", *words, "--json")
    return json.loads(done.stdout)["data"] if done.returncode == 0 else {"failed": done.stderr}


def figure(document, name):
    return next((one for one in document.get("figures", []) if one["name"] == name), {"value": document})


def rows(site, kind):
    lines = world.moso(site, "export", kind, "--format", "jsonl", "-o", "-").splitlines()
    return [json.loads(line) for line in lines]


def build():
    world.moso("hub", "init", "--site", "beijing")
    for code, name, area in (("beijing", "北京", 1050), ("anji", "安吉", 1800)):
        world.moso("hub", "record", "add", "site", f"code={code}", f"name_zh={name}", f"area_total={area}")
    for number in range(1, 11):
        world.moso("hub", "record", "add", "seat", f"label=A-{number:03}")
    for words in (
        ("问询", "演示·澜图", "--工位", "4"), ("入驻", "澜图", "A-001..A-004", "--自", day(0), "--免租", "2"),
        ("问询", "演示·观岳", "--工位", "3"), ("排队", "加入", "观岳", "--工位", "3", "--排队日", day(-40)),
        ("承诺", "观岳", day(-10)), ("承诺", "观岳", day(-3)),
        ("问询", "演示·青桐", "--工位", "2"), ("排队", "加入", "青桐", "--工位", "2", "--排队日", day(-5)),
    ):
        done = typed("hub", *words)
        check("布置：" + " ".join(words), done.returncode == 0, done.stderr)
    seats = [f"S-beijing-A-{number:03}" for number in range(1, 11)]
    world.moso("hub", "record", "edit", seats[9], "state=blocked", f"state_since={day(-1)}")


def counted():
    """What the export itself says, counted here."""
    seats = world.moso("hub", "record", "list", "seat", "--plain").splitlines()
    held = world.moso("hub", "record", "list", "seat_assignment", "--plain").splitlines()
    document = report("hub", "occupancy")
    check("十个工位，一个停用：可用九个", len(seats) == 10 and figure(document, "seats")["value"] == 9, document)
    check("已分配数等于分配记录数", len(held) == 4, held)
    vacant = figure(document, "vacant")
    check("空闲 = 可用 − 已分配", vacant["value"] == 9 - len(held), vacant)
    check("每个数字都有同样多的记录", len(vacant["records"]) == vacant["value"], vacant)
    opened = typed("hub", "report", "occupancy", "--list", "vacant", "--json")
    listed = json.loads(opened.stdout)["data"]["records"]
    check("--list 展开的就是这些", [one["id"] for one in listed] == vacant["records"], listed)
    waiting = report("hub", "waitlist")
    check("两家在等", figure(waiting, "waiting")["value"] == 2, waiting)
    check("推迟七天，逾期三天", [(row["cells"]["slip"], row["cells"]["overdue"]) for row in waiting["rows"]][0] == (7, 3),
          waiting["rows"])
    today = report("hub", "today")
    check("到期承诺在今日总览上", figure(today, "promises")["value"] == 1, today)
    check("久无消息的分站也在", figure(today, "silent")["value"] == 1, today)
    tomorrow = report("hub", "occupancy", "--as-of", "2020-01-01")
    check("早先的一天没有人坐着", figure(tomorrow, "vacant")["value"] == 10, tomorrow)


def forms():
    for lang, occupancy, title in (("zh", "入驻率", "入驻率"), ("en", "Occupancy", "Occupancy")):
        done = typed("hub", "report", occupancy, "--lang", lang)
        check(f"{lang}: 按标题叫得出来", done.returncode == 0 and title in done.stdout.splitlines()[0], done.stdout)
        check(f"{lang}: 写明数据截至", ("数据" in done.stdout or "从未" in done.stdout) if lang == "zh"
              else ("As of" in done.stdout or "never" in done.stdout), done.stdout)
        every = typed("hub", "report", "list", "--plain", "--lang", lang)
        names = [line.split("\t")[1] for line in every.stdout.splitlines()]
        check(f"{lang}: 二十多张报表", len(names) > 20, every.stdout)
        for name in names:
            made = typed("hub", "report", name, "--lang", lang)
            check(f"{lang}: {name} 做得出来", made.returncode == 0 and len(made.stdout.splitlines()) > 2,
                  made.stdout + made.stderr)
    short = typed("hub", "今天", "--lang", "zh")
    long = typed("hub", "report", "H01", "--lang", "zh")
    check("moso 今天 就是 H01", short.stdout.splitlines()[3:] == long.stdout.splitlines()[3:], short.stdout)
    path = world.root / "occupancy.csv"
    done = typed("hub", "report", "occupancy", "-o", str(path), "--lang", "zh")
    check("写成 CSV", done.returncode == 0 and path.read_bytes().startswith(b"\xef\xbb\xbf"), done.stderr)
    table = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    check("CSV 的数字与屏幕一致", table[0][0] == "分站" and any(row[1] == "9" for row in table[1:]), table)
    check("CSV 每行带数据截至", all(row[-2] for row in table), table)


def refused():
    for fact, says, words in (
        ("没有的报表给出相近的", "occupancy", ("report", "ocupancy")),
        ("没有的日期说得清", "--as-of", ("report", "occupancy", "--as-of", "2026-02-30")),
        ("没有的分站给出有的", "beijing", ("report", "occupancy", "--site", "beijin")),
        ("展开不了的给出能展开的", "vacant", ("report", "occupancy", "--list", "vacent")),
        ("写不了的文件", "E-FILE-WRITE", ("report", "occupancy", "-o", "/nowhere/x.csv")),
        ("没有的格式", "csv", ("report", "occupancy", "--format", "pdf")),
    ):
        for lang in ("zh", "en"):
            done = typed("hub", *words, "--lang", lang)
            check(f"{lang}: {fact}", done.returncode not in (0, 70) and says in done.stderr, done.stderr)


def undecided():
    """Two sites that were apart: the figure is a range, alike at both."""
    world.site("north", hub="north")
    world.start("north")
    world.site("anji", peer="north", hub="north")
    world.start("anji")
    world.moso("anji", "record", "add", "seat", "label=A-001")
    world.moso("anji", "enquiry", "演示·澜图")
    world.moso("anji", "move-in", "澜图", "A-001", "--from", day(0))
    world.moso("anji", "sync")
    key = rows("north", "seat_assignment")[0]["id"]
    world.stop("north")
    world.moso("anji", "record", "edit", key, f"to_day={day(30)}", "--reason", "x")
    world.moso("north", "record", "edit", key, f"to_day={day(60)}", "--reason", "y")
    world.start("north")
    world.moso("anji", "sync")
    world.moso("anji", "sync")
    for site in ("north", "anji"):
        ahead = report(site, "forecast", "--as-of", day(15))
        cells = next(row["cells"] for row in ahead["rows"] if row["name"] == "anji")
        check(f"{site}: 终止日未定，30 天后有人是区间", cells["held_30"] == {"from": 0, "to": 1}, cells)
        shown = typed(site, "report", "forecast", "--as-of", day(15), "--lang", "zh").stdout
        check(f"{site}: 屏幕上写成 0–1", "0–1" in shown, shown)
    branch = typed("anji", "report", "occupancy", "--lang", "zh").stdout
    check("分站只报自己，并说明", "仅本站" in branch and "north" not in branch, branch)


build()
counted()
forms()
refused()
undecided()
world.end()
