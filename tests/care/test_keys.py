"""Keys are changed by two commands and a restart, and the look-ups stay as they were."""
from __future__ import annotations

from bot.spool import Spool
from storage import Vault, rotation
from storage.vault import read_key, read_keys
from tests.shell.phone import KEY, SETTINGS

INDEX = read_key(KEY)


def test_a_new_key_stands_behind_the_others(lived, flask):
    said = flask(lived.database.url, "keys", "new").output.strip()
    name, _equals, keys = said.partition("=")
    assert name == "DATA_KEYS"
    assert list(read_keys(keys)) == [1, 2]
    assert keys.startswith(SETTINGS.data_keys.get_secret_value() + ",2:")


def test_with_the_new_key_in_front_everything_is_sealed_anew(lived, flask):
    first, second = flask(lived.database.url, "keys", "new").output.strip().partition("=")[2].split(",")
    said = flask(lived.database.url, "keys", "rotate", data_keys=f"{second},{first}")
    assert said.exit_code == 0, said.output
    assert "nothing here needs a key but 2" in said.output
    listed = flask(lived.database.url, "enrolments", "list", data_keys=second)
    assert listed.exit_code == 0, listed.output
    assert "3273********9901" in listed.output
    assert not rotation.old_keys(lived.database, Vault(read_keys(second), INDEX))


def test_what_waits_in_the_spool_is_sealed_anew_too(tmp_path):
    old, both, new = (Vault(read_keys(keys), INDEX) for keys in (f"1:{KEY}", f"2:{KEY[::-1][1:]}=,1:{KEY}", f"2:{KEY[::-1][1:]}="))
    Spool(tmp_path, old).keep({"Body": "halo"})
    Spool(tmp_path, both).reseal()
    heard: list[dict[str, str]] = []
    Spool(tmp_path, new).replay(heard.append)
    assert heard == [{"Body": "halo"}]
    assert list(tmp_path.iterdir()) == []
