#!/bin/sh
# arrow reads "2026 Tháng Mười Một" (November 2026) and "… Mười Hai" (December) as October: the longer name is cut short.
#
# The Vietnamese names of the months 11 and 12 begin with the whole name of month 10, "Tháng Mười", and go on after a blank.
# Where the month is the last of a format, arrow takes the first name of its list that fits and lets the rest go as text
# around the date, so that what arrow wrote itself with "YYYY MMMM" does not come back. arrow's guide lets white space or
# punctuation fence a date within a string, and the blank within the name passes for such a fence. With the year behind the
# month ("MMMM YYYY") all twelve are right. No issue of arrow-py/arrow was found that names it.
#
# Seen with arrow 1.4.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check arrow==1.4.0
"$work/venv/bin/python" - <<'PY'
import arrow

LAST, FIRST = "YYYY MMMM", "MMMM YYYY"
SEEN = {11: 10, 12: 10}
for month in range(1, 13):
    moment = arrow.get(2026, month, 1)
    written = moment.format(LAST, locale="vi")
    read = arrow.get(written, LAST, locale="vi")
    other = arrow.get(moment.format(FIRST, locale="vi"), FIRST, locale="vi")
    print(f"{month:2}: {written!r} is read as month {read.month}; with the year last: {other.month}")
    assert read.month == SEEN.get(month, month), (written, read)
    assert other == moment, other
deadline = arrow.get("Thời hạn: năm 2026, Tháng Mười Hai", "[năm] YYYY, MMMM", locale="vi")
print("in a sentence:", deadline.date())
assert (deadline.year, deadline.month) == (2026, 10), deadline
print("as found: November and December become October, without an error")
PY
