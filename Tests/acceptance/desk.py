#!/usr/bin/env python3
"""A branch manager's day, typed as people type it: once in Chinese, once in English.

Every command answers with one line of what was done; what it may not do is refused with a sentence,
and nothing of it is kept; a whole move-in is taken back by one undo.
"""
import datetime
import json

from harness import World

world = World("desk")
check = world.check
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


def day(offset):
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


class Desk:
    def __init__(self, site, lang, name="anji"):
        self.site, self.lang = site, lang
        world.moso(site, "init", "--site", name, "--hub", "beijing")
        for number in range(1, 13):
            world.moso(site, "record", "add", "seat", f"label=A-{number:03}", "kind=fixed",
                       "state=in-service")
        world.moso(site, "record", "add", "space", "path=3/路演厅", "kind=roadshow-room", "bookable=yes")
        world.moso(site, "record", "add", "expert", "name=演示·教授", "skills=AIGC")

    def run(self, *words):
        return world.run(self.site, *words, "--lang", self.lang, author="周凯")

    def does(self, fact, says, *words):
        done = self.run(*words)
        lines = done.stdout.strip().splitlines()
        check(f"{self.lang}: {fact}", done.returncode == 0 and lines and says in lines[0],
              done.stdout + done.stderr)
        return done.stdout

    def refuses(self, fact, code, *words):
        before = self.dump()
        done = self.run(*words)
        check(f"{self.lang}: {fact}", done.returncode != 0 and code in done.stderr,
              done.stdout + done.stderr)
        check(f"{self.lang}: … and nothing of it is kept", self.dump() == before)

    def dump(self):
        return world.moso(self.site, "export", "--format", "jsonl", "-o", "-")

    def data(self, *words):
        done = self.run(*words, "--json")
        return json.loads(done.stdout)["data"] if done.returncode == 0 else {"failed": done.stderr}


