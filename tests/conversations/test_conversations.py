"""Every file beside this one is a chat; the bot must answer it word for word, and store what it says, on both databases."""
import os
from pathlib import Path

import pytest

from tests.conversations.play import Play

CHATS = sorted(Path(__file__).parent.glob("**/*.txt"))


@pytest.mark.parametrize("chat", CHATS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_conversation(chat, database_url):
    played = Play(database_url).run(chat.read_text())
    if os.environ.get("WRITE"):         # after a look at the difference: git diff shows every changed word
        chat.write_text(played)
    assert played == chat.read_text()
