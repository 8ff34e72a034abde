"""A line that is slow, in one process: bytes are passed on at so many bits a second, so much later, and now and
then one has to be sent again.

What is lost on a real line the system's TCP sends again, and nobody above it sees anything but a wait. So a loss is
played as a wait here: with the chance given, a packet of 1,200 bytes comes a round trip later, and everything behind
it too. No rights are needed, and nothing of the machine is changed.
"""
import asyncio
import random
import threading

PACKET = 1_200


class SlowLine:
    """Listens on a port of its own and passes everything on to `port`. Counts bytes either way."""

    def __init__(self, port, bits=64_000, delay=0.4, loss=0.05, seed=1):
        self.to, self.bits, self.delay, self.loss = port, bits, delay, loss
        self.random = random.Random(seed)
        self.bytes, self.connections, self.port = {"up": 0, "down": 0}, 0, None
        # When each direction of the line has passed on what was given to it: connections share it.
        self.free = {"up": 0.0, "down": 0.0}
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self.run, args=(ready,), daemon=True).start()
        ready.wait()

    def run(self, ready):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self.accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()

    async def accept(self, reader, writer):
        self.connections += 1
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.to)
        await asyncio.gather(self.carry(reader, there_writer, "up"), self.carry(there_reader, writer, "down"))

    async def carry(self, reader, writer, way):
        waiting = asyncio.Queue(maxsize=64)
        passing = asyncio.ensure_future(self.deliver(waiting, writer))
        try:
            while packet := await reader.read(PACKET):
                self.bytes[way] += len(packet)
                begin = max(self.loop.time(), self.free[way])
                self.free[way] = begin + len(packet) * 8 / self.bits
                again = 2 * self.delay if self.random.random() < self.loss else 0
                await waiting.put((self.free[way] + self.delay + again, packet))
                # What the line has not passed on yet stands with the sender.
                await asyncio.sleep(max(0, self.free[way] - self.loop.time() - 1))
        except OSError:
            pass
        await waiting.put(None)
        await passing

    async def deliver(self, waiting, writer):
        try:
            while item := await waiting.get():
                at, packet = item
                await asyncio.sleep(max(0, at - self.loop.time()))
                writer.write(packet)
                await writer.drain()
            writer.close()
        except OSError:
            # Nobody is there any more; the reader's end comes by itself.
            while await waiting.get():
                pass
