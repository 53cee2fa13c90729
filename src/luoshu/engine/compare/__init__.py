"""Two rules over the same facts: who gains, who loses, why, and what it costs.

Both become one graph (`beside`), so that what they share is computed once; its answers are taken slice by slice, and
from a slice come the rows of the files and everything that is counted (`moves`, `money`).
"""

from luoshu.engine.compare.compare import compare
from luoshu.engine.compare.result import Comparison

__all__ = ["Comparison", "compare"]