def chinese():
    desk = Desk("anji-zh", "zh")
    desk.does("上门的企业登记了", "演示·观岳", "问询", "演示·观岳", "--工位", "8", "--行业", "机器人")
    desk.does("问询成了申请", "入驻申请", "入驻申请", "观岳", "--工位", "8", "--自", day(20))
    desk.refuses("同一企业不重复申请", "E-RECORD-EXISTS", "入驻申请", "观岳")
    desk.does("初审通过", "17/20", "初审", "观岳", "--团队", "4", "--技术", "5", "--AI", "5", "--空间", "3",
              "--通过")
    desk.does("排上队", "第 1 位", "排队", "加入", "观岳", "--评级", "A")
    desk.does("登记另一家", "演示·澜图", "问询", "演示·澜图")
    out = desk.does("一条命令入驻", "已入驻 A-001..A-010", "入驻", "澜图", "A-001..A-010", "--自", day(0),
                    "--免租", "6")
    check("zh: 接着说下一步", "moso 续期" in out, out)
    desk.does("承诺观岳一个日期", "第 1 次承诺", "承诺", "观岳", day(30), "--等", "澜图", "--告知", "电话")
    desk.does("推迟了看得到", "推迟 10 天", "承诺", "观岳", day(40), "--等", "澜图")
    queue = desk.data("排队", "列表")
    check("zh: 队列里有承诺和推迟天数", queue[0]["slip_days"] == 10 and queue[0]["promised"] == day(40), queue)
    desk.refuses("坐着人的工位不再分配", "E-RULE-SEAT-TAKEN", "入驻", "观岳", "A-010..A-011")
    desk.refuses("没有的工位说得清", "B-001", "入驻", "观岳", "B-001")
    desk.refuses("通知超过空余工位被拒绝", "E-RULE", "发入驻通知", "观岳", "--工位", "8", "--自", day(10),
                 "--答复", "下周五")
    desk.does("通知空余的两个", "2 个工位", "发入驻通知", "观岳", "--工位", "2", "--自", day(10), "--答复", "下周五")
    desk.does("对方接受", "接受了通知", "发入驻通知", "观岳", "--接受")
    desk.refuses("六个月以上免租要特批", "E-RULE-FREE-MONTHS", "续期", "澜图", "--月", "1", "--免租")
    desk.does("订会议室", "路演厅", "订会议室", "路演厅", "明天", "14:00-15:30", "--企业", "澜图", "--用途", "演练")
    desk.refuses("重叠的预订被拒绝", "E-RULE", "订会议室", "路演厅", "明天", "15:00-16:00")
    check("zh: 当天的会议室列得出", len(desk.data("会议室", "明天")) == 1)
    desk.does("接待开始", "安吉县政府", "接待", "开始", "政府", "安吉县政府", "--人数", "6")
    desk.does("接待结束", "用时", "接待", "结束", "--议题", "下一步合作")
    desk.does("后续记到人", "周凯", "接待", "后续", "寄资料", "--谁", "周凯", "--期限", "下周一")
    desk.does("报修并停用工位", "空调漏水", "报修", "登记", "A-012", "空调漏水", "--停用")
    order = desk.data("record", "list", "work_order")[0]["id"]
    desk.refuses("没完工不能销单", "E-STATE", "报修", "销单", order)
    desk.does("完工", "已完工", "报修", "完工", order)
    desk.does("销单后工位恢复", "已销单", "报修", "销单", order)
    check("zh: 工位恢复可用", all(not seat["blocked"] for seat in desk.data("工位")))
    desk.does("专家几分钟也算", "7 分钟", "专家辅导", "演示·教授", "澜图", "--分钟", "7", "--结果", "已解决")
    desk.does("融资完成要决定去留", "已完成", "融资动态", "澜图", "A", "已完成", "--金额", "5000万", "--完成日", day(-10),
              "--依据", "交割单")
    check("zh: 提醒去留待决定", any((c.get("rule") or {}).get("code") == "X09" for c in desk.data("conflicts", "list")))
    desk.does("通知搬离", "搬离", "通知搬离", "澜图", "--期限", day(60), "--理由", "已完成融资")
    desk.does("毕业有依据", "毕业", "毕业", "澜图", "--依据", "交割单")
    out = desk.does("退租释放工位", "释放 10 个工位", "退租", "澜图", "--日期", day(0))
    check("zh: 先通知承诺过的企业", "观岳" in out, out)
    desk.does("按接受的通知入驻", "A-001 A-002", "入驻", "观岳", "A-001", "A-002", "--自", day(1), "--免租", "3")
    seats = desk.data("工位", day(2))
    check("zh: 工位表说得清谁在用", sum(s["holder"] == "演示·观岳" for s in seats) == 2, seats)


