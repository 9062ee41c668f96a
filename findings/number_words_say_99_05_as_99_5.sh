#!/bin/sh
# Two packages that write numbers in Vietnamese words say 99.05 as "chín mươi chín phẩy năm", which is 99.5.
#
# num2words loses the zero after the point (and says 99.5 as "phẩy năm mươi"); vnnum2word, whose page says that it mends
# the inaccurate decimals of num2words, gives 99.05 and 99.5 the same words. In English num2words says "point zero five".
# Large sums fail too: num2words has the same words for 10 to the 14th and 10 to the 15th. Minutes, receipts and budgets print
# such words beside the figure.
#
# Seen with num2words 0.5.14 and vnnum2word 0.3.0. (num2words' "mười bảy", 17, for -3 is reported as
# savoirfairelinux/num2words 335.)
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check num2words==0.5.14 vnnum2word==0.3.0
"$work/venv/bin/python" - <<'PY'
from num2words import num2words
from vnnum2word import convert_number

for number in (99.05, 99.5, 10.09, 10.9):
    print(f"{number}: num2words {num2words(number, lang='vi')!r}, vnnum2word {convert_number(number)!r}")
for power in (14, 15):
    print(f"10 to the {power}th: num2words {num2words(10**power, lang='vi')!r}")
assert num2words(99.05, lang="vi") == convert_number(99.05) == convert_number(99.5) == "chín mươi chín phẩy năm"
assert num2words(10.09, lang="vi") == convert_number(10.9) == "mười phẩy chín"
assert num2words(99.05, lang="en") == "ninety-nine point zero five"
assert num2words(10**14, lang="vi") == num2words(10**15, lang="vi") == "một trăm nghìn tỷ"
print("as found: the zero after the point is not said, and a thousand million million is said as a tenth of itself")
PY
