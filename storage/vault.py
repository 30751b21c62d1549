"""Personal data at rest: sealed to its own row with numbered keys, and found by keyed hashes."""
from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Seals with the newest key and opens with any; a sealed value moved to another row does not open."""

    def __init__(self, keys: Mapping[int, bytes], index_key: bytes) -> None:
        """keys: number (0..255) -> 32 bytes, the newest first. index_key: 32 bytes, apart, so that rotation breaks no look-up."""
        self._keys = dict(keys)
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self.newest = next(iter(keys))
        self._keyed = hmac.new(index_key, digestmod=hashlib.sha256)

    def seal(self, plain: str, *place: str) -> bytes:
        """Encrypt for one place: table, column, row id."""
        nonce = os.urandom(12)
        sealed = self._ciphers[self.newest].encrypt(nonce, plain.encode(), _place(place))
        return bytes([self.newest]) + nonce + sealed

    def open(self, sealed: bytes, *place: str) -> str:
        """Decrypt; KeyError for a key that is not there, cryptography's InvalidTag for a wrong place or damage."""
        return self._ciphers[sealed[0]].decrypt(sealed[1:13], sealed[13:], _place(place)).decode()

    @property
    def numbers(self) -> list[int]:
        """The numbers of the keys, the newest first."""
        return list(self._keys)

    def of_a_file(self, number: int, salt: bytes) -> AESGCM:
        """A cipher for one file only, which may therefore count its nonces. KeyError for a key that is not there."""
        return AESGCM(HKDF(SHA256(), 32, salt, b"file").derive(self._keys[number]))

    def hash(self, kind: str, value: str) -> bytes:
        """The look-up hash (16 bytes) of a NIK, phone, receipt or address."""
        keyed = self._keyed.copy()      # in half the time of hmac.digest, which lets other threads go first
        keyed.update(f"{kind}:{value}".encode())
        return keyed.digest()[:16]


def _place(place: tuple[str, ...]) -> bytes:
    return "/".join(place).encode()


def read_keys(text: str) -> dict[int, bytes]:
    """Read `2:base64,1:base64`, the newest first; ValueError with a sentence."""
    keys = {}
    for part in text.split(","):
        number, _colon, key = part.strip().partition(":")
        if not number.isdigit() or int(number) > 255:
            raise ValueError("Each key is written NUMBER:BASE64, with a number from 0 to 255.")
        keys[int(number)] = read_key(key)
    return keys


def read_key(text: str) -> bytes:
    """Read one key of 32 bytes from base64; ValueError with a sentence."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        raise ValueError("A key is 32 bytes in base64.") from None
    if len(key) != 32:
        raise ValueError(f"A key has 32 bytes; this one has {len(key)}.")
    return key


def new_key() -> str:
    """Make a key, in base64."""
    return base64.b64encode(os.urandom(32)).decode()
