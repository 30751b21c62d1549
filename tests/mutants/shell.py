"""What the tests of the shell notice: (what is broken, file, code, broken code)."""
TESTS = "tests/shell"
ALL_KILL = False        # each break is noticed by many

MUTANTS = [
    # exactly once
    ("a repeat is heard again", "storage/messages.py",
     "connection.execute(once.returning(message.c.id), row).scalar()", "(connection.execute(once, row), id)[1]"),
    ("a repeat is stored again", "bot/conversation.py", "if not given:", "if given == 0:"),
    ("echoes are not known", "bot/conversation.py", "inbound.media, seen.stamp, echo)", "inbound.media, seen.stamp, False)"),
    ("other words are echoes", "storage/messages.py",
     'message.c.way == "in", message.c.words == words_hash(vault, body))', 'message.c.way == "in")'),
    ("queued is shown", "storage/messages.py", ', message.c.status.in_(ACCEPTED)]', "]"),
    ("a lost race is the end", "bot/conversation.py", "TRIES = 8 ", "TRIES = 1 "),
    ("a race is not noticed", "storage/talks.py", "if written.rowcount != 1:", "if written.rowcount > 1:"),
    ("two statements, two transactions", "bot/conversation.py",
     "after = self._turn(connection,", "connection.commit()\n        after = self._turn(connection,"),
    ("effects are committed apart", "bot/conversation.py", "saved = talks.save(", "connection.commit()\n        saved = talks.save("),

    # what binds
    ("a proof names no question", "storage/records.py", 'message.c.kind == "prompt")', 'message.c.kind == "none")'),
    ("a yes without a proof", "bot/effects.py",
     "    records.prove(scene.connection, scene.talk, effect, scene.language, scene.given, scene.seen.seq, scene.now)\n", ""),
    ("the chain has gaps", "storage/audit.py", '"seq": seq + 1, "who"', '"seq": seq + 2, "who"'),
    ("the chain starts anew", "storage/audit.py", "or (0, FIRST)\n    entry", "or (0, FIRST)\n    before = FIRST\n    entry"),

    # the sender
    ("a lease is for ever", "storage/outbox.py", "LEASE = timedelta(seconds=60)", "LEASE = timedelta(days=60)"),
    ("a lease keeps nobody out", "storage/outbox.py", "return bool(taken.rowcount)", "return True"),
    ("a lease is not given back", "bot/outbox.py", "outbox.release(connection, address_id, self.name)", "pass"),
    ("a lease is not kept up", "storage/outbox.py", "address.c.leased_by == sender)\n    taken", "sa.false())\n    taken"),
    ("a lost lease is no hindrance", "bot/outbox.py", "if not outbox.lease(connection, address_id, self.name, now):",
     "if outbox.lease(connection, address_id, self.name, now) is None:"),
    ("marked before it is sent", "bot/outbox.py", "        try:\n            provider_id = self._send(",
     "        with self.database.begin() as connection:\n            outbox.mark(connection, message.id, now)\n"
     "        try:\n            provider_id = self._send("),
    ("a fault stops the sender", "bot/outbox.py", "except Exception:       # a fault", "except ZeroDivisionError:       # a fault"),
    ("an older prompt is sent too", "storage/outbox.py", "keep = prompts[-1:] if owner", "keep = prompts if owner"),
    ("what was told is lost", "storage/outbox.py", "if told and (last :=", "if not told and (last :="),
    ("the bot talks over the officer", "storage/outbox.py", 'if owner == "bot" else []', "if owner else []"),
    ("notices are voided with prompts", "storage/outbox.py", 'if row["kind"] == "prompt"]', 'if row["kind"] != "staff"]'),
    ("newest first", "storage/outbox.py", "message.c.status.in_(GOING)).order_by(message.c.seq)",
     "message.c.status.in_(GOING)).order_by(message.c.seq.desc())"),

    # what follows from a refusal
    ("what waits is tried at once", "storage/outbox.py", "address.c.waits_until <= now)", "address.c.waits_until > now, sa.true())"),
    ("the provider's time is not kept", "bot/outbox.py", "= now + timedelta(seconds=unsent.after)", "= now"),
    ("a lost answer is sent again at once", "bot/outbox.py", "now + UNKNOWN, message.id", "now, message.id"),
    ("a lost answer is never sent again", "bot/outbox.py", 'case "unknown" if message.status != "unknown":', 'case "unknown" if False:'),
    ("a lost answer is not looked up", "bot/outbox.py", "if message.status == \"unknown\" and isinstance", "if False and isinstance"),
    ("a closed window loses the news", "bot/outbox.py", '"voided" if message.kind == "prompt" else "parked"', '"voided"'),
    ("a closed window is not known beforehand", "bot/outbox.py", "if isinstance(channel, Windowed) and not", "if 0 and not"),
    ("people are invited again and again", "bot/outbox.py", "and not to.invited", ""),
    ("parked for ever", "storage/outbox.py", '"parked"), {"status": "queued"})', '"parked"), {"status": "parked"})'),
    ("a halted channel goes on", "bot/outbox.py", "self._halted[to.channel] = now + HALT", "pass"),
    ("a blocked person is written to", "storage/outbox.py", 'message.c.status.in_((*GOING, "parked")))', "sa.false())"),
    ("a late report takes a status back", "storage/outbox.py", "if not row or RANK.get(row.status, 9) >= RANK.get(status, 0):",
     "if not row:"),
    ("given back for ever", "storage/outbox.py", "and row.tries < TRIES", "and row.tries >= 0"),
    ("nobody is paced", "bot/paces.py", "bucket.take()", "pass"),
    ("a spool forgets", "bot/spool.py", "except Away:\n                break", "except Away:\n                pass"),
    ("a spool repeats", "bot/spool.py", "path.unlink(missing_ok=True)", "pass"),
    ("a spool is plain", "bot/spool.py",
     'self._vault.seal(msgspec.json.encode(params).decode(), "spool", name)', "msgspec.json.encode(params)"),

    # what is kept
    ("what is refused is kept", "storage/messages.py", '{"body": None, "words": None}', '{"words": None}'),
    ("what is forgotten is waited for", "storage/messages.py", '{"status": "voided"})', '{"status": "queued"})'),
    ("the first message outlives its form", "bot/conversation.py",
     "            messages.belongs(connection, given, begun[-1])\n", "            pass\n"),
    ("nothing is ever due", "storage/talks.py", '"due_at": due,', '"due_at": None,'),
    ("a tick ends the silence", "bot/conversation.py", "heard=bool(given)", "heard=True"),
    ("logs show parameters", "storage/database.py", "hide_parameters=True, ", ""),
    ("names of addresses are plain", "storage/talks.py",
     '"name": vault.seal(at.name, "address", "name", address_id)})', '"name": at.name.encode()})'),
    ("enrolments are plain", "storage/enrolments.py",
     'return vault.seal(msgspec.json.encode(plain).decode(), table, column, id)', "return msgspec.json.encode(plain)"),
    ("a hash without a key", "storage/vault.py", "hmac.digest(self._index_key, f", "hmac.digest(b'', f"),
    ("sealed to no place", "storage/vault.py", 'return "/".join(place).encode()', 'return b""'),
    ("the oldest key seals", "storage/vault.py", "self._newest = next(iter(keys))", "self._newest = min(keys)"),
    ("other releases are fatal", "bot/engine/state.py", "for f in fields(kind) if f.name in stored", "for f in fields(kind)"),
]
