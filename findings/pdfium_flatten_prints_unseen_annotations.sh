#!/bin/sh
# PDFium writes annotations into the page that no viewer shows.
#
# FPDFPage_Flatten is the usual way to get the words of signature stamps and notes into a page's text. An annotation
# with the flag NoView (32), which PDFium itself does not draw on the screen, is written into the page all the same:
# its words then stand in the page's text, and only the annotation list could tell that nobody sees them.
#
# Seen with pypdfium2 5.15.2: visible and NoView annotation give the same text after flattening; drawing the page gives
# ink for the first and none for the second. The flag Hidden (2) is honoured in both.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pypdfium2==5.15.2 pikepdf==10.17.0 numpy pillow
"$work/venv/bin/python" - <<'PY'
import io

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from pikepdf import Array, Dictionary, Name, Stream, String


def page_with_note(flags: int) -> io.BytesIO:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 200))
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    look = Stream(pdf, b"BT /F1 14 Tf 5 5 Td (STAMP 57) Tj ET")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 120, 24])
    look.Resources = Dictionary(Font=Dictionary(F1=font))
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([20, 100, 140, 124]), F=flags,
        DA=String("/F1 14 Tf"), Contents=String("note"), AP=Dictionary(N=pdf.make_indirect(look)),
    )
    page.obj.Annots = Array([pdf.make_indirect(note)])
    out = io.BytesIO()
    pdf.save(out)
    return out


def seen(flags: int) -> tuple[str, bool]:
    """Text after flattening, and whether drawing the page leaves ink."""
    drawn = pypdfium2.PdfDocument(page_with_note(flags))
    drawn.init_forms()
    ink = bool((drawn[0].render(scale=1, may_draw_forms=True).to_numpy() < 128).any())
    flat = pypdfium2.PdfDocument(page_with_note(flags))
    flat.init_forms()
    page = flat[0]
    raw.FPDFPage_Flatten(page.raw, 0)
    page.close()
    return flat[0].get_textpage().get_text_range().strip(), ink


found = {name: seen(flags) for name, flags in (("visible", 4), ("no view", 32), ("hidden", 2))}
for name, (text, ink) in found.items():
    print(f"{name:8} text after flattening {text!r:12} drawn on the page: {ink}")
assert found == {"visible": ("STAMP 57", True), "no view": ("STAMP 57", False), "hidden": ("", False)}, found
print("as found: a NoView annotation is not drawn, yet flattening puts its words into the text")
PY
