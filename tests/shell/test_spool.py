"""What came while the database was away is heard afterwards, once and in order, and can't be read on disk."""
from __future__ import annotations

import resource

import pytest

from bot.spool import Spool
from storage import Away
from tests.keys import VAULT


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool", VAULT)


def test_all_is_heard_in_order_and_then_gone(spool):
    for n in range(5):
        spool.keep({"Body": str(n)})
    heard: list[dict[str, str]] = []
    assert spool.replay(heard.append) == 5
    assert [params["Body"] for params in heard] == list("01234")
    assert spool.replay(heard.append) == 0


def test_while_the_database_stays_away_nothing_is_lost(spool):
    def away(params: dict[str, str]) -> None:
        if params["Body"] == "1":
            raise Away

    for n in range(3):
        spool.keep({"Body": str(n)})
    assert spool.replay(away) == 1
    heard: list[dict[str, str]] = []
    assert spool.replay(heard.append) == 2
    assert [params["Body"] for params in heard] == ["1", "2"]


def test_one_that_cannot_be_heard_keeps_no_other_waiting(spool, tmp_path, caplog):
    spool.keep({"Body": "0"})
    next((tmp_path / "spool").glob("*.sealed")).write_bytes(b"damaged")
    spool.keep({"Body": "1"})
    heard: list[dict[str, str]] = []
    assert spool.replay(heard.append) == 1
    assert heard == [{"Body": "1"}]
    assert "set aside" in caplog.text
    assert list((tmp_path / "spool").glob("*.refused"))


def test_nothing_can_be_read_on_disk(spool, tmp_path):
    spool.keep({"Body": "nik saya 3273016501859901", "From": "whatsapp:+6281200000123"})
    (path,) = (tmp_path / "spool").iterdir()
    assert b"3273" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_on_a_full_disk_nothing_stays_behind(spool, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            spool.keep({"Body": "halo"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not [*(tmp_path / "spool").iterdir()]
