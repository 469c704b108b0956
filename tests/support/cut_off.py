"""A proxy to the server that cuts the connection at a COMMIT: before the server gets it, or before its answer."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from circtrack.place import Server
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_ONCE = 65_536


@dataclass
class Cable:
    """A proxy that passes data between client and server until the first COMMIT.

    ``heard`` tells whether the server receives the COMMIT; its answer is lost in any case. ``silent`` is the seconds
    without any data before the client's connection is closed; ``for_good`` tells that no new connection can be made.
    """

    to: tuple[str, int]
    heard: bool
    silent: float = 0.0
    for_good: bool = False
    commits: int = 0
    lost: socket.socket | None = None
    answered: threading.Event = field(default_factory=threading.Event)
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(self.to)
                threading.Thread(target=self._down, args=(server, client), daemon=True).start()
                threading.Thread(target=self._up, args=(client, server), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(_AT_ONCE):
                if b"COMMIT\0" in said:
                    self.commits += 1
                    if self.commits == 1:
                        self.lost = client
                        self._cut(client, server, said)
                        return
                server.sendall(said)
        for each in (client, server):
            each.close()

    def _cut(self, client: socket.socket, server: socket.socket, said: bytes) -> None:
        if self.for_good:
            # Closed while somebody accepts, it would stay open.
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
        if self.heard:
            server.sendall(said)
            self.answered.wait(PATIENCE)  # it is done by then, and nobody passes on that the server says so
        time.sleep(self.silent)
        for each in (client, server):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with suppress(OSError):
                each.shutdown(socket.SHUT_RD)
            each.close()

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(_AT_ONCE):
                if client is self.lost:
                    self.answered.set()
                    return
                client.sendall(said)


@contextmanager
def cable(
    server: Server, *, heard: bool, silent: float = 0.0, for_good: bool = False
) -> Iterator[tuple[Server, Cable]]:
    """Put such a proxy before a server; yield the address through it, and the proxy."""
    parts = urlsplit(server.url)
    made = Cable((parts.hostname or "localhost", parts.port or 5432), heard, silent, for_good)
    threading.Thread(target=made.serve, daemon=True).start()
    user = parts.netloc.rpartition("@")[0]
    try:
        yield Server(parts._replace(netloc=f"{user}@127.0.0.1:{made.port}").geturl()), made
    finally:
        made.listener.close()