def english():
    desk = Desk("anji-en", "en")
    desk.does("a walk-in is noted", "演示·锐影", "enquiry", "演示·锐影", "--seats", "4")
    desk.does("a dry run says what it would do", "Would do", "apply", "锐影", "--seats", "4", "-n")
    check("en: … and leaves the application as it was",
          desk.data("record", "list", "application")[0]["columns"]["state"] == "enquiry")
    done = desk.data("move-in", "锐影", "A-001..A-004", "--from", day(0), "--free", "6")
    kinds = sorted(row["kind"] for row in done["records"])
    check("en: contract, seats and free term in one action",
          kinds == ["seat_assignment"] * 4 + ["tenancy", "tenancy_term"], done)
    number = desk.data("record", "list", "tenancy")[0]["columns"]["number"]
    check("en: the number is the first of the site's own block", number == f"ANJI-{TODAY.year}-0001", number)
    world.moso("anji-en", "undo", done["undo"], "--reason", "wrong company")
    check("en: one undo takes all of it back", desk.data("record", "list", "tenancy") == []
          and desk.data("record", "list", "seat_assignment") == [])
    desk.does("signed with the next number", "number", "sign", "锐影", "--from", day(0), "--seats", "4")
    desk.refuses("a company does not sign twice", "E-RECORD-EXISTS", "sign", "锐影")
    desk.does("it moves in on its contract", "4 seats", "move-in", "锐影", "A-001..A-004", "--free", "6")
    desk.does("it stays at market rent", "1200.00", "market", "锐影", "--rent", "1200")
    desk.refuses("graduation wants evidence", "E-RULE", "graduate", "锐影")
    desk.does("a patent is noted", "ZL-1", "milestone", "锐影", "patent-granted", "ZL-1", "--identifier", "ZL1")
    desk.refuses("and counts once", "E-RECORD-EXISTS", "milestone", "锐影", "patent-granted", "x",
                 "--identifier", "ZL1")
    desk.does("what industry needs", "演示·矿业", "demand", "演示·矿业", "detect collapse early")
    demand = desk.data("record", "list", "demand")[0]["id"]
    desk.does("is matched", "锐影", "match", demand, "锐影", "--score", "4")
    desk.refuses("the same pair is one match", "E-RECORD-EXISTS", "match", demand, "锐影")
    desk.refuses("a company nobody knows", "E-NO-RECORD", "move-out", "nobody")
    desk.refuses("a day that is none", "2023-02-30", "move-out", "锐影", "--on", "2023-02-30")
    desk.does("it moves out", "4 seats", "move-out", "锐影", "--because", "outgrew", "--moved-to", "Hangzhou")
    desk.refuses("what has ended is not extended", "E-NO-RECORD", "extend", "锐影", "--months", "3")
    tenancy = desk.data("record", "list", "tenancy")[0]["id"]
    desk.refuses("nor by its field", "E-STATE", "record", "edit", tenancy, "stage=moved-in")
    world.run("anji-en", "enquiry", "演示·锐影二号")
    world.run("anji-en", "enquiry", "演示·锐影三号")
    desk.refuses("a name that several share is asked about", "E-AMBIGUOUS", "queue", "join", "锐影")
    check("en: verify finds nothing wrong", world.run("anji-en", "verify").returncode == 0)


class Head(Desk):
    """Head office, with a site beside it."""

    def __init__(self, site, lang):
        super().__init__(site, lang, name="beijing")
        world.moso(site, "record", "add", "site", "code=anji", "name_zh=安吉分站", "short_name=安吉")
        for number in range(1, 7):
            world.moso(site, "record", "add", "seat", "site=anji", f"label=B-{number:03}", "kind=fixed",
                       "state=in-service")


