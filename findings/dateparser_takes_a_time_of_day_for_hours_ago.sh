#!/bin/sh
# dateparser reads "8 giờ ngày 05/9/2026" (8 o'clock on 5 September 2026) as eight hours ago: the printed date is dropped.
#
# Vietnamese prints the time of day as "8 giờ" or "14 giờ 30 phút". dateparser knows "giờ" as a distance in time only and
# drops the date beside it; the result changes with the moment of the run, and search_dates names the whole wording as its
# source. The list of changes of this very version says that "at 22h" and "à 22h" are a time of day and no hours ago (#1441)
# and that numbers without a unit are no longer passed over in relative dates (#1410); Vietnamese is a supported language,
# and a string that is not understood gives None.
#
# Seen with dateparser 1.5.0. The date alone, with or without its words, is read right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dateparser==1.5.0
"$work/venv/bin/python" -W ignore - <<'PY'
import datetime

import dateparser
from dateparser.search import search_dates

BASE = datetime.datetime(2026, 3, 15, 10, 0)
WORDINGS = {
    "05/9/2026": datetime.datetime(2026, 9, 5),
    "ngày 05 tháng 9 năm 2026": datetime.datetime(2026, 9, 5),
    "8 giờ ngày 05/9/2026": datetime.datetime(2026, 3, 15, 2, 0),
    "lúc 8 giờ ngày 05/9/2026": datetime.datetime(2026, 3, 15, 2, 0),
    "14 giờ 30 phút ngày 05/9/2026": datetime.datetime(2026, 3, 14, 19, 30),
    "17 giờ ngày 20/11/2026": datetime.datetime(2026, 3, 14, 17, 0),
}
settings = {"RELATIVE_BASE": BASE}
for wording, seen in WORDINGS.items():
    read = dateparser.parse(wording, languages=["vi"], settings=settings)
    print(f"{wording!r}: {read}")
    assert read == seen, (wording, read)
found = search_dates("Họp lúc 8 giờ ngày 05/9/2026 tại hội trường", languages=["vi"], settings=settings)
print("search_dates:", found)
assert found == [("lúc 8 giờ ngày 05/9/2026", datetime.datetime(2026, 3, 15, 2, 0))], found
print(f"as found: with a time of day the date printed is lost for a distance from {BASE}")
PY
