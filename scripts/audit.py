"""What is installed, under which licences, and whether a known vulnerability is among it.

Writes the bill of materials (CycloneDX 1.6, JSON) of the packages in ``requirements/base.lock``, then checks

1. that what is installed fits together (``pip check``);
2. every licence against ``requirements/licences.csv``;
3. every version against the public advisories, where their service can be reached. Offline that is said, loudly, and
   is not an error: a check that cannot run must not be mistaken for one that passed.

Usage: ``python scripts/audit.py [--out build/sbom.json]``. Exit code 0 clean, 1 something to act on.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
POLICY = ROOT / "requirements" / "licences.csv"
LOCK = ROOT / "requirements" / "base.lock"
_JOINED = re.compile(r"\s+(?:AND|OR)\s+|[()]")
_UNREACHABLE = ("Dependency not found on PyPI", "ConnectionError", "Max retries", "Name or service not known")


def read_policy(path: Path = POLICY) -> dict[str, str]:
    """Licence (or package) name → ``allow``, ``choice`` or ``package``."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["rule"] for row in csv.DictReader(file)}


def locked_names(lock: Path = LOCK) -> frozenset[str]:
    """Canonical names of the packages in a lock file."""
    lines = (line.split("==")[0].strip() for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    return frozenset(canonical(name) for name in lines)


def canonical(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_names(component: Mapping[str, Any]) -> tuple[str, ...]:
    """Every licence that a component of the bill of materials names, expressions taken apart."""
    parts = (part for entry in component.get("licenses", ()) for part in _stated(entry))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _stated(entry: Mapping[str, Any]) -> list[str]:
    text: str = entry.get("expression") or _license_name(entry.get("license", {}))
    classifier = text.removeprefix("License :: OSI Approved :: ")
    # a classifier is one name, brackets and all; only SPDX expressions are taken apart
    return [classifier] if classifier != text else _JOINED.split(text)


def _license_name(entry: Mapping[str, str]) -> str:
    return entry.get("id") or entry.get("name") or ""


def licence_problems(components: Iterable[Mapping[str, Any]], policy: Mapping[str, str]) -> Iterator[str]:
    """One line for each package whose licence is unknown or not allowed."""
    for component in components:
        names, label = licence_names(component), f"{component['name']} {component['version']}"
        if not names:
            if policy.get(canonical(component["name"])) != "package":
                yield f"{label}: names no licence; look it up and add the package to requirements/licences.csv"
            continue
        unknown = [name for name in names if policy.get(name) not in ("allow", "choice")]
        if unknown:
            yield f"{label}: licence {', '.join(unknown)} is not in requirements/licences.csv"
        elif all(policy[name] == "choice" for name in names):
            yield f"{label}: only under {', '.join(names)}, which the project cannot take"


def bill_of_materials() -> dict[str, Any]:
    """The CycloneDX bill of the locked packages that are installed beside this interpreter."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
    made = subprocess.run([*command, sys.executable], check=True, capture_output=True, text=True)
    bill: dict[str, Any] = json.loads(made.stdout)
    names = locked_names()
    bill["components"] = [item for item in bill["components"] if canonical(item["name"]) in names]
    kept = {item["bom-ref"] for item in bill["components"]}
    bill["dependencies"] = [
        item | {"dependsOn": [ref for ref in item.get("dependsOn", ()) if ref in kept]}
        for item in bill["dependencies"]
        if item["ref"] in kept
    ]
    return bill


def advisory_problems() -> tuple[list[str], str]:
    """Known vulnerabilities, and a note when they could not (all) be looked up."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--no-deps", "--disable-pip", "-f", "json"]
    asked = subprocess.run(command, check=False, capture_output=True, text=True)
    if not asked.stdout.strip():
        if any(sign in asked.stderr for sign in _UNREACHABLE):
            return [], "the advisory service cannot be reached: versions were NOT compared with known vulnerabilities"
        return [f"pip-audit failed: {asked.stderr.strip()[-400:]}"], ""
    return read_advisories(json.loads(asked.stdout))


def read_advisories(answer: Mapping[str, Any]) -> tuple[list[str], str]:
    """pip-audit's answer as problems and a note."""
    packages = answer["dependencies"]
    problems = [
        f"{item['name']} {item['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version'}"
        for item in packages
        for found in item.get("vulns", ())
    ]
    skipped = sum("skip_reason" in item for item in packages)
    note = f"{skipped} of {len(packages)} packages were NOT compared with known vulnerabilities (service out of reach)"
    return problems, note if skipped else ""


def main() -> int:
    """Write the bill, print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "sbom.json")
    out: Path = parser.parse_args().out
    bill = bill_of_materials()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fitting = subprocess.run([sys.executable, "-m", "pip", "check"], check=False, capture_output=True, text=True)
    problems = [] if fitting.returncode == 0 else fitting.stdout.strip().splitlines()
    problems += licence_problems(bill["components"], read_policy())
    vulnerable, note = advisory_problems()
    problems += vulnerable
    print(f"{out}: {len(bill['components'])} packages")
    if note:
        print(f"NOTE: {note}")
    for problem in problems:
        print(f"PROBLEM: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
