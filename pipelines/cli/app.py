"""The command-line application: one function per command, each a thin call."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli.help_frames import Command, CommandGroup
from pipelines.cli.terminal import SafeConsole
from pipelines.settings import PAGES_PORT, REVIEW_PORT, Settings

app = typer.Typer(
    cls=CommandGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Kho dữ liệu kế hoạch cải cách hành chính của các xã, phường, đặc khu: đọc kế hoạch, kiểm tra, "
    "tính chỉ tiêu toàn tỉnh, phát hành tệp DuckDB cho BI.",
    epilog="Mã thoát: 0 đã phát hành · 1 chưa phát hành (bản tốt gần nhất giữ nguyên) · 2 dùng sai lệnh · "
    "3 đã phát hành kho dữ liệu, chưa ghi được báo cáo.",
)


def _tell_version(asked: bool) -> None:
    if asked:
        from pipelines.cli.release import release  # noqa: PLC0415

        _console().print(f"cchc {release()}", highlight=False)
        raise typer.Exit


@app.callback()
def common(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Cho biết phiên bản của chương trình."),
    ] = False,
) -> None:
    """Options of ``cchc`` itself; each command has its own."""


RawOption = Annotated[
    Path, typer.Option("--raw", envvar="CCHC_RAW", help="Thư mục kế hoạch: <tỉnh>/<năm>/<tệp>.", show_default=True)
]
WarehouseOption = Annotated[
    Path, typer.Option("--warehouse", envvar="CCHC_WAREHOUSE", help="Thư mục kho dữ liệu.", show_default=True)
]


def _console() -> Console:
    # the stream is fixed now: libraries' output is sent to the log file during a run, ours is not
    return SafeConsole(file=sys.stdout)


def _refuse_unknown(provinces: list[str]) -> None:
    """End with what was meant when a province does not exist, before anything slow is loaded."""
    if not provinces:
        return
    from pipelines.cli.provinces import unknown_province  # noqa: PLC0415

    told = [text for text in map(unknown_province, provinces) if text]
    for text in told:
        _console().print(text, style="red", highlight=False, markup=False, soft_wrap=True)
    if told:
        sys.exit(2)


@app.command(cls=Command)
def run(
    *,
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
    province: Annotated[
        str | None, typer.Option(help="Chỉ đọc một tỉnh, ghi như tên thư mục, ví dụ quang-tri.")
    ] = None,
    year: Annotated[int | None, typer.Option(min=2000, max=2099, help="Chỉ đọc một năm kế hoạch.")] = None,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Số tiến trình đọc; 0 = theo số nhân máy.")] = 0,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Dựng và phát hành bản mới kể cả khi không có gì thay đổi.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ nêu tệp nào sẽ được đọc, vì sao; không ghi gì.")
    ] = False,
) -> None:
    """Đọc các kế hoạch, dựng kho dữ liệu, kiểm tra và phát hành."""
    _refuse_unknown([province] if province else [])
    from pipelines.cli.run import run_command  # noqa: PLC0415 - `--help` must not wait for Dagster

    settings = Settings(raw=raw.resolve(), warehouse=warehouse.resolve(), workers=workers)
    sys.exit(run_command(settings, province, year, _console(), rebuild=rebuild, dry_run=dry_run))


@app.command(cls=Command)
def backfill(
    *,
    years: Annotated[str, typer.Option(help="Các năm kế hoạch: 2016:2025, hoặc 2016,2018,2020.")],
    province: Annotated[
        list[str] | None,
        typer.Option(help="Tỉnh, ghi như tên thư mục; lặp lại cho nhiều tỉnh; bỏ trống là mọi tỉnh có tệp."),
    ] = None,
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
    workers: Annotated[int, typer.Option(min=0, max=64, help="Số tiến trình đọc; 0 = theo số nhân máy.")] = 0,
    again: Annotated[
        bool, typer.Option("--again", help="Đọc và phân tích lại mọi tệp, không dùng kết quả cũ.")
    ] = False,
) -> None:
    """Nạp kế hoạch của nhiều năm, nhiều tỉnh một lượt; dừng giữa chừng thì gõ lại lệnh để làm tiếp."""
    _refuse_unknown(province or [])
    from pipelines.cli.backfill import backfill_command  # noqa: PLC0415

    settings = Settings(raw=raw.resolve(), warehouse=warehouse.resolve(), workers=workers)
    sys.exit(backfill_command(settings, province or [], years, _console(), again=again))


@app.command(cls=Command)
def status(
    warehouse: WarehouseOption = Path("warehouse"),
    raw: RawOption = Path("raw"),
    why: Annotated[
        str | None,
        typer.Option(metavar="TỆP", help="Vì sao một tệp được (hoặc không được) đọc lại: đường dẫn, tên tệp hoặc mã."),
    ] = None,
) -> None:
    """Cho biết trong kho có gì, tệp nào chưa đọc được và cần làm gì."""
    if why is not None:
        from pipelines.cli.why import why_command  # noqa: PLC0415

        sys.exit(why_command(Settings(raw=raw.resolve(), warehouse=warehouse.resolve()), why, _console()))
    from pipelines.cli.status import status_command  # noqa: PLC0415

    sys.exit(status_command(warehouse.resolve(), _console()))


@app.command(cls=Command)
def publish(
    warehouse: WarehouseOption = Path("warehouse"),
    list_: Annotated[bool, typer.Option("--list", help="Liệt kê các phiên bản còn giữ, mới nhất trước.")] = False,
) -> None:
    """Các phiên bản đã phát hành (phát hành bản mới: cchc run)."""
    from pipelines.cli.versions import list_command  # noqa: PLC0415

    if not list_:
        raise typer.BadParameter("cần --list; để dựng và phát hành bản mới hãy chạy cchc run")
    sys.exit(list_command(warehouse.resolve(), _console()))


@app.command(cls=Command)
def rollback(
    version: Annotated[str, typer.Argument(metavar="PHIÊN_BẢN", help="Tên phiên bản, như cchc publish --list in ra.")],
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
) -> None:
    """Đưa tệp phát hành và báo cáo trở lại một phiên bản còn giữ."""
    from pipelines.cli.versions import rollback_command  # noqa: PLC0415

    sys.exit(rollback_command(warehouse.resolve(), version, _console(), raw=raw.resolve()))


@app.command("as-of", cls=Command)
def as_of(
    day: Annotated[
        datetime,
        typer.Argument(metavar="NGÀY", formats=["%Y-%m-%d", "%d/%m/%Y"], help="Ngày nhìn lại, ví dụ 2026-03-01."),
    ],
    *,
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
    out: Annotated[Path | None, typer.Option(help="Tệp ghi ra; mặc định <kho>/as_of/cchc-<ngày>.duckdb.")] = None,
) -> None:
    """Dựng số liệu như đã biết vào một ngày: văn bản ban hành hoặc nhận được sau ngày đó chưa tính."""
    from pipelines.cli.as_of import as_of_command  # noqa: PLC0415

    settings = Settings(raw=raw.resolve(), warehouse=warehouse.resolve())
    sys.exit(as_of_command(settings, day.date(), out.resolve() if out else None, _console()))


@app.command(cls=Command)
def docs(warehouse: WarehouseOption = Path("warehouse")) -> None:
    """Dựng trang tài liệu các bảng, cột, kiểm tra và nguồn gốc của chúng; mở được khi không có mạng."""
    from pipelines.cli.docs import docs_command  # noqa: PLC0415

    sys.exit(docs_command(warehouse.resolve(), _console()))


@app.command(cls=Command)
def indicators(raw: RawOption = Path("raw"), warehouse: WarehouseOption = Path("warehouse")) -> None:
    """Liệt kê chỉ tiêu chưa nhận ra mã và cách viết trong danh mục chưa gặp."""
    from pipelines.cli.indicators import indicators_command  # noqa: PLC0415

    sys.exit(indicators_command(warehouse.resolve(), _console(), raw=raw.resolve()))


@app.command(cls=Command)
def trace(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="MÃ | SỐ_LIỆU",
            help="Mã chỉ tiêu, nhiệm vụ, mốc, viện dẫn, phát hiện, văn bản; hoặc: "
            "province_indicators 2026 <mã chỉ tiêu> [tỉnh]; commune_indicators 2026 <mã chỉ tiêu> <xã>.",
        ),
    ],
    *,
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
    out: Annotated[Path | None, typer.Option(help="Thư mục ghi ảnh; mặc định <kho>/reports/trace.")] = None,
    crop: Annotated[bool, typer.Option("--crop", help="Chỉ vẽ dải trang quanh chỗ được khoanh.")] = False,
    pictures: Annotated[int, typer.Option(min=0, max=50, help="Số liệu gộp: vẽ trang của mấy giá trị đầu.")] = 3,
) -> None:
    """Cho biết một số liệu từ đâu ra: tệp, trang, ảnh có khoanh chỗ in, cách đọc, sửa chữa, các bước tính.

    Mã thoát: 0 tìm thấy · 1 chưa có kho hoặc không có mã · 2 dùng sai lệnh · 3 tìm thấy nhưng không vẽ được trang.
    """
    from pipelines.cli.trace import trace_command  # noqa: PLC0415

    settings = Settings(raw=raw.resolve(), warehouse=warehouse.resolve())
    sys.exit(trace_command(settings, words, _console(), out=out, crop=crop, pictures=pictures))


@app.command(cls=Command)
def lake(
    catalogue: Annotated[
        str,
        typer.Option(envvar="CCHC_DUCKLAKE_CATALOGUE", help="Danh mục DuckLake, ví dụ postgres:dbname=cchc host=…"),
    ],
    data: Annotated[str, typer.Option(envvar="CCHC_DUCKLAKE_DATA", help="Thư mục hoặc kho đối tượng chứa dữ liệu.")],
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
) -> None:
    """Dựng các bảng đã phát hành thành DuckLake, để nhiều máy cùng đọc và ghi."""
    from pipelines.cli.lakehouse import lake_command  # noqa: PLC0415
    from pipelines.warehouse.publication.ducklake import DuckLake  # noqa: PLC0415

    settings = Settings(raw=raw.resolve(), warehouse=warehouse.resolve())
    sys.exit(lake_command(settings, DuckLake(catalogue, data), _console()))


@app.command(cls=Command)
def review(
    *,
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
    province: Annotated[str | None, typer.Option(help="Chỉ một tỉnh, ghi như tên thư mục.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="Không mở trang, ghi hàng đợi ra tệp .xlsx hoặc .csv để điền.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Chỉ kiểm tra các tệp sửa chữa trong thư mục kế hoạch.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=1024, max=65535, help="Cổng của trang web (chỉ mở trên máy này).")
    ] = REVIEW_PORT,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Mở trình duyệt.")] = True,
) -> None:
    """Rà soát chỗ đọc chưa chắc: ảnh trang bên cạnh các ô; chấp nhận, sửa hoặc bỏ.

    Mã thoát: 0 xong · 1 chưa có kho, hoặc --check thấy dòng chưa dùng được · 2 dùng sai lệnh.
    """
    from pipelines.cli.review import check_command, export_command, serve_command  # noqa: PLC0415

    settings = Settings(raw=raw.resolve(), warehouse=warehouse.resolve())
    if check:
        sys.exit(check_command(settings, _console()))
    if export is not None:
        sys.exit(export_command(settings, export, province, _console()))
    sys.exit(serve_command(settings, province, _console(), port=port, opens_browser=browser))


@app.command(cls=Command)
def superset(
    warehouse: WarehouseOption = Path("warehouse"),
    out: Annotated[Path, typer.Option(help="Tệp zip để nhập vào Superset.")] = Path("cchc-superset.zip"),
) -> None:
    """Ghi gói bảng điều khiển cho Apache Superset (cài và mở luôn: deploy/superset/start)."""
    from pipelines.cli.superset import superset_command  # noqa: PLC0415

    sys.exit(superset_command(warehouse.resolve(), out.resolve(), _console()))


@app.command(cls=Command)
def sheets(
    *,
    province: Annotated[str, typer.Option(help="Tỉnh, ghi như tên thư mục, ví dụ quang-tri.")],
    commune: Annotated[
        list[str] | None, typer.Option(help="Mã hoặc tên đơn vị; lặp lại cho nhiều đơn vị; bỏ trống là mọi đơn vị.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=2000, max=2099, help="Năm kế hoạch; mặc định là năm chính của báo cáo.")
    ] = None,
    agency: Annotated[str, typer.Option(help="Cơ quan gửi phiếu.")] = "Sở Nội vụ",
    out: Annotated[
        Path | None, typer.Option(help="Thư mục ghi; mặc định <kho>/reports/phieu-ra-soat/<tỉnh>/<năm>.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Ghi thêm bản PDF (cần LibreOffice).")] = True,
    warehouse: WarehouseOption = Path("warehouse"),
) -> None:
    """Viết phiếu rà soát một trang gửi từng xã, phường, đặc khu (DOCX và PDF, thể thức Nghị định 30/2020/NĐ-CP).

    Mã thoát: 0 đã ghi · 1 chưa có kho · 2 dùng sai lệnh · 3 đã ghi DOCX, chưa ghi được PDF.
    """
    from pipelines.cli.sheets import sheets_command  # noqa: PLC0415

    paths = Settings(raw=Path("raw"), warehouse=warehouse.resolve()).paths
    communes = commune or ()
    sys.exit(
        sheets_command(
            paths, _console(), province=province, communes=communes, year=year, agency=agency, out=out, pdf=pdf
        )
    )


@app.command(cls=Command)
def dev(
    raw: RawOption = Path("raw"),
    warehouse: WarehouseOption = Path("warehouse"),
    port: Annotated[int, typer.Option(help="Cổng của trang web (chỉ mở trên máy này).")] = 3000,
    reports_port: Annotated[int, typer.Option(help="Cổng để trang web mở báo cáo (chỉ mở trên máy này).")] = PAGES_PORT,
) -> None:
    """Mở trang web của Dagster: sơ đồ tài sản dữ liệu, lịch sử chạy, chạy lại từng phần; kèm trang báo cáo."""
    from pipelines.cli.dev import dev_command  # noqa: PLC0415

    settings = Settings(raw=raw.resolve(), warehouse=warehouse.resolve())
    dev_command(settings, _console(), port=port, reports_port=reports_port)
