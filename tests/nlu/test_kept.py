"""What was learnt is kept under the hash of what it was learnt from."""
from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import pytest

from bot.nlu import kept as room
from bot.nlu.kept import kept


@pytest.fixture
def made():
    """Count how often something had to be learnt."""
    return Mock(side_effect=lambda: {"pieces": np.array(["a", "é"]), "weights": np.array([[1.0, 2.0]])})


def test_it_is_learnt_once(made, tmp_path):
    first, again = kept(made, tmp_path), kept(made, tmp_path)
    assert made.call_count == 1
    assert again["pieces"].tolist() == first["pieces"].tolist() == ["a", "é"]
    assert (again["weights"] == first["weights"]).all()


@pytest.mark.parametrize("left", [b"", b"PK\x03\x04 half a file", b"\x80\x04 a pickle"])
def test_a_broken_file_is_learnt_again(made, tmp_path, left):
    kept(made, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(left)
    kept(made, tmp_path)
    kept(made, tmp_path)
    assert made.call_count == 2


def test_other_phrases_are_learnt_anew_and_the_old_file_goes(made, tmp_path, monkeypatch):
    kept(made, tmp_path)
    monkeypatch.setattr(room, "_hash", lambda: "other")
    kept(made, tmp_path)
    assert made.call_count == 2
    assert [file.name for file in tmp_path.iterdir()] == ["understanding-other.npz"]


def test_a_folder_that_cant_be_written_stops_nobody(made, tmp_path):
    (tmp_path / "file").write_text("")
    assert kept(made, tmp_path / "file" / "folder")["pieces"].tolist() == ["a", "é"]


def test_a_pickle_is_never_read(tmp_path, made):
    np.savez(tmp_path / room.NAME.format(room._hash()), pieces=np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert kept(made, tmp_path)["pieces"].tolist() == ["a", "é"]
