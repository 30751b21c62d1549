"""One asyncio loop in one thread, for a library that is asynchronous in a house that is not."""
from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Loop:
    """Made when it is first needed: a loop doesn't survive a fork."""

    def __init__(self, name: str) -> None:
        self._name, self._lock = name, threading.Lock()
        self._running: asyncio.AbstractEventLoop | None = None

    def start(self, call: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a call without waiting for it."""
        with self._lock:
            if not self._running:
                self._running = asyncio.new_event_loop()
                threading.Thread(target=self._running.run_forever, name=self._name, daemon=True).start()
            return asyncio.run_coroutine_threadsafe(call, self._running)

    def wait(self, call: Coroutine[Any, Any, T], seconds: float) -> T:
        """Give what a call gives; TimeoutError after so many seconds, and it is called off."""
        begun = self.start(call)
        try:
            return begun.result(seconds)
        except TimeoutError:
            begun.cancel()
            raise

    def stop(self) -> None:
        """End the loop with its thread; the next call makes a new one."""
        with self._lock:
            if self._running:
                self._running.call_soon_threadsafe(self._running.stop)
                self._running = None
