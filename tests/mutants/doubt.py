"""What the tests of the second fact notice: (what is broken, file, code, broken code)."""
TESTS = "tests/flows/test_doubt.py"
ALL_KILL = False

MUTANTS = [
    ("a stranger is not locked out", "bot/engine/doubt.py", "return state.lock(TRIES) if", "return state if"),
    ("locked forms are open", "bot/engine/state.py", "locked=away, drafts=(),", "locked=away,"),
    ("what is personal is told", "bot/engine/commands.py", "if state.tries and key.partition", "if False and key.partition"),
    ("what is personal is begun", "bot/engine/commands.py",
     "    if state.tries and key in world.personal:\n        return prove(state, key, world)\n",
     ""),
    ("tries are not counted", "bot/engine/doubt.py", "tries=state.tries - 1, topic", "tries=state.tries, topic"),
    ("a right date helps for ever", "bot/engine/doubt.py", "if proved.right and state.tries > 0:", "if proved.right:"),
    ("any date is right", "bot/flows/identity.py", 'self.born in self.world.facts.get("births", ())', "bool(self.born)"),
    ("forms stay locked", "bot/engine/state.py", "tries=0, drafts=(*self.locked, *self.drafts), locked=()", "tries=0"),
    ("an officer gives no tries", "bot/engine/desk.py", ", tries=TRIES if state.tries else 0", ""),
    ("everybody is doubted", "bot/engine/desk.py", "tries=TRIES if state.tries else 0", "tries=TRIES"),
]
