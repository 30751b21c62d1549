"""Keys for tests: never those of anybody."""
from storage import Vault

VAULT = Vault({1: b"k" * 32}, b"i" * 32)
