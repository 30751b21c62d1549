"""What the law and the office promise about personal data."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Privacy:
    hours: int          # until a wish to see, correct, erase or withdraw is seen to
    photo_days: int     # that a photo is kept for an officer; this is the office's own promise
