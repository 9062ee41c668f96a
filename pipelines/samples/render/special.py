"""Files that arrive among the plans without being readable plans: invitations, broken and locked files."""

from __future__ import annotations

import io

import pikepdf

from pipelines.samples.bank import communes, recipes
from pipelines.samples.compose import compose
from pipelines.samples.model import Commune, Para, Recipe, Sample, TwoColumns
from pipelines.samples.render.docx import render_docx
from pipelines.samples.render.wordlike import render_wordlike


def recipe_of(recipe: Recipe) -> Recipe:
    """The recipe that option ``copy=N`` points to."""
    seed = int(recipe.option("copy") or 0)
    return next(item for item in recipes() if item.seed == seed)


def _invitation(commune: Commune) -> list[Para | TwoColumns]:
    unit = commune.full_name
    head_left = ("ỦY BAN NHÂN DÂN", unit.upper(), "Số: 27/GM-UBND")
    head_right = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"{commune.name}, ngày 16 tháng 01 năm 2026",
    )
    texts = [
        f"UBND {unit} trân trọng kính mời quý đại biểu dự Hội nghị triển khai công tác cải cách hành chính năm 2026.",
        "1. Thời gian: 14 giờ 00 phút, ngày 22 tháng 01 năm 2026.",
        f"2. Địa điểm: Hội trường tầng 2, trụ sở UBND {unit}.",
        "3. Thành phần: Lãnh đạo UBND, trưởng các phòng, đơn vị; bí thư chi bộ, trưởng các thôn.",
        "Đề nghị quý đại biểu sắp xếp thời gian, dự họp đúng thành phần./.",
    ]
    foot_left = ("Nơi nhận:", "- Như thành phần mời;", "- Lưu: VT.")
    foot_right = ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Hồ Thị Ngọc Yến")
    return [
        TwoColumns("head", head_left, head_right),
        Para("title", "GIẤY MỜI"),
        Para("title", "Dự Hội nghị triển khai công tác cải cách hành chính năm 2026"),
        *[Para("body", text) for text in texts],
        TwoColumns("foot", foot_left, foot_right),
    ]


def _locked(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        lock = pikepdf.Encryption(owner="chu-so-huu", user="mat-khau", R=4, aes=False, metadata=False)
        pdf.save(buffer, encryption=lock, static_id=True)  # RC4 and a fixed id: no random salt in the bytes
    return buffer.getvalue()


def render_special(recipe: Recipe) -> tuple[bytes, str]:
    """(file bytes, expected outcome) of a recipe that is no readable plan."""
    if recipe.kind == "invitation":
        commune = communes()[recipe.commune_code]
        return render_docx(Sample(recipe, commune, {}, blocks=list(_invitation(commune)))), "not_a_plan"
    drawn = render_wordlike(compose(recipe))
    if recipe.renderer == "encrypted":
        return _locked(drawn), "encrypted"
    if recipe.renderer == "truncated":
        return drawn[: len(drawn) * 2 // 5], "unreadable"
    raise ValueError(
        f"recipe {recipe.file_name!r}: renderer {recipe.renderer!r} with kind {recipe.kind!r} is not known"
    )
