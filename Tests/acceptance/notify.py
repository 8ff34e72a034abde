#!/usr/bin/env python3
"""Notices to chat groups, against stand-ins of the three services that check signatures, sizes and rates as those do.

Only the site that owns a matter tells of it, in numbers; nothing sealed, personal or secret is in any of it; what could not be
sent for a time is told in one message.
"""
import base64
import calendar
import hashlib
import hmac
import http.server
import json
import os
import stat
import threading
import time
import urllib.parse

from harness import World, have

world = World("notify")
HUB, ANJI = "beijing", "anji"
SECRET = {"dingtalk": "SECding0canary", "feishu": "feishu0canary"}
NAMES = ("演示·某某科技", "13900000000", "900")


class Service(http.server.BaseHTTPRequestHandler):
    """One of the three, as its documents say."""

    def do_POST(self):
        kind = self.server.kind
        body = self.rfile.read(int(self.headers["Content-Length"]))
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        answer = getattr(self, kind)(json.loads(body), query, body)
        if answer is None:
            self.server.got.append(json.loads(body))
            answer = {"errcode": 0, "errmsg": "ok"} if kind != "feishu" else {"code": 0, "msg": "success", "data": {}}
        else:
            self.server.refused.append(answer)
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def crowded(self, most):
        now = time.monotonic()
        self.server.times = [t for t in self.server.times if t > now - 60] + [now]
        return len(self.server.times) > most

    def wecom(self, message, query, body):
        if self.crowded(20):
            return {"errcode": 45009, "errmsg": "api freq out of limit"}
        if query.get("key") != ["wecom0canary"]:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        if len(message["text"]["content"].encode()) > 2048:
            return {"errcode": 40058, "errmsg": "content exceed max length"}

    def dingtalk(self, message, query, body):
        if self.crowded(20):
            return {"errcode": 130101, "errmsg": "send too fast"}
        stamp, secret = query["timestamp"][0], SECRET["dingtalk"]
        code = base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()).decode()
        if abs(int(stamp) / 1000 - self.server.clock()) > 3600 or query["sign"] != [code]:
            return {"errcode": 310000, "errmsg": "sign not match"}

    def feishu(self, message, query, body):
        if self.crowded(100):
            return {"code": 9499, "msg": "too many request"}
        stamp, secret = message["timestamp"], SECRET["feishu"]
        code = base64.b64encode(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()
        if abs(int(stamp) - self.server.clock()) > 3600 or message["sign"] != code:
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        if len(body) > 20 << 10:
            return {"code": 9499, "msg": "Bad Request"}

    def log_message(self, *words):
        pass


class Groups:
    """The stand-ins, the configuration that names them, and a clock."""

    def __init__(self):
        self.moment, self.servers, self.ports = 0, {}, {}
        self.config = world.root / "moso.toml"
        lines = ["[notify]"]
        for kind in ("wecom", "dingtalk", "feishu"):
            self.up(kind)
            path = world.root / f"{kind}.robot"
            key = "?key=wecom0canary" if kind == "wecom" else "?access_token=token0canary"
            path.write_text(f"http://127.0.0.1:{self.ports[kind]}/send{key}\n" + SECRET.get(kind, "") + "\n")
            path.chmod(0o600)
            lines.append(f'{kind} = "{path}"')
        self.config.write_text("\n".join(lines) + "\n")

    def up(self, kind):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", self.ports.get(kind, 0)), Service)
        old = self.servers.get(kind)
        server.kind, server.clock, server.times = kind, lambda: self.moment, []
        server.got, server.refused = (old.got, old.refused) if old else ([], [])
        self.ports[kind], self.servers[kind] = server.server_port, server
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def down(self):
        for server in self.servers.values():
            server.shutdown()
            server.server_close()

    def texts(self, kind):
        return [m["text"]["content"] if kind != "feishu" else m["content"]["text"] for m in self.servers[kind].got]

    def counts(self):
        return [len(self.servers[k].got) for k in ("wecom", "dingtalk", "feishu")]

    def run(self, site, when, *words, lang="zh"):
        """A command at a moment of Beijing's clock."""
        self.moment = calendar.timegm(time.strptime(when, "%Y-%m-%d %H:%M")) - 8 * 3600 + 20
        shift = int(self.moment - time.time())
        return world.run(site, "notify", *words, "--config", str(self.config), env={"MOSO_LANG": lang},
                         prefix=("faketime", "-f", f"{shift:+d}s"))


def conflict():
    """Anji and Beijing disagree about a rent of Anji's."""
    company = world.data(ANJI, "record", "add", "company", f"legal_name={NAMES[0]}")["id"]
    key = world.data(ANJI, "record", "add", "tenancy", f"company={company}", "rent_fen=1000", "planned_from=2023-05-08",
                     "planned_to=2023-11-08", "stage=signed")["id"]
    world.moso(ANJI, "sync")
    world.moso(ANJI, "record", "edit", key, "rent_fen=900")
    world.moso(HUB, "record", "edit", key, "rent_fen=1100")
    world.moso(ANJI, "sync")


def main():
    world.site(HUB)
    world.start(HUB)
    world.site(ANJI, HUB)
    world.moso(ANJI, "sync")
    groups = Groups()
    done = groups.run(ANJI, "2026-12-01 09:05", "send")
    world.check("where nothing waits nothing is told", done.returncode == 0 and groups.counts() == [0, 0, 0] and
                done.stdout == "", done.stdout + done.stderr)
    conflict()
    done = groups.run(ANJI, "2026-12-02 09:05", "send", "-n")
    world.check("a dry run prints what would be sent", done.returncode == 0 and "待核对 1 条" in done.stdout, done.stdout + done.stderr)
    world.check("and sends nothing", groups.counts() == [0, 0, 0])
    done = groups.run(ANJI, "2026-12-02 09:05", "send")
    world.check("in the morning each group is told once", groups.counts() == [1, 1, 1], (groups.counts(), done.stdout, done.stderr))
    done = groups.run(ANJI, "2026-12-02 09:10", "send")
    world.check("and no second time", groups.counts() == [1, 1, 1] and done.stdout == "", done.stdout)
    done = groups.run(ANJI, "2026-12-02 17:45", "send")
    world.check("in the evening again", groups.counts() == [2, 2, 2], (groups.counts(), done.stdout, done.stderr))
    done = groups.run(HUB, "2026-12-02 17:46", "send")
    world.check("the hub says nothing of what is Anji's", groups.counts() == [2, 2, 2], groups.texts("wecom"))

    # Away for a day and a half.
    groups.down()
    for when in ("2026-12-03 09:05", "2026-12-03 17:45", "2026-12-04 09:05"):
        done = groups.run(ANJI, when, "send")
        world.check(f"at {when} nobody is reached, which is said and kept", done.returncode == 75 and "下次再试" in done.stdout,
                    (done.returncode, done.stdout, done.stderr))
    for kind in groups.ports:
        groups.up(kind)
    done = groups.run(ANJI, "2026-12-04 09:10", "send")
    world.check("what was missed comes as one message", groups.counts() == [3, 3, 3] and all(
        "合并 3 条" in groups.texts(k)[-1] for k in groups.ports), (groups.counts(), groups.texts("wecom")[-1:], done.stdout))

    # Rates and times.
    done = groups.run(ANJI, "2026-12-05 09:30", "send")
    world.check("Feishu is left alone at full and half hours", groups.counts() == [4, 4, 3] and "稍后再发" in done.stdout,
                (groups.counts(), done.stdout))
    done = groups.run(ANJI, "2026-12-05 09:31", "send")
    world.check("and told a minute later", groups.counts() == [4, 4, 4], groups.counts())
    book = world.folder(ANJI) / "notices.json"
    world.check("the book is its owner's alone", stat.S_IMODE(book.stat().st_mode) == 0o600)
    kept = json.loads(book.read_text())
    groups.run(ANJI, "2026-12-06 09:05", "send", "-n")
    kept["sent"]["dingtalk"] = [int(groups.moment * 1000) - 5_000] * 20
    book.write_text(json.dumps(kept))
    done = groups.run(ANJI, "2026-12-06 09:05", "send")
    world.check("a robot that sent twenty in a minute waits", groups.counts() == [5, 4, 5], (groups.counts(), done.stdout))
    done = groups.run(ANJI, "2026-12-06 09:07", "send")
    world.check("and goes on afterwards", groups.counts() == [5, 5, 5], (groups.counts(), done.stdout))

    # Signatures.
    world.check("every signature was right", all(s.refused == [] for s in groups.servers.values()),
                {k: s.refused for k, s in groups.servers.items()})
    path = world.root / "dingtalk.robot"
    right = path.read_text()
    path.write_text(right.replace("SECding", "SECother"))
    done = groups.run(ANJI, "2026-12-07 09:05", "send")
    world.check("a wrong secret is refused there, and said in its words", done.returncode == 75 and "sign not match" in done.stdout,
                done.stdout)
    path.write_text(right)
    done = groups.run(ANJI, "2026-12-07 09:06", "test", "dingtalk")
    world.check("a robot can be tried by itself", done.returncode == 0 and "测试消息" in groups.texts("dingtalk")[-1],
                done.stdout + done.stderr)
    path.chmod(0o644)
    for lang, words in (("zh", "其他账户"), ("en", "other accounts")):
        done = groups.run(ANJI, "2026-12-07 17:45", "send", lang=lang)
        # Lines break where the folder's name makes them break.
        said = " ".join(done.stderr.split())
        world.check(f"a file that others can read is refused ({lang})", done.returncode == 78 and words in said
                    and "chmod 600" in said, (done.returncode, done.stderr))
    path.chmod(0o600)

    # What is in none of it.
    told = json.dumps([groups.texts(k) for k in groups.ports], ensure_ascii=False)
    world.check("no name, number or amount of a record is told", not [n for n in NAMES if n in told], told)
    said = book.read_text() + world.run(ANJI, "config", "show", "--effective", "--config", str(groups.config)).stdout
    for when in ("2026-12-08 09:05",):
        groups.down()
        done = groups.run(ANJI, when, "send", "--json")
        said += done.stdout + done.stderr
    world.check("no secret is printed or kept in the book", "canary" not in said, said)


if not have("faketime"):
    world.skip("notices", "there is no faketime, without which a day takes a day")
    world.end()
try:
    main()
finally:
    world.end()
