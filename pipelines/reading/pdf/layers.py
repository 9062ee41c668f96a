"""Optional content that is switched off → a copy of the file without it.

Viewers do not show layers whose state is off; the text that pdfium and pdfminer give holds them. Drafts, notes of
reviewers and watermarks for print lie on such layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream

_LONGEST = 8 << 20  # bytes of one content stream that is looked through; no page of print comes near
_SHOWING = frozenset({"Tj", "TJ", "Do", "sh", "INLINE IMAGE"})
_PAINTING = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"})
_NEXT_LINE = frozenset({"'", '"'})
_Key = tuple[int, int]


@contextmanager
def visible_copy(path: Path) -> Iterator[tuple[Path, pikepdf.Pdf | None]]:
    """Give the file itself, or a copy without what is switched off, and the same opened; both live as long as this.

    A file that cannot be opened here is given as it is, without the second: the reader tells what is wrong with it.
    """
    with ExitStack() as stack:
        pdf: pikepdf.Pdf | None = None
        with suppress(pikepdf.PdfError, pikepdf.PasswordError, OSError):
            pdf = stack.enter_context(pikepdf.open(path))
        copy = _copy(pdf, path, stack) if pdf is not None else None
        yield copy or path, pdf


def _copy(pdf: pikepdf.Pdf, path: Path, stack: ExitStack) -> Path | None:
    with suppress(pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        if "/OCProperties" in pdf.Root and _Eraser(hidden_layers(pdf)).erase(pdf):
            copy = Path(stack.enter_context(TemporaryDirectory(prefix="cchc-layers-"))) / path.name
            pdf.save(copy)
            return copy
    return None


def hidden_layers(pdf: pikepdf.Pdf) -> frozenset[_Key]:
    """Object numbers of the layers that a viewer does not show when it opens the file."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return frozenset()
    layers = {group.objgen for group in _array(properties.get("/OCGs")) if isinstance(group, Dictionary)}
    settings = properties.get("/D")
    if not isinstance(settings, Dictionary):
        return frozenset()
    off = set(layers) if settings.get("/BaseState") == Name.OFF else set()
    off -= {group.objgen for group in _array(settings.get("/ON"))}
    off |= {group.objgen for group in _array(settings.get("/OFF"))}
    for usage in _array(settings.get("/AS")):
        off |= _not_for_view(usage)
    return frozenset(off)


def _not_for_view(usage: Any) -> set[_Key]:  # noqa: ANN401 - any object of a file
    """Layers that say of themselves that they are off on a screen, where the file lets them say it."""
    if not isinstance(usage, Dictionary) or usage.get("/Event") != Name.View:
        return set()
    return {
        group.objgen
        for group in _array(usage.get("/OCGs"))
        if isinstance(group, Dictionary) and _at(group, "/Usage", "/View", "/ViewState") == Name.OFF
    }


def _at(start: Any, *keys: str) -> Any:  # noqa: ANN401 - any object of a file
    for key in keys:
        if not isinstance(start, Dictionary):
            return None
        start = start.get(key)
    return start


def _array(found: Any) -> list[Any]:  # noqa: ANN401 - any object of a file
    return list(found) if isinstance(found, Array) else []


