"""How often an address may use what costs, by pages and programs together."""

from __future__ import annotations

from luoshu.office.shell.limits import Limit

CALCULATOR = Limit("calculator", most=300, seconds=600)
QUESTIONS = Limit("questions", most=5, seconds=3600)
PAPER = Limit("paper", most=30, seconds=600)
