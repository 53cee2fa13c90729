"""Data and constraints of the cultivation list."""

from luoshu.office.cultivation.models.aims import Aim
from luoshu.office.cultivation.models.entries import Entry, Note, Task
from luoshu.office.cultivation.models.readings import Lack, Reading
from luoshu.office.cultivation.models.searches import Search

__all__ = ["Aim", "Entry", "Lack", "Note", "Reading", "Search", "Task"]
