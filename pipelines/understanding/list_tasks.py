"""Tasks of a plan without a table of tasks: items of its body that name who does them by when.

"1. Rà soát … (Chủ trì: Văn phòng; Thời gian: Quý II/2026).", or the labels on the lines below the item. The labels are
the titles of columns (``header_words.csv``), or words say the same (:mod:`.spoken_labels`); an item without the one who
leads, or without a time, is no task. Both side by side without a word (:mod:`.brief_labels`) are a task where the plan
lists more than one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipelines.reference.areas import area_of
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.pattern_words import words_of
from pipelines.text.vietnamese import squeeze_spaces
from pipelines.understanding.brief_labels import brief_task, time_at_end
from pipelines.understanding.outline import OutlinedLine
from pipelines.understanding.spoken_labels import spoken_fields
from pipelines.understanding.tables.guessed_columns import is_office
from pipelines.understanding.tables.model import IN_TEXT, TEXT_ROLES, TaskRow
from pipelines.understanding.tables.sections import Section, level_of
from pipelines.understanding.tables.titles import header_key, word_for
from pipelines.understanding.words.numbering import split_number

_LABELLED = frozenset({Role.LEAD, Role.COORDINATION, Role.MONITOR, Role.DEADLINE, Role.OUTPUT, Role.BUDGET})
_PAIR = re.compile(r"\s*[-+*•]?\s*(?P<label>[^:;()]{3,40}?)\s*:\s*(?P<value>[^;]+?)\s*(?:[;.]|$)")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LAST_SENTENCE = re.compile(r"^(?P<words>.*?\S)[.;]\s+(?P<told>[^.;][^.]*?(?:\.\d[^.]*?)*)[.;]?\s*$", re.DOTALL)
_DONE_BY = re.compile(r"(?i)^\s*(?:thời gian )?hoàn thành (?=trong|trước|vào|quý|tháng|\d)(?P<value>.+?)[.;]?\s*$")
_LONGEST_LABEL = 6  # words
_LIST_CONFIDENCE = 0.8  # read from running text and not from a table
_LETTER = re.compile(r"([a-zđ]\d?)\)\s+")
_MARKED = re.compile(r"\s*(?:[-+*•–]|\d{1,2}(?:\.\d{1,2})*[.)/]|[a-zđ]\d?[.)])\s*\S")
_LEAST_LISTED = 2  # tasks of a plan in which some are told without labels
_LEAST_WORDS = 3  # of what is to be done


@dataclass
class _Item:
    line: OutlinedLine
    words: str
    fields: dict[Role, str] = field(default_factory=dict)
    is_brief: bool = False  # told without labels


def list_tasks(body: Sequence[OutlinedLine]) -> tuple[TaskRow, ...]:
    """The tasks that the items of the body state, in order; none where fewer than both parts are named."""
    items = [item for item in map(_briefly, _items(body)) if {Role.LEAD, Role.DEADLINE} <= item.fields.keys()]
    if len(items) < _LEAST_LISTED:
        items = [item for item in items if not item.is_brief]
    return tuple(_row(item, index) for index, item in enumerate(items))


def _briefly(item: _Item) -> _Item:
    """The item with what its end tells without labels, where its labels do not say who leads and by when."""
    text = item.line.line.text
    if {Role.LEAD, Role.DEADLINE} <= item.fields.keys() or not _MARKED.match(text):
        return item
    if Role.DEADLINE not in item.fields and Role.LEAD in item.fields and (timed := time_at_end(item.words)):
        return replace(item, words=timed[0], fields={**item.fields, Role.DEADLINE: timed[1]}, is_brief=True)
    told = brief_task(text) if not item.fields else None
    if told is None or len(told[0].split()) < _LEAST_WORDS:
        return item
    return replace(item, words=_bare(told[0]), fields=told[1], is_brief=True)


def _items(body: Sequence[OutlinedLine]) -> Iterator[_Item]:
    item: _Item | None = None
    for line in body:
        words, fields = _split(line.line.text)
        is_title = line.is_heading and ":" not in line.line.text  # "III. TỔ CHỨC THỰC HIỆN" says who does nothing
        if item is not None and not is_title and fields and len(words.split()) < _LEAST_WORDS:
            item.fields = fields | item.fields  # labels on the lines below the item; what it said itself goes first
            continue
        if item is not None:
            yield item
        item = _Item(line, words, fields)
    if item is not None:
        yield item


def _split(text: str) -> tuple[str, dict[Role, str]]:
    """The words of what is to be done, and the labelled fields of a line."""
    fields: dict[Role, str] = {}
    words = text
    for bracket in _BRACKET.finditer(text):
        found = _fields(bracket[1]) or _spoken(bracket[1])
        if found:
            fields |= {role: value for role, value in found.items() if role not in fields}
            words = words.replace(bracket[0], " ")
    if not fields:
        words, fields = _without_tail(text)
    return _bare(words), fields


def _bare(words: str) -> str:
    return squeeze_spaces(words).strip(" .,;:-+*•")


def _spoken(text: str) -> dict[Role, str]:
    """Fields told without labels, where an office the catalogue knows leads: "Văn phòng chủ trì, thời gian quý II"."""
    if not any(word in text.lower() for word in words_of("leads_as")):
        return {}
    fields = spoken_fields(text)
    return fields if Role.LEAD in fields and is_office(fields[Role.LEAD]) else {}


def _without_tail(text: str) -> tuple[str, dict[Role, str]]:
    """ "Tập huấn …; đơn vị thực hiện: Văn phòng; hoàn thành trong tháng 9": the labelled parts at the end."""
    parts = re.split(r";|\.\s+(?=[^\W\d_][^:.;]{2,40}:)", text)
    kept = len(parts)
    while kept and (_fields(parts[kept - 1]) or _DONE_BY.match(parts[kept - 1])):
        kept -= 1
    fields: dict[Role, str] = {}
    for part in parts[kept:]:
        done = _DONE_BY.match(part)
        fields |= {Role.DEADLINE: done["value"].strip()} if done else _fields(part)
    name = split_number(text)[1]  # behind "1." no sentence ends, and "V. Tổ chức thực hiện" is none
    last = _LAST_SENTENCE.match(name) if Role.LEAD not in fields else None
    if last and (told := _spoken(last["told"])):
        return f"{text.removesuffix(name)}{last['words']}", told
    return "; ".join(parts[:kept]), fields


def _fields(text: str) -> dict[Role, str]:
    """The labelled parts of ``text`` by role; empty unless all of it is labelled."""
    pairs = [match for part in text.split(";") if part.strip() if (match := _PAIR.fullmatch(part))]
    if not pairs or len(pairs) != sum(bool(part.strip(" .")) for part in text.split(";")):
        return {}
    named = [(_role(pair["label"]), squeeze_spaces(pair["value"])) for pair in pairs]
    if any(role is None for role, _ in named):
        return {}
    return {role: value for role, value in reversed(named) if role}


def _role(label: str) -> Role | None:
    if len(label.split()) > _LONGEST_LABEL:
        return None
    word = word_for(label)
    covers = word is not None and word.length >= 0.6 * len(header_key(label))
    return word.role if word is not None and covers and word.role in _LABELLED else None


def _numbered(words: str) -> tuple[str | None, str]:
    """Number and words of an item; "a) Rà soát …" counts in letters."""
    number, name = split_number(words)
    letter = _LETTER.match(words) if number is None else None
    return (letter[1], words[letter.end() :]) if letter else (number, name)


def _row(item: _Item, index: int) -> TaskRow:
    number, name = _numbered(item.words)
    texts = {role: item.fields.get(role) for role in TEXT_ROLES} | {Role.TASK: name or item.words}
    title = item.line.above
    label, words = split_number(title) if title else (None, "")
    box = item.line.box
    return TaskRow(
        index=index,
        table_index=IN_TEXT,
        table_row=item.line.line.block,
        section=Section(label, words, level_of(label)) if title else None,
        area_code=next((code for one in reversed(item.line.titles) if (code := area_of(one))), None),
        row_no=number,
        texts=texts,
        cells={role: () for role in (Role.NO, *TEXT_ROLES)},
        boxes=(box,) if box else (),
        confidence=min(item.line.line.confidence, _LIST_CONFIDENCE),
    )