def further_in_chinese():
    desk = Head("hub-zh", "zh")
    run = desk.run
    run("问询", "演示·澜图", "--联系人", "赵敏")
    run("问询", "演示·锐影")
    desk.does("签约", "已签约", "签约", "澜图", "--工位", "4")
    desk.does("签约后先分配工位", "A-001..A-003", "分配工位", "澜图", "A-001..A-003")
    desk.does("入驻就用这些工位", "（4 个工位）", "入驻", "澜图", "A-001..A-004", "--自", day(-40), "--免租", "3")
    desk.does("团队变大，加两个", "A-006 A-007", "分配工位", "澜图", "A-006", "A-007", "--自", day(1))
    desk.refuses("坐着人的工位不分配", "E-RULE-SEAT-TAKEN", "分配工位", "澜图", "A-002")
    desk.refuses("协议开始之前不分配", "E-INTERVAL", "分配工位", "澜图", "A-010", "--自", "2020-01-01")
    desk.refuses("结束早于开始", "E-INTERVAL", "分配工位", "澜图", "A-010", "--自", day(9), "--至", day(8))
    desk.refuses("不存在的日期", "2023-02-30", "释放工位", "A-006", "--日期", "2023-02-30")
    desk.refuses("没有入驻的企业没有工位", "锐影", "分配工位", "锐影", "A-010")
    done = desk.run("分配工位", "澜土", "A-010")
    check("zh: 打错一个字，说出可能是谁", done.returncode == 5 and "演示·澜图" in done.stderr, done.stderr)
    desk.does("交回一个", "A-007（1 个工位）", "释放工位", "A-007", "--日期", day(5))
    desk.refuses("空着的没有可交回的", "A-012", "释放工位", "A-012")
    scan = str(world.root / "scan.pdf")
    with open(scan, "wb") as file:
        file.write(b"scan")
    desk.does("合同盖章归档", "档案盒 3-12", "盖章", "澜图", "--档案盒", "3-12", "--扫描件", scan)
    desk.refuses("读不了的扫描件", "E-FILE-READ", "盖章", "澜图", "--扫描件", "/nowhere")
    desk.does("法务门诊", "演示·澜图、演示·锐影", "法务门诊", "登记", "演示·律所", "澜图", "锐影", "--议题", "股权")
    desk.refuses("零分钟不是门诊", "E-USAGE", "法务门诊", "登记", "演示·律所", "--分钟", "0")
    check("zh: 门诊列得出", len(desk.data("法务门诊", "列表")) == 1)
    desk.does("政府条件，5千万", "第 1 版", "政府条件", "登记", "330523", "--名称", "演示城市", "--资金", "5千万",
              "--减免比例", "50%", "--增量奖励", "1.5")
    offer = desk.data("record", "list", "city_offer")[0]
    check("zh: 5千万 就是五千万元", offer["columns"]["startup_money_fen"] == 5_000_000_000, offer)
    desk.refuses("说不清的金额", "很多", "政府条件", "登记", "330523", "--资金", "很多")
    desk.refuses("超过百分之百", "E-USAGE", "政府条件", "登记", "330523", "--出资比例", "130")
    desk.refuses("谢绝要有理由", "E-REASON-MISSING", "政府条件", "答复", "演示城市", "已谢绝")
    out = desk.does("接受后提醒缺盖章文件", "已接受", "政府条件", "答复", "演示城市", "已接受")
    check("zh: 说出怎么补", f"moso 盖章 {offer['id']}" in out, out)
    desk.does("补上盖章文件", "已盖章", "盖章", offer["id"], "--档案盒", "1-1")
    check("zh: 冲突随之消失", all((c.get("rule") or {}).get("code") != "X18" for c in desk.data("conflicts", "list")))
    desk.does("政策征求意见稿", "征求意见稿", "政策", "登记", "演示·若干措施", "--单位", "演示·经信局", "--状态", "征求意见稿")
    desk.refuses("同一份不记两次", "E-RECORD-EXISTS", "政策", "登记", "演示·若干措施")
    desk.refuses("征求意见稿没有生效日", "E-RULE", "政策", "登记", "另一份", "--状态", "征求意见稿", "--生效", day(0))
    desk.does("发布了", "已发布", "政策", "状态", "若干措施", "已发布", "--生效", day(30))
    desk.does("年度数据", "2 项", "年度数据", "登记", "澜图", "2022", "--营收", "5000千元", "--人数", "12")
    desk.refuses("没有的年度", "E-USAGE", "年度数据", "登记", "澜图", str(TODAY.year + 1), "--人数", "1")
    hits = desk.data("查", "赵敏")
    check("zh: 按联系人查得到", [h["kind"] for h in hits] == ["company"], hits)
    page = desk.data("企业", "澜图")
    check("zh: 企业一页看全", page["seats"] == [f"A-{n:03}" for n in range(1, 5)] and page["free_months"] == 3
          and {"tenancy", "legal_clinic", "company_year", "document"} <= set(page["records"]), page)
    run("问询", "演示·澜图有限公司")
    cards = [c["id"] for c in desk.data("查重", "列表")[0]["cards"]]
    desk.does("两张卡是同一家", "同一家企业", "查重", "合并", *cards, "--理由", "已核对")
    desk.refuses("不合并两次", "E-RECORD-EXISTS", "查重", "合并", *cards)
    desk.does("又分开", "分开", "查重", "分开", *cards)
    check("zh: 分开后不再提示", desk.data("查重", "列表") == [])
    for back in range(14):
        run("订会议室", "路演厅", day(-back), "09:00-18:00", "--企业", "锐影")
    rooms = desk.data("占用检查")
    check("zh: 长期占用查得出", [r["company"] for r in rooms] == ["演示·锐影"], rooms)
    sheet = world.root / "入驻.html"
    desk.does("打印入驻确认单", "入驻确认单", "打印", "入驻确认单", "演示·澜图", "-o", str(sheet))
    page = sheet.read_text()
    check("zh: 单上有工位、条款和签字处", all(w in page for w in ("A-001", "A-004", "免租", "企业（盖章）", "size: A4")), page)
    desk.refuses("没有的表单说出有哪些", "E-VALUE-CHOICE", "打印", "发票", "演示·澜图")
    check("zh: 中文命令名都认得", all(desk.run(*w.split()).returncode == 0
          for w in ("状态", "工位图", "冲突 列表", "追溯", "总览", "今天")))
    out = desk.does("转到安吉", "转到 anji", "转站", "演示·澜图", "安吉", "--日期", day(0), "--工位", "4")
    check("zh: 免租已用多少", "免租已用 1 个月" in out, out)
    desk.refuses("不转到没有的分站", "E-NO-RECORD", "转站", "演示·锐影", "火星")
    signed = [r["columns"]["stage"] for r in desk.data("record", "list", "tenancy")]
    check("zh: 原站结束、新站签约", sorted(signed) == ["closed", "signed"], signed)


