"""Keeps what was learnt in `instance/`, under the hash of all that it was learnt from; plain arrays, no pickles."""
from __future__ import annotations

import hashlib
import logging
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    import numpy

    Arrays = dict[str, numpy.ndarray[Any, Any]]

HERE = Path(__file__).parent
FOLDER = HERE.parent.parent / "instance"
BEFORE = [HERE.parent / "answers" / "spelling.py"]      # what decides how a message is read, besides everything here
NAME = "understanding-{}.npz"

log = logging.getLogger(__name__)


def kept(make: Callable[[], Arrays], folder: Path = FOLDER) -> Arrays:
    """Read the arrays that were made from what is here now, or make and keep them."""
    import numpy as np  # here, so that commands that understand nothing start at once
    path = folder / NAME.format(_hash())
    with suppress(OSError, ValueError, EOFError, zipfile.BadZipFile), path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return dict(stored)
    arrays = make()
    try:
        _keep(path, arrays)
    except OSError as error:        # nothing depends on it but the next start
        log.warning("what was learnt could not be kept: %s", error)
    return arrays


def _keep(path: Path, arrays: Arrays) -> None:
    """Write beside and move into place: another process may do the same; what was learnt from older phrases goes."""
    import numpy as np
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"{uuid4().hex}.npz")
    try:
        np.savez(draft, **arrays)       # type: ignore[arg-type]
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    for old in path.parent.glob(NAME.format("*")):
        if old != path:
            old.unlink(missing_ok=True)


def _hash() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path in (*sorted(path for path in HERE.rglob("*") if path.is_file() and path.suffix != ".pyc"), *BEFORE):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()
