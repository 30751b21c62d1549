"""The commands, as operators and programs call them."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result

from bot import commands
from bot.app import create_app
from tests.shell.phone import ANSWERS, HELLO, KEY, PRICE, SCRIPT, SETTINGS

ROOT = Path(__file__).parent.parent.parent
AT = ("--at", "2026-11-20T10:00")


@pytest.fixture
def run(app):
    """Call `flask ...`; lines are what is typed."""
    def run(*args, lines=()):
        return app.test_cli_runner().invoke(args=args, input="".join(f"{line}\n" for line in lines))
    yield run
    app.extensions["house"].database.close()


def test_chat_registers(run):
    said = run("chat", "--as", "ani", *AT, lines=SCRIPT)
    assert said.exit_code == 0
    assert PRICE in said.output
    (row,) = json.loads(run("enrolments", "list", "--json").output)
    assert (row["kind"], row["status"], row["nik"]) == ("registration", "submitted", "3273********9901")
    assert (row["programs"], row["months"], row["funds"]) == (2, 3, "self")
    assert row["number"] in said.output
    assert datetime.fromisoformat(row["created_at"]) == datetime.fromisoformat("2026-11-20T10:00+07:00")


def test_chat_with_json_is_a_line_for_a_line(run):
    lines = [json.loads(line) for line in run("chat", "--json", *AT, lines=(HELLO, "", "setuju", "petugas")).output.splitlines()]
    assert len(lines) == 4
    assert [choice["id"] for choice in lines[0]["says"][0]["choices"]] == ["yes", "no", "about privacy"]
    assert {*lines[0]["says"][0]} == {"text", "choices"}
    assert all({*line} == {"says", "effects"} and line["says"] for line in lines)
    assert [line["effects"] for line in lines] == [[], [], ["Agreed"], ["OpenCase"]]


def test_a_server_shares_no_connection_with_its_worker(run, app, monkeypatch):
    class Forks:
        def __init__(self, *_bound):
            assert app.extensions["house"].database.engine.pool.checkedin() == 0

        def run(self):
            """What is open by now, the worker has too."""

    monkeypatch.setattr(commands, "Server", Forks)
    assert run("serve").exit_code == 0


def test_chat_goes_on_across_runs(run):
    for text in SCRIPT:
        said = run("chat", "--as", "ani", *AT, lines=(text,))
    assert "Nomor tanda terima" in said.output


def test_chat_without_a_name_begins_anew(run):
    run("chat", lines=(HELLO, "setuju"))
    assert "NIK di KTP" not in run("chat", lines=(HELLO,)).output


def test_chat_begins_in_a_language(run):
    assert "Do you agree?" in run("chat", "--language", "en", lines=(HELLO,)).output


def test_chat_hears_what_is_no_text(run):
    assert run("chat", "--json", lines=("🙏", "\0", "x" * 5000)).output.count('"says": [{') == 3


@pytest.mark.parametrize("args", [("--at", "tomorrow"), ("--language", "jv"), ("--loud",)])
def test_chat_with_bad_arguments(ask, args):
    assert_refused(ask("chat", *args))


def assert_refused(said: Result) -> None:
    """Exit 2, and one line that says what is wrong."""
    assert said.exit_code == 2
    assert len(said.stderr.splitlines()) == 1
    assert said.stderr.startswith("Error: ")
    assert "Traceback" not in said.output


@pytest.fixture(scope="module")
def ask():
    """Call a command that needs no database."""
    runner = create_app(SETTINGS.model_copy(update={"database_url": "sqlite:////nowhere/bot.db"})).test_cli_runner()
    return lambda *args: runner.invoke(args=args)


QUOTE = ("quote", "--income", "1000000", "--programs", "2", "--months", "3", "--from", "2026-11")


def test_quote_of_a_trader(ask):
    price = json.loads(ask(*QUOTE, "--work", "pedagang", "--json").output)
    assert price["total"] == 33600
    assert [month["month"] for month in price["months"]] == ["2026-11", "2026-12", "2027-01"]
    assert price["total"] == sum(month["total"] for month in price["months"])
    assert all(month["jkk"] + month["jkm"] + month["jht"] == month["total"] for month in price["months"])
    assert [month["relief"] for month in price["months"]] == [8400, 8400, 0]
    assert price["sources"]


def test_quote_of_an_ojek_driver(ask):
    price = json.loads(ask(*QUOTE, "--work", "ojek", "--json").output)
    assert price["total"] == 25200


def test_quote_in_words(ask):
    said = ask(*QUOTE, "--work", "pedagang")
    assert said.exit_code == 0
    assert "total" in said.output


def test_public_money_has_no_relief(ask):
    mine, public = (json.loads(ask(*QUOTE, "--work", "pedagang", "--payer", payer, "--json").output) for payer in ("self", "apbd"))
    assert mine["total"] < public["total"]
    assert public["months"][0]["relief"] == 0


@pytest.mark.parametrize("work", ["nelayan", "petani", "pedagang", "ojek", "art"])
def test_quote_knows_the_promised_codes(ask, work):
    assert ask(*QUOTE, "--work", work).exit_code == 0
    assert work in ask("quote", "--help").output


@pytest.mark.parametrize("args", [
    ("--income", "-1"), ("--income", "banyak"), ("--income", "1.5"), ("--programs", "1"), ("--programs", "4"), ("--months", "0"),
    ("--months", "13"), ("--from", "1999-01"), ("--from", "2026-13"), ("--from", "soon"), ("--work", "direktur"), ("--payer", "uncle"),
    ("--frm", "2026-11")])
def test_quote_with_bad_arguments(ask, args):
    assert_refused(ask(*QUOTE, "--work", "pedagang", *args))


def test_quote_lacks_something(ask):
    assert_refused(ask("quote", "--income", "1000000"))


def test_cases(run):
    assert json.loads(run("cases", "list", "--json").output) == []
    run("chat", lines=("petugas",))
    run("chat", lines=("barusan kecelakaan di jalan, tolong",))
    urgent, asked = json.loads(run("cases", "list", "--json").output)
    assert (urgent["reason"], urgent["urgent"]) == ("accident", True)
    assert (asked["reason"], asked["urgent"], asked["status"], asked["age_minutes"]) == ("asked", False, "waiting", 0)
    assert "2 in all." in run("cases", "list").output


def test_questions(run):
    run("chat", lines=("kenapa langit warnanya biru ya bang", "mau daftar"))
    (asked,) = json.loads(run("questions", "list", "--json").output)
    assert asked["text"] == "kenapa l***** warnanya biru ya bang"
    assert "1 in all." in run("questions", "list").output


def test_tick(run, app):
    run("chat", "--as", "ani", *AT, lines=(HELLO, ANSWERS["nik"]))
    app.extensions["house"].clock = lambda: datetime.fromisoformat("2026-11-21T10:01+07:00")
    assert [run("tick").output for _round in range(2)] == ["1 due, 0 messages\n", "0 due, 0 messages\n"]


@pytest.mark.parametrize("command", [("db", "upgrade"), ("enrolments", "list"), ("cases", "list"), ("questions", "list"), ("tick",)])
def test_a_command_works_on_an_empty_database(run, command):
    said = run(*command)
    assert said.exit_code == 0
    assert said.output


def test_check_says_nothing_is_wrong(ask):
    assert ask("check").output == "Nothing is wrong.\n"


@pytest.mark.parametrize("group", [(), ("enrolments",), ("cases",), ("questions",), ("db",)])
def test_help(ask, group):
    assert ask(*group, "--help").exit_code == 0


@pytest.fixture
def flask(tmp_path):
    """Start a real `flask ...`."""
    def flask(*args: str) -> subprocess.Popen[str]:
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'bot.db'}", "DATA_KEYS": f"1:{KEY}", "INDEX_KEY": KEY,
               "SECRET_KEY": SETTINGS.secret_key.get_secret_value()}
        return subprocess.Popen([sys.executable, "-m", "flask", *args], cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
    return flask


def test_a_killed_chat_goes_on_where_it_was(flask):
    asked = []
    for lines in (SCRIPT[:6], SCRIPT[6:]):
        process = flask("chat", "--as", "ani", "--json", *AT)
        for line in lines:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            asked.append(json.loads(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert asked[-1]["effects"] == ["Agreed", "Enrol"]
    listed, errors = flask("enrolments", "list", "--json").communicate()
    assert len(json.loads(listed)) == 1, errors


def test_a_real_command_refuses_in_one_line(flask):
    process = flask("quote", "--income", "many", "--work", "pedagang")
    output, errors = process.communicate()
    assert (process.returncode, output) == (2, "")
    assert errors.splitlines()[-1].startswith("Error: ")


def test_chat_hears_bytes_that_are_no_text(flask):
    process = flask("chat", "--json")
    process.stdin.buffer.write(b"halo\xff\xf0\x9f\n")
    output, errors = process.communicate()
    assert json.loads(output)["says"], errors
