"""What commands take for arguments, and how a wrong one is said: in one line."""
from __future__ import annotations

from typing import Any

import click

from bot.answers.occupations import OCCUPATIONS
from bot.rules.months import Month


class OneLine(click.Command):
    """Says what is wrong with its arguments in one line, and exits with 2."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            error.ctx = None        # with it the usage would be shown too
            raise


class BadArgument(click.ClickException):
    """What only the rules can tell of an argument."""

    exit_code = 2


class MonthType(click.ParamType[Any, Any]):
    """A contribution month, like 2026-11."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        try:
            return Month.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class WorkType(click.ParamType[Any, Any]):
    """A code of the bot's own list of occupations."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in OCCUPATIONS:
            self.fail(f"there is no {value!r}; flask quote --help lists all, among them nelayan petani pedagang ojek art.", param, ctx)
        return str(value)
