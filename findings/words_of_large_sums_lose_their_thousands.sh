#!/bin/sh
# Two packages read "một nghìn hai trăm triệu" (1200 million) as 200 million and a thousand: the leading thousands are lost.
#
# A budget or a receipt has its sum in words beside the figure ("Bằng chữ: …"), with thousands of millions ("triệu") and of
# thousands of millions ("tỷ"). vietnam-number and vn-numberwords do not carry "nghìn" over to the word behind it once
# hundreds stand between; vietnam-number not even without: "hai nghìn triệu" is 20001000. Both pass over "phẩy" (the decimal
# comma) without an error: "không phẩy năm" (0.5) is 5 for both, 98.5 is 985 or 98. "chín mươi lăm phần trăm" (95 per cent)
# is 500 for both, and "rưỡi" (and a half) is lost by vn-numberwords. The page of vietnam-number promises numbers up to
# 999.999.999.999 in written and spoken forms, that of vn-numberwords "complex numbers with multiple magnitude keywords".
#
# Seen with vietnam-number 1.0.6 and vn-numberwords 0.2.0. (Figures into words is number_words_say_99_05_as_99_5.)
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check vietnam-number==1.0.6 vn-numberwords==0.2.0
"$work/venv/bin/python" - <<'PY'
from vietnam_number import w2n
from vn_numberwords import words_to_number

MILLION = 10**6
SEEN = {
    "một trăm hai mươi ba nghìn bốn trăm năm mươi sáu": (123456, 123456, 123456),
    "hai trăm triệu": (200 * MILLION, 200 * MILLION, 200 * MILLION),
    "hai nghìn triệu": (2000 * MILLION, 20 * MILLION + 1000, 2000 * MILLION),
    "một nghìn hai trăm triệu": (1200 * MILLION, 200 * MILLION + 1200, 200 * MILLION + 1000),
    "hai triệu rưỡi": (2_500_000, 2_500_000, 2_000_000),
    "chín mươi tám phẩy năm": (98.5, 985, 98),
    "không phẩy năm": (0.5, 5, 5),
    "chín mươi lăm phần trăm": (0.95, 500, 500),
}
for words, (meant, *seen) in SEEN.items():
    read = [w2n(words), words_to_number(words)]
    print(f"{words}: {meant}; vietnam-number {read[0]}, vn-numberwords {read[1]}")
    assert read == seen, (words, read)
print("as found: a sum in words is read as another sum, without an error")
PY
