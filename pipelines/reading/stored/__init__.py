"""Fields keep what their author saw: stored results are made plain text before LibreOffice could fill them anew.

LibreOffice computes most fields when it opens a file: a date becomes the day of the conversion, numbers are counted
again, names come from its own settings. The file itself holds the result that Word showed last.
"""

from pipelines.reading.stored.freeze import FROZEN_KINDS, frozen
from pipelines.reading.stored.kinds import Frozen

__all__ = ["FROZEN_KINDS", "Frozen", "frozen"]
