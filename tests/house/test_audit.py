"""What `make audit` says of vulnerabilities: that there are some, that there are none, and plainly when nobody could be asked."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAFE = {"name": "flask", "version": "3.1.3", "vulns": []}
HOLED = {"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"]}]}
UNKNOWN = {"name": "ours", "skip_reason": "not found on PyPI"}


def audit(tmp_path: Path, report: list[dict] | None, *, says: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run it with a stand-in for pip-audit, which leaves this report or none."""
    tool = tmp_path / "tool.py"
    tool.write_text(f"""
import sys
from pathlib import Path
report = {None if report is None else json.dumps({"dependencies": report})!r}
if report:
    Path(sys.argv[sys.argv.index("--output") + 1]).write_text(report)
assert sys.argv.count("--requirement") == 2 and "--require-hashes" in sys.argv
sys.exit({says!r} or {code})
""")
    env = {**os.environ, "PIP_AUDIT": f"{sys.executable} {tool}"}
    return subprocess.run([sys.executable, ".ci/audit"], cwd=ROOT, env=env, capture_output=True, text=True)


def test_nothing_is_known(tmp_path):
    run = audit(tmp_path, [SAFE])
    assert (run.returncode, run.stdout) == (0, "0 known vulnerabilities in 1 packages.\n")


def test_something_is_known(tmp_path):
    run = audit(tmp_path, [SAFE, HOLED], code=1)
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == "jinja2 2.4.1: PYSEC-2019-217, mended in 2.10.1"


@pytest.mark.parametrize(("report", "says", "why"), [
    (None, "Could not connect to PyPI's vulnerability feed", "vulnerability feed"), (None, "", "no reason was given"),
    ([UNKNOWN], "", "none of these packages"), ([], "", "none of these packages")])
def test_nobody_could_be_asked(tmp_path, report, says, why):
    run = audit(tmp_path, report, says=says, code=1)
    assert run.returncode == 0
    assert run.stdout.startswith("Not checked: ")
    assert why in run.stdout
    assert "0 known" not in run.stdout


def test_what_was_not_looked_up_is_named(tmp_path):
    run = audit(tmp_path, [SAFE, UNKNOWN])
    assert run.stdout == "Not checked: ours: not found on PyPI\n0 known vulnerabilities in 1 packages.\n"


def test_without_the_tool(tmp_path):
    env = {**os.environ, "PIP_AUDIT": str(tmp_path / "nothing-here")}
    run = subprocess.run([sys.executable, ".ci/audit"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (run.returncode, run.stdout[:12]) == (0, "Not checked:")
