"""What must hold of an answer of `moso-sim`, each by the oracle or by comparing two answers."""
import collections
import copy
import json

import generate
from oracle import ERASED, Replica, Schema, Transaction, inbox, ledger, parse_dot, quotas

Difference = collections.namedtuple("Difference", "kind text")
COUNTS = collections.Counter()


def counted(counts):
    return ", ".join(f"{n} {what}" for what, n in sorted(counts.items()))


def short(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def same_rows(site, expected, answer, policies):
    for table, rows in expected.items():
        theirs = answer.get(table, {})
        for key in sorted(set(rows) | set(theirs)):
            a, b = rows.get(key), theirs.get(key)
            if a is None or b is None:
                yield Difference("rows", f"{site} {table} {key}: expected {short(a)}, is {short(b)}")
                continue
            for field in ("present", "marks"):
                if a[field] != b[field]:
                    yield Difference(field, f"{site} {table} {key}: expected {field} "
                                            f"{short(a[field])}, is {short(b[field])}")
            if a["present"] != b["present"]:
                continue
            for name in sorted(set(a["columns"]) | set(b["columns"])):
                x, y = a["columns"].get(name), b["columns"].get(name)
                if x != y:
                    yield Difference("shown " + policies(table, name), f"{site} {table} {key} {name}: "
                                     f"expected {short(x)}, is {short(y)}; siblings {short(b['siblings'])}")
            for name in sorted(set(a["siblings"]) | set(b["siblings"])):
                x = a["siblings"].get(name, [])
                y = [{"dot": s["dot"], "value": s["value"]} for s in b["siblings"].get(name, [])]
                if x != y:
                    yield Difference("siblings " + policies(table, name), f"{site} {table} {key} {name}: "
                                     f"expected {short(x)}, is {short(y)}")


def policy_names(schema):
    def name(table, column):
        for cell in schema.tables[table].cells.values():
            if cell.name == column or column in (cell.members or []):
                return cell.policy
        return "?"
    return name


def applied(answer):
    return [t for t in answer["log"] if t["status"] == "applied"]


def dot(t):
    d = t["dot"]
    return f"{d['site']}.{d['epoch']}/{d['scope']}:{d['seq']}"


def check_erasures(site, answer, replica):
    """"A lawful erasure removes both everywhere": of what is erased here neither the log nor anything
    else tells the value."""
    for w in replica.writes:
        if w.value != ERASED:
            continue
        COUNTS["erased"] += 1
        if w.told not in (ERASED, None):
            yield Difference("erased", f"{site}: {w.dot} {w.row} {w.cell} tells {short(w.told)}")
    for t in replica.transactions:
        COUNTS["erasures"] += len(t.erasures)


def check_quota(site, answer, hub):
    """"A site spends and lends only from its own share": shares and uses, by brute force."""
    if "quota" not in answer:
        return
    shares, used, _ = quotas.settle(quotas.entries(answer["log"], "share"), site == hub, hub)
    COUNTS["quotas"] += 1
    COUNTS["moves of shares"] += len(quotas.entries(answer["log"], "share"))
    if answer["quota"] != {"shares": shares, "used": used}:
        yield Difference("quota", f"{site}: expected {short([shares, used])}, "
                                  f"is {short(answer['quota'])}")


def check_site(site, answer, schema):
    log = [Transaction(t) for t in applied(answer)]
    replica = Replica(schema, log)
    yield from check_erasures(site, answer, replica)
    COUNTS["transactions"] += len(log)
    for t in replica.transactions:
        COUNTS["witnessed"] += t.effective != t.stamp
        if t.effective != t.told_effective:
            yield Difference("effective", f"{site} {t.dot}: expected {t.effective}, "
                                          f"is {t.told_effective}")
    yield from same_rows(site, replica.answer(), answer["rows"], policy_names(schema))
    mine, theirs = inbox(replica), answer["inbox"]
    COUNTS["inbox items"] += len(mine)

    def bare(items):
        return sorted((i["table"], i["key"], i["cell"], i["dots"]) for i in items)
    if bare(mine) != bare(theirs):
        yield Difference("inbox", f"{site}: expected {short(bare(mine))}, is {short(bare(theirs))}")
    else:
        by_cell = {(i["table"], i["key"], i["cell"]): i for i in mine}
        for i in theirs:
            own = by_cell[i["table"], i["key"], i["cell"]]
            if (own["values"], own["kind"]) != (i["values"], i["kind"]):
                yield Difference("inbox values", f"{site}: expected {short(own)}, is {short(i)}")
            if own["id"] != i["id"]:
                yield Difference("conflict id", f"{site}: expected {short(own)}, is {short(i)}")
    mine, theirs = ledger(replica), answer["ledger"]
    COUNTS["ledger pairs"] += len(mine)
    if sorted(map(short, mine)) != sorted(map(short, theirs)):
        more = [x for x in mine if x not in theirs]
        less = [x for x in theirs if x not in mine]
        yield Difference("ledger", f"{site}: lacks {short(more)}, has too many {short(less)}")
    vector = {}
    for t in log:
        # P4: "Transactions arrive whole and after their causes".
        if t.seq != vector.get(t.stream, 0) + 1 or t.lacks(vector):
            yield Difference("causes", f"{site}: {t.dot} applied before {t.lacks(vector)}")
        vector[t.stream] = t.seq
    for text in answer["log"]:
        if text["status"] == "quarantined":
            # Honest sites only: nobody wrote anything that may be put aside.
            yield Difference("quarantined", f"{site}: {dot(text)}: {text.get('why')}")
            continue
        if text["status"] == "held":
            # "held (with `lacks`)": what it waits for must really be missing.
            waits = [parse_dot(d) for d in text.get("lacks", [])]
            if not waits or all(vector.get(f"{w}.{e}/{c}", 0) >= n for w, e, c, n in waits):
                yield Difference("held", f"{site}: {dot(text)} is held and waits for {waits}")
            COUNTS["held at the end"] += 1
    stamps = [t.stamp for t in log if t.site == site]
    if any(a >= b for a, b in zip(stamps, stamps[1:])):
        yield Difference("stamps", f"{site}: {stamps} do not rise strictly")


def expected_replaces(replica, row, op, name):
    """What one op of an edit must name, given the state its author had; None if it is free."""
    if op["op"] == "keep":
        return {w.dot for w in replica.marks(row)}
    if op["op"] == "delete":
        # "A delete replaces every dot of the row that its author saw", marks and ghosts too [E4].
        dots = replica.present_dots(row) | {w.dot for w in replica.marks(row)}
        for cell in replica.cells(row):
            dots |= {w.dot for w in replica.counting(row, cell)}
        return dots
    if op["op"] == "add":
        return set()  # "a delta replaces nothing"
    if op["op"] == "insert":
        # A re-insert is a `keep` that names the marks and a `set` of every cell [E1], which also
        # takes the place of what two crossed deletes took from each other's row [E4].
        return {w.dot for w in (replica.marks(row) if name == "*" else replica.counting(row, name))}
    writes = replica.counting(row, name)
    policy = replica.cell(row, name).policy
    if op["seen"] or policy == "sum":
        # "replaces just the dots shown there"; "a `set` that replaces the deltas in its context".
        return {w.dot for w in writes}
    return "blind"


def reveal(log, history):
    """Puts back what was typed in place of what has been erased since, so that what an author saw can
    be computed as it was."""
    for t in log:
        step = (t.author or "").removeprefix("step-")
        ops = history["steps"][int(step)]["ops"] if step.isdigit() else []
        for w in t.writes:
            if w.told == ERASED:
                w.came_erased = True
                w.told = next(o["columns"][w.cell] for o in ops
                              if (o["table"], o["key"]) == w.row and "columns" in o)


def check_replaces(history, answers, schema):
    for site, answer in answers["sites"].items():
        log, before = [Transaction(t) for t in applied(answer)], []
        reveal(log, history)
        for t in log:
            if t.site == site and (t.author or "").startswith("step-"):
                step = history["steps"][int(t.author[5:])]
                replica = Replica(schema, before)
                for w in t.writes:
                    if w.row[0] == "share":
                        # An entry is a new row.
                        if w.replaces:
                            yield Difference("replaces move", f"{w.dot} names {sorted(w.replaces)}")
                        continue
                    COUNTS["writes checked for what they replace"] += 1
                    op = next(o for o in step["ops"] if (o["table"], o["key"]) == w.row)
                    want = expected_replaces(replica, w.row, op, w.cell)
                    if want == "blind":
                        writes = replica.counting(w.row, w.cell)
                        value = replica.shown(w.row, w.cell)
                        shown = {x.dot for x in writes if x.value == value}
                        union = replica.cell(w.row, w.cell).policy == "union"
                        good = w.replaces <= {x.dot for x in writes} if union else (
                            w.replaces <= shown and (len(w.replaces) >= 1 or not shown))
                        want = f"blind: of {sorted(shown)}"
                    else:
                        most = set(want)
                        if op["op"] == "delete":
                            most |= {x.dot for c in replica.cells(w.row)
                                     for x in replica.ghosts(w.row, c)}
                        good = want <= w.replaces <= most
                        want = sorted(want)
                    if not good and any(x.came_erased and x.value != ERASED
                                        for x in replica.counting(w.row, w.cell)):
                        # It may have been erased before it came here, and may not.
                        COUNTS["writes beside what may have come erased"] += 1
                    elif not good:
                        how = op["op"] + (" seen" if op.get("seen") else " blind" if "seen" in op else "")
                        yield Difference(f"replaces {how}", f"{w.dot} {w.row} {w.cell} ({w.kind}) "
                                         f"names {sorted(w.replaces)}, expected {want}")
                if t.context != dict(own_context(t, before)):
                    yield Difference("context", f"{t.dot} has {short(t.context)}, "
                                     f"expected {short(dict(own_context(t, before)))}")
            before.append(t)


def refusal(replica, ops):
    """Whether an edit must be refused, given the state its author had (PROTOCOL.md): a row that is
    there inserted, one that is not there changed, a keep where no delete stands against the row, an
    erasure in a row that nobody ever wrote."""
    for op in ops:
        row = op["table"], op["key"]
        there = row in replica.row_writes and replica.present(row)
        if op["op"] == "insert" and there:
            return True
        if op["op"] in ("set", "add", "delete", "keep") and not there:
            return True
        if op["op"] == "keep" and not replica.marks(row):
            return True
        if op["op"] == "erase" and row not in replica.row_writes:
            return True
    return False


def move_refused(log, site, hub, op):
    """Whether a move of a share must be refused: the hub alone grants; nobody spends or lends more
    than its share, or what is no amount; a branch lends to the hub; only what was spent is given
    back."""
    shares, _, open_ = quotas.settle(quotas.entries(log, "share"), site == hub, hub)
    if op["column"] == "grant":
        return site != hub
    if op["column"] == "release":
        return not any(key.startswith(f"Q-{site}.1/") for key in open_)
    if op["column"] == "lend" and (op["key"] == site or hub not in (site, op["key"])):
        return True
    return not 1 <= op["amount"] <= shares.get(f"{site}.1", 0)


def check_accepted(history, answers, schema):
    """Accepted and refused, edit by edit."""
    logs = {site: [Transaction(t) for t in applied(answer)]
            for site, answer in answers["sites"].items()}
    for log in logs.values():
        reveal(log, history)
    refused = set(answers["refused"])
    for i, step in enumerate(history["steps"]):
        if step["do"] != "edit":
            continue
        COUNTS["edits accepted or refused"] += 1
        count, site = answers["applied"][i], step["site"]
        if step["ops"][0]["op"] == "move":
            log = applied(answers["sites"][site])[:count]
            must = move_refused(log, site, history["hub"], step["ops"][0])
        else:
            must = refusal(Replica(schema, logs[site][:count]), step["ops"])
        if must != (i in refused):
            yield Difference("refused", f"step {i} at {step['site']} is "
                             f"{'refused' if i in refused else 'accepted'}: {short(step['ops'])}")


def own_context(t, before):
    """"The context covers its own scope, `common` and `roster`"; the roster waits for nothing else; "own stream
    at seq − 1"."""
    vector = {}
    for o in before:
        if o.scope in ((t.scope,) if t.scope == "roster" else (t.scope, "common", "roster")):
            vector[o.stream] = max(vector.get(o.stream, 0), o.seq)
    return vector


def came_erased(answer, schema):
    """Whether a value came here erased, and the erasure did not: "shows NULL meanwhile"."""
    if not any(c.name.startswith("p_") for t in schema.tables.values() for c in t.cells.values()):
        return False
    log = [Transaction(t) for t in applied(answer)]
    named = {(cell, t.dot): t for t in log for cell in t.erasures}
    return any(w.told == ERASED and not any(
        cell == (*w.row, w.cell) and not w.transaction.saw(t) for (cell, _), t in named.items())
        for t in log for w in t.writes)


def check_alike(answers, schema):
    """P3: "Replicas that hold the same transactions show the same state and the same conflicts, with
    the same conflict ids"; and one id means one conflict."""
    by_dots, by_id = {}, {}
    for site, answer in answers["sites"].items():
        for i in answer["inbox"]:
            what = (i["table"], i["key"], i["cell"], tuple(i["dots"]))
            if by_dots.setdefault(what, i["id"]) != i["id"] or by_id.setdefault(i["id"], what) != what:
                yield Difference("ids", f"{site}: {i['id']} for {what}")
    views = {}
    for site, answer in answers["sites"].items():
        if came_erased(answer, schema):
            COUNTS["sites where a value came erased"] += 1
            continue
        scopes = ["common"]
        dots = frozenset(dot(t) for t in applied(answer) if t["dot"]["scope"] in scopes)
        tables = [n for n in answer["rows"] if n not in ("w", "share")]
        view = short([{n: answer["rows"][n] for n in tables},
                      [i for i in answer["inbox"] if i["table"] != "w"],
                      [i for i in answer["ledger"] if i["table"] != "w"]])
        if dots in views and views[dots][1] != view:
            yield Difference("alike", f"{site} and {views[dots][0]} applied equal transactions:\n"
                             f"    {view}\n    {views[dots][1]}")
        views.setdefault(dots, (site, view))


def held_by(site, hub):
    return lambda scope: site == hub or scope in ("common", f"site/{site}")


def check_everything_arrived(history, answers, tail):
    """P2, P9: after everybody exchanged with the hub, each holds all that it may hold."""
    if history["steps"][-tail:] == [] or tail == 0:
        return
    everything = {dot(t): t["dot"]["scope"] for a in answers["sites"].values() for t in applied(a)}
    for site, answer in answers["sites"].items():
        may = held_by(site, history["hub"])
        have = {dot(t) for t in applied(answer)}
        should = {d for d, scope in everything.items() if may(scope)}
        if have != should:
            yield Difference("arrived", f"{site} lacks {sorted(should - have)}, "
                             f"holds against its scopes {sorted(have - should)}")


def ends_together(history):
    for seed in (None,):
        tail = generate.together(history["sites"], seed)
        if history["steps"][-len(tail):] == tail:
            return len(tail)
    return 0


def projection(answers, sites):
    return {s: {k: answers["sites"][s][k] for k in ("rows", "inbox", "ledger")} for s in sites}


def metamorphic(simulator, history, answers):
    """Checks without an oracle: the same edits, exchanged otherwise at the end."""
    sites = history["sites"]
    base = [s for s in history["steps"]] + generate.together(sites)
    first = simulator.ask({**history, "steps": base})
    variants = {"order": history["steps"] + generate.together(sites, 7) + generate.together(sites)}
    pieces = []
    for step in generate.together(sites):
        pieces += [{**step, "limit": 1}] * 60
    variants["batches"] = history["steps"] + pieces
    twice = history["steps"] + generate.together(sites)
    twice += [{"do": "redeliver", "from": a, "to": b} for a in sites for b in sites if a != b]
    variants["duplicates"] = twice
    variants["crashes"] = history["steps"] + [{"do": "crash", "site": s} for s in sites] \
        + generate.together(sites) + [{"do": "crash", "site": s} for s in sites]
    for name, steps in variants.items():
        COUNTS["metamorphic runs"] += 1
        other = simulator.ask({**history, "steps": steps})
        if "error" in other or projection(other, sites) != projection(first, sites):
            yield Difference(f"metamorphic {name}", describe(first, other, sites))
    reader = "reader"
    steps = []
    for step in base:
        steps.append(step)
        if step["do"] != "edit":
            steps.append({"do": "deliver", "from": "beijing", "to": reader, "limit": None})
    other = simulator.ask({**history, "sites": sites + [reader], "steps": steps})
    if "error" in other or projection(other, sites) != projection(first, sites):
        yield Difference("metamorphic reader", describe(first, other, sites))


def describe(first, other, sites):
    if "error" in other:
        return other["error"]
    for s in sites:
        for k in ("rows", "inbox", "ledger"):
            a, b = first["sites"][s][k], other["sites"][s][k]
            if a != b:
                return f"{s} {k}: {short(a)}\n    against {short(b)}"
    return "?"


def differences(simulator, history, with_metamorphic=False):
    answers = simulator.ask(history)
    if "error" in answers:
        return [Difference("error", answers["error"])]
    schema = Schema(history["schema"])
    found = []
    COUNTS["steps refused"] += len(answers["refused"])
    for site, answer in answers["sites"].items():
        found += check_site(site, answer, schema)
        found += check_quota(site, answer, history["hub"])
    found += check_replaces(history, answers, schema)
    found += check_accepted(history, answers, schema)
    found += check_alike(answers, schema)
    found += check_everything_arrived(history, answers, ends_together(history))
    if with_metamorphic:
        found += metamorphic(simulator, copy.deepcopy(history), answers)
    return found
