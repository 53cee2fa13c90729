"""The readable report of a run: one self-contained HTML file, in Chinese and English, without JavaScript."""

from luoshu.engine.report.report import write_report

__all__ = ["write_report"]
