"""What processes say of their work: a line for people or a line of JSON, with the trace of its message, and nothing of anybody."""
from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from storage import Vault

OURS = ("bot", "storage")
_trace: ContextVar[str] = ContextVar("trace", default="")


@contextmanager
def trace(vault: Vault, channel: str, id: str) -> Iterator[None]:
    """Let every line say which message it is about. id: the provider's; a keyed hash of it is the trace, so a repeat has the same one."""
    token = _trace.set(vault.hash("trace", f"{channel}/{id}").hex()[:12] if id else "")
    try:
        yield
    finally:
        _trace.reset(token)


class Plain(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        about = f" [{_trace.get()}]" if _trace.get() else ""
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        line = f"{at:%H:%M:%S} {record.levelname.lower()} {record.name}: {_said(record)}{about}"
        return "\n    ".join([line, *_failed(record)])


class Json(logging.Formatter):
    """A line for programs; what is filled in stands beside the words too."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                                "level": record.levelname.lower(), "logger": record.name, "message": _said(record), "trace": _trace.get(),
                                "error": _failed(record)}
        if _is_ours(record) and isinstance(record.args, dict):
            line = {**record.args, **line}
        return json.dumps({name: value for name, value in line.items() if value not in ("", [])}, default=str)


def set_up(format: str) -> None:
    """Write to standard error from now on. format: plain or json; by itself plain on a terminal, json elsewhere."""
    handler = logging.StreamHandler()
    handler.setFormatter(Plain() if (format or ("plain" if sys.stderr.isatty() else "json")) == "plain" else Json())
    logging.getLogger().handlers = [handler]
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] in OURS


def _said(record: logging.LogRecord) -> str:
    """What a library fills in may be an address with somebody's number in it: of its lines only the words are said."""
    return record.getMessage() if _is_ours(record) else str(record.msg)


def _failed(record: logging.LogRecord) -> list[str]:
    """What happened and where, the cause first, without the words of exceptions: those quote what people wrote."""
    error, found = record.exc_info[1] if record.exc_info else None, list[str]()
    while error:
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        found[:0] = [type(error).__name__, *where]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found
