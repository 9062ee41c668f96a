"""One language for one reader: what a user of ``cchc``, of pages or of Dagster's page may read is Vietnamese.

English are the errors that only a programmer meets; ``english_errors.csv`` lists where they are raised, and why nobody
else reads them. The rule stands in ``docs/developer/architecture.md``.
"""

from __future__ import annotations

import ast
import csv
import errno
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.text.system_errors import error_vi, system_error_vi

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = _ROOT / "pipelines"
_LIST = Path(__file__).with_name("english_errors.csv")
_VIETNAMESE = re.compile(r"[ăâđêôơưà-ãè-êìíò-õùúýĩũạ-ỹ]", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{2,}")
_SYSTEM = {"OSError", "PermissionError", "FileNotFoundError", "IsADirectoryError", "NOT_WRITTEN"}
# where the system's own words are turned into ours, and where they only enter a hash
_OWN_WORDS = {"text/system_errors.py", "stages/ingredients.py", "reference/extension.py"}


def english_texts(source: str) -> Iterator[tuple[str, int, str]]:
    """Errors of a module whose text has words and no Vietnamese letter: class, line, text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            text = _text(node.exc)
            if len(_WORD.findall(text)) > 1 and not _VIETNAMESE.search(text):
                yield ast.unparse(node.exc.func), node.lineno, text


def _text(call: ast.Call) -> str:
    """The literal words of a call; codes (words joined with ``_``) are no words."""
    constants = (node.value for node in ast.walk(call) if isinstance(node, ast.Constant))
    return " ".join(text for text in constants if isinstance(text, str) and not re.fullmatch(r"[\w./-]*", text))


def quoted_refusals(source: str) -> Iterator[int]:
    """Lines that put an error of the system into a text as it says itself (``[Errno 13] Permission denied``)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and node.name and _SYSTEM & _names(node.type):
            yield from (found.lineno for found in ast.walk(node) if _quotes(found, node.name))


def _names(node: ast.AST | None) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)} if node else set()


def _quotes(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.FormattedValue):
        return isinstance(node.value, ast.Name) and node.value.id == name
    is_text = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str"
    return is_text and _names(node) >= {name}


def _modules() -> dict[str, str]:
    return {path.relative_to(_PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in _PACKAGE.rglob("*.py")}


def _listed() -> dict[tuple[str, str], str]:
    with _LIST.open(encoding="utf-8", newline="") as handle:
        return {(row["module"], row["error"]): row["reason"] for row in csv.DictReader(handle)}


def test_errors_that_users_may_read_are_vietnamese() -> None:
    found = {
        f"{module}:{line} {error}: {text}"
        for module, source in _modules().items()
        for error, line, text in english_texts(source)
        if (module, error) not in _listed()
    }
    assert not found, "say it in Vietnamese, or list it in english_errors.csv with why only a programmer meets it"


def test_the_list_of_english_errors_holds_what_there_is_and_says_why() -> None:
    raised = {(module, error) for module, source in _modules().items() for error, _, _ in english_texts(source)}
    assert set(_listed()) <= raised
    assert all(len(reason.split()) > 3 for reason in _listed().values())


def test_refusals_of_the_system_are_told_in_words_of_ours() -> None:
    found = [f"{module}:{line}" for module, source in _modules().items() for line in quoted_refusals(source)]
    assert not found, "quote it with pipelines.text.system_errors.error_vi"
    own = {module for module, source in _modules().items() if ".strerror" in source}
    assert own <= _OWN_WORDS


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ('raise LakeError(f"{path}: found columns {names}; process it again.")', True),
        ('raise LakeError(f"{path}: có các cột {names}; hãy xử lý lại.")', False),
        # near misses: a code and a name are no sentence, a helper says its own words
        ('raise UnreadableDocument("empty_file", f"{path.name}: 0 byte")', False),
        ("raise WarehouseBusy(_busy_message(paths))", False),
    ],
)
def test_a_sentence_without_a_vietnamese_letter_is_english(source: str, is_found: bool) -> None:
    assert bool(list(english_texts(source))) is is_found


@pytest.mark.parametrize(
    ("quoted", "is_found"),
    [('f"Không ghi được: {error}"', True), ("str(error)", True), ('f"Không ghi được: {error_vi(error)}"', False)],
)
def test_a_refusal_that_is_quoted_as_it_stands_is_found(quoted: str, is_found: bool) -> None:
    source = f"try:\n    write()\nexcept (OSError, ValueError) as error:\n    say({quoted})\n"
    assert bool(list(quoted_refusals(source))) is is_found
    assert not list(quoted_refusals(source.replace("OSError", "KeyError")))


def test_a_refusal_has_words_and_keeps_its_number_where_it_has_none() -> None:
    denied = PermissionError(errno.EACCES, "Permission denied", "/kho/lake")
    assert error_vi(denied) == "thiếu quyền truy cập: /kho/lake"
    assert system_error_vi(OSError(errno.ENOSPC, "No space left on device")) == "đĩa đầy"
    assert system_error_vi(OSError(999, "Odd")) == "lỗi hệ thống 999: Odd"
    # an error of ours has its own words, one of another kind too
    assert error_vi(FileNotFoundError("/kho: chưa có kho dữ liệu")) == "/kho: chưa có kho dữ liệu"
    assert error_vi(ValueError("IO Error: locked")) == "IO Error: locked"
    # near miss: the number of a library's own error is no number of the system (1 would be a missing right)
    assert "CERTIFICATE" in error_vi(ssl.SSLError(1, "CERTIFICATE_VERIFY_FAILED"))
