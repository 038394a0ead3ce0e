"""Find the ads in podcast transcripts.

>>> import adcut
>>> transcript = adcut.Transcript.from_texts(["Welcome back to the show.", "Our guest builds boats."])
>>> len(transcript.paragraphs)
2
"""

from adcut.api import clean_many, detect, read, read_bytes, read_text, score, write
from adcut.categories import Category
from adcut.cutlist import Cut, CutList, TimeRange
from adcut.detection import AdRead, Detection, ScoredParagraph
from adcut.errors import (
    AdcutError,
    CutListError,
    FormatError,
    ModelError,
    TranscriptError,
    UntimedTranscriptError,
)
from adcut.transcript import Paragraph, Transcript

__all__ = [
    "AdRead",
    "AdcutError",
    "Category",
    "Cut",
    "CutList",
    "CutListError",
    "Detection",
    "FormatError",
    "ModelError",
    "Paragraph",
    "ScoredParagraph",
    "TimeRange",
    "Transcript",
    "TranscriptError",
    "UntimedTranscriptError",
    "clean_many",
    "detect",
    "read",
    "read_bytes",
    "read_text",
    "score",
    "write",
]
