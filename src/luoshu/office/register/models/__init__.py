"""Data and constraints of the register."""

from luoshu.office.register.models.deviations import Deviation
from luoshu.office.register.models.entities import Entity, Event
from luoshu.office.register.models.facts import Check, Confirmation, Dispute, Fact, Item, Recording, Source, Use
from luoshu.office.register.models.work import DraftTrial, Export, Import, Snapshot, Trial, Work

__all__ = [
    "Check",
    "Confirmation",
    "Deviation",
    "Dispute",
    "DraftTrial",
    "Entity",
    "Event",
    "Export",
    "Fact",
    "Import",
    "Item",
    "Recording",
    "Snapshot",
    "Source",
    "Trial",
    "Use",
    "Work",
]
