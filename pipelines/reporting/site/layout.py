"""The frame of every page and the templates: shared by the province's pages and by what joins them later.

A page is a path, a template and its content; ``Frame.render`` adds navigation, the date of the data and the links.
Templates escape everything (``autoescape``): a plan's text is data, whatever it holds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from pipelines.reporting.site import display
from pipelines.reporting.site.links import Links
from pipelines.settings import REVIEW_ITEM
from pipelines.text.vietnamese import to_roman

_HERE: Final = Path(__file__).parent
# the quality report shares frame, style and script with the site
_TEMPLATES: Final = (_HERE / "templates", _HERE.parent / "quality_report" / "templates")


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the main menu; ``path`` is below the province's folder, ``{year}`` stands for the shown year."""

    key: str
    label: str
    path: str


MENU: Final = (
    NavItem("tong-quan", "Tổng quan", "{year}/index.html"),
    NavItem("chi-tieu", "Chỉ tiêu", "{year}/chi-tieu/index.html"),
    NavItem("don-vi", "Đơn vị", "{year}/don-vi/index.html"),
    NavItem("lich", "Lịch đến hạn", "lich/index.html"),
    NavItem("co-quan", "Cơ quan", "{year}/co-quan.html"),
    NavItem("can-cu", "Căn cứ pháp lý", "{year}/can-cu-phap-ly.html"),
    NavItem("phuong-phap", "Phương pháp", "phuong-phap.html"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        path: below the province's folder.
        template: file name below ``templates``.
        title: heading and window title.
        section: key of the menu entry it belongs to.
        year: plan year it speaks of; None for pages of the whole province.
        wide: whether it prints better on landscape paper.
        context: what the template shows.
    """

    path: str
    template: str
    title: str
    section: str
    year: int | None
    context: Mapping[str, Any]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the pages of one province.

    Attributes:
        place: name of the province with its kind ("tỉnh Nghệ An").
        years: plan years with pages of their own, newest first.
        main_year: year that pages of the whole province lead to.
        stamp: date and version of the data, as text.
        source_base: way from the province's folder to the plans.
        menu: entries of the main menu.
        has_data_docs: whether the engineers' pages about the checks lie beside the province's folder.
    """

    place: str
    years: tuple[int, ...]
    main_year: int
    stamp: str
    source_base: str
    menu: tuple[NavItem, ...] = field(default=MENU)
    has_data_docs: bool = False

    def render(self, page: Page) -> str:
        """The finished page."""
        links = Links(page.path, self.source_base, self.years)
        template = environment().get_template(page.template)
        return template.render(
            frame=self,
            page=page,
            link=links,
            year=page.year or self.main_year,
            menu=[(item, links.to(item.path.format(year=page.year or self.main_year))) for item in self.menu],
            year_paths={year: self._section_of(page, year) for year in self.years},
            **page.context,
        )

    def _section_of(self, page: Page, year: int) -> str:
        """Where the switch of years leads: the same section of the other year, or its overview."""
        paths = (item.path for item in self.menu if item.key == page.section and "{year}" in item.path)
        return next(paths, "{year}/index.html").format(year=year)


class _Compiled(BytecodeCache):
    """Templates as Python compiles them, kept where its own modules are; compiled anew where that is not possible."""

    _folder: Final = _HERE / "__pycache__"

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of the very same text, if anything."""
        with suppress(OSError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it; a folder that cannot be written to keeps nothing."""
        file = self._file(bucket)
        fresh = file.with_name(f".{file.name}.{os.getpid()}.tmp")
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            fresh.write_bytes(bucket.bytecode_to_string())
            fresh.replace(file)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.jinja"


@cache
def environment() -> Environment:
    """Jinja's environment: everything escaped, an unknown name is an error, never a blank."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        bytecode_cache=_Compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(_filters())
    made.globals.update(
        nothing=display.NOTHING,
        severity_vi=display.SEVERITY_VI,
        status_vi=display.STATUS_VI,
        superseded_vi=display.SUPERSEDED_VI,
        field_vi=display.FIELD_VI,
        groups_vi=display.GROUPS_VI,
        level_vi=display.LEVEL_VI,
        unit_name=display.unit_name,
        review_item=REVIEW_ITEM,
    )
    return made


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "value": display.show_value,
        "mean": display.show_mean,
        "share": display.show_share,
        "change": display.show_change,
        "count": display.show_count,
        "dash": display.show_tally,
        "day": display.show_day,
        "period": display.show_period,
        "cycle": display.show_recurrence,
        "plain": display.plain,
        "rule": display.show_rule,
        "stored": display.show_stored,
        "roman": to_roman,
        "lines": lines,
    }


def lines(text: str | None) -> Markup:
    """A cell's text with its line breaks kept, escaped."""
    return Markup("<br>").join((text or display.NOTHING).splitlines())
