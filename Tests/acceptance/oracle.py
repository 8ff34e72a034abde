"""Recompute a replica's state and conflicts by brute force, from its log alone.

    oracle.py MOSO DATA      compare with `record list --json` and `conflicts list --json`

Shares no code with moso and follows the definitions literally: a write lives as long as no other
write of the log names it in `replaces`; what is shown follows from the live writes by the field's
policy; a conflict is named by the SHA-256 of its table, key, cell and sorted live dots. Quadratic,
and meant to be. Rows that were deleted are outside its scope; the comparison says how many it met.
"""
import hashlib
import json
import subprocess
import sys

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def run(moso, data, *words):
    done = subprocess.run([moso, *words, "--data", data, "--json"], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"{words}: {done.stderr}")
    return done.stdout


def dot_text(dot):
    origin = dot.get("origin", f"{dot['site']}.{dot['epoch']}")
    return f"{origin}/{dot['scope']}:{dot['seq']}"


def order(write):
    """The order of siblings: timestamp, then the order of dots."""
    stamp, counter = (write["effective"] or write["hlc"]).split("/")
    return (stamp, int(counter), *sort_key(dot_text(write["dot"])))


def load(moso, data):
    writes, replaced, deleted = {}, {}, set()
    for line in run(moso, data, "log").splitlines():
        txn = json.loads(line)
        if txn["status"] != "applied":
            continue
        for op in txn["ops"]:
            row = (op["table"], op["key"])
            if op["table"].startswith("moso_"):
                continue
            if op["kind"] in ("delete", "keep"):
                deleted.add(row)
                continue
            cells = op["columns"] if "columns" in op else {op["column"]: op["value"]}
            for cell, value in cells.items():
                at = (*row, cell)
                write = {"dot": txn["dot"], "hlc": txn["hlc"], "effective": txn["effective"],
                         "value": value,
                         "delta": op["kind"] == "delta"}
                writes.setdefault(at, []).append(write)
                replaced.setdefault(at, set()).update(op["replaces"])
    live = {at: [w for w in all_ if dot_text(w["dot"]) not in replaced[at]]
            for at, all_ in writes.items()}
    return live, deleted


def plain(value):
    return value if not isinstance(value, list) else tuple(value)


def value_order(value):
    """NULL, then numbers, then text by code point."""
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int) else (2, value.encode())


def further(steps, later, earlier):
    if earlier is None or later is None:
        return earlier is None and later is not None
    if later not in steps or earlier not in steps:
        return earlier not in steps and later in steps

    def reach(state):
        seen, todo = set(), list(steps[state])
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo += steps.get(state, [])
        return seen
    return later in reach(earlier) and earlier not in reach(later)


def working(live, owner):
    own = [w for w in live if w["dot"]["site"] == owner]
    return own[0] if len(own) == 1 else max(live, key=order)


def judge(field, live, owner):
    """(value shown, is it open)"""
    policy = field["policy"]
    if not live:
        return None, False
    values = {plain(w["value"]) for w in live}
    if policy == "sum":
        return (None if values == {None} else sum(w["value"] or 0 for w in live)), False
    if len(values) == 1:
        return live[0]["value"], False
    if policy == "union":
        parts = {p for v in values if v for p in v.split(",") if p}
        return ",".join(sorted(parts, key=lambda p: p.encode())), False
    if policy in ("latest", "earliest", "immutable"):
        chosen = max(live, key=order) if policy == "latest" else min(live, key=order)
        return chosen["value"], policy == "immutable"
    if policy in ("highest", "lowest"):
        known = [w for w in live if w["value"] is not None]
        best = (max if policy == "highest" else min)(value_order(w["value"]) for w in known)
        return max((w for w in known if value_order(w["value"]) == best), key=order)["value"], False
    if policy == "owner":
        own = [w for w in live if w["dot"]["site"] == owner]
        if len(own) == 1:
            return own[0]["value"], False
    if policy == "furthest":
        top = [w for w in live
               if not any(further(field["order"], o["value"], w["value"]) for o in live)]
        if len({plain(w["value"]) for w in top}) == 1:
            return max(top, key=order)["value"], False
    return working(live, owner)["value"], True


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


def text(value):
    raw = value.encode()
    return varint(len(raw)) + raw


def sort_key(name):
    """Dots sort by site, epoch as a number, branch, scope, sequence number."""
    stream, seq = name.rsplit(":", 1)
    origin, scope = stream.split("/", 1)
    site, epoch = origin.split(".")
    epoch, _, branch = epoch.partition("#")
    return (site, int(epoch), branch, scope, int(seq))


def conflict_id(table, key, cell, dots):
    names = sorted(set(dots), key=sort_key)
    data = b"".join([text("moso-conflict-1"), text(table), text(key), text(cell),
                     varint(len(names)), *map(text, names)])
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(data).digest())
    bits += "0" * (-len(bits) % 5)
    return "C-" + "".join(CROCKFORD[int(bits[i:i + 5], 2)] for i in range(0, len(bits), 5))


def main():
    moso, data = sys.argv[1:3]
    live, deleted = load(moso, data)
    kinds = {k["kind"]: k for k in json.loads(run(moso, data, "record", "fields"))["data"]}
    records = json.loads(run(moso, data, "record", "list"))["data"]
    listed = json.loads(run(moso, data, "conflicts", "list"))["data"]
    shown, wrong, ids = {(r["kind"], r["id"]): r for r in records}, [], set()
    rows = {at[:2] for at in live if any(live[b] for b in [at])} - deleted
    for row in sorted(rows):
        kind = kinds[row[0]]
        cells = {f["name"]: (f, [f["name"]]) for f in kind["fields"]}
        for group in kind["groups"]:
            first = cells[group["members"][0]][0]
            for member in group["members"]:
                del cells[member]
            cells[group["name"]] = (first, group["members"])
        if row not in shown:
            wrong.append(f"{row} is not listed")
            continue
        for cell, (field, members) in cells.items():
            siblings = live.get((*row, cell), [])
            scope = next(iter(siblings), {"dot": {"scope": ""}})["dot"]["scope"]
            owner = scope[5:] if scope.startswith("site/") else None
            value, is_open = judge(field, siblings, owner)
            expect = value if len(members) > 1 and value is not None else [value] * len(members)
            expect = expect if isinstance(expect, list) else [expect]
            found = [shown[row]["columns"][m] for m in members]
            if expect != found:
                wrong.append(f"{row} {cell}: shown {found}, the log says {expect}")
            if is_open:
                ids.add(conflict_id(*row, cell, [dot_text(w["dot"]) for w in siblings]))
    surplus = set(shown) - rows - deleted
    wrong += [f"{row} is listed, but not in the log" for row in surplus]
    theirs = {c["id"] for c in listed if c["kind"] in ("field", "resolution")
              and (c["record"]["kind"], c["record"]["id"]) not in deleted}
    wrong += [f"conflict {i} is not listed" for i in ids - theirs]
    wrong += [f"conflict {i} is listed, but does not follow" for i in theirs - ids]
    for line in wrong[:20]:
        print("  " + line)
    print(f"oracle: {len(rows)} records, {len(ids)} conflicts, {len(deleted)} deleted rows left "
          f"out, {len(wrong)} differences in {data}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
