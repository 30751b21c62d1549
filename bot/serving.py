"""One process for one machine: web server and sender together."""
from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

THREADS = 32


class Server(BaseApplication):      # type: ignore[misc]
    """gunicorn with one worker, in which the sender runs as a thread."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._app, self._bind = app, f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        settings = {"bind": self._bind, "workers": 1, "worker_class": "gthread", "threads": THREADS, "loglevel": "warning",
                    "control_socket_disable": True, "post_worker_init": _start_sender}
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def _start_sender(worker: Any) -> None:
    """After the fork: threads and database connections don't outlive one."""
    worker.wsgi.extensions["house"].start()
