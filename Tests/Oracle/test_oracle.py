#!/usr/bin/env python3
"""The oracle against cases worked out by hand from DESIGN.md, section 4, and AMBIGUITIES.md."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from oracle import ERASED, Replica, Schema, Transaction, dot_order, inbox, ledger  # noqa: E402

COLUMNS = [("a", "integer", "ask"), ("b", "integer", "ask"), ("late", "integer", "latest"),
           ("early", "integer", "earliest"), ("fixed", "integer", "immutable"),
           ("own", "integer", "owner"), ("high", "text", "highest"), ("low", "text", "lowest"),
           ("tags", "text", "union"), ("n", "integer", "sum"),
           ("line", "text", {"furthest": ["a", "b", "c"]}),
           ("fork", "text", {"furthest_graph": [["a", "b"], ["a", "c"], ["b", "d"], ["c", "d"]]}),
           ("from_day", "integer", "ask"), ("to_day", "integer", "ask")]


def schema(owner=None):
    columns = [{"name": n, "type": t, "policy": p} for n, t, p in COLUMNS]
    columns.append({"name": "holder", "type": "text", "policy": "latest"})
    return Schema({"tables": [{
        "name": "t", "scope": {"fixed": "common"}, "owner": owner, "columns": columns,
        "groups": [{"name": "period", "members": ["from_day", "to_day"], "policy": "ask"}]}]})


class World:
    """Writes transactions by hand; `saw` names the transactions that the author had applied."""

    def __init__(self, scope="common"):
        self.scope, self.count, self.made, self.clock = scope, {}, {}, 0

    def do(self, site, *ops, saw=(), at=None, epoch=1):
        origin = site, epoch
        self.count[origin] = seq = self.count.get(origin, 0) + 1
        stream = f"{site}.{epoch}/{self.scope}"
        context = {} if seq == 1 else {stream: seq - 1}
        for dot in saw:
            other = self.made[dot]
            for s, n in list(other.context.items()) + [(other.stream, other.seq)]:
                if s != stream:
                    context[s] = max(context.get(s, 0), n)
        self.clock += 1
        ms = self.clock if at is None else at
        t = Transaction({"dot": {"site": site, "epoch": epoch, "scope": self.scope, "seq": seq},
                         "hlc": f"2023-08-11T07:00:00.{ms:03}Z/0", "effective": None,
                         "context": context, "ops": list(ops)})
        self.made[t.dot] = t
        return t.dot

    def replica(self, owner=None, only=None):
        return Replica(schema(owner), [self.made[d] for d in (only or self.made)])


def set_(column, value, *replaces):
    return {"table": "t", "key": "k", "column": column, "kind": "set", "value": value,
            "replaces": list(replaces)}


def insert(**columns):
    return {"table": "t", "key": "k", "kind": "set", "columns": columns, "replaces": []}


def add(column, amount):
    return {**set_(column, amount), "kind": "delta"}


def delete(*replaces):
    return {"table": "t", "key": "k", "kind": "delete", "replaces": list(replaces)}


def keep(*replaces):
    return {"table": "t", "key": "k", "kind": "keep", "replaces": list(replaces)}


ROW = ("t", "k")


class Case(unittest.TestCase):
    def shows(self, replica, column, value, conflict=False):
        self.assertEqual(replica.shown(ROW, column), value)
        self.assertEqual(any(i["cell"] == column for i in inbox(replica)), conflict)

    def pair(self, column, first, second, sites=("anji", "beijing"), scope="common"):
        w = World(scope)
        w.do(sites[0], insert(**{column: first}))
        w.do(sites[1], insert(**{column: second}))
        return w


class Causality(Case):
    def test_a_write_that_saw_another_replaces_it(self):
        w = World()
        i = w.do("anji", insert(a=1))
        w.do("beijing", set_("a", 2, i), saw=[i])
        self.shows(w.replica(), "a", 2)
        self.assertEqual(ledger(w.replica()), [])

    def test_concurrent_writes_are_siblings_until_one_resolves(self):
        w = World()
        i = w.do("anji", insert(a=1))
        x = w.do("anji", set_("a", 2, i))
        y = w.do("beijing", set_("a", 3, i), saw=[i])
        self.shows(w.replica(), "a", 3, conflict=True)
        w.do("anji", set_("a", 2, x, y), saw=[y])
        self.shows(w.replica(), "a", 2)
        self.assertEqual(len(ledger(w.replica())), 1)

    def test_two_different_resolutions_are_a_conflict(self):
        w = self.pair("a", 1, 2)
        x, y = w.made
        w.do("anji", set_("a", 1, x, y), saw=[y])
        w.do("beijing", set_("a", 2, x, y), saw=[x])
        self.shows(w.replica(), "a", 2, conflict=True)

    def test_a_blind_edit_leaves_the_sibling_it_did_not_show(self):
        w = self.pair("a", 1, 2)
        x, y = w.made
        w.do("anji", set_("a", 3, y), saw=[y])
        self.shows(w.replica(), "a", 3, conflict=True)

    def test_equal_values_are_no_conflict_and_no_ledger_pair(self):
        w = self.pair("a", 1, 1)
        self.shows(w.replica(), "a", 1)
        self.assertEqual(ledger(w.replica()), [])

    def test_three_concurrent_writes_are_three_pairs_and_one_item(self):
        w = World()
        for n, site in enumerate(("anji", "beijing", "hangzhou")):
            w.do(site, insert(a=n))
        self.assertEqual(len(ledger(w.replica())), 3)
        self.assertEqual(len(inbox(w.replica())), 1)

    def test_a_transaction_without_its_causes_is_held(self):
        w = World()
        i = w.do("anji", insert(a=1))
        d = w.do("beijing", set_("a", 2, i), saw=[i])
        self.assertEqual(w.made[d].lacks({}), ["anji.1/common:1"])

    def test_epochs_order_as_numbers(self):
        self.assertLess(dot_order("anji.9/common:1"), dot_order("anji.10/common:1"))
        w = World()
        w.do("anji", insert(late=1), at=5, epoch=10)
        w.do("anji", insert(late=2), at=5, epoch=9)
        self.shows(w.replica(), "late", 1)


class Policies(Case):
    def test_latest_and_earliest_go_by_stamp_then_site(self):
        w = self.pair("late", 1, 2)
        self.shows(w.replica(), "late", 2)
        self.shows(self.pair("early", 1, 2).replica(), "early", 1)
        w = World()
        w.do("beijing", insert(late=1), at=7)
        w.do("anji", insert(late=2), at=7)
        self.shows(w.replica(), "late", 1)

    def test_immutable_shows_the_least_and_lists_the_rest(self):
        self.shows(self.pair("fixed", 1, 2).replica(), "fixed", 1, conflict=True)

    def test_owner_by_scope_settles(self):
        self.shows(self.pair("own", 1, 2, scope="site/anji").replica(), "own", 1)

    def test_ask_shows_the_owner_but_stays_open(self):
        self.shows(self.pair("a", 1, 2, scope="site/anji").replica(), "a", 1, conflict=True)

    def test_owner_by_column(self):
        w = World()
        w.do("anji", insert(own=1, holder="anji"))
        w.do("beijing", insert(own=2, holder="anji"))
        self.shows(w.replica("holder"), "own", 1)

    def test_owner_without_an_owner_is_ask(self):
        self.shows(self.pair("own", 1, 2).replica(), "own", 2, conflict=True)

    def test_highest_and_lowest(self):
        self.shows(self.pair("high", "\uffee", "\U0001F38B").replica(), "high", "\U0001F38B")
        self.shows(self.pair("low", None, "é").replica(), "low", "é")
        self.shows(self.pair("low", "a", 10).replica(), "low", 10)

    def test_union(self):
        w = self.pair("tags", "p,q", "q,r")
        self.shows(w.replica(), "tags", "p,q,r")
        x, y = w.made
        w.do("anji", set_("tags", "p", x, y), saw=[y])
        self.shows(w.replica(), "tags", "p")

    def test_sum_and_correction(self):
        w = World()
        i = w.do("anji", insert(n=5))
        w.do("anji", add("n", 3))
        d = w.do("beijing", add("n", 4), saw=[i])
        self.shows(w.replica(), "n", 12)
        w.do("beijing", set_("n", 1, i, d))
        self.shows(w.replica(), "n", 4)

    def test_furthest_in_a_list(self):
        self.shows(self.pair("line", "c", "b").replica(), "line", "c")
        self.shows(self.pair("line", None, "a").replica(), "line", "a")

    def test_furthest_in_a_graph_with_two_maxima_shows_as_ask(self):
        w = World("site/anji")
        w.do("anji", insert(fork="a"))
        w.do("beijing", insert(fork="b"))
        self.shows(w.replica(), "fork", "b")
        w.do("hangzhou", insert(fork="c"))
        self.shows(w.replica(), "fork", "a", conflict=True)
        w.do("zhuji", insert(fork="d"))
        self.shows(w.replica(), "fork", "d")

    def test_a_group_is_one_cell(self):
        w = self.pair("period", {"from_day": 1, "to_day": 2}, {"from_day": 1, "to_day": 3})
        row = w.replica().row_answer(ROW)
        self.assertEqual((row["columns"]["from_day"], row["columns"]["to_day"]), (1, 3))
        self.assertEqual(len(row["siblings"]["period"]), 2)


class Existence(Case):
    def crossed(self):
        """Anji deletes what it inserted, Beijing changes `a` without having seen that."""
        w = World()
        i = w.do("anji", insert(a=1, b=2, n=5, tags="p"))
        d = w.do("anji", delete(i))
        e = w.do("beijing", set_("a", 3, i), add("n", 1), saw=[i])
        return w, i, d, e

    def test_a_delete_that_saw_everything_removes_the_row(self):
        w = World()
        i = w.do("anji", insert(a=1))
        w.do("anji", delete(i))
        self.assertFalse(w.replica().present(ROW))
        self.assertEqual(inbox(w.replica()), [])

    def test_a_crossed_delete_brings_the_row_back_whole(self):
        w, i, d, e = self.crossed()
        r = w.replica()
        self.assertEqual([r.shown(ROW, c) for c in ("a", "b", "n", "tags")], [3, 2, 6, "p"])
        item, = inbox(r)
        self.assertEqual((item["cell"], item["dots"]), ("*", sorted([d, e], key=dot_order)))
        self.assertIn({"table": "t", "key": "k", "cell": "*", "dots": [d, e]}, ledger(r))

    def test_after_keep_it_stays_so(self):
        w, i, d, e = self.crossed()
        w.do("beijing", keep(d), saw=[d])
        r = w.replica()
        self.assertEqual(inbox(r), [])
        self.assertEqual(r.shown(ROW, "b"), 2)

    def test_a_keep_crosses_a_delete(self):
        w, i, d, e = self.crossed()
        k = w.do("hangzhou", keep(d), saw=[d, e])
        m = w.do("beijing", delete(d, i, e), saw=[d])
        r = w.replica()
        self.assertTrue(r.present(ROW))
        item, = inbox(r)
        self.assertEqual(item["dots"], sorted([k, m], key=dot_order))

    def test_a_second_delete_that_saw_all_removes_it(self):
        w, i, d, e = self.crossed()
        w.do("beijing", delete(i, d, e), saw=[d])
        self.assertFalse(w.replica().present(ROW))
        self.assertEqual(len(w.replica().marks(ROW)), 1)

    def test_a_reinsert_names_the_mark_and_shows_nothing_old(self):
        w = World()
        i = w.do("anji", insert(a=1, n=5))
        d = w.do("anji", delete(i))
        w.do("anji", keep(d), set_("a", 7), set_("n", None))
        r = w.replica()
        self.assertEqual((r.shown(ROW, "a"), r.shown(ROW, "n")), (7, None))
        self.assertEqual(r.marks(ROW), [])

    def test_a_set_between_makes_a_value_no_ghost(self):
        w, i, d, e = self.crossed()
        self.assertEqual([x.value for x in w.replica().counting(ROW, "a")], [3])

    def again(self):
        """Deleted, added again by Beijing who saw that, the first delete crossed by Hangzhou; then
        all of it deleted by Anji and crossed by Hangzhou once more."""
        w = World()
        i = w.do("anji", insert(a=1, b=1, n=5, tags="p"))
        d = w.do("anji", delete(i))
        r = w.do("beijing", keep(d), set_("a", 2), set_("b", 2), set_("n", 1), set_("tags", "q"),
                 saw=[d])
        x = w.do("hangzhou", set_("b", 3, i), saw=[i])
        w.do("anji", delete(r, x), saw=[r, x])
        w.do("hangzhou", set_("b", 4, x, r), saw=[r])
        return w

    def test_what_was_written_anew_by_who_saw_the_delete_does_not_come_back(self):
        r = self.again().replica()
        self.assertTrue(r.crossed(r.marks(ROW)[0]))
        self.shows(r, "a", 2)
        self.shows(r, "b", 4)

    def test_counters_and_sets_keep_all_that_crossed_deletes_took(self):
        r = self.again().replica()
        self.assertEqual((r.shown(ROW, "n"), r.shown(ROW, "tags")), (6, "p,q"))

    def test_one_of_two_deletes_seen_is_enough(self):
        w = World()
        i = w.do("anji", insert(a=1, b=1))
        d = w.do("anji", delete(i))
        e = w.do("zhuji", delete(i), saw=[i])
        r = w.do("beijing", keep(d), set_("a", 2), set_("b", 2), saw=[d])
        x = w.do("hangzhou", set_("b", 3, i), saw=[i])
        w.do("anji", delete(e, i, r, x), saw=[e, r, x])
        y = w.do("hangzhou", set_("b", 4, r, x), saw=[r, e])
        self.shows(w.replica(), "a", 2)
        self.assertEqual(w.replica().present_dots(ROW), {y})

    def test_a_write_of_another_cell_gives_nothing_up(self):
        w, i, d, e = self.crossed()
        x = w.do("beijing", set_("a", 4, e), saw=[d])
        w.do("anji", delete(d, i, x), saw=[x])
        w.do("hangzhou", set_("late", 1), saw=[i])
        self.shows(w.replica(), "b", 2)
        self.shows(w.replica(), "a", 4)

    def test_a_write_that_did_not_see_the_delete_gives_nothing_up(self):
        w = World()
        i = w.do("anji", insert(a=1))
        x = w.do("beijing", insert(a=2))
        d = w.do("anji", delete(i))
        w.do("beijing", delete(x), saw=[i])
        w.do("hangzhou", set_("b", 9), saw=[i, x])
        w.do("zhuji", set_("b", 9), saw=[d])
        self.assertEqual({v.value for v in w.replica().counting(ROW, "a")}, {1, 2})

    def test_ghosts_that_differ_are_an_open_item(self):
        w = self.pair("a", 1, 2)
        x, y = w.made
        w.do("anji", delete(x, y), saw=[y])
        w.do("beijing", set_("b", 9))
        self.shows(w.replica(), "a", 2, conflict=True)

    def test_dead_dots_are_not_in_the_existence_item(self):
        w = World()
        x, y = w.do("hangzhou", insert(a=1)), w.do("anji", insert(a=2))
        dx, dy = w.do("hangzhou", delete(x)), w.do("anji", delete(y))
        z = w.do("beijing", insert(a=3))
        item = next(i for i in inbox(w.replica()) if i["cell"] == "*")
        self.assertEqual(set(item["dots"]), {dx, dy, z})

    def test_two_that_delete_only_their_own_leave_no_row(self):
        w = World()
        w.do("anji", delete(w.do("anji", insert(a=1))))
        w.do("beijing", delete(w.do("beijing", insert(a=2))))
        self.assertFalse(w.replica().present(ROW))
        self.assertEqual(inbox(w.replica()), [])


class Erasures(unittest.TestCase):
    def test_a_late_write_is_erased_and_one_that_knew_is_not(self):
        w = World()
        first = w.do("anji", insert(a=1))
        gone = w.do("beijing", {"table": "t", "key": "k", "column": "a", "kind": "erase"}, saw=[first])
        late = w.do("hangzhou", set_("a", 2, first), saw=[first])
        self.assertEqual(w.replica().shown(("t", "k"), "a"), ERASED)
        self.assertEqual(inbox(w.replica()), [])
        w.do("anji", set_("a", 3, late), saw=[gone, late])
        self.assertEqual(w.replica().shown(("t", "k"), "a"), 3)

    def test_what_is_erased_does_not_compete(self):
        w = World()
        first = w.do("anji", insert(a=1))
        gone = w.do("beijing", {"table": "t", "key": "k", "column": "a", "kind": "erase"}, saw=[first])
        w.do("hangzhou", set_("a", 2, first), saw=[first])
        knew = w.do("zhuji", set_("a", 3, first), saw=[gone])
        counting = w.replica().counting(("t", "k"), "a")
        self.assertEqual([x.dot for x in counting], [knew])

    def test_an_erasure_is_no_write_of_the_row(self):
        w = World()
        first = w.do("anji", insert(a=1))
        dead = w.do("beijing", delete(first), saw=[first])
        w.do("anji", {"table": "t", "key": "k", "column": "a", "kind": "erase"})
        self.assertFalse(w.replica().present(("t", "k")))
        self.assertEqual([x.dot for x in w.replica().marks(("t", "k"))], [dead])


if __name__ == "__main__":
    unittest.main()
