"""Statements that every turn takes: put together when this is imported, compiled once for each kind of database."""
from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Dialect

from storage.database import Conflict, checked
from storage.tables import Instant

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]


class Prepared:
    """A statement whose parameters have names, given to the driver as it is; values are converted as their columns' types say."""

    def __init__(self, statement: sa.Select[Any] | sa.Insert | sa.Update | sa.Delete, *columns: str) -> None:
        """columns: of an insertion or an update, those that are given."""
        self._statement, self._columns = statement, list(columns) or None
        self._compiled = dict[str, _Compiled]()

    def run(self, connection: Connection, **values: Any) -> Ran:
        """Give it to the driver; within `together` it goes with what else is run there."""
        compiled, cursor = self._for(connection.dialect), connection.connection.cursor()
        connection.dialect.do_execute(cursor, compiled.sql, compiled.parameters(values))
        return Ran(compiled, cursor)

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Run it and give what it selects or returns, as rows whose columns have names."""
        return self.run(connection, **values).rows()

    def one(self, connection: Connection, **values: Any) -> None:
        """Run it; Conflict if it does not change just one row, which `together` says at its end."""
        checked(connection, self.run(connection, **values).one)

    def _for(self, dialect: Dialect) -> _Compiled:
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compile(self._statement, self._columns, dialect)
        return self._compiled[dialect.name]


class Insertion(Prepared):
    """Of one row or of several into a table."""

    def __init__(self, table: sa.Table, *columns: str) -> None:
        """columns: those that are given; all of them, if none is named."""
        self._table, self._names = table, columns or table.columns.keys()
        super().__init__(table.insert(), *self._names)
        self._several = dict[int, Prepared]()

    def each(self, connection: Connection, many: Sequence[Values]) -> None:
        """Insert all of these in one statement."""
        if len(many) == 1:
            self.run(connection, **many[0])
        elif many:
            self._of(len(many)).run(connection, **{f"{name}_{n}": value for n, one in enumerate(many) for name, value in one.items()})

    def _of(self, many: int) -> Prepared:
        if many not in self._several:
            rows = [{name: sa.bindparam(f"{name}_{n}", type_=self._table.c[name].type) for name in self._names} for n in range(many)]
            self._several[many] = Prepared(self._table.insert().values(rows))
        return self._several[many]


class Ran(NamedTuple):
    """What was given to the driver, and what came of it."""

    compiled: _Compiled
    cursor: Any

    def rows(self) -> list[Any]:
        return [self.compiled.row(row) for row in self.cursor.fetchall()]

    def changed(self) -> int:
        """How many rows it changed."""
        return int(self.cursor.rowcount)

    def one(self) -> None:
        if self.changed() != 1:
            raise Conflict


class _Compiled(NamedTuple):
    """What one kind of database is given, and how values are written for it and read from it."""

    sql: str
    named: bool                                             # or one after the other
    size: int                                               # how many parameters there are
    constants: Values
    writers: Sequence[tuple[str, Convert | None]]
    readers: Sequence[Convert | None]
    make: Callable[[Sequence[Any]], Any]

    def parameters(self, values: Values) -> Any:
        given = {**self.constants, **values} if self.constants else values
        if len(given) != self.size:
            raise TypeError(f"given {sorted(given)}: {self.sql}")
        if self.named:
            return {name: write(given[name]) if write else given[name] for name, write in self.writers}
        return [write(given[name]) if write else given[name] for name, write in self.writers]

    def row(self, found: Sequence[Any]) -> Any:
        return self.make([read(value) if read else value for read, value in zip(self.readers, found, strict=True)])


def _compile(statement: sa.Select[Any] | sa.Insert | sa.Update | sa.Delete, columns: list[str] | None, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
    types = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
    constants = {name: bind.value for bind, name in compiled.bind_names.items() if not bind.required}
    order = compiled.positiontup or list(types)
    selected = statement.exported_columns
    row: Any = namedtuple("Row", map(str, selected.keys()))     # type: ignore[misc]
    writers = {name: type.bind_processor(dialect) for name, type in types.items()}
    for name, write in writers.items():
        if isinstance(types[name], Instant) and write:      # one moment is written many times in a turn
            writers[name] = lru_cache(8)(write)
    return _Compiled(
        str(compiled), not compiled.positiontup, len(types), constants, [(name, writers[name]) for name in order],
        [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected],
        row._make)
