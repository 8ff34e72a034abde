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
    def __init__(self, site, lang):
        self.site, self.lang = site, lang
        world.moso(site, "init", "--site", "anji", "--hub", "beijing")
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


try:
    chinese()
    english()
finally:
    world.end()
