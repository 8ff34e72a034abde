"""A writer of transactions and bodies, made from docs/formats/transaction.md and frames.md alone.

Shares no code with moso: when one of the pages and the program disagree, a script that uses this
fails. Compression is the `zstd` program's.
"""
import hashlib
import re
import struct
import subprocess


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


def signed(number):
    return varint((number << 1) ^ (number >> 63) if number >= 0 else ((-number) << 1) - 1)


def text(value):
    raw = value.encode()
    return varint(len(raw)) + raw


def value(v):
    if v is None:
        return varint(0)
    if isinstance(v, int):
        return varint(1) + signed(v)
    if isinstance(v, str):
        return varint(4 * len(v.encode()) + 2) + v.encode()
    return varint(4 * len(v) + 3) + b"".join(map(value, v))


def insert(table, key, **columns):
    """The operation of a new row: (table, columns, kind, key, body)."""
    return table, tuple(columns), 0, key, b"".join(map(value, columns.values()))


UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def key(name):
    return bytes.fromhex(name.replace("-", "")) if UUID.fullmatch(name) else text(name)


def transaction(site, scope, seq, previous, milliseconds, operations, schema=1, author="newer"):
    """A transaction of epoch 1 that has seen its own stream alone."""
    shapes = list(dict.fromkeys((table, cells) for table, cells, *_ in operations))
    out = bytes([1, 0]) + varint(1) + text(site) + varint(1) + text(scope)
    out += varint(seq) + previous + struct.pack(">Q", milliseconds << 16) + varint(0)
    out += varint(schema) + text(author)
    out += varint(len(shapes))
    for table, cells in shapes:
        out += text(table) + varint(len(cells)) + b"".join(map(text, cells))
    out += varint(len(operations))
    for table, cells, kind, name, _ in operations:
        out += varint(shapes.index((table, cells)) * 16 + (not UUID.fullmatch(name)) * 8 + kind)
    return out + b"".join(key(o[3]) for o in operations) + b"".join(o[4] for o in operations)


def digest(data):
    return hashlib.sha256(data).digest()


def frame(kind, payload):
    return bytes([kind]) + varint(len(payload)) + payload


def hello(site, hub, recipient="", schema=1):
    return frame(1, text(site) + varint(1) + text(recipient) + text(hub) + varint(1) + varint(1)
                 + varint(schema) + bytes([2]))


def signatures(sign, site, scope, seq, head):
    """What covers the transactions of epoch 1 up to a number: `sign` is Ed25519 of the site's key."""
    stream = text(site) + varint(1) + text(scope)
    signature = sign(b"moso head 1" + stream + varint(seq) + head)
    return frame(11, varint(1) + stream + varint(1) + varint(seq) + head + signature)


def end(count):
    return frame(5, varint(count) + b"\0")


def expanded(first, transactions=(), more=b"", count=None):
    frames = b"".join(frame(2, t) for t in transactions)
    return b"MOSO\x01" + first + frames + more + end(len(transactions) if count is None else count)


def zstd(data, *words):
    return subprocess.run(["zstd", "-q", "-c", "--check", *words], input=data, capture_output=True,
                          check=True).stdout


def unzstd(data):
    return subprocess.run(["zstd", "-q", "-d", "-c"], input=data, capture_output=True,
                          check=True).stdout
