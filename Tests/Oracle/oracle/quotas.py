"""Quotas: shares and uses by the rules of docs/merge.md, over the moves of one quota as they stand in a
log. Computed anew from the whole set each time."""


def plain(origin):
    return origin.split("#")[0]


def order(origin):
    site, epoch = plain(origin).rsplit(".", 1)
    return site, int(epoch)


def entries(log, table, pool=None):
    """The moves of a log by their keys; of one quota where the table holds several."""
    found = {}
    for made in log:
        if made["status"] != "applied":
            continue
        for op in made["ops"] or []:
            columns = op.get("columns") or {}
            if op["table"] == table and columns.get("pool") == pool:
                dot = made["dot"]
                found[op["key"]] = dict(columns, by=f"{dot['site']}.{dot['epoch']}",
                                        book=dot["scope"], seq=dot["seq"],
                                        place=int(op["key"].rsplit(".", 1)[1]))
    return found


def settle(moves, whole, hub):
    """The share and the use of each origin, and what each spend still uses."""
    name = lambda key: (order(moves[key]["by"]), moves[key]["book"], moves[key]["seq"],
                        moves[key]["place"])
    home = lambda origin: "site/" + order(origin)[0]
    is_hub = lambda origin: order(origin)[0] == hub
    heirs, cuts = {}, {}
    for key in sorted(moves, key=name):
        m = moves[key]
        if m["kind"] == "witness" and is_hub(m["by"]):
            dead = m["of_origin"]
            if m["book"] == home(dead):
                heirs.setdefault(dead, m["to_origin"])
            place = (dead, m["book"])
            cuts[place] = max(cuts.get(place, 0), m["seen"])

    def counts(m):
        cut = cuts.get((m["by"], m["book"]), 0 if m["by"] in heirs else None)
        return cut is None or m["seq"] <= cut

    live = {k: moves[k] for k in sorted(moves, key=name) if counts(moves[k])}
    came, share, used, open_ = {}, {}, {}, {}
    for m in live.values():
        if m["kind"] == "lend" and is_hub(m["by"]):
            came[m["to_origin"]] = came.get(m["to_origin"], 0) + m["amount"]

    def line(spender, origin):
        while spender != origin and spender in heirs:
            spender = heirs[spender]
        return spender == origin

    def one(origin):
        own = {k: m for k, m in live.items() if m["by"] == origin}
        rest = came.get(origin, 0)
        for m in own.values():
            if m["kind"] == "release" and moves[m["ref"]]["by"] != origin:
                if line(moves[m["ref"]]["by"], origin) and open_.get(m["ref"], 0) >= m["amount"]:
                    open_[m["ref"]] -= m["amount"]
                    used[moves[m["ref"]]["by"]] -= m["amount"]
                    rest += m["amount"]
        if is_hub(origin):
            signs = {"grant": 1, "withdraw": -1, "lend": -1}
            rest += sum(signs.get(m["kind"], 0) * m["amount"] for m in own.values())
        else:
            for m in own.values():
                if m["kind"] == "lend":
                    if m["amount"] > rest:
                        break
                    rest -= m["amount"]
                    came[m["to_origin"]] = came.get(m["to_origin"], 0) + m["amount"]
        net = {k: m["amount"] for k, m in own.items() if m["kind"] == "spend"}
        for m in own.values():
            if m["kind"] == "release" and net.get(m["ref"], -1) >= m["amount"]:
                net[m["ref"]] -= m["amount"]
        for key, amount in net.items():
            if amount > rest and (whole or not is_hub(origin)):
                break
            rest -= amount
            open_[key] = amount
            used[origin] = used.get(origin, 0) + amount
        if origin in heirs:
            came[heirs[origin]] = came.get(heirs[origin], 0) + rest
            rest = 0
        share[origin] = rest

    everybody = lambda: {m["by"] for m in live.values()} | set(came) | set(heirs) | set(heirs.values())
    for origin in sorted((o for o in everybody() if not is_hub(o)), key=order):
        one(origin)
    for origin in sorted((o for o in everybody() if is_hub(o)), key=order):
        one(origin)
    if not whole:
        share = {o: s for o, s in share.items() if not is_hub(o)}
    return ({o: s for o, s in share.items() if s}, {o: u for o, u in used.items() if u},
            {k: n for k, n in open_.items() if n})
