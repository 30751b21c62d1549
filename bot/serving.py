"""The processes of a machine: web server with sender, sender alone; both stop without cutting anything short."""
from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, ThreadWorker

THREADS = 32
HEAD = 15.0         # seconds for the first lines of a request: who sends them drop by drop keeps a thread from others
WHOLE = 90.0        # seconds for all of a request; the slowest is an officer's look at a photo
LOOK = 0.2          # seconds between two looks whether we are told to stop
STOP = 60           # seconds to end what is under way when told to stop: longer than any call to a provider


class Worker(ThreadWorker):     # type: ignore[misc]
    """gunicorn's threads, which nobody holds for longer."""

    def init_process(self) -> None:
        self._until: dict[Any, float] = {}
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Told to stop: nothing more is given to providers while the last requests are answered."""
        super().handle_exit(sig, frame)
        self.app.wsgi().extensions["house"].outbox.stop()

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


class Lines(Logger):        # type: ignore[misc]
    """gunicorn's own lines, among all others."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers, self.error_log.propagate = [], True


class Server(BaseApplication):      # type: ignore[misc]
    """gunicorn; in each of its workers a sender runs as a thread."""

    def __init__(self, app: Flask, host: str, port: int, workers: int = 1) -> None:
        self._app, self._bind, self._workers = app, f"{host}:{port}", workers
        super().__init__()

    def load_config(self) -> None:
        settings = {"bind": self._bind, "workers": self._workers, "worker_class": Worker, "threads": THREADS, "loglevel": "warning",
                    "logger_class": Lines, "graceful_timeout": STOP, "control_socket_disable": True,
                    "post_worker_init": lambda worker: self._app.extensions["house"].start(),       # threads don't outlive a fork
                    "worker_exit": lambda server, worker: self._app.extensions["house"].end()}
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def until_stopped(start: Callable[[], object], end: Callable[[], object]) -> None:
    """Start, wait until the process is told to stop, and end in good order."""
    told: list[int] = []        # no Event: a handler that sets what its own thread waits for may wait for itself
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: told.append(number))
    start()
    while not told:
        time.sleep(LOOK)
    end()
