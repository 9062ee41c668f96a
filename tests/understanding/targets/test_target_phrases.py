"""Promise: commitments are read from the wording, whatever the sentence looks like."""

from __future__ import annotations

from collections import Counter

import pytest
from target_phrases import Expected, Phrase, phrases

from pipelines.model.plan import Target
from pipelines.reference.indicators import indicators
from pipelines.understanding.targets import TargetContext, find_targets

LEAST_F1 = 0.98
LEAST_CODES = 0.98


def _read(phrase: Phrase) -> tuple[Target, ...]:
    place = "table" if phrase.column else "body"
    return find_targets(
        phrase.text, context=TargetContext(found_in=place, column=phrase.column, plan_year=phrase.plan_year)
    )


def _paired(phrase: Phrase) -> tuple[list[tuple[Expected, Target]], list[Expected], list[Target]]:
    pairs, missed, left = [], [], list(_read(phrase))
    for expected in phrase.expected:
        fitting = next((target for target in left if expected.fits(target)), None)
        if fitting is None:
            missed.append(expected)
        else:
            left.remove(fitting)
            pairs.append((expected, fitting))
    return pairs, missed, left


def test_values_comparators_and_units_of_the_phrase_set_are_read() -> None:
    hits, wrong = 0, []
    misses = extras = 0
    for phrase in phrases():
        pairs, missed, left = _paired(phrase)
        hits, misses, extras = hits + len(pairs), misses + len(missed), extras + len(left)
        if missed or left:
            found = [(t.comparator, str(t.value), t.unit, t.change, t.evidence) for t in left]
            wrong.append(f"{phrase.text!r}\n  missed {missed}\n  extra {found}")
    f1 = 2 * hits / (2 * hits + misses + extras)
    assert f1 >= LEAST_F1, f"F1 {f1:.3f} of {len(phrases())} phrases:\n" + "\n".join(wrong)


def test_indicators_of_the_phrase_set_are_recognised() -> None:
    pairs = [pair for phrase in phrases() for pair in _paired(phrase)[0] if pair[0].code != "?"]
    wrong = [
        f"{expected.code} expected, {target.indicator_code} {target.candidates} found: {target.indicator_text}"
        for expected, target in pairs
        if not expected.code_fits(target)
    ]
    share = 1 - len(wrong) / len(pairs)
    assert share >= LEAST_CODES, f"{share:.3f} of {len(pairs)}:\n" + "\n".join(wrong)


def test_phrase_set_covers_every_indicator_twice_and_holds_enough_negatives() -> None:
    stated = Counter(expected.code for phrase in phrases() for expected in phrase.expected)
    assert [i.code for i in indicators() if stated[i.code] < 2] == []
    assert len(phrases()) >= 300
    assert sum(not phrase.expected for phrase in phrases()) >= 60


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.text[:40])
def test_evidence_is_a_substring_of_the_text_as_printed(phrase: Phrase) -> None:
    for target in _read(phrase):
        assert target.evidence
        assert target.evidence in phrase.text
