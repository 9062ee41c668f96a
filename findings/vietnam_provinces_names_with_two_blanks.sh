#!/bin/sh
# A list of Viet Nam's communes that cannot be joined by name, nor by code as printed.
#
# The package gives all 3,321 units of the reform of 01/7/2025. Ten of their names hold two blanks after the type
# ("Xã  Bắc Đông Quan"), so that a comparison with the official name fails for them alone; codes are numbers, so that the
# five digits of official lists ("00004") are lost.
#
# Seen with vietnam-provinces 2025.10.1. Only run here, no part of this project.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check vietnam-provinces==2025.10.1
"$work/venv/bin/python" - <<'PY'
from vietnam_provinces import Ward

units = list(Ward.iter_all())
doubled = sorted(unit.name for unit in units if "  " in unit.name)
short = sum(len(str(int(unit.code))) < 5 for unit in units)
print(f"{len(units)} units; {len(doubled)} names with two blanks: {doubled[:3]} …; {short} codes with fewer than five digits")
assert len(units) == 3321
assert len(doubled) == 10 and "Xã  Bắc Đông Quan" in doubled, doubled
assert short > 0
print("as found: ten names and every code that begins with a zero match no official list")
PY
