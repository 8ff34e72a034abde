"""A reader of snapshots, made from docs/formats/snapshot.md, key.md and transaction.md alone.

Shares no code with moso: when a page and the program disagree, a script that uses this fails. zstd is the
program's of that name; Ed25519 is RFC 8032 written down.
"""
import hashlib
import struct
import subprocess

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


# Ed25519 (RFC 8032, 5.1 and appendix A)

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    x, y, u, v = ((a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P,
                  2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P)
    e, f, g, h = y - x, v - u, v + u, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


def root(y, sign):
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = root(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, signature, message):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and \
        (left[1] * right[2] - right[1] * left[2]) % P == 0


def fingerprint(key):
    bits = int.from_bytes(hashlib.sha256(key).digest(), "big") << 4
    text = "".join(CROCKFORD[bits >> 5 * at & 31] for at in range(51, -1, -1))[:28]
    return "-".join(text[at:at + 4] for at in range(0, 28, 4))


class Bytes:
    def __init__(self, raw):
        self.raw, self.at = raw, 0

    def take(self, count):
        part = self.raw[self.at:self.at + count]
        assert len(part) == count, "the bytes end too early"
        self.at += count
        return part

    def byte(self):
        return self.take(1)[0]

    def varint(self):
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7

    def fixed64(self):
        return struct.unpack(">Q", self.take(8))[0]

    def text(self):
        return self.take(self.varint()).decode()

    def rest(self):
        return self.take(len(self.raw) - self.at)

    @property
    def done(self):
        return self.at == len(self.raw)

    def value(self):
        head = self.varint()
        if head == 0:
            return None
        if head == 1:
            raw = self.varint()
            return raw >> 1 ^ -(raw & 1)
        if head == 5:
            return "ERASED"
        if head & 3 == 2:
            return self.take(head >> 2).decode()
        assert head & 3 == 3
        return [self.value() for _ in range(head >> 2)]

    def origin(self):
        site, number = self.text(), self.varint()
        branch = "#" + self.take(4).hex() if number >> 32 else ""
        return f"{site}.{number & 0xffffffff}{branch}"


def manifest(raw, trusted):
    """The manifest as a dictionary; an AssertionError when it is not to be believed."""
    assert raw[:9] == b"MOSOSNAP\x01", "no manifest of version 1"
    key, signature, body = raw[9:41], raw[41:105], raw[105:]
    assert fingerprint(key) == trusted, "another key"
    assert signed(key, signature, raw[:41] + body), "a wrong signature"
    read = Bytes(body)
    found = {"maker": read.origin(), "hub": read.text(), "taken": read.varint()}
    start = read.at
    found["cut"] = [(read.text(), read.take(32)) for _ in range(read.varint())]
    found["id"] = hashlib.sha256(body[start:read.at]).hexdigest()
    start = read.at
    part = {"scope": read.text(), "schema": read.varint(), "unknown": read.byte(),
            "state": read.take(32)}
    part["tables"] = [(read.text(), [read.text() for _ in range(read.varint())])
                      for _ in range(read.varint())]
    part["streams"] = [
        {"name": f"{read.origin()}/{part['scope']}", "parent": read.varint() - 1,
         "base": read.varint(), "applied": read.varint(), "head": read.take(32),
         "stamp": read.fixed64(), "horizon": read.varint()} for _ in range(read.varint())]
    part["entries"], part["rows"] = read.varint(), read.varint()
    part["chunks"] = [(read.take(32).hex(), read.varint(), read.varint())
                      for _ in range(read.varint())]
    assert read.done, "bytes behind the end"
    assert (part["scope"], hashlib.sha256(body[start:]).digest()) in found["cut"]
    found["part"] = part
    return found


def expand(frame, size):
    raw = subprocess.run(["zstd", "-dc"], input=frame, capture_output=True, check=True).stdout
    assert len(raw) == size, "a frame of another size"
    return raw


def content(part, fetch):
    """The items of a part: lists of contexts, transactions, erasures, conflicts and rows."""
    raw = b""
    for name, size, expanded in part["chunks"]:
        frame = fetch(name)
        assert len(frame) == size and hashlib.sha256(frame).hexdigest() == name
        raw += expand(frame, expanded)
    read = Bytes(raw)
    items = {number: [] for number in range(1, 7)}
    order = []
    while not read.done:
        kind = read.byte()
        items[kind].append(item(kind, Bytes(read.take(read.varint())), part))
        order.append(min(kind, 5))
    assert order == sorted(order)
    assert len(items[2]) == part["entries"] and len(items[5]) + len(items[6]) == part["rows"]
    return items


def item(kind, read, part):
    def dot():
        stream, seq = read.varint(), read.varint()
        return f"{part['streams'][stream]['name']}:{seq}"

    def dots():
        return [dot() for _ in range(read.varint())]

    def sibling():
        return {"dot": dot(), "stamp": read.fixed64(), "delta": read.byte() == 1,
                "value": read.value()}

    def context():
        return {read.text(): read.varint() for _ in range(read.varint())}

    if kind == 1:
        found = (read.varint(), [(read.text(), read.varint(), read.varint())
                                 for _ in range(read.varint())])
    elif kind == 2:
        found = {"dot": dot(), "others": read.varint(), "stamp": read.fixed64()}
        form = read.byte()
        size = read.varint() if form == 1 else None
        found["hash"] = read.take(32) if form == 2 else None
        raw = read.take(read.varint())
        found["bytes"] = expand(raw, size) if form == 1 else raw
        found["personal"] = read.rest() if read.byte() else None
        found["hash"] = found["hash"] or hashlib.sha256(found["bytes"]).digest()
    elif kind == 3:
        found = (read.text(), read.text(), read.text(), dot())
    elif kind == 4:
        found = (read.take(32), read.text(), read.text(), read.text(), read.varint())
    elif kind == 5:
        table, cells = part["tables"][read.varint()]
        found = {"table": table, "key": read.text(), "base": dot(), "dots": {}}
        for _ in range(read.varint()):
            cell, stream = read.varint(), read.varint()
            found["dots"][cells[cell]] = \
                f"{part['streams'][stream - 1]['name']}:{read.varint()}" if stream else None
        found["values"] = {cell: read.value() for cell in cells}
    else:
        table, cells = part["tables"][read.varint()]
        found = {"table": table, "key": read.text()}
        found["cells"] = {
            cells[read.varint()]: {
                "live": [sibling() for _ in range(read.varint())],
                "ghosts": [(sibling(), dots()) for _ in range(read.varint())]}
            for _ in range(read.varint())}
        found["marks"], found["keeps"], found["taken"] = dots(), dots(), dots()
        found["deletes"] = [(dot(), read.byte() == 1, context()) for _ in range(read.varint())]
    assert read.done, f"bytes behind an item of type {kind}"
    return found


def in_order(parts):
    """The dots of all parts' transactions in the order of the maker: [(part, items)] → dots."""
    queues = [list(items[2]) for _, items in parts]
    due = [queue[0]["others"] if queue else 0 for queue in queues]
    ordered = []
    while any(queues):
        at = next(n for n, queue in enumerate(queues) if queue and due[n] == 0)
        ordered.append(queues[at].pop(0)["dot"])
        due = [max(0, d - (n != at)) for n, d in enumerate(due)]
        due[at] = queues[at][0]["others"] if queues[at] else 0
    return ordered
