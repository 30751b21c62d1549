"""Where one registers, pays, claims and asks, and as of when that is known."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from bot.rules.dated import Dated, read

Errand = Literal["register", "pay", "claim", "ask"]


@dataclass(frozen=True)
class Channels:
    """Places for one errand, by the names people know them; `by` is the number one gives there."""

    names: tuple[str, ...]
    by: str


def read_channels(data: Path) -> Mapping[Errand, Dated[Channels]]:
    errands: tuple[Errand, ...] = get_args(Errand)
    return {errand: read(data, f"channels/{errand}", Channels) for errand in errands}
