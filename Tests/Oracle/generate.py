"""Histories from a seed: sites, edits at every policy, deliveries of every kind, crashes."""
import random

SITES = ["beijing", "anji", "hangzhou", "zhuji"]
BASE = 1_700_000_000_000

PLAIN = [("c_ask", "integer", "ask"), ("c_text", "text", "ask"), ("c_latest", "integer", "latest"),
         ("c_earliest", "integer", "earliest"), ("c_immutable", "integer", "immutable"),
         ("c_owner", "integer", "owner"), ("c_highest", "integer", "highest"),
         ("c_lowest", "text", "lowest"), ("c_high_text", "text", "highest"),
         ("c_union", "text", "union"), ("c_sum", "integer", "sum"),
         ("c_list", "text", {"furthest": ["a", "b", "c"]}),
         ("c_graph", "text", {"furthest_graph": [["a", "b"], ["a", "c"], ["b", "d"], ["c", "d"]]}),
         ("c_listed", "integer", {"listed": "latest"})]
PERSONAL = [("p_ask", "text", "ask"), ("p_latest", "text", "latest"), ("p_owner", "text", "owner"),
            ("p_immutable", "text", "immutable")]
MEMBERS = [("from_day", "integer", "ask"), ("to_day", "integer", "ask")]


def column(c):
    found = {"name": c[0], "type": c[1], "policy": c[2]}
    # Told only where it is so: the stored cases know nothing of it.
    return {**found, "personal": True} if c[0].startswith("p_") else found


SHARES = {"name": "share", "scope": {"site_of": "site"}, "entries": "Q", "groups": [], "columns": [
    {"name": name, "type": kind, "policy": "immutable"} for name, kind in (
        ("site", "text"), ("kind", "text"), ("amount", "integer"), ("to_origin", "text"),
        ("of_origin", "text"), ("seen", "integer"), ("ref", "text"))]}


def schema(rng, personal=()):
    tables = []
    for name, scope, owner in (("t", {"fixed": "common"}, None), ("w", {"site_of": "site"}, None),
                               ("o", {"fixed": "common"}, "holder")):
        if tables and rng.random() < 0.5:
            continue
        columns = rng.sample(PLAIN, rng.randint(1, 5))
        extra = []
        if name == "w":
            extra.append(("site", "text", "immutable"))
        if name == "o":
            extra.append(("holder", "text", rng.choice(["latest", "immutable"])))
        groups = []
        if rng.random() < 0.5:
            extra += MEMBERS
            groups = [{"name": "period", "members": ["from_day", "to_day"],
                       "policy": rng.choice(["ask", "ask", "latest", "owner", "immutable"])}]
        tables.append({"name": name, "scope": scope, "owner": owner,
                       "columns": [column(c) for c in extra + columns + list(personal)],
                       "groups": groups})
    return {"version": 1, "tables": tables}


def value(rng, name, kind):
    if rng.random() < 0.08:
        return None
    if name == "holder":
        return rng.choice(SITES)
    if name == "c_union":
        return ",".join(sorted(rng.sample("pqrs", rng.randint(0, 3)))) or None
    if name in ("c_list", "c_graph"):
        return rng.choice("abc" if name == "c_list" else "abcd")
    if name.startswith("p_"):
        return f"tel-{rng.randint(1, 9999)}"
    if kind == "text":
        return rng.choice(["", "a", "B", "ab", "é", "甲", "\U0001F38B", "\uff21", "10", "9"])
    return rng.choice([-1, 0, 1, 2, 3, 10, 9007199254740993])


