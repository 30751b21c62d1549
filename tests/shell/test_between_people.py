"""Whoever asks about somebody learns nothing from what is done either: the same statements, in the same order, whoever it is about."""
from __future__ import annotations

import re

import pytest

from tests.shell.phone import Phone
from tests.shell.statements import watch

KNOWN, UNKNOWN = "3273012501859901", "3273012501859902"     # the first is a member's
SCRIPTS = {
    "status": ["cek status {nik}"],
    "status of a wife": ["istri saya nik {nik} sudah terdaftar belum?"],
    "registers with it": ["mau daftar", "setuju", "{nik}"],
    "comes back with it": ["aktifin lagi bpjs saya", "setuju", "{nik}", "2 tahun"],
    "pays for a helper": ["daftarkan asisten rumah tangga saya", "setuju", "Rina Wijaya", "1", "{nik}"],
    "has paid for it": ["saya sudah bayar untuk {nik}"],
    "wants it deleted": ["hapus data {nik}"],
    "asks for a person": ["petugas", "tolong cek {nik}"],
}


def work_of(url: str, who: str, texts: list[str]) -> tuple[list[str], list[str]]:
    """What somebody is told, and every statement that it takes."""
    phone, statements = Phone(url, who), list[str]()
    watch(phone.database, statements.append)
    said = [words for text in texts for words in phone.say(text)]
    phone.database.close()
    return said, statements


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_same_work_is_done_for_a_member_and_for_nobody(phone: Phone, name: str):
    phone.register()
    url = phone.database.url
    known, of_known = work_of(url, "budi", [text.format(nik=KNOWN) for text in SCRIPTS[name]])
    unknown, of_unknown = work_of(url, "cici", [text.format(nik=UNKNOWN) for text in SCRIPTS[name]])
    assert [re.sub("990[12]|0[12]$", "··", words) for words in known] == [re.sub("990[12]|0[12]$", "··", words) for words in unknown]
    assert of_known == of_unknown
    assert len(of_known) > 10
