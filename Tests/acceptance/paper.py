#!/usr/bin/env python3
"""Pages on A4 paper, printed by Chromium and read back: the heads of tables and the foot stand on every sheet, the foot
says up to when the data is, who printed it and which sheet of how many it is, nothing of the screen's ways around is on
it, and what the page says is all there. With MOSO_SHOTS=DIR the sheets are kept there."""
import base64
import os
import pathlib
import re
import subprocess
import unicodedata

from browser import Browser, missing
from harness import World, have

world = World("paper")
HUB = "beijing"
SHOTS = os.environ.get("MOSO_SHOTS")
COMPANIES = 120


def url(path):
    return f"http://127.0.0.1:{world.ports[HUB]}{path}"


def sheets(browser, name):
    """The text of each sheet of the page that is open, and the size of the first in points."""
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": False})
    path = world.root / f"{name}.pdf"
    path.write_bytes(base64.b64decode(printed["data"]))
    if SHOTS:
        subprocess.run(["pdftoppm", "-r", "60", "-png", path, pathlib.Path(SHOTS) / f"paper-{name}"], check=True)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = [unicodedata.normalize("NFKC", page) for page in text.split("\f")]
    return [p for p in pages if p.strip()], tuple(round(float(n)) for n in size.groups())


def look(browser, lang, name, path, head, rows=None):
    browser.open(url(path))
    pages, size = sheets(browser, f"{name}-{lang}")
    what = f"{path}, {lang}"
    world.check(f"{what}: sheets are A4", abs(size[0] - 595) <= 1 and abs(size[1] - 842) <= 1, size)
    asof = {"zh": "数据截至", "en": "(?:Data as|As) of"}[lang]
    world.check(f"{what}: the foot says on each of {len(pages)} sheets up to when the data is, and who printed it",
                all(re.search(asof + r"[^\n]* 20\d\d-\d\d-\d\d \d\d:\d\d", p) and "周凯" in p for p in pages),
                [p[-300:] for p in pages])
    world.check(f"{what}: and which sheet of how many it is",
                all(re.search(rf"\b{n} ?/ ?{len(pages)}\s*$", p) for n, p in enumerate(pages, 1)),
                [p[-60:] for p in pages])
    ways = {"zh": ("退出", "导入导出", "English", "快捷键"), "en": ("Log out", "Import and export", "中文", "Keys ?")}[lang]
    world.check(f"{what}: and none of the screen's ways around is on it",
                not any(w in p for w in ways for p in pages), [w for w in ways for p in pages if w in p])
    if rows:
        world.check(f"{what}: several sheets, with the heads of the table on each", len(pages) > 1
                    and all(head in p for p in pages), (len(pages), [p[:200] for p in pages]))
        text = re.sub(r"\s", "", "".join(pages))
        lost = [row for row in rows if row.replace(" ", "") not in text]
        world.check(f"{what}: and nothing of it is lost", not lost, lost)
    else:
        world.check(f"{what}: its title is on the first", head in pages[0], pages[0][:300])


def main():
    if why := missing() or (None if have("pdftotext") and have("pdfinfo") else "poppler-utils is not installed"):
        world.skip("pages on paper", why)
        return
    world.site(HUB)
    world.start(HUB)
    made = "".join(f"企业{n:03},备注 {n}\n" for n in range(COMPANIES))
    path = world.root / "companies.csv"
    path.write_text("企业名称,备注\n" + made)
    world.moso(HUB, "import", str(path), "--kind", "company")
    for n in range(4):
        world.moso(HUB, "record", "add", "seat", "site=beijing", f"label=A-00{n}", "kind=fixed", "state=in-service")
    company = world.data(HUB, "record", "list", "company")[0]["id"]
    for lang in ("zh", "en"):
        browser = Browser(lang=lang)
        browser.open(world.data(HUB, "people", "invite", "周凯", "--role", "director")["url"])
        browser.press("main button")
        zh = lang == "zh"
        browser.open(url("/records/company"))
        names = [row.text for row in browser.all("tbody tr td:first-child")]
        look(browser, lang, "list", "/records/company", "记录" if zh else "Record", names)
        look(browser, lang, "overview", "/overview", "总览" if zh else "Overview")
        look(browser, lang, "report", "/reports/occupancy", "入驻率" if zh else "Occupancy")
        look(browser, lang, "record", f"/records/company/{company}", "企业")
        look(browser, lang, "queue", "/queue", "待核对" if zh else "To decide")
        complaints = browser.console()
        world.check(f"{lang}: the browser complains of nothing", not complaints, complaints)
        browser.close()


try:
    main()
finally:
    world.end()