class Maker:
    def __init__(self, source):
        """`source` gives a generator for each of three purposes; they may be one."""
        self.rng = source("")
        # One history in five is about people. Drawn apart, so that the other seeds stay what they were.
        people = source("people ")
        self.personal = people.sample(PERSONAL, people.randint(1, 2)) if people.random() < 0.2 else []
        self.schema = schema(self.rng, self.personal)
        self.thrifty = source("quota ") if people.random() < 0.15 else None
        self.sites = SITES[:self.rng.choice([2, 2, 3, 3, 4])]
        self.step = 0
        self.clock = {site: BASE for site in self.sites}
        self.clocks = self.rng.choice(["equal", "wild", "forward"])
        self.chatty = self.rng.choice([0.2, 0.4, 0.6])
        self.faults = self.rng.random() < 0.5
        self.deletes = self.rng.choice([0.0, 0.15, 0.4])

    def wall(self, site):
        rng = self.rng
        if self.clocks == "forward":
            self.clock[site] += rng.randint(0, 90_000)
        elif self.clocks == "wild":
            self.clock[site] = BASE + rng.choice([-400 * 86_400_000, -1000, 0, 0, 1, 200_000, 400_000,
                                                  400 * 86_400_000])
        return self.clock[site]

    def columns(self, table, whole):
        names = {c["name"]: c["type"] for c in table["columns"]}
        names.pop("site", None)
        grouped = {"from_day", "to_day"} & set(names)
        pick = [n for n in names if n not in grouped]
        chosen = pick if whole else self.rng.sample(pick, self.rng.randint(1, min(2, len(pick))))
        if whole:
            chosen = [n for n in chosen if self.rng.random() < 0.85]
        out = {n: value(self.rng, n, names[n]) for n in chosen}
        if grouped and self.rng.random() < (0.9 if whole else 0.5):
            out.update({m: value(self.rng, m, "integer") for m in sorted(grouped)})
            # A group half of which is given is a case of its own, and so is one that is all NULL.
            if out["from_day"] is None and out["to_day"] is None:
                out["from_day"] = 1
        return out

    def operation(self, site):
        rng = self.rng
        table = rng.choice(self.schema["tables"])
        key = rng.choice(["k1", "k1", "k2"])
        base = {"table": table["name"], "key": key}
        home = None
        if table["name"] == "w":
            home = rng.choice(self.sites) if site == "beijing" else site
            base["key"] = f"{home}-{key}"
        if self.personal and rng.random() < 0.15:
            return {"op": "erase", **base, "column": rng.choice(self.personal)[0]}
        dice = rng.random()
        if dice < self.deletes / 2:
            return {"op": "delete", **base}
        if dice < self.deletes * 0.75:
            return {"op": "keep", **base}
        if dice < self.deletes * 0.75 + 0.18:
            columns = self.columns(table, True)
            if home:
                columns["site"] = home
            return {"op": "insert", **base, "columns": columns}
        names = [c["name"] for c in table["columns"]]
        if "c_sum" in names and rng.random() < 0.3:
            return {"op": "add", **base, "column": "c_sum", "amount": rng.choice([-2, 1, 5])}
        return {"op": "set", **base, "columns": self.columns(table, False),
                "seen": rng.random() < 0.55}

    def move(self, site):
        """A move of a share of a quota; what may not be is refused."""
        rng = self.thrifty
        kinds = ["grant", "lend", "lend", "spend", "release"] if site == "beijing" else \
            ["spend", "spend", "lend", "release", "grant"]
        kind = rng.choice(kinds)
        to = rng.choice(self.sites) if site == "beijing" or rng.random() < 0.1 else "beijing"
        return {"op": "move", "table": "share", "key": to, "column": kind,
                "amount": rng.randint(0, 12 if kind == "grant" else 5)}

    def allotment(self):
        """A quota that every site has a share of."""
        moves = [("grant", "", self.thrifty.randint(6, 20))]
        moves += [("lend", site, self.thrifty.randint(1, 6)) for site in self.sites[1:]]
        return [self.edit("beijing", [{"op": "move", "table": "share", "key": key, "column": kind,
                                       "amount": amount}]) for kind, key, amount in moves] \
            + together(self.sites)

    def edit(self, site, operations=None):
        if self.thrifty and operations is None and self.thrifty.random() < 0.5:
            operations = [self.move(site)]
        wall = self.wall(site)
        if operations is None:
            operations = [self.operation(site)]
            if self.rng.random() < 0.15:
                second = self.operation(site)
                # An erasure stands by itself.
                if "erase" not in (second["op"], operations[0]["op"]) and (second["table"], second["key"]) != (operations[0]["table"], operations[0]["key"]):
                    operations.append(second)
        return {"do": "edit", "site": site, "wall_ms": wall, "author": "", "reason": None,
                "ops": operations}

    def delivery(self):
        a, b = self.rng.sample(self.sites, 2)
        if "beijing" not in (a, b) and self.rng.random() < 0.7:
            a = "beijing"
        kind = self.rng.random()
        if kind < 0.5:
            limit = self.rng.choice([None, None, 1, 2]) if self.faults else None
            return {"do": "deliver", "from": a, "to": b, "limit": limit}
        if kind < 0.75:
            return {"do": "shuffle_deliver", "from": a, "to": b, "seed": self.rng.randint(1, 99)}
        if self.faults and kind < 0.85:
            return {"do": "redeliver", "from": a, "to": b}
        return {"do": "deliver", "from": a, "to": b, "limit": None}

    def history(self):
        rng, steps = self.rng, self.allotment() if self.thrifty else []
        for site in self.sites:
            if rng.random() < 0.6 or site == "beijing":
                for table in self.schema["tables"]:
                    if table["name"] == "w" and rng.random() < 0.5:
                        continue
                    home = site if table["name"] == "w" else None
                    columns = self.columns(table, True)
                    key = f"{home}-k1" if home else "k1"
                    if home:
                        columns["site"] = home
                    steps.append(self.edit(site, [{"op": "insert", "table": table["name"], "key": key,
                                                   "columns": columns}]))
                if rng.random() < 0.6:
                    steps += self.together(rng.random() < 0.5)
        for _ in range(rng.randint(3, 22)):
            dice = rng.random()
            if dice < self.chatty:
                steps.append(self.delivery())
            elif self.faults and dice < self.chatty + 0.05:
                steps.append({"do": "crash", "site": rng.choice(self.sites)})
            else:
                steps.append(self.edit(rng.choice(self.sites)))
        if rng.random() < 0.8:
            steps += self.together(rng.random() < 0.5)
        if self.thrifty:
            self.schema["tables"].append(SHARES)
        return {"schema": self.schema, "sites": self.sites, "hub": "beijing", "steps": steps}

    def focused(self):
        """One row that all have, then much at once on it: deletes against edits, keeps against
        deletes, resolutions against resolutions."""
        rng = self.rng
        owned = rng.random() < 0.6
        columns = [column(c) for c in rng.sample(PLAIN, rng.randint(1, 3))]
        if rng.random() < 0.4:
            graph = next(c for c in PLAIN if c[0] == "c_graph")
            columns = [c for c in columns if c["name"] != "c_graph"] + [column(graph)]
        columns += [column(c) for c in self.personal]
        if owned:
            columns.append(column(("holder", "text", "latest")))
        table = {"name": "o" if owned else "t", "scope": {"fixed": "common"},
                 "owner": "holder" if owned else None, "columns": columns, "groups": []}
        self.schema = {"version": 1, "tables": [table]}
        base = {"table": table["name"], "key": "k1"}

        def insert():
            values = self.columns(table, True)
            if owned:
                values["holder"] = rng.choice(self.sites)
            return {"op": "insert", **base, "columns": values}

        steps = []
        if rng.random() < 0.7:
            steps = [self.edit(rng.choice(self.sites), [insert()])] + self.together(False)
            dice = rng.random()
            if dice < 0.35:
                steps += self.keep_against_delete(base, table)
            elif dice < 0.6:
                steps += self.states_apart(base, columns)
        for _ in range(rng.randint(4, 24)):
            dice, site = rng.random(), rng.choice(self.sites)
            if dice < self.chatty:
                steps.append(self.delivery())
                continue
            if self.faults and dice > 0.97:
                steps.append({"do": "crash", "site": site})
                continue
            dice = rng.random()
            if self.personal and rng.random() < 0.25:
                op = {"op": "erase", **base, "column": rng.choice(self.personal)[0]}
            elif dice < 0.22:
                op = {"op": "delete", **base}
            elif dice < 0.36:
                op = {"op": "keep", **base}
            elif dice < 0.50:
                op = insert()
            elif dice < 0.58 and any(c["name"] == "c_sum" for c in columns):
                op = {"op": "add", **base, "column": "c_sum", "amount": rng.choice([-2, 1, 5])}
            else:
                op = {"op": "set", **base, "columns": self.columns(table, False),
                      "seen": rng.random() < 0.6}
                if "holder" in op["columns"] and len(op["columns"]) > 1:
                    del op["columns"]["holder"]
            steps.append(self.edit(site, [op]))
        if rng.random() < 0.8:
            steps += self.together(rng.random() < 0.5)
        return {"schema": self.schema, "sites": self.sites, "hub": "beijing", "steps": steps}

    def keep_against_delete(self, base, table):
        """A crossed delete that all know of, then a keep and a second delete at once."""
        a, b = self.rng.sample(self.sites, 2)
        change = {"op": "set", **base, "columns": self.columns(table, False), "seen": True}
        return [self.edit(a, [{"op": "delete", **base}]), self.edit(b, [change])] \
            + self.together(False) + self.together(False) \
            + [self.edit(b, [{"op": "keep", **base}]), self.edit(a, [{"op": "delete", **base}])]

    def states_apart(self, base, columns):
        """Every site sets another state of an order, so that several maxima meet."""
        found = []
        for c in columns:
            if c["name"] in ("c_graph", "c_list", "c_owner", "c_ask"):
                numbers = c["type"] == "integer"
                states = self.rng.sample([1, 2, 3, 10] if numbers else ["a", "b", "c", "a"], 4)
                for site, state in zip(self.sites, states):
                    op = {"op": "set", **base, "columns": {c["name"]: state}, "seen": True}
                    found.append(self.edit(site, [op]))
        return found

    def together(self, shuffled):
        return together(self.sites, shuffled and self.rng.randint(1, 99))


def together(sites, seed=None):
    """Everybody to the hub, the hub to everybody: afterwards all hold what they may hold."""
    pairs = [(s, "beijing") for s in sites[1:]] + [("beijing", s) for s in sites[1:]]
    if seed:
        return [{"do": "shuffle_deliver", "from": a, "to": b, "seed": seed + i}
                for i, (a, b) in enumerate(pairs)]
    return [{"do": "deliver", "from": a, "to": b, "limit": None} for a, b in pairs]


def number(history):
    """Each edit's author names its step, so that a transaction in a log leads back to it."""
    for i, step in enumerate(history["steps"]):
        if step["do"] == "edit":
            step["author"] = f"step-{i}"
    return history


def history(seed):
    return drawn(lambda purpose: random.Random(f"{purpose}{seed}" if purpose else seed))


def drawn(source):
    """A history from generators of random numbers, whoever holds them."""
    maker = Maker(source)
    focused = maker.rng.random() < 0.6 and not maker.thrifty
    return number(maker.focused() if focused else maker.history())