def further_in_english():
    desk = Desk("anji-en2", "en")
    desk.run("enquiry", "演示·锐影")
    desk.run("move-in", "锐影", "A-001..A-004", "--from", day(-10))
    done = desk.data("assign", "锐影", "A-005..A-006")
    check("en: two seats and the contract in one action",
          sorted(r["kind"] for r in done["records"]) == ["seat_assignment"] * 2 + ["tenancy"], done)
    world.moso("anji-en2", "undo", done["undo"], "--reason", "wrong seats")
    check("en: one undo takes all of it back", len(desk.data("record", "list", "seat_assignment")) == 4)
    before = desk.dump()
    desk.does("a dry run says what it would do", "Would do", "release", "A-004", "-n")
    check("en: … and does not", desk.dump() == before)
    desk.does("a seat is given back", "the last day is", "release", "A-004", "--on", "tomorrow")
    desk.refuses("a branch does not hold what cities offer", "E-SCOPE-NOT-HELD", "offer-gov", "add", "330523",
                 "--money", "1000")
    desk.does("a policy", "issued", "policy", "add", "Demo measures", "--issued", "2023-09-01")
    desk.refuses("that ends before it begins", "E-INTERVAL", "policy", "status", "Demo measures", "expired",
                 "--from", "2023-09-02", "--to", "2023-09-01")
    desk.refuses("a company nobody knows", "E-NO-RECORD", "clinic", "add", "Demo Law", "nobody")
    desk.refuses("a text to stamp that is none", "E-NO-RECORD", "stamp", "GO-NONE")
    desk.refuses("nothing to look for", "E-USAGE", "find", "")
    check("en: a seat is found by its label", [h["id"] for h in desk.data("find", "a-012")] != [])
    owing = desk.data("facts", "chase", str(TODAY.year))
    check("en: who has not told the year's figures", [o["company"] for o in owing] == ["演示·锐影"], owing)
    world.moso("anji-en2", "record", "add", "site", "code=hangzhou")
    out = desk.does("a branch ends its side", "goes from anji to hangzhou", "transfer", "锐影", "hangzhou")
    tenancy = desk.data("record", "list", "tenancy")[0]["id"]
    check("en: … and says what the other types", f"--transferred-from {tenancy}" in out, out)
    check("en: further: verify finds nothing wrong", world.run("anji-en2", "verify").returncode == 0)


