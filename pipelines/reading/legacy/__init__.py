"""Text in encodings older than Unicode (TCVN3/ABC, VNI): detection and conversion."""

from pipelines.reading.legacy.encodings import LegacyEncoding, is_capitals_font, to_legacy, to_unicode
from pipelines.reading.legacy.fonts import encoding_of_font
from pipelines.reading.legacy.judge import Judgement, judge
from pipelines.reading.legacy.repair import repair_legacy
from pipelines.reading.legacy.syllables import detect_encoding, syllable_rate

__all__ = [
    "Judgement",
    "LegacyEncoding",
    "detect_encoding",
    "encoding_of_font",
    "is_capitals_font",
    "judge",
    "repair_legacy",
    "syllable_rate",
    "to_legacy",
    "to_unicode",
]
