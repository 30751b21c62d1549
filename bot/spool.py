"""What came in while the database was away: kept sealed on disk, and heard in order when it is back."""
from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from storage import Away, Vault

log = logging.getLogger(__name__)
SUFFIX, REFUSED = ".sealed", ".refused"


class Spool:
    """A folder of webhooks, one sealed file each, oldest first by name."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault

    def keep(self, params: dict[str, str]) -> None:
        """Write one webhook down; on disk when this returns."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns():020}-{uuid4().hex}"
        self._write(self._folder / f"{name}{SUFFIX}", msgspec.json.encode(params).decode())

    def replay(self, take: Callable[[dict[str, str]], object]) -> int:
        """Let what was kept be heard, each once it has gone through; give how many did. One that can't be read is set aside."""
        heard = 0
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            try:
                take(msgspec.json.decode(self._vault.open(path.read_bytes(), "spool", path.stem), type=dict[str, str]))
            except Away:
                break
            except FileNotFoundError:       # another process was faster
                continue
            except Exception:       # it would keep all behind it waiting for ever
                log.exception("a spooled webhook could not be heard; it is set aside")
                path.rename(path.with_suffix(REFUSED))
                continue
            path.unlink(missing_ok=True)        # killed before this, it is heard again: the provider's id makes that harmless
            heard += 1
        return heard

    def reseal(self) -> None:
        """Seal anew, with the newest key, what waits or was set aside; one heard meanwhile comes again, which its id makes harmless."""
        for path in self._folder.glob("*-*"):
            with suppress(FileNotFoundError):
                if path.suffix in (SUFFIX, REFUSED) and (old := path.read_bytes())[0] != self._vault.newest:
                    self._write(path, self._vault.open(old, "spool", path.stem))

    def let_go(self, before: datetime) -> None:
        """Delete what was set aside and nobody looked at."""
        for path in self._folder.glob(f"*{REFUSED}"):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()

    def _write(self, path: Path, plain: str) -> None:
        draft = path.with_suffix(".new")
        try:
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                file.write(self._vault.seal(plain, "spool", path.stem))
                file.flush()
                os.fsync(file.fileno())
        except OSError:     # the disk is full too: the provider hears that it was not taken, and nothing of it stays
            draft.unlink(missing_ok=True)
            raise
        draft.rename(path)      # whole, or not there
        self._sync()

    def _sync(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
