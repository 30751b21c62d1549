"""Secrets stay where they were set: in no list of processes, no log, no page, while the real commands run and everything goes wrong."""
from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors.test_waits import ROOT, free_port
from tests.standins.bot_api import TOKEN, BotApi, Fault

KEYS = {name: base64.b64encode(name.encode().ljust(32, b"!")).decode() for name in ("data keys", "index key")}
SECRETS = {
    "SECRET_KEY": "a-very-secret-key-of-sessions", "DATA_KEYS": f"1:{KEYS['data keys']}", "INDEX_KEY": KEYS["index key"],
    "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": "", "DATABASE_URL": "",
    "TWILIO_AUTH_TOKEN": "twilio-token-0123456789abcdef", "OPENID_CLIENT_SECRET": "openid-secret-0123456789abcdef"}
SEARCHED = [*filter(None, SECRETS.values()), *KEYS.values(), TOKEN.partition(":")[2], "sandi-basis-data"]
NOBODY = "http://127.0.0.1:9"       # where nobody listens
ELSEWHERE = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_WHATSAPP_FROM": "+6281200000999", "OPENID_ISSUER": NOBODY,
             "OPENID_CLIENT_ID": "meja-petugas"}


def found(text: str) -> list[str]:
    return [secret for secret in SEARCHED if secret in text]


def processes() -> str:
    """The command lines of all that runs."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):      # it has just ended
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return "\n".join(lines)


@pytest.fixture(params=["sqlite", "nowhere"])
def env(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Every secret is set; Telegram answers, Twilio can't be reached, and where it says so the database can't either."""
    urls = {"sqlite": f"sqlite:///{tmp_path}/bot.db", "nowhere": "postgresql+psycopg://bot:sandi-basis-data@127.0.0.1:9/bot"}
    with BotApi(faults=deque([Fault(status=500, method="getUpdates"), Fault(status=401, method="getWebhookInfo")])) as api:
        yield {**os.environ, **SECRETS, **ELSEWHERE, "DATABASE_URL": urls[request.param], "TELEGRAM_API_URL": api.url,
               "TWILIO_API_URL": NOBODY, "PUBLIC_URL": "https://bot.example.id"}


@contextlib.contextmanager
def running(env: dict[str, str], *args: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-m", "flask", *args], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.stdout.close()      # type: ignore[union-attr]


def test_the_search_finds():
    assert found(f"token={SECRETS['TWILIO_AUTH_TOKEN']}") == [SECRETS["TWILIO_AUTH_TOKEN"]]
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)", "a-secret-in-the-open"]) as process:
        until = time.monotonic() + 10
        while "a-secret-in-the-open" not in processes():      # it is begun before its words are there to be read
            assert time.monotonic() < until
        process.kill()


@pytest.mark.parametrize("command", [("check",), ("tick",), ("whatsapp", "content", "sync")])
def test_a_command(env, command):
    with running(env, *command) as process:
        seen = []
        while process.poll() is None:
            seen.append(processes())
            time.sleep(0.2)
        said = process.communicate()[0]
    assert len(said) > 10
    assert found(said) == []
    assert found("\n".join(seen)) == []


def test_the_server_with_everything_wrong(env):
    """Pages are asked for, messages are posted, Telegram is polled in vain."""
    port = free_port()
    with running(env, "serve", "--port", str(port)) as process:
        pages, seen, ready = [], "", time.monotonic() + 20
        while time.monotonic() < ready and process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
                break
            time.sleep(0.2)
        if process.poll() is None:
            pages = [*asked(port)]
            time.sleep(1)
            seen = processes()
            process.terminate()
        said = process.communicate(timeout=30)[0]
    assert found(said) == []
    assert found("\n".join(pages)) == []
    assert found(seen) == []
    if "sqlite" in env["DATABASE_URL"]:
        assert "updates could not be taken" in said
        assert len(pages) > 5


def asked(port: int) -> Iterator[str]:
    here = f"http://127.0.0.1:{port}"
    body = b'{"id": "12345678", "text": "bang mau daftar"}'
    json, form = {"Content-Type": "application/json"}, {"Content-Type": "application/x-www-form-urlencoded"}
    for request in (
            urllib.request.Request(f"{here}/"), urllib.request.Request(f"{here}/nothing"),
            urllib.request.Request(f"{here}/messages", body, json),
            urllib.request.Request(f"{here}/webhooks/telegram", b"{}", {**json, "X-Telegram-Bot-Api-Secret-Token": "x"}),
            urllib.request.Request(f"{here}/webhooks/whatsapp", b"From=x", {**form, "X-Twilio-Signature": "x"}),
            urllib.request.Request(f"{here}/staff/sign-in", b"login=x", form),
            urllib.request.Request(f"{here}/staff/openid"), urllib.request.Request(f"{here}/messages", b"{", json)):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                yield f"{answer.headers}\n{answer.read().decode()}"
        except urllib.error.HTTPError as error:
            yield f"{error.headers}\n{error.read().decode()}"
