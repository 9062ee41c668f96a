"""Great Expectations' Data Docs, made readable without a network.

The pages load styles and scripts from public servers. Those tags are taken out, a small style sheet of our own is
put in, and nothing that a browser would fetch from elsewhere is left. Their index is drawn by a script, so it is
replaced by a plain page in Vietnamese: every check, the failed ones first, with links to the pages behind it.
"""

from __future__ import annotations

import html as markup
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lxml import html as lxml_html

from pipelines.quality.results import CheckResult, CheckSeverity

_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_FOOTER = re.compile(r"<footer\b.*?</footer\s*>", re.DOTALL | re.IGNORECASE)
_REMOTE_LINK = re.compile(r"<link\b[^>]*?href=\"(?:https?:)?//[^>]*?>", re.DOTALL | re.IGNORECASE)
_REMOTE_IMAGE = re.compile(r"<img\b[^>]*?src=\"(?:https?:)?//[^>]*?>", re.DOTALL | re.IGNORECASE)
_REMOTE_ANCHOR = re.compile(r"<a\b[^>]*?href=\"(?:https?:)?//[^>]*?>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_REMOTE_IN_CSS = re.compile(r"@import\s+(?:url\()?[\"']?(?:https?:)?//[^;]*;|url\([\"']?(?:https?:)?//[^)]*\)")
_HEAD_END = re.compile(r"</head>", re.IGNORECASE)

_STRANGE: Final = frozenset({"script", "iframe", "object", "embed", "form", "base", "svg", "math", "audio", "video"})
_OWN_IMAGES: Final = ("static/", "../")
_SCRIPTED: Final = ("javascript:", "data:", "vbscript:")
_POLICY: Final = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'"
"""Words of plans are on these pages: whatever a renderer forgot to escape, no browser runs or loads it."""
OFFLINE_STYLE: Final = (
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    + """
<style>
body { font-family: "Be Vietnam Pro", "Noto Sans", "Segoe UI", Arial, sans-serif; margin: 1.5rem; color: #222; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { border: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th, th { background: #f0f3f7; }
ul, ol { padding-left: 1.2rem; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; }
.col-2, .navbar, .sticky-top { position: static; }
.card, .alert { border: 1px solid #ddd; border-radius: 4px; padding: .75rem; margin: .5rem 0; }
.badge { border: 1px solid #999; border-radius: 3px; padding: 0 .3rem; }
footer, .cta-footer, .btn, .collapse-toggle, .modal, .cooltip .top, .tooltip-inner { display: none; }
.collapse { display: block; }
.fa-check-circle::before, .text-success::before { content: "✓ "; color: #1a7f37; }
.fa-times::before, .text-danger::before { content: "✗ "; color: #b42318; }
img { max-height: 40px; }
a { color: #0b57d0; }
</style>
"""
)


@contextmanager
def replace_docs(folder: Path) -> Iterator[Path]:
    """Give an empty sibling folder to write pages to; on success it takes the place of ``folder``.

    When the body raises, the pages of the previous run stay as they are.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        take_offline(fresh)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


_SEVERITY_VI: Final = {
    CheckSeverity.BLOCK: "Chặn công bố",
    CheckSeverity.WARN: "Cần rà soát",
    CheckSeverity.INFORM: "Để biết",
}
_HEADINGS: Final = ("Kết quả", "Mức độ", "Bảng", "Kiểm tra", "Điều được bảo đảm", "Quan sát", "Dòng không đạt")


def write_index(folder: Path, results: Iterable[CheckResult], *, run_id: str) -> Path:
    """Write ``index.html`` over the pages below ``folder``: one row per check, failed and blocking ones first."""
    severities = list(CheckSeverity)
    ordered = sorted(results, key=lambda check: (check.passed, severities.index(check.severity), check.suite))
    failed = sum(not check.passed for check in ordered)
    heading = "".join(f"<th>{text}</th>" for text in _HEADINGS)
    body = "\n".join(_index_row(folder, check) for check in ordered)
    path = folder / "index.html"
    path.write_text(
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>Kiểm tra dữ liệu nạp</title></head>\n'
        f"<body><h1>Kiểm tra dữ liệu nạp</h1>\n<p>Lần chạy {markup.escape(run_id)}: {len(ordered)} kiểm tra, "
        f"{failed} không đạt.</p>\n<table><thead><tr>{heading}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table></body></html>\n",
        encoding="utf-8",
    )
    return path


def _index_row(folder: Path, check: CheckResult) -> str:
    pages = sorted(page.relative_to(folder).as_posix() for page in folder.glob(f"validations/{check.suite}/**/*.html"))
    suite = markup.escape(check.suite)
    texts = (check.check_name, check.message_vi, check.observed, check.sample)
    cells = (
        '<span class="text-success">Đạt</span>' if check.passed else '<span class="text-danger">Không đạt</span>',
        _SEVERITY_VI[check.severity],
        f'<a href="{markup.escape(pages[-1])}">{suite}</a>' if pages else suite,
        *(markup.escape(text or "") for text in texts),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def take_offline(folder: Path) -> None:
    """Rewrite every page and style sheet below ``folder`` so that a browser fetches nothing from elsewhere."""
    for page in sorted(folder.rglob("*.html")):
        page.write_text(offline_html(page.read_text(encoding="utf-8")), encoding="utf-8")
    for sheet in sorted(folder.rglob("*.css")):
        sheet.write_text(_REMOTE_IN_CSS.sub("", sheet.read_text(encoding="utf-8")), encoding="utf-8")


def offline_html(html: str) -> str:
    """Return ``html`` without scripts, footers, remote styles, remote images, links to other sites and handlers.

    Great Expectations writes the values that a check found as they are: a tag in a plan's words would be the page's.
    """
    for pattern in (_SCRIPT, _FOOTER, _REMOTE_LINK, _REMOTE_IMAGE):
        html = pattern.sub("", html)
    html = _REMOTE_ANCHOR.sub(r"\1", html)
    html = _without_strangers(_REMOTE_IN_CSS.sub("", html))
    return _HEAD_END.sub(lambda _: f"{OFFLINE_STYLE}</head>", html, count=1)


def _without_strangers(page: str) -> str:
    """The page without elements, handlers and addresses that only the words of a plan can have brought in."""
    if not page.strip():
        return page
    tree = lxml_html.document_fromstring(page)
    for element in [one for one in tree.iter() if isinstance(one, lxml_html.HtmlElement)]:
        if element.tag in _STRANGE or (element.tag == "img" and not element.get("src", "").startswith(_OWN_IMAGES)):
            element.drop_tree()
            continue
        for name in list(element.attrib):
            address = "".join(str(element.attrib[name]).split()).lower()
            if str(name).startswith("on") or (name in ("href", "src", "action") and address.startswith(_SCRIPTED)):
                del element.attrib[name]
    return str(lxml_html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))
