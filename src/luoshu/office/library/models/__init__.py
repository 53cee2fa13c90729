"""The documents, their versions and texts; what is asked about them."""

from luoshu.office.library.models.documents import PUBLIC, Document, Instrument, State, Version, WrittenText
from luoshu.office.library.models.questions import Question
from luoshu.office.library.models.reviews import Review, ReviewKind

__all__ = ["PUBLIC", "Document", "Instrument", "Question", "Review", "ReviewKind", "State", "Version", "WrittenText"]
