"""The checked-in front end is what its makers published, and asks nobody for more."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from app.web import vendor
from config import PROJECT

STATIC = PROJECT / "app" / "web" / "static"
LOADS = re.compile(
    r"url\(\s*['\"]?([^'\")\s]+)|@import\s+['\"]([^'\"]+)|(?:xlink:)?href=\"([^\"]+)"
)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(vendor.VENDOR, tmp_path / "vendor"))


def test_every_vendored_file_is_as_listed() -> None:
    assert list(vendor.check(vendor.VENDOR)) == []
    assert vendor.main(["--check"]) == 0


def test_it_names_a_file_that_was_changed(copied: Path) -> None:
    with (copied / "kern" / "kern.min.css").open("a") as file:
        file.write("body{}")

    assert list(vendor.check(copied)) == ["kern/kern.min.css: changed since VENDOR.txt was written"]


def test_it_names_files_that_are_missing_or_unknown(copied: Path) -> None:
    (copied / "fira-sans" / "OFL.txt").unlink()
    (copied / "kern" / "extra.js").write_text("1")

    assert list(vendor.check(copied)) == [
        "fira-sans/OFL.txt: listed in VENDOR.txt, but missing",
        "kern/extra.js: not listed in VENDOR.txt",
    ]


def test_writing_the_list_again_changes_nothing(copied: Path) -> None:
    before = (copied / "VENDOR.txt").read_text(encoding="utf-8")

    vendor.write_list(copied)

    assert (copied / "VENDOR.txt").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    "file",
    sorted(STATIC.rglob("*.css")) + sorted(STATIC.rglob("*.svg")),
    ids=lambda file: file.name,
)
def test_no_style_sheet_or_picture_loads_anything_from_elsewhere(file: Path) -> None:
    addresses = [next(filter(None, found)) for found in LOADS.findall(file.read_text("utf-8"))]

    for address in addresses:
        if not address.startswith(("data:", "#")):
            assert (file.parent / address).resolve().is_relative_to(STATIC), address
            assert (file.parent / address).is_file(), address


def test_the_style_sheet_loads_its_five_fonts() -> None:
    found = re.findall(r"url\(\"([^\"]+woff2)\"\)", (STATIC / "app.css").read_text("utf-8"))

    assert len(found) == 5
