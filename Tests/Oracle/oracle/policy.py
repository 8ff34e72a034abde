""""Policies are pure functions of the sibling set, so every site computes the same"."""
import json


def canonical(value):
    """"Values are equal when their canonical bytes are"."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def different(writes):
    return len({canonical(w.value) for w in writes}) > 1


def greatest(writes):
    return max(writes, key=lambda w: w.order)


def least(writes):
    return min(writes, key=lambda w: w.order)


def owned(writes, owner):
    return [w for w in writes if owner is not None and w.transaction.site == owner]


def ask(writes, owner):
    """"the owner site's sibling if it has exactly one, else the greatest in the order above"."""
    own = owned(writes, owner)
    return own[0] if len(own) == 1 else greatest(writes)


def rank(value):
    """"NULL never wins; numbers below text; text by code point". A tie between equal values shows
    the same value whichever wins."""
    return (1, 0, value) if not isinstance(value, str) else (2, [ord(c) for c in value])


def beyond(order, policy):
    """The pairs (a, b) of states where b lies strictly further than a."""
    pairs = set()
    if policy == "furthest":
        for i, a in enumerate(order):
            pairs.update((a, b) for b in order[i + 1:])
        return pairs
    pairs.update((a, b) for a, b in order)
    while True:
        more = {(a, d) for a, b in pairs for c, d in pairs if b == c} - pairs
        if not more:
            return pairs
        pairs |= more


def maxima(writes, cell):
    """The siblings that no other sibling's state lies beyond. NULL is before every state [F2], a
    state that the order does not name stands beside all others [F3]."""
    further = beyond(cell.order, cell.policy)

    def passed(w):
        return any((w.value, o.value) in further or (w.value is None and o.value is not None)
                   for o in writes)

    return [w for w in writes if not passed(w)]


def elements(text):
    return set() if text is None else {e for e in str(text).split(",") if e}


def settle(writes, cell, owner):
    """The value shown and whether the policy leaves a conflict, for at least one sibling."""
    p = cell.policy
    if p == "sum":
        numbers = [w.value for w in writes if w.value is not None]
        return (sum(numbers) if numbers else None), False            # [S1]
    if p == "union":
        together = set().union(*(elements(w.value) for w in writes))
        return (",".join(sorted(together)) or None), False            # [U1]
    if p == "latest":
        return greatest(writes).value, False
    if p == "earliest":
        return least(writes).value, False
    if p == "immutable":
        # "the least is shown, a different one is a conflict"
        return least(writes).value, different(writes)
    if p == "owner":
        own = owned(writes, owner)
        if len(own) == 1:
            return own[0].value, False
        return ask(writes, owner).value, different(writes)
    if p in ("highest", "lowest"):
        values = [w.value for w in writes if w.value is not None]
        if not values:
            return None, False
        return (max if p == "highest" else min)(values, key=rank), False
    if p in ("furthest", "furthest_graph"):
        top = maxima(writes, cell)
        if not different(top):
            return top[0].value, False
        return ask(writes, owner).value, True                         # [F1]
    return ask(writes, owner).value, different(writes)
