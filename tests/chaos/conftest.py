"""A folder in memory for every storm."""
from tests.shell.conftest import scratch

__all__ = ["scratch"]
