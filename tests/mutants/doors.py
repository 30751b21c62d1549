"""What the tests of the doors notice: (what is broken, file, code, broken code)."""
TESTS = "tests/doors"
ALL_KILL = False        # each break is noticed by many

MUTANTS = [
    # floods
    ("nobody is too fast", "bot/allowances.py", " if times > most]", " if False]"),
    ("everybody is told again and again", "bot/conversation.py", "is_told = over.first and", "is_told = True and"),
    ("behind an officer the bot tells to wait", "bot/conversation.py", 'over.first and talk.state.owner == "bot"', "over.first"),
    ("a span never begins anew", "storage/allowances.py", '_OVER = allowance.c.ends_at <= sa.bindparam("now")',
     '_OVER = allowance.c.ends_at < sa.bindparam("now") - timedelta(days=9)'),
    ("a span never ends", "storage/allowances.py", "sa.case((_OVER, _FRESH.excluded.ends_at), else_=allowance.c.ends_at)",
     "_FRESH.excluded.ends_at"),
    ("a sender's span never begins anew", "bot/allowances.py", "now < last.ends_at <= now + span", "True"),
    ("a sender's span never ends", "bot/allowances.py", "Taken(last.times + 1, last.ends_at)", "Taken(last.times + 1, now + span)"),
    ("a sender's count is not kept", "storage/talks.py", ' | {"taken": taken}', ""),
    ("network addresses are not counted", "bot/house.py", "(self.networks.wait(here) or self.writers.wait(person))",
     "self.writers.wait(person)"),
    ("browsers are not counted", "bot/house.py", "(self.networks.wait(here) or self.writers.wait(person))", "self.networks.wait(here)"),
    ("who is shut out is counted on", "bot/allowances.py", "        self._shut[who] = now", "        self._shut[''] = now"),
    ("sign-ins are not counted", "bot/desk/sign_in.py", "(seconds := here.sign_ins.wait(origin))", "(seconds := 0)"),
    ("anybody says where they come from", "bot/doors.py", "x_for=trusted_proxies,", "x_for=9,"),
    ("an IPv6 household has many addresses", "bot/allowances.py", "IPv6Address(int(address) >> 64 << 64)", "address"),
    ("addresses are plain", "storage/allowances.py", 'vault.hash("allowance", f"{span.total_seconds():.0f}/{who}")', 'who.encode()'),
    ("allowances are kept", "storage/retention.py", "allowance.c.ends_at <= now)", "sa.false())"),

    # sizes and waits
    ("bodies of any size", "bot/doors.py", "(request.content_length or 0) > request.max_content_length", "False"),
    ("bodies of unknown size", "bot/doors.py", 'if "Transfer-Encoding" in request.headers:', "if False:"),
    ("forms of any number of fields", "bot/doors.py", 'max(form.count(b"&"), ', "max(0, "),
    ("queries of any number of fields", "bot/doors.py", ', request.query_string.count(b"&"))', ", 0)"),
    ("who drips keeps a thread", "bot/serving.py", '"worker_class": Worker', '"worker_class": "gthread"'),
    ("statements without an end", "storage/engines.py", "connection.execute(f\"SET {name} = '{seconds}s'\")", "name"),
    ("no connection is a fault", "storage/database.py", "AWAY = (OperationalError, NoneFree)", "AWAY = (OperationalError,)"),
    ("photos from anywhere", "bot/handlers/media.py", "if not (STORE if hop else SOURCE).fullmatch(url)", "if not url"),
    ("Twilio leads anywhere", "bot/handlers/media.py", "(STORE if hop else SOURCE).fullmatch(url)", "(hop or SOURCE.fullmatch(url))"),
    ("the token is logged", "bot/handlers/telegram.py", 'logging.getLogger("httpx").setLevel(logging.WARNING)',
     'logging.basicConfig(level="INFO")'),

    # busy
    ("everybody comes in", "bot/places.py", "self._inside.acquire(timeout=PATIENCE)", "True"),
    ("everybody waits at the door", "bot/places.py", "if not self._here.acquire(blocking=False):", "if not self._here.acquire():"),
    ("a place is never given back", "bot/places.py", "                self._inside.release()", "                pass"),
    ("turns need no place", "bot/house.py", "with self.places.one():", "if True:"),
    ("busy is a fault", "bot/doors.py", "@app.errorhandler(away)", "@app.errorhandler(ZeroDivisionError)"),

    # headers and cookies
    ("the desk's cookie goes in the clear", "bot/desk/access.py",
     'request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]', "request.is_secure"),
    ("pages may be framed", "bot/doors.py", "frame-ancestors 'none'", "frame-ancestors *"),
    ("TLS is optional", "bot/doors.py", "        if secure:", "        if False:"),
    ("a whole number may be anything", "bot/handlers/web.py", "type(seen) is not int or not 0 <= seen < 2**31", "False"),
]
