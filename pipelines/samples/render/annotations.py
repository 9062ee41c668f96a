"""Puts annotations on a drawn PDF as signing services and viewers do: signatures, stamps, typed notes, fields."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_VISIBLE = 4  # the flag Print


class Shape(StrEnum):
    """How an appearance is built."""

    PLAIN = "plain"  # the words in the appearance itself
    NESTED = "nested"  # three forms deep: FRM, then n0 and n2 (iText, VGCA, eSignature)
    SCALED = "scaled"  # drawn at twice the size, its /BBox scaled into the rectangle
    TURNED = "turned"  # drawn sideways and turned by its /Matrix


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation; ``rect`` is left, top, right, bottom of the page as displayed.

    ``words`` is a PDF of one page that draws the appearance, as large as the rectangle; None for none at all.
    """

    rect: tuple[float, float, float, float]
    words: bytes | None
    kind: str = "Sig"  # Sig | Tx | FreeText | Stamp | Watermark | Line
    shape: Shape = Shape.PLAIN
    flags: int = _VISIBLE
    value: str | None = None  # /V of a field, /Contents of a note
    layer: str | None = None  # name of an optional-content layer; it is switched off


def annotate(data: bytes, annotations: Sequence[tuple[int, Annotation]]) -> bytes:
    """``data`` with annotations on its pages.

    Args:
        data: a PDF.
        annotations: (page from 0, annotation) in the order of their drawing.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fields: list[pikepdf.Object] = []
        off: list[pikepdf.Object] = []
        for number, one in annotations:
            made = pdf.make_indirect(_dictionary(pdf, pdf.pages[number], one, len(fields)))
            if one.layer:
                off.append(pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(one.layer))))
                made.OC = off[-1]
            page = pdf.pages[number].obj
            page.Annots = Array([*page.get("/Annots", []), made])
            if one.kind in {"Sig", "Tx"}:
                fields.append(made)
        if fields:
            resources = Dictionary(Font=Dictionary(Helv=_helvetica(pdf)))
            pdf.Root.AcroForm = Dictionary(Fields=Array(fields), DR=resources, DA=String("/Helv 11 Tf 0 g"))
        if off:
            pdf.Root.OCProperties = Dictionary(OCGs=Array(off), D=Dictionary(OFF=Array(off), Order=Array(off)))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _helvetica(pdf: pikepdf.Pdf) -> pikepdf.Object:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    return pdf.make_indirect(font)


def _dictionary(pdf: pikepdf.Pdf, page: pikepdf.Page, one: Annotation, number: int) -> Dictionary:
    height = float(page.mediabox[3])
    left, top, right, bottom = one.rect
    made = Dictionary(
        Type=Name.Annot, Rect=Array([left, height - bottom, right, height - top]), F=one.flags, P=page.obj
    )
    if one.kind in {"Sig", "Tx"}:
        made.Subtype, made.FT, made.T = Name.Widget, Name(f"/{one.kind}"), String(f"o{number}")
        if one.value is not None and one.kind == "Tx":
            made.V, made.DA = String(one.value), String("/Helv 11 Tf 0 g")
    else:
        made.Subtype = Name(f"/{one.kind}")
        made.DA = String("/Helv 11 Tf 0 g")
        if one.value is not None:
            made.Contents = String(one.value)
    if one.words is not None:
        made.AP = Dictionary(N=_appearance(pdf, one))
    return made


def _appearance(pdf: pikepdf.Pdf, one: Annotation) -> pikepdf.Object:
    with pikepdf.open(io.BytesIO(one.words or b"")) as drawn:
        form = pdf.copy_foreign(drawn.pages[0].as_form_xobject())
    width, height = one.rect[2] - one.rect[0], one.rect[3] - one.rect[1]
    form.BBox = Array([0, 0, width, height])
    if one.shape is Shape.NESTED:
        empty = _form(pdf, b"% DSBlank\n", (0, 0, 100, 100), {})
        inner = _form(pdf, b"q 1 0 0 1 0 0 cm /n0 Do Q\nq 1 0 0 1 0 0 cm /n2 Do Q\n", (0, 0, width, height), {})
        inner.Resources = Dictionary(XObject=Dictionary(n0=empty, n2=form))
        return _form(pdf, b"q 1 0 0 1 0 0 cm /FRM Do Q\n", (0, 0, width, height), {"/FRM": inner})
    if one.shape is Shape.SCALED:
        return _form(pdf, b"q 2 0 0 2 0 0 cm /FRM Do Q\n", (0, 0, 2 * width, 2 * height), {"/FRM": form})
    if one.shape is Shape.TURNED:
        turned = _form(pdf, b"q 0 1 -1 0 %f 0 cm /FRM Do Q\n" % height, (0, 0, height, width), {"/FRM": form})
        turned.Matrix = Array([0, -1, 1, 0, 0, height])
        return turned
    return form


def _form(
    pdf: pikepdf.Pdf, content: bytes, box: tuple[float, float, float, float], objects: dict[str, pikepdf.Object]
) -> pikepdf.Object:
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype, stream.FormType = Name.XObject, Name.Form, 1
    stream.BBox = Array(list(box))
    stream.Resources = Dictionary(XObject=Dictionary(objects))
    return stream
