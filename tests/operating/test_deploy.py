"""The files in deploy/: they name what is there, and nothing but what their programs know."""
from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import metrics
from bot.app import create_app
from bot.serving import STOP
from tests.shell.phone import SETTINGS, Clock

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KNOWN = {       # keys of compose at each depth of ours
    0: {"x-bot", "services", "secrets", "volumes"},
    2: {"image", "build", "env_file", "restart", "stop_grace_period", "db", "migrate", "web", "send", "database", "instance"},
    4: {"context", "dockerfile", "image", "environment", "secrets", "volumes", "healthcheck", "restart", "command", "depends_on", "ports",
        "file", "<<"},
    6: {"POSTGRES_USER", "POSTGRES_PASSWORD_FILE", "test", "interval", "db", "migrate"}, 8: {"condition"}}
FILES = sorted(DEPLOY.iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_registry_is_named(path: Path):
    assert not re.search(r"docker\.io|ghcr|quay|pypi|registry|https?://(?!127\.0\.0\.1|bot\.example\.id|bpu;)", path.read_text())
    assert "\t" not in path.read_text() or path.name == "Caddyfile"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_are_ours(path: Path):
    """Every `flask ...` in a file is understood, with its options."""
    commands = create_app(SETTINGS.model_copy(update={"database_url": "sqlite:///nowhere.db"})).cli
    text = re.sub(r"^ *#.*", "", re.sub(r'"(?:, "|\])', " ", path.read_text()), flags=re.M)
    for line in re.findall(r"\bflask((?: [a-z]+| --?[a-z]+ ?[\w.%]*| \S*/\S+)+)", text):
        command, words = commands, shlex.split(line.replace("%i", "1"))
        while words and (found := getattr(command, "commands", {}).get(words[0])):
            command, words = found, words[1:]
        assert command is not commands, line
        command.make_context("flask", words)


def test_compose_has_keys_that_compose_knows():
    text = (DEPLOY / "compose.yaml").read_text()
    for indent, key in re.findall(r"^( *)([\w<-]+):", text, re.M):
        assert key in KNOWN[len(indent)], key
    assert all(len(indent) % 2 == 0 for indent in re.findall(r"^( *)\S", text, re.M))
    assert (ROOT / re.findall(r"dockerfile: (\S+)", text)[0]).exists()


def test_what_the_image_copies_is_there_and_all_there_is():
    text = (DEPLOY / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (\S+)", text, re.M)
    assert all((ROOT / name).exists() for name in copied)
    assert {name for name in copied if (ROOT / name).suffix != ".txt"} == {"wsgi.py", "bot", "storage", "locales"}
    shown = re.findall(r"^!(\S+)", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.M)
    assert sorted(shown) == sorted(copied)


def test_supervisors_wait_longer_than_we_take():
    waits = [int(word) for path in FILES for word in re.findall(r"(?:TimeoutStopSec=|stop_grace_period: )(\d+)", path.read_text())]
    assert len(waits) == 3
    assert min(waits) > STOP


def test_alerts_ask_for_what_is_counted(tmp_path: Path, sqlite: str):
    house = create_app(SETTINGS.model_copy(update={"database_url": sqlite})).extensions["house"]
    there = {family.name for registry in (metrics.HERE, metrics.Now(lambda: house.database, tmp_path, Clock()))
             for family in registry.collect()}
    asked = set(re.findall(r"bpu_\w+", (DEPLOY / "alerts.yaml").read_text()))
    assert len(asked) > 6
    assert {re.sub(r"_(total|bucket)$", "", name) for name in asked} <= there


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
def test_systemd_knows_these_units(tmp_path: Path):
    units = []
    for path in DEPLOY.glob("bpu-*"):
        here = path.read_text().replace("/srv/bpu/.venv/bin", str(Path(sys.executable).parent))
        units.append(tmp_path / path.name.replace("@", "@1"))
        units[-1].write_text(here)
    found = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    ours = [line for line in found.stderr.splitlines() if "bpu-" in line]
    assert (found.returncode, ours) == (0, [])
