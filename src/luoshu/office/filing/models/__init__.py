"""Data and constraints of applications to registers."""

from luoshu.office.filing.models.applications import DECIDED, OPEN, Application
from luoshu.office.filing.models.steps import Paper, Step

__all__ = ["DECIDED", "OPEN", "Application", "Paper", "Step"]
