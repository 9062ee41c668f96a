"""Chooses the renderer of a recipe."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.samples.model import Sample
from pipelines.samples.render.wordlike import render_wordlike


def _docx(sample: Sample) -> bytes:
    from pipelines.samples.render.docx import render_docx  # noqa: PLC0415

    return render_docx(sample)


def _office_pdf(sample: Sample) -> bytes:
    from pipelines.samples.render.libreoffice import convert  # noqa: PLC0415

    return convert(_docx(sample), "pdf")


def _doc(sample: Sample) -> bytes:
    from pipelines.samples.render.libreoffice import convert  # noqa: PLC0415

    return convert(_docx(sample), "doc")


def _scan(sample: Sample) -> bytes:
    from pipelines.samples.render.scan import render_scan  # noqa: PLC0415

    return render_scan(sample)


#: Renderers that draw a composed plan, by their word in the recipe.
GENERATED: dict[str, Callable[[Sample], bytes]] = {
    "wordlike": render_wordlike,
    "docx": _docx,
    "office_pdf": _office_pdf,
    "doc": _doc,
    "scan": _scan,
}


def render(sample: Sample) -> bytes:
    """File bytes of ``sample`` as its recipe asks.

    Raises:
        KeyError: the recipe names a renderer that does not exist.
    """
    return GENERATED[sample.recipe.renderer](sample)
