"""What the tests of backups, audit chains and old schemas notice: (what is broken, file, code, broken code)."""
TESTS = "tests/care"
ALL_KILL = False

MUTANTS = [
    # a backup
    ("tables are read at different moments", "storage/database.py",
     '{"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if self.postgresql else {"read": True}', '{"read": True}'),
    ("all rows are read at once", "storage/backup.py", 'execution_options={"yield_per": BATCH})\n    for some in found.partitions():',
     "execution_options={})\n    for some in filter(None, [found.all()]):"),
    ("an old backup is written over", "storage/backup.py", "if path.exists():", "if False:"),
    ("half a backup is left", "storage/backup.py", "        Path(fresh).unlink(missing_ok=True)\n", "        pass\n"),
    ("half a backup is in its place", "storage/backup.py", 'tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")',
     "os.open(path, os.O_CREAT | os.O_WRONLY), path"),
    ("the oldest key seals", "storage/sealed_file.py", "vault.numbers[0]", "vault.numbers[-1]"),
    ("every file has the same key", "storage/vault.py", 'HKDF(SHA256(), 32, salt, b"file")', 'HKDF(SHA256(), 32, None, b"file")'),
    ("chunks fit anywhere", "storage/sealed_file.py", "return count.to_bytes(11) + bytes([last])", "return bytes(11) + bytes([last])"),
    ("a cut is not noticed", "storage/sealed_file.py", "return count.to_bytes(11) + bytes([last])", "return count.to_bytes(11) + bytes(1)"),
    ("nothing is looked through beforehand", "storage/backup.py",
     "    for last, _is_last in chunks(file, vault):\n        first = first or last\n",
     "    first = next(chunks(file, vault))[0]\n    last = encode({})\n"),
    ("another INDEX_KEY will do", "storage/backup.py", "if contents.index != _index(vault):", "if False:"),
    ("a newer schema is tried", "storage/backup.py", "    if contents.revision not in REVISIONS:", "    if False:"),
    ("rows are mixed with others", "storage/backup.py", ".select_from(table).limit(1)).first():", ".select_from(table).limit(0)).first():"),
    ("another program's tables go", "storage/backup.py", "if schema.sorted_tables and found not in REVISIONS:", "if False:"),
    ("old rows into new tables", "storage/backup.py", "    if found != wanted:\n", "    if not found:\n"),
    ("old schemas stay old", "storage/backup.py", "                migrate(connection)\n", "                pass\n"),
    ("nothing is compared", "storage/backup.py", "if (found, seen.digest()) != (count, hashes[name]):", "if False:"),
    ("only counts are compared", "storage/backup.py", "(found, seen.digest()) != (count, hashes[name])", "found != count"),
    ("times lose their zone", "storage/backup.py", '"instant": (Instant(), datetime)', '"instant": (sa.DateTime(), datetime)'),

    # schemas
    ("a table made anew takes rows along", "storage/database.py", "engine = sqlite(url, references=False)", "engine = sqlite(url)"),
    ("half an upgrade is kept", "storage/database.py", "engine = sqlite(url, references=False)", "engine = create_engine(url)"),

    # the audit
    ("a changed entry looks whole", "storage/audit.py", 'row["hash"] != _hash(row):', "False:"),
    ("gaps look whole", "storage/audit.py", 'if row["seq"] != seq + 1 or row["before"] != before or', "if"),
    ("an end is not looked at", "storage/audit.py", '"right" if mark == end_mark(vault, id, seq, before) else "wrong"', '"right"'),
    ("a missing mark is right", "storage/audit.py", 'end if mark else "unmarked")', 'end if mark else "right")'),
    ("the next entry mends a mark", "storage/audit.py",
     ', owner.c.audit_end == sa.bindparam("before"))', ', sa.bindparam("before", type_=sa.LargeBinary).is_not(None))'),
    ("an empty chain has no mark", "storage/talks.py", 'audit_end=end_mark(vault, id),', 'audit_end=None,'),
    ("staff have no mark", "storage/staff.py", '"audit_end": end_mark(vault, id)', '"audit_end": None'),
    ("a mark fits every chain", "storage/audit.py", 'f"{id}/{seq}/{hash.hex()}"', 'f"{seq}/{hash.hex()}"'),
    ("a mark needs no key", "storage/audit.py", 'return vault.hash("audit", f"{id}/{seq}/{hash.hex()}")',
     'return hashlib.sha256(f"{id}/{seq}/{hash.hex()}".encode()).digest()[:16]'),
    ("chains of talks only", "bot/care.py", "for of in trail.CHAINS:", 'for of in ("talk",):'),
    ("entries of nobody are overlooked", "bot/care.py", "if astray := trail.astray(connection):", "if astray := 0:"),
    ("what was once is not looked for", "storage/audit.py", 'if now.get(row["id"]) != row["hash"])', "if False)"),
    ("broken is no failure", "bot/care.py", "        sys.exit(1)\n", "        pass\n"),
]
