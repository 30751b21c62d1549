"""One process for one machine: web server and sender together."""
from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, ThreadWorker

THREADS = 32
HEAD = 15.0         # seconds for the first lines of a request: who sends them drop by drop keeps a thread from others
WHOLE = 90.0        # seconds for all of a request; the slowest is an officer's look at a photo


class Worker(ThreadWorker):     # type: ignore[misc]
    """gunicorn's threads, which nobody holds for longer."""

    def init_process(self) -> None:
        self._until: dict[Any, float] = {}
        super().init_process()

    def handle(self, conn: Any) -> Any:
        self._until[conn] = time.monotonic() + HEAD + DEFAULT_WORKER_DATA_TIMEOUT
        try:
            return super().handle(conn)
        finally:
            self._until.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        self._until[conn] = time.monotonic() + WHOLE
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Once a second: hang up on who is too slow; the thread that waits for them finds that they have gone."""
        super().murder_pending()
        for conn, until in list(self._until.items()):
            if time.monotonic() > until:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)


class Server(BaseApplication):      # type: ignore[misc]
    """gunicorn with one worker, in which the sender runs as a thread."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._app, self._bind = app, f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        settings = {"bind": self._bind, "workers": 1, "worker_class": Worker, "threads": THREADS, "loglevel": "warning",
                    "control_socket_disable": True, "post_worker_init": _start_sender}
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def _start_sender(worker: Any) -> None:
    """After the fork: threads and database connections don't outlive one."""
    worker.wsgi.extensions["house"].start()
