"""`./dev bench [NAME]`: run one benchmark or all, print one table (or JSON)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from tests.bench.agenda import measure_agenda
from tests.bench.documents import measure_documents
from tests.bench.faults import measure_faults
from tests.bench.feeds import measure_feeds
from tests.bench.figures import Figure
from tests.bench.gaps import measure_gaps
from tests.bench.importing import measure_import
from tests.bench.letters import measure_letters
from tests.bench.lists import measure_lists
from tests.bench.load import measure_load
from tests.bench.planner import measure_planner
from tests.bench.security import measure_security
from tests.bench.starting import measure_start

CASES: dict[str, Callable[[], list[Figure]]] = {
    "start": measure_start,
    "import": measure_import,
    "gaps": measure_gaps,
    "overview": measure_lists,
    "agenda": measure_agenda,
    "documents": measure_documents,
    "feeds": measure_feeds,
    "planner": measure_planner,
    "letters": measure_letters,
    "faults": measure_faults,
    "load": measure_load,
    "security": measure_security,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("name", nargs="?", choices=sorted(CASES), help="only this one")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    chosen = parser.parse_args()
    names = [chosen.name] if chosen.name else list(CASES)
    figures = [figure for name in names for figure in CASES[name]()]
    if chosen.json:
        print(json.dumps([figure.as_json() for figure in figures], ensure_ascii=False, indent=1))
    else:
        print(f"{'case':44} {'measured':>12} {'goal':>12}  met")
        for figure in figures:
            print(figure.as_line())
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
