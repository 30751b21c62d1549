"""Somebody at the stall without a chat: the same talk, whose channel is an officer's page, and whose yes is spoken or signed."""
from __future__ import annotations

from functools import partial
from uuid import uuid4

from bot.casework import LEASE, By, Casework
from bot.engine import desk
from bot.engine.messages import Bubble, Heard, OpenCase, Tap
from bot.engine.state import State
from bot.visits import Visit
from storage import cases, messages, talks
from storage.records import How, Witness
from storage.talks import COUNTER, At

HERE = "desk"       # our account on this channel


class Counter:
    """What an officer does for who stands before them."""

    def __init__(self, casework: Casework) -> None:
        self.casework, self.conversation = casework, casework.conversation

    def begin(self, flow: str, by: By) -> str:
        """Begin a form for somebody who stands here, and give its case. Who it is they say after the consent, in the form."""
        shell, now = self.conversation, self.conversation.clock()
        with shell.database.begin() as connection:
            talk = talks.begin(connection, shell.vault, At(COUNTER, HERE, uuid4().hex), now, State(owner=by.login))
            case_id = cases.open_case(connection, shell.vault, talk, "", OpenCase("counter"), now)
            cases.claim(connection, talk.id, by.id, now + LEASE)
            visit = Visit(shell, connection, talk, now)
            visit.note(by.login, "began at the counter", flow, by.origin)
            visit.do(lambda world: desk.witness(talk.state, world, Heard(tap=Tap("", f"new {flow}"))))
        return case_id

    def hear(self, talk_id: str, tap: Tap, how: How, by: By) -> bool:
        """Write down what was said or signed after the page had asked; False, and asked anew, if that is no longer what is asked."""
        with self.casework.mine(talk_id, by) as visit:
            if visit.talk.at.channel != COUNTER:
                raise ValueError("who has a chat answers there")
            cases.keep(visit.connection, talk_id, by.id, visit.now + LEASE)
            asks, seen = partial(desk.witness, visit.talk.state), messages.so_far(visit.connection, visit.talk, "").seen
            if {tap.stamp} != {seen.stamp, *(say.stamp for say in visit.look(asks).says)}:
                visit.do(asks)
                return False
            self._take(visit, tap, seen, Witness(by.id, by.login, by.origin, how))
            return True

    def _take(self, visit: Visit, tap: Tap, seen: messages.Seen, witness: Witness) -> None:
        shell, state = self.conversation, visit.talk.state
        said = Bubble(messages.label(visit.connection, shell.vault, visit.talk, *tap), choice="/".join(tap))
        came = messages.came(shell.vault, visit.talk, uuid4().hex, said, seen, state.front, visit.now,
                             visit.now + shell.keeping.messages, kind=witness.how)
        heard = Heard(tap=tap, after=seen.stamp)
        visit.do(lambda world: desk.witness(state, world, heard, witness.how), came=came, seen=seen, witness=witness)
