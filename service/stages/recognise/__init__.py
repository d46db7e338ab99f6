"""Recognise: who is named in an article, and which terms stand in it, in one pass.

Enters: a watch (once), then articles. Leaves: a `Reading` each. Called by the jobs `read` and `scan`, by triage, and by
`hotline explain` and `hotline watch forms`.
"""

from service.stages.recognise.lexicon import derive_watch
from service.stages.recognise.reading import Found, Hit, Reading, Sentence
from service.stages.recognise.recogniser import Recogniser, build_recogniser

__all__ = ["Found", "Hit", "Reading", "Recogniser", "Sentence", "build_recogniser", "derive_watch"]
