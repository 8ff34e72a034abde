#!/usr/bin/env python3
"""A line that always breaks: whatever it carries before that is kept, and in the end all is there.

A proxy stands between Anji and the hub and closes after so many bytes, in one direction or the other.
"""
import secrets
import socket
import threading

from harness import World, free_port

world = World("broken-line")
HUB, ANJI = "beijing", "anji"
RECORDS = 60


class Line:
    """Passes bytes between a port of its own and the hub's; `limits` says after how many it breaks."""

    def __init__(self, port):
        self.target, self.limits, self.breaks = port, {"up": None, "down": None}, 0
        self.server = socket.create_server(("127.0.0.1", free_port()))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            caller, _ = self.server.accept()
            hub = socket.create_connection(("127.0.0.1", self.target))
            for way in ((caller, hub, "up"), (hub, caller, "down")):
                threading.Thread(target=self.pump, args=way, daemon=True).start()

    def pump(self, source, sink, way):
        left = self.limits[way]
        try:
            while data := source.recv(4096):
                sink.sendall(data if left is None else data[:left])
                if left is not None:
                    left -= len(data)
                    if left <= 0:
                        self.breaks += 1
                        break
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def write(site):
    """Records that no compression makes small."""
    for number in range(RECORDS):
        world.moso(site, "record", "add", "company", f"legal_name={site} {number}",
                   f"note={secrets.token_urlsafe(2000)}")


def carried(line, way, limit):
    """One sync over a line that breaks after so many bytes; how often it did."""
    line.limits[way], line.breaks = limit, 0
    done = world.run(ANJI, "sync", timeout=120)
    line.limits[way] = None
    return done, line.breaks


def main():
    world.site(HUB)
    world.start(HUB)
    line = Line(world.doors[HUB])
    world.site(ANJI, peer=HUB, at=f"127.0.0.1:{line.port}")
    world.moso(ANJI, "sync")
    # More than one TLS record, of 16 KiB, which comes whole or not at all.
    for way, limit, writer, reader in (("up", 20_000, ANJI, HUB), ("down", 20_000, HUB, ANJI)):
        before = len(world.log(reader))
        write(writer)
        done, breaks = carried(line, way, limit)
        told = (done.returncode, done.stdout, done.stderr, breaks)
        world.check(f"one sync brings all over a line that breaks after {limit} bytes {way}",
                    done.returncode == 0 and len(world.log(reader)) == before + RECORDS, told)
        world.check("which it did more than once", breaks > 1, told)
    world.moso(ANJI, "sync")
    world.check("then both hold the same", world.digests(ANJI) == world.digests(HUB))


try:
    main()
finally:
    world.end()
