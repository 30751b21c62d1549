"""What is wrong with the settings is said in a sentence; secrets are made once, and shown to nobody."""
from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, WrongSettings

ROOT = Path(__file__).parent.parent.parent
KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """An empty folder, and no settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr("bot.settings.INSTANCE", Path("instance"))


WRONG = [
    ("DATABASE_URL", "mysql://root@db/bot", "postgresql+psycopg://"),
    ("DATABASE_URL", "postgresql://bot@db/bot", "postgresql+psycopg://"),
    ("TIMEZONE", "Mars/Olympus", "Asia/Jakarta"),
    ("TIMEZONE", "../etc/passwd", "Asia/Jakarta"),
    ("DATA_KEYS", KEY, "NUMBER:BASE64"),
    ("DATA_KEYS", "1:short", "base64"),
    ("DATA_KEYS", f"300:{KEY}", "0 to 255"),
    ("INDEX_KEY", "c2hvcnQ=", "32 bytes"),
    ("WEB_IDLE_MINUTES", "soon", "integer"),
    ("TRUSTED_PROXIES", "10", "9"),
    ("OFFICE_HOURS", "besok", "like Senin-Jumat"),
    ("OPENID_ISSUER", "http://login.example.id", "https://login.example.id/realms/kantor"),
    ("OPENID_ISSUER", "https://login.example.id/?x=1", "https://login.example.id/realms/kantor"),
    ("MESSAGES_A_MINUTE", "0", "1"),
]


@pytest.mark.parametrize(("name", "value", "says"), WRONG)
def test_what_is_wrong_is_one_sentence(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        Settings.from_environ()
    (line,) = str(wrong.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert says in line
    assert not name.endswith(("KEY", "KEYS")) or value not in line        # a key is shown to nobody


@pytest.mark.parametrize(("name", "value", "says"), [
    ("OPENID_ISSUER", "https://login.example.id", "Single sign-on needs OPENID_CLIENT_ID, OPENID_CLIENT_SECRET too"),
    ("TWILIO_AUTH_TOKEN", "x", "WhatsApp needs TWILIO_ACCOUNT_SID, TWILIO_WHATSAPP_FROM too")])
def test_what_goes_together_is_missed_together(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings, match=says):
        Settings.from_environ()


def test_every_wrong_setting_has_its_line(monkeypatch):
    monkeypatch.setenv("TIMEZONE", "Mars")
    monkeypatch.setenv("INDEX_KEY", "?")
    with pytest.raises(WrongSettings) as wrong:
        Settings.from_environ()
    assert [line.split(":")[0] for line in str(wrong.value).splitlines()] == ["INDEX_KEY", "TIMEZONE"]


def test_flask_says_it_and_stops():
    env = {**os.environ, "TIMEZONE": "Mars", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", "import wsgi"], env=env, capture_output=True, text=True)
    assert run.returncode == 1
    assert "Asia/Jakarta" in run.stderr
    assert "Traceback" not in run.stderr


def test_secrets_are_made_once_for_their_owner_only():
    first = Settings.from_environ()
    kept = Path("instance/secrets.env")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert Settings.from_environ() == first
    assert first.data_keys.get_secret_value() in kept.read_text()
    assert first.database_url == f"sqlite:///{Path('instance/bot.db').absolute()}"


def test_a_setting_goes_before_a_kept_secret(monkeypatch):
    Settings.from_environ()
    monkeypatch.setenv("DATA_KEYS", f"7:{KEY}")
    assert Settings.from_environ().data_keys.get_secret_value() == f"7:{KEY}"


@pytest.mark.parametrize("damage", ["", "SECRET_KEY=x\n", "\0\0", "SECRET_KEY=x\nDATA_KEYS=1:x\nINDEX_KEY=x\n", "SECRET_KEY=\nDATA_KEYS="])
def test_a_damaged_file_of_secrets_is_said_and_left_alone(damage):
    Settings.from_environ()
    kept = Path("instance/secrets.env")
    kept.write_text(damage)
    with pytest.raises(WrongSettings, match=r"secrets\.env"):
        Settings.from_environ()
    assert kept.read_text() == damage


def test_a_file_of_secrets_that_is_no_text():
    Settings.from_environ()
    Path("instance/secrets.env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WrongSettings, match=r"secrets\.env"):
        Settings.from_environ()


def test_secrets_that_two_processes_make_at_once():
    make = [sys.executable, "-c", "from bot.settings import Settings as S; print(S.from_environ().index_key.get_secret_value())"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen(make, env=env, stdout=subprocess.PIPE, text=True) for _process in range(3)]
    assert len({process.communicate()[0] for process in running}) == 1
    assert [path.name for path in Path("instance").iterdir()] == ["secrets.env"]


def test_a_folder_that_cannot_be_made(tmp_path):
    Path("instance").write_text("a file")
    with pytest.raises(WrongSettings, match="can't be used"):
        Settings.from_environ()


def test_secrets_are_not_shown():
    settings = Settings.from_environ()
    for shown in (repr(settings), str(settings), str(settings.model_dump()), repr(settings.vault().__dict__.keys())):
        for secret in (settings.secret_key, settings.data_keys, settings.index_key):
            assert secret.get_secret_value() not in shown
