"""Transactions as `moso log --json` prints them (DESIGN.md, section 10)."""
import calendar
import re
import time

DOT = re.compile(r"^(.*)\.(\d+(?:#[0-9a-f]{8})?)/(.+):(\d+)$")


def parse_dot(text):
    """`anji.1/site/anji:17` as (site, epoch, scope, number)."""
    site, epoch, scope, seq = DOT.match(text).groups()
    return site, int(epoch.split("#")[0]), scope, int(seq)


def dot_text(site, epoch, scope, seq):
    return f"{site}.{epoch}/{scope}:{seq}"


def dot_order(text):
    """Streams "ordered by the bytes of the site, then the epoch as a number, then the branch (none
    first), then the bytes of the scope" (docs/formats/transaction.md), then the number."""
    site, epoch, scope, seq = DOT.match(text).groups()
    number, _, branch = epoch.partition("#")
    return site.encode(), int(number), branch, scope.encode(), int(seq)


def stamp(text):
    """A hybrid timestamp `2023-08-11T07:00:00.000Z/3` as (milliseconds, counter)."""
    wall, counter = text.split("/")
    seconds, fraction = wall.rstrip("Z").split(".")
    whole = calendar.timegm(time.strptime(seconds, "%Y-%m-%dT%H:%M:%S"))
    return whole * 1000 + int(fraction), int(counter)


# What the log tells of a value that has been erased: "An erased value is `"erased":true`".
ERASED = {"erased": True}


class Write:
    """One transaction's op on one cell of one row; for `delete` and `keep`, on the existence cell."""

    def __init__(self, transaction, table, key, cell, kind, value, replaces):
        self.transaction, self.dot = transaction, transaction.dot
        self.row, self.cell, self.kind = (table, key), cell, kind
        # `told` is what the log says; `Replica` puts the erasures in.
        self.value = self.told = value
        self.came_erased = False
        self.replaces = frozenset(replaces)

    @property
    def said(self):
        """What the transaction still says: its NULL, or its value until that is erased [P3]."""
        return None if self.told is None else self.value

    @property
    def order(self):
        """"(effective timestamp, site id, epoch as a number, scope, sequence number)"."""
        return self.transaction.effective, *dot_order(self.dot)


def plain(value):
    """A group all of whose members are NULL is printed as NULL, so that it counts as NULL [G1]."""
    if isinstance(value, dict):
        return None if all(v is None for v in value.values()) else dict(sorted(value.items()))
    return value


class Transaction:
    def __init__(self, text):
        d = text["dot"]
        self.site, self.epoch, self.scope, self.seq = d["site"], d["epoch"], d["scope"], d["seq"]
        # A branch of a fork has its origin in full (docs/formats/transaction.md, "Forks").
        self.stream = f"{d.get('origin', f'{self.site}.{self.epoch}')}/{self.scope}"
        self.dot = f"{self.stream}:{self.seq}"
        self.context = dict(text["context"])
        self.stamp = stamp(text["hlc"])
        # What the log says; `Replica` computes it from the witnesses.
        self.told_effective = stamp(text["effective"]) if text.get("effective") else self.stamp
        self.effective = self.stamp
        self.author = text.get("author")
        self.writes = []
        self.erasures = []
        # "The first trusted receiver witnesses the time of receipt in a transaction of its own" [W1].
        self.witnesses = [(op["key"], op["columns"]["received"]) for op in text["ops"] or []
                          if op["table"] == "moso_witness" and "columns" in op]
        for op in text["ops"] or []:
            if op["table"].startswith("moso_"):
                continue
            table, key, kind, replaces = op["table"], op["key"], op["kind"], op.get("replaces", [])
            if kind == "erase":
                # "An erasure is no write of the row and replaces nothing."
                self.erasures.append((table, key, op["column"]))
            elif kind in ("delete", "keep"):
                self.writes.append(Write(self, table, key, "*", kind, None, replaces))
            elif "columns" in op:
                # "a new row is one `set` per column, or one op with "columns":{…}"
                for cell, value in op["columns"].items():
                    self.writes.append(Write(self, table, key, cell, "set", plain(value), replaces))
            else:
                self.writes.append(
                    Write(self, table, key, op["column"], kind, plain(op["value"]), replaces))

    def saw(self, other):
        """Whether the other was in this one's causal context: "the version vector of the writer at
        the moment of writing"."""
        return self is not other and self.context.get(other.stream, 0) >= other.seq

    def lacks(self, vector):
        """"when t.seq = vector[t.stream] + 1 and t.context ≤ vector (else: hold back)"."""
        return sorted(f"{s}:{n}" for s, n in self.context.items() if vector.get(s, 0) < n)


def concurrent(a, b):
    """"neither was in the other's context"."""
    return a is not b and a.dot != b.dot and not a.saw(b) and not b.saw(a)
