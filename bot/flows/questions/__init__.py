"""Answers to what people ask beside their errands, one file a subject; how they ask is in bot/nlu/questions/."""
from __future__ import annotations

from collections.abc import Mapping

from bot.flows.questions.accident import ACCIDENT
from bot.flows.questions.amounts import AMOUNTS
from bot.flows.questions.answer import Answer
from bot.flows.questions.death import DEATH
from bot.flows.questions.joining import JOINING
from bot.flows.questions.lapse import LAPSE
from bot.flows.questions.paying import PAYING
from bot.flows.questions.savings import SAVINGS
from bot.flows.questions.school import SCHOOL
from bot.flows.questions.trust import TRUST

QUESTIONS: Mapping[str, Answer] = PAYING | AMOUNTS | JOINING | ACCIDENT | DEATH | SCHOOL | SAVINGS | LAPSE | TRUST
