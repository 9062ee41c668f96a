"""Legal documents cited in a plan: mentions in a text, merging them into citations, and their faults.

:func:`find_citations` reads one text; :func:`merge_citations` makes one citation of every (number, date);
:func:`citation_findings` names what a reviewer should look at. All are pure.
"""

from pipelines.understanding.citations.checks import citation_findings
from pipelines.understanding.citations.mentions import CitationMention, find_citations, may_cite
from pipelines.understanding.citations.merge import merge_citations

__all__ = ["CitationMention", "citation_findings", "find_citations", "may_cite", "merge_citations"]
