"""What the tests of operating it notice: (what is broken, file, code, broken code)."""
TESTS = "tests/operating"
ALL_KILL = False        # some look at files that say how it is run

MUTANTS = [
    # counts
    ("a repeat is a turn", "bot/house.py", 'done.outcome if done else "repeat"', 'done.outcome if done else "turned"'),
    ("who is too fast is heard", "bot/conversation.py", '"too fast" if too_fast else "turned"', '"turned"'),
    ("what happened is not counted", "bot/house.py", "metrics.happened(done.events if done else ())", "metrics.happened(())"),
    ("a refusal has no reason", "bot/metrics.py", 'event.code if event.what == "refused" else ""', '""'),
    ("nobody counts what the database refuses", "bot/house.py", "made.noted = lambda kind: metrics.DATABASE.labels(kind).inc()", "pass"),
    ("a lost lease is like any other", "bot/outbox.py", 'if lease == "lost":', 'if lease == "gone":'),
    ("the dead are forgotten", "bot/metrics.py", 'draft.rename(folder / f"{kind}_{ENDED}.db")', "draft.unlink()"),
    ("the dead count twice", "bot/metrics.py", "                path.unlink()", "                pass"),
    ("the living are taken for dead", "bot/metrics.py", "        pass        # it is another user's, and there\n    return True",
     "        pass\n    return False"),
    ("everything is read at each look", "bot/metrics.py", "self._until = time.monotonic() + FRESH", "self._until = 0.0"),
    ("a look has no bounds", "storage/watch.py", ".limit(MOST)", ""),
    ("whoever says something may read", "bot/watching.py", "compare_digest(said.encode(), f", "bool(said or f"),
    ("whoever comes from here may read, token or not", "bot/watching.py", "if token else sees_origins and", "if token else True or"),
    ("behind a proxy all are here", "bot/settings.py", 'not self.public_url.startswith("https:")', "True"),

    # lines
    ("an exception is quoted", "bot/logs.py", "[type(error).__name__, *where]", "[repr(error), *where]"),
    ("what libraries fill in is written", "bot/logs.py", "if _is_ours(record) else str(record.msg)", "if True else str(record.msg)"),
    ("causes are left out", "bot/logs.py", "error = error.__cause__ or", "error = None and"),
    ("a terminal reads JSON", "bot/logs.py", '"plain" if sys.stderr.isatty() else "json"', '"json"'),
    ("an answer has no trace", "bot/conversation.py", "answers=seq if given else 0", "answers=0"),
    ("what staff say has the trace of the last message", "bot/conversation.py", "answers=seq if given else 0", "answers=seq"),
    ("all messages have one trace", "bot/logs.py", 'f"{channel}/{id}"', "channel"),
    ("a trace stays", "bot/logs.py", "_trace.reset(token)", "pass"),

    # ready, and told to stop
    ("ready without a sender", "storage/watch.py", 'return "" if senders(connection, now)', 'return "" if True'),
    ("ready with an old schema", "storage/watch.py", "if revision(connection) < REVISIONS[-1]:", "if False:"),
    ("not ready with a newer one", "storage/watch.py", "revision(connection) < REV", "revision(connection) != REV"),
    ("the dead are at work", "storage/watch.py", "sender.c.beat_at > now - ALIVE", "sender.c.beat_at > now - 2 * GONE"),
    ("the dead stay", "storage/watch.py", "    connection.execute(sender.delete().where(sender.c.beat_at < now - GONE))\n", ""),
    ("who stops says nothing", "bot/heartbeat.py", "            watch.leave(connection, self.name)", "            pass"),
    ("who hangs is spoken for", "bot/heartbeat.py", "if time.monotonic() - self._stepped < HANGS:", "if True:"),
    ("who lives keeps nothing", "bot/heartbeat.py", "sorted(self._held)", "[]"),
    ("who is at a provider is not waited for", "bot/outbox.py", "            self._running.join()", "            pass"),
    ("who is told to stop sends on", "bot/outbox.py", "if goes_on and not self._stop.is_set() else", "if goes_on else"),
    ("one process of many counts", "bot/commands.py", '    metrics.share(INSTANCE / "metrics")\n', ""),
]
