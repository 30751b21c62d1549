"""What the tests of the conversations notice: (what is broken, file, code, broken code)."""
TESTS = "tests/flows"
ALL_KILL = False

MUTANTS = [
    ("arrears are taken for a lapse", "bot/flows/reactivation.py", "is Standing.LAPSED", "is not Standing.ACTIVE"),
    ("who forgot since when is sent away", "bot/flows/reactivation.py",
     "        if self.gap == FORGOTTEN:\n            return True", "        if self.gap == FORGOTTEN:\n            return False"),
    ("a request is a second registration", "bot/flows/reactivation.py", 'self.saved, kind="reactivation")', "self.saved)"),
    ("a former wage earner hears nothing of the employer", "bot/flows/reactivation.py",
     'when=lambda form: form.before == "employer")', "when=lambda form: False)"),
    ("a NIK is brought back twice", "bot/flows/reactivation.py",
     "nik == FORGOTTEN or status.in_hand(form.world, nik) is not None", "nik == FORGOTTEN"),
    ("a NIK is registered twice", "bot/flows/registration.py",
     "ends=lambda form, nik: status.in_hand(form.world, nik) is not None)", "ends=lambda form, nik: False)"),
    ("a status shows the NIK", "bot/flows/status.py", "nik=mask(one.nik), state", "nik=one.nik, state"),
    ("a status shows the card", "bot/flows/status.py", "kpj=Kpj().say(one.kpj)", "kpj=one.kpj"),
    ("a status shows the whole name", "bot/flows/status.py", 'one.name.partition(" ")[0]', "one.name"),
    ("cover that ended is called active", "bot/flows/status.py", "one.paid_until < today)", "one.paid_until < one.paid_until)"),
    ("lapsed cover can still be paid", "bot/flows/status.py", "is Standing.ARREARS", "is not Standing.ACTIVE"),
]
