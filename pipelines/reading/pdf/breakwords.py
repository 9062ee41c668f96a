"""What the words on both sides of a page break say: whether the lower ones go on where the upper ones stopped."""

from __future__ import annotations

import math

from pipelines.reading.pdf.growing import GrowingCell
from pipelines.reading.pdf.habits import Habits
from pipelines.reading.pdf.openwords import leaves_open
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf.wrapping import ends_sentence, starts_list_item, starts_lower, would_have_fitted

_RARELY = 0.02
_LOWER_WHEN_CUT = 0.6  # how often the rest of a cut cell starts in lower case
_DIGIT_WHEN_CUT = 0.2
_ENDED_WHEN_CUT = 0.15  # how often the line before a break ends in "." or ";" although its cell goes on


def log_odds(likelihood: float) -> float:
    """Logarithm of the odds of something this likely."""
    return math.log(likelihood / (1 - likelihood))


def _item_evidence(above: GrowingCell, listed: float) -> float:
    """Log-odds that a list item goes on with the cell above; ``listed``: how often cells there hold several."""
    own = [starts_list_item(line.text) for line in above.lines]
    if any(own[1:]) and not own[0]:
        return 1.0
    return min(0.0, log_odds(listed)) if own[0] else 0.0


def _end_evidence(ended: float) -> float:
    """Log-odds that a cell goes on although its last line ends as a sentence or clause: "Công an xã;" does."""
    return max(-1.0, min(1.0, math.log(_ENDED_WHEN_CUT / ended)))


def _start_evidence(when_cut: float, usual: float) -> float:
    """Log-odds that words go on, from how often the rest of a cut cell and how often a cell starts so; 1..3."""
    return max(1.0, min(3.0, math.log(when_cut / (usual + _RARELY))))


def text_evidence(above: GrowingCell, below: GrowingCell, habits: Habits) -> float:
    """Log-odds that ``below`` goes on where ``above`` stopped, from the words around the break."""
    last, first = above.lines[-1], below.lines[0]
    if starts_list_item(first.text):
        return _item_evidence(above, habits.listed[below.column])
    right = above.right - max(0.5, min(line.x0 for line in above.lines) - above.left)
    fits = would_have_fitted(last, first, right)
    if starts_lower(first.text) or leaves_open(last.text):
        usual = habits.lower[below.column] if starts_lower(first.text) else 0.0
        return _start_evidence(_LOWER_WHEN_CUT, usual) - (1.0 if fits else 0.0)
    if above.text == below.text:
        return -3.0
    return _capital_evidence(last, first, fits, habits, below.column)


def _capital_evidence(last: Line, first: Line, fits: bool, habits: Habits, column: int) -> float:
    """The same for words that neither ask for more nor go on in lower case."""
    if last.wrapped:
        return 1.5
    if first.text[0].isdigit() and not fits and not ends_sentence(last.text):
        return _start_evidence(_DIGIT_WHEN_CUT, habits.digit[column])
    return (-1.5 if fits else 0.3) + (_end_evidence(habits.ended[column]) if ends_sentence(last.text) else 0.0)
