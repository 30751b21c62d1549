"""A clock that all processes of a trial share: it runs faster than ours, so that leases and pauses end sooner, and can be set."""
from __future__ import annotations

import os
import struct
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.shell.phone import NOON

FORMAT = "dd"       # seconds it began at, seconds it was set forward


@dataclass(frozen=True)
class Clock:
    """path: of a file that all read. rate: its seconds in one of ours."""

    path: Path
    rate: float

    def start(self) -> None:
        self._write(time.monotonic(), 0)

    def jump(self, seconds: float) -> None:
        began, ahead = self._read()
        self._write(began, ahead + seconds)

    def __call__(self) -> datetime:
        began, ahead = self._read()
        return NOON + timedelta(seconds=(time.monotonic() - began) * self.rate + ahead)

    def undisturbed(self) -> datetime:
        """The time at the providers, who set their clocks right."""
        return NOON + timedelta(seconds=(time.monotonic() - self._read()[0]) * self.rate)

    def _read(self) -> tuple[float, float]:
        began, ahead = struct.unpack(FORMAT, self.path.read_bytes())
        return began, ahead

    def _write(self, began: float, ahead: float) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_bytes(struct.pack(FORMAT, began, ahead))
        os.replace(draft, self.path)
