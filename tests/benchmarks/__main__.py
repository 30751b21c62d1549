"""Run the benchmarks and print what they measured; given names, only those. What takes hours is run only when it is named."""
from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

from tests import benchmarks

HOURS = ("soak",)


def main(names: list[str]) -> None:
    all = sorted(found.name for found in pkgutil.iter_modules(benchmarks.__path__) if not found.name.startswith("_"))
    for name in names or [name for name in all if name not in HOURS]:
        benchmark = import_module(f"{benchmarks.__name__}.{name}")
        if hasattr(benchmark, "main"):
            print(f"\n{name}: {benchmark.__doc__}\n")
            benchmark.main()


if __name__ == "__main__":
    main(sys.argv[1:])
