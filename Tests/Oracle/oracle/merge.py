"""Live siblings, existence and shown values of a set of applied transactions."""
from . import policy
from .transactions import ERASED, concurrent, dot_order


class Replica:
    """What a site shows that has applied exactly these transactions, in whatever order."""

    def __init__(self, schema, transactions, hub="beijing"):
        self.schema = schema
        self.transactions = list({t.dot: t for t in transactions}.values())
        self.heed_witnesses(hub)
        self.writes = [w for t in self.transactions for w in t.writes]
        self.erase()
        self.row_writes = {}
        for w in self.writes:
            self.row_writes.setdefault(w.row, []).append(w)

    def heed_witnesses(self, hub):
        """"the effective timestamp is the lesser of stamp and witnessed time plus five minutes"; the
        hub is the trusted receiver, of several witnesses the least counts [W1]."""
        by_dot = {t.dot: t for t in self.transactions}
        for t in self.transactions:
            for dot, received in t.witnesses if t.site == hub else []:
                seen = by_dot.get(dot)
                if seen is not None and seen.scope == t.scope and t.saw(seen):
                    seen.effective = min(seen.effective, (received + 300_000, 0))

    def erase(self):
        """"A lawful erasure removes both everywhere, beats every late offline edit": "every write of
        the named cells whose context does not hold the erasure, however late it arrives"
        (docs/formats/transaction.md), a NULL too [P1]."""
        erasures = {}
        for t in self.transactions:
            for cell in t.erasures:
                erasures.setdefault(cell, []).append(t)
        for w in self.writes:
            by = erasures.get((*w.row, w.cell), [])
            w.value = ERASED if any(not w.transaction.saw(t) for t in by) else w.told

    def rows(self):
        return sorted(self.row_writes)

    def of_row(self, row):
        return self.row_writes.get(row, [])

    def replacers(self, w):
        """The ops that take the place of a write. "A `set` replaces dots of its own cell; a delete
        names dots of every cell of its row." A `keep`, or a re-insert, removes a mark "by naming
        it" [E1]."""
        found = []
        for o in self.of_row(w.row):
            if w.dot not in o.replaces or o.dot == w.dot:
                continue
            if o.kind == "delete" or o.cell == w.cell or w.kind == "delete":
                found.append(o)
        return found

    def crossed(self, delete):
        """"A delete is crossed when a write of the row is concurrent with it". "every write of a
        row counts as present on it"; a `keep` is one too [E2]."""
        return any(o.kind != "delete" and concurrent(o.transaction, delete.transaction)
                   for o in self.of_row(delete.row))

    def live(self, row, cell):
        """"written by a dot that no applied write has replaced"."""
        return [w for w in self.of_row(row)
                if w.cell == cell and w.kind in ("set", "delta") and not self.replacers(w)]

    def ghosts(self, row, cell):
        """"a cell without a live dot shows what only crossed deletes took from it"."""
        found = []
        for w in self.of_row(row):
            if w.cell == cell and w.kind in ("set", "delta"):
                by = self.replacers(w)
                if by and all(o.kind == "delete" and self.crossed(o) for o in by) \
                        and not self.written_anew(w, by):
                    found.append(w)
        return found

    def written_anew(self, taken, deletes):
        """"What a delete took from a cell counts no more once a write of the cell exists whose author
        had seen that delete; `sum` and `union` are excepted" [E9]. Of several deletes any will do,
        crossed or not; a delta is no such write."""
        if self.cell(taken.row, taken.cell).policy in ("sum", "union"):
            return False
        return any(o.kind == "set" and o.cell == taken.cell
                   and any(o.transaction.saw(d.transaction) for d in deletes)
                   for o in self.of_row(taken.row))

    def counting(self, row, cell):
        """The writes that count for what is shown: "(`sum` and `union` add it)"."""
        found = self.live(row, cell)
        if not found or self.cell(row, cell).policy in ("sum", "union"):
            found = found + self.ghosts(row, cell)
        # "beside a write with a value it does not count": a NULL that nobody erased counts [P2].
        return [w for w in found if w.value != ERASED] or found

    def marks(self, row):
        """"A delete leaves a mark"; a mark lives until somebody names it."""
        return [w for w in self.of_row(row) if w.kind == "delete" and not self.replacers(w)]

    def kept(self, row):
        """Live `keep`s: each is a write of the row, so the row is there while it lives [E2]."""
        return [w for w in self.of_row(row) if w.kind == "keep" and not self.replacers(w)]

    def present_dots(self, row):
        """"the row is there as long as any other dot of it lives"."""
        found = {w.dot for cell in self.cells(row) for w in self.live(row, cell)}
        return found | {w.dot for w in self.kept(row)}

    def present(self, row):
        return bool(self.present_dots(row))

    def cells(self, row):
        return self.schema.tables[row[0]].cells

    def cell(self, row, name):
        return self.cells(row)[name]

    def owner(self, row, cell=None):
        """"the site in its scope, or the column the table names as its owner" [O1, O2]."""
        table = self.schema.tables[row[0]]
        if table.owner is not None:
            if cell == table.owner:
                return None
            writes = self.counting(row, table.owner)
            if not writes:
                return None
            return policy.settle(writes, self.cell(row, table.owner), None)[0]
        scopes = {w.transaction.scope for w in self.of_row(row)}
        # "a record lives in one scope"
        scope = min(scopes)
        return scope[len("site/"):] if scope.startswith("site/") else None

    def shown(self, row, cell):
        writes = self.counting(row, cell)
        if not writes:
            return None  # "never written is NULL"
        return policy.settle(writes, self.cell(row, cell), self.owner(row, cell))[0]

    def row_answer(self, row):
        marks = sorted((w.dot for w in self.marks(row)), key=dot_order)
        if not self.present(row):
            return {"present": False, "columns": {}, "siblings": {}, "marks": marks}
        columns, siblings = {}, {}
        for name, cell in self.cells(row).items():
            value = self.shown(row, name)
            # "it shows as NULL".
            value = None if value == ERASED else value
            if cell.members is None:
                columns[name] = value
            else:
                columns.update({m: None if value is None else value[m] for m in cell.members})
            writes = sorted(self.counting(row, name), key=lambda w: dot_order(w.dot))
            if writes:
                siblings[name] = [{"dot": w.dot, "value": w.value} for w in writes]
        return {"present": True, "columns": columns, "siblings": siblings, "marks": marks}

    def answer(self):
        result = {name: {} for name in self.schema.tables}
        for row in self.rows():
            result[row[0]][row[1]] = self.row_answer(row)
        return result
