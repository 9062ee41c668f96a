"""One decision per (font, code): which letter the doubted code draws.

Asked in this order: a sound code that draws the same outline (in a subset of the same face); then the words it
stands in together with its likeness to the letters of a known face. A letter must win clearly, or none does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.reading.fontrepair.fonts import Outline, PdfFont
from pipelines.reading.fontrepair.lexicon import Lexicon, vote
from pipelines.reading.fontrepair.shapes import Doubt, DoubtedWord, Suspect, Verdict
from pipelines.reading.fontrepair.template import bitmap, faces, likeness, nearest_face, of_width
from pipelines.text.lookalikes import look_alikes

_MARGIN = 0.08  # by which the best letter must beat the next
_SURE_LOOKS = 0.97  # a drawing this near is the very face: half the margin does
_LOOKS = 0.78  # likeness that speaks for a letter without words
_READS = 0.6  # share of words that speaks for a letter without a likeness


@dataclass(frozen=True, slots=True)
class Evidence:
    """What all decisions share."""

    fonts: Mapping[tuple[int, int], PdfFont]
    lexicon: Lexicon
    sound: Mapping[tuple[str, Outline], str]  # (face, outline) → letter, over all codes that are not doubted


def gather(fonts: Sequence[PdfFont], suspects: Sequence[Suspect], lexicon: Lexicon) -> Evidence:
    """Collect the outlines of the sound codes of the faces that have a doubted one."""
    doubted = {(suspect.font, suspect.code) for suspect in suspects}
    names = {font.name for font in fonts if any(font.number == suspect.font for suspect in suspects)}
    sound: dict[tuple[str, Outline], str] = {}
    for font in fonts:
        if font.name not in names:
            continue
        for code, said in sorted(font.says.items()):
            if (font.number, code) not in doubted and said.isprintable() and said.strip():
                outline = font.outline(code)
                if outline:
                    sound.setdefault((font.name, outline), look_alikes().get(said, said))
    return Evidence({font.number: font for font in fonts}, lexicon, sound)


def decide(suspect: Suspect, places: Sequence[DoubtedWord], stand_in: str, evidence: Evidence) -> Verdict:
    """Find the letter of a doubted code.

    Args:
        suspect: the code.
        places: the words it stands in; at least one.
        stand_in: the character that stands for it in those words.
        evidence: what all decisions share.
    """
    letter = _letter(suspect, places, stand_in, evidence)
    pages = tuple(sorted({place.page for place in places}))
    count = sum(place.word.count(stand_in) for place in places)
    return Verdict(suspect, letter, count, pages, cleared=letter is not None and letter == suspect.said)


def _letter(suspect: Suspect, places: Sequence[DoubtedWord], stand_in: str, evidence: Evidence) -> str | None:
    if suspect.doubt is Doubt.LOOKALIKE:
        return look_alikes()[suspect.said]
    font = evidence.fonts[suspect.font]
    outline = font.outline(suspect.code)
    known = evidence.sound.get((font.name, outline))
    if known is not None:
        return known
    return _elect(_scores(suspect, font, places, stand_in, evidence))


def _widths(font: PdfFont, evidence: Evidence, suspect: Suspect) -> tuple[dict[str, float], float | None]:
    stated = font.widths()
    letters = {said: stated[code] for code, said in font.says.items() if len(said) == 1 and code in stated}
    return letters, stated.get(suspect.code)


def _scores(
    suspect: Suspect, font: PdfFont, places: Sequence[DoubtedWord], stand_in: str, evidence: Evidence
) -> dict[str, tuple[float, float]]:
    """Letter → (share of words, likeness); the likeness is 0 when no known face has the font's widths."""
    letters, width = _widths(font, evidence, suspect)
    face = nearest_face(letters)
    if face is None or width is None:
        alphabet = sorted({letter for known in faces() for letter in known.widths})
        return {letter: (share, 0.0) for letter, share in vote(places, stand_in, alphabet, evidence.lexicon).items()}
    candidates = of_width(face, width)
    shares = vote(places, stand_in, candidates, evidence.lexicon)
    drawn = bitmap(font.outline(suspect.code))
    return {letter: (shares.get(letter, 0.0), likeness(drawn, bitmap(face.outlines[letter]))) for letter in candidates}


def _weight(share: float, looks: float) -> float:
    """Sum of both tests; the likeness counts twice, for the letters of a family differ by a mark only."""
    return share + 2 * looks


def _elect(scores: Mapping[str, tuple[float, float]]) -> str | None:
    """The letter with the highest weight, if it wins clearly and either test speaks for it; None otherwise."""
    ranked = sorted(scores, key=lambda letter: (-_weight(*scores[letter]), letter))
    if not ranked:
        return None
    share, looks = scores[ranked[0]]
    runner_up = _weight(*scores[ranked[1]]) if len(ranked) > 1 else 0.0
    spoken_for = looks >= _LOOKS or share >= _READS
    margin = _MARGIN / 2 if looks >= _SURE_LOOKS else _MARGIN
    return ranked[0] if spoken_for and _weight(share, looks) - runner_up >= margin else None
