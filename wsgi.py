"""The door for web servers, and for `flask`."""
import sys

from bot.app import create_app
from bot.settings import Settings, WrongSettings

try:
    app = create_app(Settings.from_environ())
except WrongSettings as wrong:
    sys.exit(f"The settings are not right:\n{wrong}")
