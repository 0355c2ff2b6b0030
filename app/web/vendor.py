"""Renews the checked-in front-end assets and proves that nobody has changed them.

For maintainers: `python -m app.web.vendor` needs npm; with `--check` it needs nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "vendor"
LIST = "VENDOR.txt"


@dataclass(frozen=True)
class Asset:
    """One checked-in file: where it lies here, where in its package, under which licence."""

    path: str
    source: str
    package: str
    version: str
    licence: str


def _kern(path: str, source: str, licence: str = "EUPL-1.2") -> Asset:
    return Asset(path, source, "@kern-ux/native", "2.7.2", licence)


def _fira(weight: str) -> Asset:
    name = f"FiraSans-{weight}.woff2"
    return _kern(f"fira-sans/{name}", f"dist/fonts/fira-sans/{name}", "OFL-1.1")


def _sortable(path: str, source: str) -> Asset:
    return Asset(f"sortable/{path}", source, "sortablejs", "1.15.7", "MIT")


ASSETS = (
    _kern("kern/kern.min.css", "dist/kern.min.css"),
    _kern("kern/LICENSE.md", "LICENSE.md"),
    *(_fira(weight) for weight in ("Regular", "Italic", "Medium", "SemiBold", "Bold")),
    _sortable("sortable.esm.js", "modular/sortable.esm.js"),
    _sortable("LICENSE", "LICENSE"),
)

# The package names the font's licence without giving its text, so this file is ours to keep.
KEPT = (Asset("fira-sans/OFL.txt", "-", "Fira Sans", "4.106", "OFL-1.1"),)

HEAD = """\
Front-end assets, checked in so that no page asks a foreign host and no build needs npm.
Renewed by `./dev vendor`, verified by `./dev vendor --check` and by the tests.

KERN UX is licensed under the EUPL, version 1.2 (kern/LICENSE.md), unchanged.
Fira Sans is licensed under the SIL Open Font License 1.1 (fira-sans/OFL.txt), unchanged.
SortableJS is licensed under the MIT License (sortable/LICENSE), unchanged.

file  package  version  licence  sha256
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Renew, or only verify with --check; 1 and a line for each problem when one is left."""
    parser = argparse.ArgumentParser(prog="vendor", description=__doc__)
    parser.add_argument("--check", action="store_true", help="verify only, change nothing")
    arguments = parser.parse_args(argv)
    if not arguments.check:
        renew(VENDOR)
    problems = list(check(VENDOR))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def renew(folder: Path) -> None:
    """Fetch the packages with npm, copy what we use, write the list; raises when npm fails."""
    with tempfile.TemporaryDirectory() as temporary:
        for spec in sorted({f"{asset.package}@{asset.version}" for asset in ASSETS}):
            _unpack(spec, Path(temporary))
        for asset in ASSETS:
            target = folder / asset.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(temporary) / asset.package / "package" / asset.source, target)
            target.chmod(0o644)
    write_list(folder)


def write_list(folder: Path) -> None:
    """Write VENDOR.txt with the hashes of the files as they lie there."""
    lines = "".join(_line(asset, _sha256(folder / asset.path)) for asset in (*ASSETS, *KEPT))
    (folder / LIST).write_text(HEAD + lines, encoding="utf-8")


def check(folder: Path) -> Iterator[str]:
    """Name every file that is missing, changed or unknown, one sentence each."""
    listed = dict(_read_list(folder))
    for path, digest in listed.items():
        if not (folder / path).is_file():
            yield f"{path}: listed in {LIST}, but missing"
        elif _sha256(folder / path) != digest:
            yield f"{path}: changed since {LIST} was written"
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and path != LIST and path not in listed:
            yield f"{path}: not listed in {LIST}"


def _read_list(folder: Path) -> Iterator[tuple[str, str]]:
    text = (folder / LIST).read_text(encoding="utf-8")
    for line in text.removeprefix(HEAD).splitlines():
        path, *_, digest = line.split("  ")
        yield path, digest


def _line(asset: Asset, digest: str) -> str:
    return "  ".join((asset.path, asset.package, asset.version, asset.licence, digest)) + "\n"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _unpack(spec: str, temporary: Path) -> None:
    folder = temporary / spec.rpartition("@")[0]
    folder.mkdir(parents=True)
    packed = subprocess.run(
        ["npm", "pack", "--silent", spec], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.strip()) as archive:
        archive.extractall(folder, filter="data")


if __name__ == "__main__":
    sys.exit(main())
