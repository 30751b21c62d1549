"""A file of sealed chunks: what was changed, cut short, lengthened or put in another order does not open."""
from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from storage.vault import Vault

MAGIC = b"bpu-chatbot backup 1\n"
SALT = 16
SIZE = 4        # bytes that say how long a sealed chunk is


class Unreadable(Exception):
    """The file can't be read, or not with these keys; its text says why."""


class Writer:
    """Seals chunk after chunk with the newest key."""

    def __init__(self, file: BinaryIO, vault: Vault) -> None:
        number, salt = vault.numbers[0], os.urandom(SALT)
        self._file, self._count, self._header = file, 0, MAGIC + bytes([number]) + salt
        self._cipher = vault.of_a_file(number, salt)
        file.write(self._header)

    def write(self, plain: bytes, *, last: bool = False) -> None:
        sealed = self._cipher.encrypt(_nonce(self._count, last), plain, self._header)
        self._file.write(len(sealed).to_bytes(SIZE) + sealed)
        self._count += 1


def chunks(file: BinaryIO, vault: Vault) -> Iterator[tuple[bytes, bool]]:
    """Open chunk after chunk, and say of each whether it is the last: only then is it known that nothing is missing."""
    file.seek(0)
    header, end = file.read(len(MAGIC) + 1 + SALT), os.fstat(file.fileno()).st_size
    if not header.startswith(MAGIC):
        raise Unreadable("This is no backup.")
    if len(header) < len(MAGIC) + 1 + SALT:
        raise Unreadable("The file is cut short.")
    number = header[len(MAGIC)]
    try:
        cipher = vault.of_a_file(number, header[-SALT:])
    except KeyError:
        raise Unreadable(f"The file is sealed with key {number}, which is not in DATA_KEYS.") from None
    count, last = 0, False
    while not last:
        sealed = file.read(min(int.from_bytes(file.read(SIZE)), end - file.tell()))     # a damaged length asks for no gigabytes
        last = file.tell() == end
        try:
            yield cipher.decrypt(_nonce(count, last), sealed, header), last
        except InvalidTag:
            other = f", or key {number} in DATA_KEYS is another one than it was sealed with" if not count else ""
            raise Unreadable(f"The file is damaged or cut short{other}.") from None
        count += 1


def _nonce(count: int, last: bool) -> bytes:
    """A chunk opens only in its place, and as the end only if it is the end."""
    return count.to_bytes(11) + bytes([last])
