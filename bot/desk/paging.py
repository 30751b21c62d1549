"""Where a long list goes on: behind the row that was seen last."""
from __future__ import annotations

from uuid import UUID

from flask import request


def id_in(name: str) -> str:
    """An id in the page's address; nothing where there is none, or what stands there is no id."""
    try:
        return str(UUID(request.args.get(name, "")))
    except ValueError:
        return ""
