"""Break the code on purpose; a break that no test notices fails the run, and so does an idle test of a list that has none."""
from __future__ import annotations

import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests import mutants

ROOT = Path(__file__).parent.parent.parent
UNSEEN = shutil.ignore_patterns(".*", "__pycache__", "instance")


def fail(clean: Path, tests: str, *options: str, broken: tuple[str, str, str] | None = None) -> list[str]:
    """Give the tests that fail in a copy with (file, code, broken code)."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(clean, Path(folder, "copy")))
        if broken:
            path, code, instead = copy / broken[0], *broken[1:]
            path.write_text(path.read_text().replace(code, instead))
        command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", *options, tests]
        run = subprocess.run(command, cwd=copy, capture_output=True, text=True, env={**os.environ, "EXAMPLES": "20"})
    names = re.findall(r"^(?:FAILED|ERROR) (?:\S+::)?([\w/.]+)", run.stdout, re.M)
    return list(dict.fromkeys(names)) or [f"exit {run.returncode}"] * bool(run.returncode)


def survivors(clean: Path, listed: ModuleType, pool: ThreadPoolExecutor) -> int:
    """Print a row for each mutant of a list, and count what was not noticed."""
    if gone := [what for what, file, code, _instead in listed.MUTANTS if code not in (clean / file).read_text()]:
        sys.exit(f"{listed.__name__}: the code is no longer what these break: {gone}")
    if failing := fail(clean, listed.TESTS):
        sys.exit(f"{listed.TESTS} fails without any mutant: {failing}")
    options = [] if listed.ALL_KILL else ["-x"]
    noticed = pool.map(lambda mutant: fail(clean, listed.TESTS, *options, broken=mutant[1:]), listed.MUTANTS)
    alive, idle = 0, tests_in(clean / listed.TESTS) if listed.ALL_KILL else set()
    for (what, *_code), killers in zip(listed.MUTANTS, noticed, strict=True):
        print(f"{what:52} {', '.join(killers) or 'SURVIVED'}", flush=True)
        alive += not killers
        idle -= {*killers}
    for test in sorted(idle):
        print(f"{test:52} KILLED NOTHING")
    return alive + len(idle)


def tests_in(folder: Path) -> set[str]:
    return {name for file in folder.glob("test_*.py") for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)}


if __name__ == "__main__":
    names = sys.argv[1:] or sorted(module.name for module in pkgutil.iter_modules(mutants.__path__) if module.name != "__main__")
    with tempfile.TemporaryDirectory() as room, ThreadPoolExecutor(os.cpu_count()) as pool:
        clean = Path(shutil.copytree(ROOT, Path(room, "clean"), ignore=UNSEEN))     # what is edited meanwhile is not looked at
        sys.exit(bool(sum([survivors(clean, import_module(f"tests.mutants.{name}"), pool) for name in names])))
