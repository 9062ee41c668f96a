# make run    set everything up, read the sample plans under raw/, publish warehouse/cchc.duckdb
# make test   set everything up, pass the everyday tests
# make help   the rest

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

.PHONY: help run setup test test-all lint format columns written audit samples dev docs clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

run: setup ## đọc các kế hoạch mẫu và phát hành kho dữ liệu / read the sample plans and publish
	$(VENV)/bin/cchc run --raw raw --warehouse warehouse

setup: $(READY) ## cài đặt / install into .venv

$(READY): requirements/dev.lock pyproject.toml scripts/setup
	PYTHON="$(PYTHON)" sh scripts/setup

test: setup ## kiểm thử hằng ngày / everyday tests
	$(VENV)/bin/pytest -m "not slow" -n 2 --dist loadscope

test-all: setup ## mọi kiểm thử / every test
	$(VENV)/bin/pytest -n 2 --dist loadscope

lint: setup ## ruff, mypy, các tầng / layers
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(VENV)/bin/mypy --strict scripts/*.py

format: setup
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

columns: setup ## chép mô tả cột từ dbt_project/columns.csv vào các tệp YAML / write the YAML of columns from their dictionary
	$(VENV)/bin/python scripts/columns.py

written: columns ## viết lại mọi tệp sinh ra từ mã nguồn / write again all files that are made from the code
	$(VENV)/bin/python scripts/gates_page.py
	$(VENV)/bin/python -W ignore -m pipelines.orchestration.snapshot --write
	$(VENV)/bin/python scripts/diagrams.py
	$(VENV)/bin/python scripts/extension_tables.py
	$(VENV)/bin/python scripts/promised_names.py

audit: setup ## danh mục thư viện (SBOM), giấy phép, lỗ hổng đã biết / bill of materials, licences, advisories
	$(VENV)/bin/python scripts/audit.py

samples: setup ## vẽ lại các kế hoạch mẫu (cần LibreOffice) / draw the sample plans again
	$(VENV)/bin/python -m pipelines.samples --out raw --truth tests/samples/truth

dev: setup ## mở giao diện Dagster / Dagster's web page
	$(VENV)/bin/cchc dev

clean: ## xóa kho dữ liệu đã dựng (giữ raw/) / remove what was built
	rm -rf warehouse/* dbt_project/target dbt_project/logs
