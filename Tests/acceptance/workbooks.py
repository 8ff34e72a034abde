#!/usr/bin/env python3
"""Workbooks against an independent reader and writer of them (openpyxl): what moso writes opens and says the
same, what others write is read as people see it, what is no honest workbook is refused, and a whole import is
taken back by one undo."""
import csv
import datetime
import io
import json
import sys
import zipfile

from harness import PROJECT, World

# Where the system's packages lie, for a Python of one's own.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import openpyxl
    from openpyxl.styles import numbers
except ImportError:
    openpyxl = None

world = World("workbooks")
check = world.check
FIXTURES = PROJECT / "Tests/WorkflowsTests/Exchange/Fixtures"
KINDS = ["site", "space", "seat", "company", "waitlist_entry", "tenancy", "tenancy_term", "seat_assignment",
         "funding_round", "booking", "visit", "work_order", "expert", "demand", "milestone", "company_year",
         "investment", "fund", "valuation"]


def imported(site, path, *words):
    done = world.run(site, "import", str(path), "--json", *words, timeout=300)
    return (json.loads(done.stdout)["data"] if done.stdout else {}), done


def round_trip():
    world.moso("beijing", "init", "--site", "beijing")
    world.moso("beijing", "sample", "--scale", "0.1")
    for kind in KINDS:
        path = world.root / f"{kind}.xlsx"
        world.moso("beijing", "export", kind, "-o", str(path))
        data, done = imported("beijing", path, "--kind", kind)
        check(f"{kind}: what is written reads back as it is",
              (data.get("new"), data.get("changed"), data.get("rows_refused")) == (0, 0, 0), done.stdout + done.stderr)
    sheet = openpyxl.load_workbook(world.root / "company.xlsx").active
    check("the header stays in sight", sheet.freeze_panes == "A2", sheet.freeze_panes)
    head = [cell.value for cell in sheet[1]]
    code = sheet[2][head.index("credit code")]
    check("a credit code is text", code.data_type in ("s", "inlineStr") and len(code.value) == 18, code.value)
    day = sheet[2][head.index("founded on")]
    check("a day is a day", isinstance(day.value, datetime.datetime), day.value)
    rent = openpyxl.load_workbook(world.root / "seat.xlsx").active
    cell = rent[2][[c.value for c in rent[1]].index("target price per month")]
    check("money is a number", isinstance(cell.value, (int, float)), cell.value)


def formulas():
    for number, name in enumerate(["=HYPERLINK(\"x\")", "+86 10", "-1+2", "@sum", "＝1"]):
        world.moso("beijing", "record", "add", "company", f"legal_name={name} 演示{number}")
    path = world.root / "formulas.xlsx"
    world.moso("beijing", "export", "company", "-o", str(path))
    sheet = openpyxl.load_workbook(path).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    check("no cell of a workbook is a formula", "f" not in kinds, kinds)
    text = world.moso("beijing", "export", "company", "-o", "-")
    bare = [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] in "=+-@＝" and cell]
    check("no cell of a CSV file begins like one", bare == [], bare)


def others():
    """A ledger as somebody keeps it in a spreadsheet, beside the same as text."""
    rows = list(csv.reader((FIXTURES / "ledger-anji.csv").read_bytes().decode("gb18030").splitlines()))
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active["A1"] = "本表由安吉分站维护"
    old = book.create_sheet("旧表")
    old.sheet_state = "hidden"
    old.append(rows[1])
    sheet = book.create_sheet("台账")
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    path = world.root / "ledger.xlsx"
    book.save(path)
    world.moso("text", "init", "--site", "anji", "--hub", "beijing")
    world.moso("book", "init", "--site", "anji", "--hub", "beijing")
    text, _ = imported("text", FIXTURES / "ledger-anji.csv", "--refused", str(world.root / "text.csv"))
    read, done = imported("book", path)
    for name in ("rows", "rows_in", "rows_refused", "new"):
        check(f"the ledger as a workbook: {name} as from the text", read.get(name) == text[name],
              (read, done.stderr))
    reasons = [[one["reasons"] for one in data.get("refused", [])] for data in (text, read)]
    check("… and refused for the same reasons", reasons[0] == reasons[1], reasons)
    check("the sheet with the header was taken", read.get("sheet") == "台账", read)
    refused = openpyxl.load_workbook(read["refused_file"]).active
    check("refused rows come back as a workbook, with their reasons",
          refused.max_row == read["rows_refused"] + 1 and refused[1][-1].value in ("改法", "Remedy"),
          (refused.max_row, [cell.value for cell in refused[1]]))
    undo(read["transaction"])


def undo(transaction):
    done = world.run("book", "undo", transaction, timeout=300)
    check("one undo takes the whole import back", done.returncode == 0, done.stderr)
    left = {kind: world.data("book", "record", "list", kind) for kind in
            ("company", "tenancy", "tenancy_term", "seat", "seat_assignment", "funding_round")}
    check("… and leaves nothing of it", not any(left.values()), {k: len(v) for k, v in left.items()})
    again, _ = imported("book", world.root / "ledger.xlsx")
    check("imported again, it is all there", again["new"] > 500 and again["changed"] == 0, again)


def typed():
    """Dates and numbers as such, a formula, a code that a spreadsheet has spoilt."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["企业名称", "成立日期", "统一社会信用代码", "备注"])
    sheet.append(["演示·表甲科技有限公司", datetime.date(2021, 3, 4), "91330523XU00000183", "=1+1"])
    sheet.append(["演示·表乙科技有限公司", 44259, 914403001922038216, 7])
    sheet["B3"].number_format = numbers.FORMAT_DATE_XLSX14
    path = world.root / "typed.xlsx"
    book.save(path)
    data, done = imported("book", path, "--kind", "company")
    check("a date is a day; a code that lost its digits is refused",
          (data.get("rows_in"), data.get("rows_refused")) == (1, 1), done.stdout + done.stderr)
    found = world.data("book", "record", "list", "company")
    check("the day is the one that was meant", "2021-03-04" in json.dumps(found), found)
    _, done = imported("book", path, "--kind", "company", "--sheet", "没有")
    check("a sheet that is not there is named, with those that are", "Sheet" in done.stderr, done.stderr)


def dishonest():
    bomb = world.root / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (64 << 20))
    slip = world.root / "slip.xlsx"
    with zipfile.ZipFile(slip, "w") as archive:
        archive.writestr("../../etc/passwd", b"x")
    cut = world.root / "cut.xlsx"
    cut.write_bytes((world.root / "ledger.xlsx").read_bytes()[:-900])
    old = world.root / "old.xls"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    secret = world.root / "secret.xlsx"
    secret.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    for path, en, zh in ((bomb, "unpacked it is over", "解压后超过"), (slip, "holds a name", "不该有的文件名"),
                         (cut, "damaged", "损坏"), (old, "old .xls", "旧的 .xls"), (secret, "password", "密码")):
        for lang, says in (("en", en), ("zh", zh)):
            done = world.run("book", "import", str(path), "--lang", lang)
            check(f"{path.name}: {says}", done.returncode == 65 and says in done.stderr, done.stderr)


try:
    if openpyxl is None:
        world.skip("workbooks", "there is no openpyxl")
    else:
        round_trip()
        formulas()
        others()
        typed()
        dishonest()
finally:
    world.end()
