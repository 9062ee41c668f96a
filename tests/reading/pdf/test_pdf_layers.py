"""Promises about optional content: what a viewer does not show is not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pdf_drawing import Pdf
from pikepdf import Array, Dictionary, Name, String

from pipelines.reading.pdf.layers import hidden_layers
from pipelines.reading.pdf_file import read_pdf

Settings = Callable[[pikepdf.Object, pikepdf.Object], Dictionary]


def _layered(path: Path, settings: Settings, mark: Callable[[pikepdf.Pdf, pikepdf.Object], pikepdf.Object]) -> Path:
    """A page with a line of print, and a line and a ruling on the layer "Nháp"."""
    pdf = Pdf(path)
    pdf.text(90, 100, "Ủy ban nhân dân xã giao các phòng thực hiện.")
    pdf.save()
    note = Pdf(path.with_name("note.pdf"))
    note.text(90, 140, "Ghi chú của người soạn thảo.")
    note.rule(90, 150, 300, 150)
    note.text(90, 180, "Lời cuối của kế hoạch.")
    note.save()
    with pikepdf.open(path, allow_overwriting_input=True) as file, pikepdf.open(path.with_name("note.pdf")) as other:
        page = file.pages[0].obj
        layer = file.make_indirect(Dictionary(Type=Name.OCG, Name=String("Nháp")))
        spare = file.make_indirect(Dictionary(Type=Name.OCG, Name=String("Khác")))
        form = file.copy_foreign(other.pages[0].as_form_xobject())
        inner = form.read_bytes()
        form.write(inner)
        page.Resources.Properties = Dictionary(L0=mark(file, layer))
        page.Resources.XObject = Dictionary(N0=form)
        before = file.pages[0].Contents.read_bytes()
        page.Contents = file.make_stream(before + b"\n/OC /L0 BDC q /N0 Do Q EMC\nq Q")
        file.Root.OCProperties = Dictionary(OCGs=Array([layer, spare]), D=settings(layer, spare))
        file.save()
    return path


def _off(layer: pikepdf.Object, _: pikepdf.Object) -> Dictionary:
    return Dictionary(OFF=Array([layer]))


def _plain(_: pikepdf.Pdf, layer: pikepdf.Object) -> pikepdf.Object:
    return layer


def _member(policy: str) -> Callable[[pikepdf.Pdf, pikepdf.Object], pikepdf.Object]:
    def made(file: pikepdf.Pdf, layer: pikepdf.Object) -> pikepdf.Object:
        return file.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([layer]), P=Name(f"/{policy}")))

    return made


def _words(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in read_pdf(path).paragraphs)


@pytest.mark.parametrize(
    ("settings", "mark"),
    [
        (_off, _plain),
        (lambda layer, spare: Dictionary(BaseState=Name.OFF, ON=Array([spare])), _plain),
        (_off, _member("AnyOn")),
        (lambda layer, spare: Dictionary(), _member("AllOff")),
    ],
)
def test_words_on_a_layer_that_is_off_are_not_read(tmp_path: Path, settings: Settings, mark):
    words = _words(_layered(tmp_path / "a.pdf", settings, mark))
    assert "giao các phòng" in words and "Ghi chú" not in words


@pytest.mark.parametrize(
    ("settings", "mark"),
    [
        (lambda layer, spare: Dictionary(OFF=Array([spare])), _plain),
        (lambda layer, spare: Dictionary(BaseState=Name.OFF, ON=Array([layer])), _plain),
        (_off, _member("AllOff")),
    ],
)
def test_words_on_a_layer_that_is_on_are_read(tmp_path: Path, settings: Settings, mark):
    assert "Ghi chú" in _words(_layered(tmp_path / "a.pdf", settings, mark))


def test_layer_that_is_only_for_print_is_not_seen(tmp_path: Path):
    path = _layered(tmp_path / "a.pdf", lambda layer, spare: Dictionary(), _plain)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        layer = file.Root.OCProperties.OCGs[0]
        layer.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF), Print=Dictionary(PrintState=Name.ON))
        usage = Dictionary(Event=Name.View, OCGs=Array([layer]), Category=Array([Name.View]))
        file.Root.OCProperties.D.AS = Array([usage])
        assert hidden_layers(file) == {layer.objgen}
        file.save()
    assert "Ghi chú" not in _words(path)


def test_picture_or_form_of_its_own_on_a_layer_that_is_off_is_not_read(tmp_path: Path):
    path = _layered(tmp_path / "a.pdf", _off, _plain)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        page = file.pages[0]
        page.obj.Resources.XObject.N0.OC = file.Root.OCProperties.OCGs[0]
        page.obj.Contents = file.make_stream(page.Contents.read_bytes().replace(b"/OC /L0 BDC q", b"/P BMC q"))
        file.save()
    words = _words(path)
    assert "giao các phòng" in words and "Ghi chú" not in words


def test_words_behind_a_hidden_part_stay_where_they_are(tmp_path: Path):
    path = _layered(tmp_path / "a.pdf", _off, _plain)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        page = file.pages[0]
        content = page.Contents.read_bytes()
        page.obj.Contents = file.make_stream(content.replace(b"/OC /L0 BDC q", b"/P <</MCID 0>> BDC q"))
        file.save()
    assert "Ghi chú" in _words(path)  # a mark of structure is no layer


def test_file_with_damaged_layers_is_read_as_it_stands(tmp_path: Path):
    path = _layered(tmp_path / "a.pdf", _off, _plain)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.Root.OCProperties = Dictionary(OCGs=String("?"), D=Array([1]))
        file.save()
    assert "giao các phòng" in _words(path)
