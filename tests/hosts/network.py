"""A switch with hosts behind it, in the kernel of this machine: a host can be cut off as if its cable were pulled."""
from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import randrange
from string import ascii_lowercase

LETTERS = cycle(ascii_lowercase)        # what is taken away is there for a little longer
NEW_NETWORK = 0x40000000        # CLONE_NEWNET


def impossible() -> str:
    """Why there can be no such network here, or nothing."""
    if os.geteuid():
        return "network namespaces take root"
    if not shutil.which("ip"):
        return "network namespaces take ip (Debian: iproute2)"
    try:
        with Network(1):
            return ""
    except subprocess.CalledProcessError as error:
        return f"network namespaces can't be made here: {error.stderr.decode().strip()}"


@dataclass
class Network:
    """A switch on which this process is the first, and so many hosts are."""

    hosts: int
    name: str = field(default_factory=lambda: f"h{os.getpid()}{next(LETTERS)}")
    net: str = field(default_factory=lambda: f"10.213.{randrange(1, 255)}")

    @property
    def ours(self) -> str:
        return f"{self.net}.1"

    def address(self, n: int) -> str:
        return f"{self.net}.{10 + n}"

    def __enter__(self) -> Network:
        try:
            _ip("link", "add", self.name, "type", "bridge")
            _ip("addr", "add", f"{self.ours}/24", "dev", self.name)
            _ip("link", "set", self.name, "up")
            for n in range(self.hosts):
                self._add(n)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        for n in range(self.hosts):
            _ip("netns", "del", self._space(n), check=False)
        _ip("link", "del", self.name, check=False)

    def cut(self, n: int) -> None:
        """Pull the cable: nobody hears that anything is wrong, nothing comes any more."""
        _ip("link", "set", self._port(n), "down")

    def mend(self, n: int) -> None:
        _ip("link", "set", self._port(n), "up")

    def path(self, n: int) -> Path:
        return Path("/run/netns", self._space(n))

    def _space(self, n: int) -> str:
        return f"{self.name}n{n}"

    def _port(self, n: int) -> str:
        return f"{self.name}p{n}"

    def _add(self, n: int) -> None:
        space, inside = self._space(n), ("-n", self._space(n))
        _ip("netns", "add", space)
        _ip("link", "add", self._port(n), "type", "veth", "peer", "name", "eth0", "netns", space)
        _ip("link", "set", self._port(n), "master", self.name, "up")
        _ip(*inside, "addr", "add", f"{self.address(n)}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            _ip(*inside, "link", "set", device, "up")


def move(space: Path) -> None:
    """Be on another host from now on."""
    with space.open() as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "setns")


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=True)
