"""Our webhook through gunicorn, beside a bare Flask view that checks the signature and commits the floor's turn."""
from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
from flask import Flask, abort, request
from twilio.request_validator import RequestValidator

from tests.benchmarks.floor import Floor
from tests.benchmarks.rounds import SCRIPT, Round, figures

PUBLIC, PATH, TOKEN = "https://bench.example", "/webhooks/whatsapp", "benchmark"
WORKERS, THREADS, CLIENTS, ROUNDS = 2, 32, 8, 7
BARE, OURS = "bare webhook", "our webhook"
TICK = os.sysconf("SC_CLK_TCK")
KEY = b64encode(b"k" * 32).decode()
ENVIRON = {"SECRET_KEY": "benchmark", "DATA_KEYS": f"1:{KEY}", "INDEX_KEY": KEY, "PUBLIC_URL": PUBLIC, "TWILIO_ACCOUNT_SID": "AC1",
           "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_WHATSAPP_FROM": "+14155238886"}


def bare() -> Flask:
    """The bare view: a signature, and the floor's transaction."""
    app, here, validator = Flask("bare"), local(), RequestValidator(TOKEN)

    @app.post(PATH)
    def hear() -> str:
        if not validator.validate(PUBLIC + PATH, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        if not hasattr(here, "floor"):
            here.floor = Floor(os.environ["DATABASE_URL"])
        here.floor.turn((request.form["From"], request.form["Body"]))
        return ""
    return app


class Served:
    """An application under gunicorn, ours as `flask serve` runs it but with two workers and no sender."""

    def __init__(self, application: str, url: str, worker: str) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-k", worker, "--threads", str(THREADS),
                   "--log-level", "error", "--no-control-socket", "-b", f"127.0.0.1:{self.port}", application]
        self.url, self.process = url, subprocess.Popen(command, env={**os.environ, **ENVIRON, "DATABASE_URL": url})
        self.sockets = [self._connected() for _client in range(CLIENTS)]

    def _connected(self) -> socket.socket:
        for _try in range(300):
            with suppress(ConnectionRefusedError):
                return socket.create_connection(("127.0.0.1", self.port))
            time.sleep(0.1)
        raise TimeoutError("gunicorn did not start")

    def cpu(self) -> float:
        """Seconds of the processor that its workers took."""
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        times = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
        return sum(int(fields[11]) + int(fields[12]) for fields in times) / TICK

    def post(self, client: int, requests: Sequence[bytes]) -> list[float]:
        """Post one after the other over one connection; the seconds of each."""
        took = []
        for raw in requests:
            begun = time.perf_counter()
            status = self._ask(client, raw)
            took.append(time.perf_counter() - begun)
            assert status == b"200", status
        return took

    def _ask(self, client: int, raw: bytes) -> bytes:
        for _try in range(2):
            with suppress(OSError):
                self.sockets[client].sendall(raw)
                if answer := _whole(self.sockets[client]):
                    return answer[9:12]
            self.sockets[client] = self._connected()        # gunicorn hangs up on who rests
        raise ConnectionError

    def arrive(self) -> None:
        """What was queued reaches people."""
        words = "update message set status = 'sent', accepted_at = created_at where status = 'queued'"
        with closing(_connect(self.url)) as connection:
            connection.execute(words)
            connection.commit()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def _whole(connection: socket.socket) -> bytes:
    """Read one answer; nothing if there is none."""
    answer = connection.recv(65536)
    while answer and not (head := answer.partition(b"\r\n\r\n"))[1]:
        answer += connection.recv(65536)
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", answer)
    while answer and length and len(head[2]) < int(length[1]):
        answer += connection.recv(65536)
        head = answer.partition(b"\r\n\r\n")
    return answer


def _connect(url: str) -> Any:
    if url.startswith("sqlite:///"):
        return sqlite3.connect(url.removeprefix("sqlite:///"), timeout=15)
    return psycopg.connect(url.replace("+psycopg", ""))


def posted(sender: str, text: str) -> bytes:
    """A request as Twilio makes it, signed."""
    params = {"MessageSid": f"SM{uuid4().hex}", "From": f"whatsapp:+62{sender}", "To": "whatsapp:+14155238886", "Body": text,
              "AccountSid": "AC1", "NumMedia": "0", "ProfileName": "Siti", "SmsStatus": "received", "WaId": f"62{sender}"}
    body = urlencode(params).encode()
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + PATH, params)
    head = (f"POST {PATH} HTTP/1.1\r\nHost: bench.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\nX-Twilio-Signature: {signature}\r\n\r\n")
    return head.encode() + body


def _round(served: Served, chats: int, ours: bool) -> tuple[Round, float]:
    """One registration in some chats by all clients at once; the seconds that went by too."""
    senders, turns, cpu, wall = [str(8 * 10**9 + uuid4().int % 10**9) for _chat in range(chats)], list[float](), 0.0, 0.0
    with ThreadPoolExecutor(CLIENTS) as clients:
        for text in SCRIPT:
            requests = [posted(sender, text) for sender in senders]
            begun, used = time.perf_counter(), served.cpu()
            for took in clients.map(served.post, range(CLIENTS), [requests[n::CLIENTS] for n in range(CLIENTS)]):
                turns += took
            wall += time.perf_counter() - begun
            cpu += served.cpu() - used
            if ours:
                served.arrive()
    return Round(turns, cpu, 0), wall


@contextmanager
def _both(server: Any) -> Iterator[Mapping[str, Served]]:
    bare = server.empty("bare")
    Floor(bare).connection.close()      # makes the tables before many do at once
    both = {BARE: Served("tests.benchmarks.webhooks:bare()", bare, "gthread"),
            OURS: Served("wsgi:app", server.migrated("webhook"), "bot.serving.Worker")}
    try:
        yield both
    finally:
        for served in both.values():
            served.end()


def compare(server: Any, chats: int) -> None:
    """Print the two beside each other."""
    with _both(server) as both:
        taken = [{name: _round(served, chats, name == OURS) for name, served in both.items()} for _each in range(ROUNDS + 1)][1:]
    print(f"\n  {server.kind}: posted to gunicorn with {WORKERS} workers by {CLIENTS} clients at once, {chats} chats, "
          f"{ROUNDS} interleaved rounds\n")
    ratios = sorted(one[BARE][1] / one[OURS][1] for one in taken)
    for name in both:
        rounds = [one[name][0] for one in taken]
        f = figures(rounds, rounds, chats)
        rate = sorted(len(one[name][0].turns) / one[name][1] for one in taken)[ROUNDS // 2]
        print(f"  {name:34}{rate:9,.0f}{1e3 * f.p50:8.2f}{1e3 * f.p99:8.2f}{1e6 * f.cpu:8.0f}")
    print(f"  our webhook to the bare one: {ratios[ROUNDS // 2]:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