class _Eraser:
    """Takes the hidden layers out of pages, forms and annotations."""

    def __init__(self, hidden: frozenset[_Key]) -> None:
        self._hidden = hidden
        self._done: set[_Key] = set()
        self._changed = False

    def erase(self, pdf: pikepdf.Pdf) -> bool:
        """Change ``pdf``; True when anything was hidden."""
        for page in pdf.pages:
            self._annotations(page.obj)
            self._content(page.obj, page.obj.get("/Resources"), page, pdf)
        return self._changed

    def _is_hidden(self, layer: Any) -> bool:  # noqa: ANN401 - any object of a file
        if not isinstance(layer, Dictionary):
            return False
        if layer.get("/Type") != Name.OCMD:
            return layer.objgen in self._hidden
        groups = layer.get("/OCGs")
        members = [groups] if isinstance(groups, Dictionary) else _array(groups)
        states = [one.objgen not in self._hidden for one in members if isinstance(one, Dictionary)]
        if not states:
            return False
        shown = {"/AllOn": all(states), "/AllOff": not any(states), "/AnyOff": not all(states)}
        return not shown.get(str(layer.get("/P")), any(states))

    def _annotations(self, page: Any) -> None:  # noqa: ANN401 - any object of a file
        annotations = _array(page.get("/Annots"))
        kept = [one for one in annotations if not self._is_hidden_annotation(one)]
        if len(kept) < len(annotations):
            page.Annots = Array(kept)
            self._changed = True

    def _is_hidden_annotation(self, one: Any) -> bool:  # noqa: ANN401 - any object of a file
        if not isinstance(one, Dictionary):
            return False
        drawn = _at(one, "/AP", "/N")
        layer = drawn.get("/OC") if isinstance(drawn, Stream) else None
        return self._is_hidden(one.get("/OC")) or self._is_hidden(layer)

    def _content(self, owner: Any, resources: Any, source: Any, pdf: pikepdf.Pdf) -> None:  # noqa: ANN401
        """The content stream of a page or form, and the forms that it draws."""
        if not isinstance(resources, Dictionary):
            return
        objects = _items(resources.get("/XObject"))
        gone = {name for name, item in objects.items() if self._is_hidden(_layer_of(item))}
        marks = {name for name, layer in _items(resources.get("/Properties")).items() if self._is_hidden(layer)}
        if gone or marks:
            self._filter(owner, source, marks, gone, pdf)
        for name, item in objects.items():
            if name in gone or not isinstance(item, Stream) or item.get("/Subtype") != Name.Form:
                continue
            if item.objgen not in self._done:
                self._done.add(item.objgen)
                self._content(item, item.get("/Resources"), item, pdf)

    def _filter(self, owner: Any, source: Any, marks: set[str], gone: set[str], pdf: pikepdf.Pdf) -> None:  # noqa: ANN401
        if _length(owner) > _LONGEST:
            return
        kept = list(_shown(pikepdf.parse_content_stream(source), marks, gone))
        data = pikepdf.unparse_content_stream(kept)
        if isinstance(owner, Stream):
            owner.write(data)
        else:
            owner.Contents = pdf.make_stream(data)
        self._changed = True


def _layer_of(item: Any) -> Any:  # noqa: ANN401 - any object of a file
    return item.get("/OC") if isinstance(item, Stream) else None


def _items(found: Any) -> dict[str, Any]:  # noqa: ANN401 - any object of a file
    return dict(found.items()) if isinstance(found, Dictionary) else {}


def _length(owner: Any) -> int:  # noqa: ANN401 - any object of a file
    if isinstance(owner, Stream):
        return len(owner.read_bytes())
    contents = owner.get("/Contents")
    streams = [contents] if isinstance(contents, Stream) else _array(contents)
    return sum(len(stream.read_bytes()) for stream in streams if isinstance(stream, Stream))


def _shown(instructions: Any, marks: set[str], gone: set[str]) -> Iterator[Any]:  # noqa: ANN401 - pikepdf's instructions
    """The instructions without those that show something on a hidden layer; what sets the state stays."""
    open_marks: list[bool] = []  # for each open mark: hides what is in it
    for instruction in instructions:
        operands, operator = instruction.operands, str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            named = operator == "BDC" and operands[0] == Name.OC and isinstance(operands[1], Name)
            open_marks.append(named and str(operands[1]) in marks)
        elif operator == "EMC" and open_marks:
            open_marks.pop()
        hidden = any(open_marks) or (operator == "Do" and bool(operands) and str(operands[0]) in gone)
        if not hidden or operator not in _SHOWING | _PAINTING | _NEXT_LINE:
            yield instruction
        elif operator in _PAINTING:
            yield pikepdf.ContentStreamInstruction([], Operator("n"))
        elif operator in _NEXT_LINE:
            yield pikepdf.ContentStreamInstruction([], Operator("T*"))