def whoever_is_to_leave():
    """Seats of a company that was told to leave are free from the day after: they are offered, signed for and forecast."""
    desk = Desk("anji-leave", "en")
    for name in ("演示·澜图", "演示·青桐", "演示·观岳"):
        desk.run("enquiry", name)
    desk.run("move-in", "澜图", "A-001..A-008", "--from", day(-100), "--free", "6")
    desk.run("queue", "join", "观岳", "--seats", "10")
    desk.refuses("no more than are free are offered", "E-RULE", "offer", "观岳", "--from", day(31), "--answer-by", day(5))
    desk.refuses("nobody is told to leave by a day that is over", "E-INTERVAL", "notice", "澜图", "--by", day(-1),
                 "--reason", "funded")
    desk.run("notice", "澜图", "--by", day(30), "--reason", "funded")
    row = next(r for r in desk.data("report", "forecast")["rows"] if r["name"] == "anji")["cells"]
    check("en: the forecast has them free", (row["held_30"], row["held_60"], row["free_60"], row["leaving"]) == (8, 0, 12, 8), row)
    until = {c["until"] for c in (r["cells"] for r in desk.data("map")["rows"]) if c["company"] == "演示·澜图"}
    check("en: the map says until when", until == {day(30)}, until)
    desk.refuses("not before they are gone", "E-RULE", "offer", "观岳", "--from", day(30), "--answer-by", day(5))
    desk.refuses("without an offer there is nothing to accept", "E-STATE", "offer", "观岳", "--accepted")
    desk.does("they are offered, as many as it waits for", "10 seats", "offer", "观岳", "--from", day(31), "--answer-by", day(5))
    desk.run("queue", "join", "青桐", "--seats", "3")
    desk.refuses("what is offered is not free for another", "E-RULE", "offer", "青桐", "--from", day(31), "--answer-by", day(5))
    out = desk.does("it accepts", "accepted", "offer", "观岳", "--accepted")
    check("en: what comes next has its day", f"--from {day(31)}" in out and "A-001..A-010" not in out, out)
    desk.does("and signs for them", "has signed", "sign", "观岳", "--from", day(31), "--seats", "10")
    tenancy = next(r["id"] for r in desk.data("record", "list", "tenancy") if r["columns"]["stage"] == "notice")
    desk.run("record", "edit", tenancy, "leave_by=" + day(60), "--reason", "fitting out takes longer")
    broken = {(c.get("rule") or {}).get("code") for c in desk.data("conflicts", "list")}
    check("en: who stays longer than was said breaks what hangs on it", {"X03", "X17"} <= broken, broken)


