"""The two exact notions of conflict: ledger and inbox; and the identity of an open item."""
import hashlib

from . import policy
from .transactions import concurrent, dot_order, parse_dot

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def text(s):
    data = s.encode()
    return varint(len(data)) + data


def base32(data):
    """Crockford's base32, bits from the left, the last character filled with zeros [C1]."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(CROCKFORD[int(bits[i:i + 5], 2)] for i in range(0, len(bits), 5))


def conflict_bytes(table, key, cell, dots):
    """"the canonical bytes of (table, key, cell or rule, sorted live dots concerned)", as
    docs/formats/conflict-id.md gives them."""
    out = text("moso-conflict-1") + text(table) + text(key) + text(cell) + varint(len(dots))
    for dot in sorted(dots, key=dot_order):
        out += text(dot)
    return out


def conflict_id(table, key, cell, dots):
    return "C-" + base32(hashlib.sha256(conflict_bytes(table, key, cell, dots)).digest())


def item(row, cell, kind, dots, values):
    dots = sorted(dots, key=dot_order)
    return {"id": conflict_id(row[0], row[1], cell, dots), "kind": kind, "table": row[0],
            "key": row[1], "cell": cell, "dots": dots, "values": values}


def inbox(replica):
    """"one open item per cell whose live siblings hold different unsettled values"."""
    items = []
    for row in replica.rows():
        if replica.marks(row) and replica.present(row):
            # "then mark and dot both live, which is a conflict". A live dot is by definition one
            # that no applied delete had seen, so that all live dots are concerned [E3].
            dots = {w.dot for w in replica.marks(row)} | replica.present_dots(row)
            items.append(item(row, "*", "existence", dots, []))
        for name, cell in replica.cells(row).items():
            # What only crossed deletes took and is shown again counts as live here [E5].
            writes = replica.counting(row, name) if replica.present(row) else []
            if writes and policy.settle(writes, cell, replica.owner(row, name))[1]:
                writes = sorted(writes, key=lambda w: dot_order(w.dot))
                items.append(item(row, name, "cell", [w.dot for w in writes],
                                  [w.value for w in writes]))
    return sorted(items, key=lambda i: (i["table"], i["key"], i["cell"]))


def ledger(replica):
    """"the set of unordered pairs of applied writes to one cell of which neither was in the other's
    context and whose values differ, `sum` and `union` excepted"."""
    pairs = set()
    for row in replica.rows():
        writes = replica.of_row(row)
        for i, a in enumerate(writes):
            for b in writes[i + 1:]:
                if not concurrent(a.transaction, b.transaction):
                    continue
                if (a.kind == "delete") != (b.kind == "delete"):
                    pairs.add((row, "*", frozenset((a.dot, b.dot))))
                elif a.cell == b.cell and a.cell != "*":
                    if replica.cell(row, a.cell).policy in ("sum", "union"):
                        continue
                    if policy.canonical(a.said) != policy.canonical(b.said):
                        pairs.add((row, a.cell, frozenset((a.dot, b.dot))))
    return sorted(({"table": row[0], "key": row[1], "cell": cell,
                    "dots": sorted(dots, key=dot_order)} for row, cell, dots in pairs),
                  key=lambda p: (p["table"], p["key"], p["cell"],
                                 [dot_order(d) for d in p["dots"]]))
