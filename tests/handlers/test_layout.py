"""A bubble on channels that can do more and less."""
from __future__ import annotations

import pytest

from bot.engine.messages import Bubble, Button
from bot.handlers.layout import Abilities, Laid, layout

PHONE = Abilities(buttons=3, button=20, rows=10, row=24, text=1600, body=1024)
PAPER = Abilities(buttons=0, button=0, rows=0, row=0, text=1600)


def choices(count: int, label: str = "Pilihan") -> tuple[Button, ...]:
    return tuple(Button(f"c{n}", f"{label} {n}") for n in range(1, count + 1))


THREE, FOUR, ELEVEN = choices(3), choices(4), choices(11)
ROWS = choices(2, "x" * 22)     # 24 characters: too long for a button, just right for a row
LINES = choices(2, "x" * 23)
TWINS = (Button("1", "Siti"), Button("2", "Siti "))


@pytest.mark.parametrize(("bubble", "abilities", "laid"), [
    (Bubble("Halo."), PHONE, Laid("Halo.")),
    (Bubble("Mana?", ("Dicatat.", "Terima kasih.")), PHONE, Laid("Dicatat.\nTerima kasih.\nMana?")),
    (Bubble("Mana?", choices=THREE), PHONE, Laid("Mana?", buttons=THREE)),
    (Bubble("Mana?", choices=FOUR), PHONE, Laid("Mana?", rows=FOUR)),
    (Bubble("Mana?", choices=ROWS), PHONE, Laid("Mana?", rows=ROWS)),
    (Bubble("Mana?", choices=LINES), PHONE, Laid(f"Mana?\n1. {LINES[0].label}\n2. {LINES[1].label}")),
    (Bubble("Mana?", choices=TWINS), PHONE, Laid("Mana?\n1. Siti\n2. Siti ")),
    (Bubble("Mana?", choices=ELEVEN), PHONE, Laid("\n".join(["Mana?", *(f"{n}. Pilihan {n}" for n in range(1, 12))]))),
    (Bubble("Berapa?", choices=ELEVEN[:2], numbered=False), PAPER, Laid("Berapa?\n- Pilihan 1\n- Pilihan 2")),
    (Bubble("x" * 1024, choices=THREE[:1]), PHONE, Laid("x" * 1024, buttons=THREE[:1])),
    (Bubble("x" * 1025, choices=THREE[:1]), PHONE, Laid("x" * 1025 + "\n1. Pilihan 1")),
    (Bubble("x" * 1600), PHONE, Laid("x" * 1600)),
])
def test_a_bubble_is_laid_out(bubble, abilities, laid):
    assert layout(bubble, abilities) == laid


@pytest.mark.parametrize("bubble", [Bubble(), Bubble(" "), Bubble("x" * 1601), Bubble("x" * 1600, choices=THREE)])
def test_what_no_message_can_hold(bubble):
    with pytest.raises(ValueError, match=r"\d+ characters; 1 to 1600 are shown"):
        layout(bubble, PHONE)
