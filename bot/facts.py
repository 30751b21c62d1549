"""What a turn may ask about, found only when it does."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Facts(Mapping[str, Any]):
    """Names, and what finds out about each."""

    def __init__(self, **finders: Callable[[], Any]) -> None:
        self._finders, self._found = finders, dict[str, Any]()

    def learn(self, name: str, value: Any) -> None:
        self._finders[name] = lambda: value

    def __getitem__(self, name: str) -> Any:
        if name not in self._found:
            self._found[name] = self._finders[name]()
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._finders)

    def __len__(self) -> int:
        return len(self._finders)