def small_things():
    desk = Desk("anji-small", "zh")
    for name in ("演示·甲", "演示·乙", "演示·丙"):
        desk.run("问询", name)
    out = desk.does("问询接着说的是它要的工位", "演示·丁", "问询", "演示·丁", "--工位", "7")
    check("zh: … 不是别的数", "--工位 7" in out, out)
    desk.run("排队", "加入", "甲", "--工位", "3", "--评级", "B")
    out = desk.does("评级高的排在前面，位次照实说", "第 1 位", "排队加入", "乙", "--工位", "5", "--评级", "A")
    check("zh: 只打“排队”就列出", [w["company"] for w in desk.data("排队")] == ["演示·乙", "演示·甲"])
    out = desk.run("叫号").stdout
    check("zh: 叫号说的是它要的工位和今天", f"--工位 5 --自 {day(0)}" in out, out)
    desk.does("插队一个词", "已提前", "插队", "甲", "--理由", "主任同意")
    desk.does("退出也是一个词", "退出", "排队退出", "甲", "--理由", "另租")
    desk.run("入驻", "丙", "A-001..A-003", "--自", day(-60), "--免租", "6")
    out = desk.does("免租期里就按市价", "1100.00", "按市价续租", "丙", "--租金", "1100", "--自", day(10))
    terms = sorted((r["columns"]["kind"], r["columns"]["to_day"]) for r in desk.data("record", "list", "tenancy_term"))
    check("zh: 免租段到那天为止", terms == [("free", day(10)), ("market", None)] and day(9) in out, (terms, out))
    desk.does("报修不必写登记", "空调漏水", "报修", "A-003", "空调漏水", "--停用")
    desk.does("同一工位另一处也坏了", "照明", "fix", "A-003", "照明", "--停用")
    orders = {r["columns"]["category"]: r["id"] for r in desk.data("record", "list", "work_order")}
    desk.refuses("有两张就问是哪张", "E-AMBIGUOUS", "完工", "A-003")
    desk.does("一张完工", "完工", "完工", orders["ac-leak"])
    desk.does("按工位号销单", "已销单", "销单", "A-003")
    blocked = [s["label"] for s in desk.data("工位") if s["blocked"]]
    check("zh: 另一处没修好，工位还停用", blocked == ["A-003"], blocked)
    desk.does("另一张按工位号完工", "完工", "完工", "A-003")
    desk.does("再销单", "已销单", "销单", "A-003")
    check("zh: 都修好了才恢复", not any(s["blocked"] for s in desk.data("工位")))
    desk.refuses("没有待处理的工单", "E-NO-RECORD", "完工", "A-003")
    desk.does("专家的名字写一部分", "演示·教授", "约专家", "教授", "丙", "--分钟", "5")
    for line, says in (("体检", ""), ("接待开始 政府 演示·客人", "接待开始"), ("接待结束", "接待结束"), ("占用", "")):
        done = desk.run(*line.split())
        check(f"zh: 认得“{line}”", done.returncode in (0, 3) and says in done.stdout, done.stderr)
    for line in ("裁决", "decide", "撤销导入", "undo-import", "来访登记", "搬离", "后续事项", "返修", "apply add", "enquiry add"):
        done = desk.run(*line.split(), "--help")
        check(f"zh: “{line}”有说明", done.returncode == 0 and "用法" in done.stdout and "moso 子命令" not in done.stdout, done.stdout)
    done = desk.run("没有这个", "--help")
    check("zh: 没有的命令不因 --help 就算认得", done.returncode == 64 and "没有这个" in done.stderr, done.stdout)
    rules = desk.run("help", "rules").stdout
    check("zh: 规则都说得到", all(f"X{n:02} " in rules for n in (1, 2, 3, 6, 7, 8, 9, 11, 13, 16, 17, 18, 20)), rules)
    for _ in range(5):
        desk.run("接待", "开始", "产业")
        desk.run("接待", "结束")
    check("zh: 五批以上的周在黑白纸上也看得出", " ≥5 批" in desk.run("报表", "visits").stdout)
    told = {row["name"]: row["cells"]["now"] for row in desk.data("报表", "周报").get("rows", [])}
    want = {"visits": 6, "applications": 4, "joined": 2, "move_ins": 0, "sessions": 1, "reported": 2, "mended": 2}
    check("zh: 周报照实数", all(told.get(name) == number for name, number in want.items()), told)
    told = {row["name"]: row["cells"]["now"] for row in desk.data("报表", "月报", "--截至", day(-60)).get("rows", [])}
    check("zh: 两个月前的月报有那次入驻", (told.get("move_ins"), told.get("visits")) == (1, 0), told)
    check("zh: 周报的数点得开", len(desk.data("报表", "周报", "--名单", "reported/now").get("records", [])) == 2)


try:
    whoever_is_to_leave()
    small_things()
    chinese()
    english()
    further_in_chinese()
    further_in_english()
finally:
    world.end()
