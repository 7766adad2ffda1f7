"""A mail server that says yes to everything, in a process of its own: a raw socket.

A real one would be the slowest part and hide what is measured.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HELLO = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


@contextmanager
def mail_sink() -> Iterator[int]:
    """The port at which it listens."""
    command = [sys.executable, "-m", "benchmarks.sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def serve() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        caller, _ = server.accept()
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_talk, args=(caller,), daemon=True).start()


def _talk(caller: socket.socket) -> None:
    caller.sendall(b"220 sink\r\n")
    heard, in_letter = b"", False
    while received := caller.recv(65536):
        heard += received
        said = b""
        while (end := heard.find(b"\r\n.\r\n" if in_letter else b"\r\n")) >= 0:
            line, heard = heard[:end], heard[end + (5 if in_letter else 2) :]
            if in_letter:
                in_letter = False
                said += b"250 2.0.0 taken\r\n"
                continue
            verb = line[:4].upper()
            in_letter = verb == b"DATA"
            replies = {b"EHLO": HELLO, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
            said += replies.get(verb, b"250 2.1.0 yes\r\n")
        if said:
            caller.sendall(said)


if __name__ == "__main__":
    serve()
