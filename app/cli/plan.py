"""`plan`: reading a plan or a Bilanz from a file, and writing the plan out again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, cast

import click
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.cli.plan_words import report_lines
from app.cli.running import with_app
from app.domain.errors import RuleBroken
from app.domain.files import LARGEST
from app.extensions import db, transaction
from app.imports import FileFormat, read_file
from app.imports.draft import Doubt, PlanDraft, UnreadableFile
from app.imports.source import read_bytes
from app.language import N_
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.plans import Plan
from app.queries.plan_export import all_plans, field_names
from app.services.plan_files import plan_file
from app.services.plan_import import (
    ImportReport,
    ImportSource,
    import_plan,
    last_import,
    plan_for,
    undo_import,
)

READABLE = ("auto", "bilanz", "docx", "xlsx", "csv", "json")
WRITABLE = ("json", "csv", "xlsx", "docx")


class Day(click.ParamType[dt.date]):
    """A day in ISO 8601, as operators write it."""

    name = "JJJJ-MM-TT"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """How help names it, in the language spoken now."""
        return _("JJJJ-MM-TT")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """The day, or a usage error."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(
                _("„%(value)s“ ist kein Tag. Erwartet wird JJJJ-MM-TT.", value=value), param, ctx
            )


def _one_of(formats: tuple[str, ...]) -> Any:
    def check(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
        if value not in formats:
            raise click.BadParameter(
                _(
                    "„%(value)s“ gibt es noch nicht. Möglich ist: %(formats)s.",
                    value=value,
                    formats=", ".join(formats),
                )
            )
        return value

    return check


@click.group("plan", help=N_("Plan einlesen und ausgeben."))
def plan() -> None:
    """Read in and write out a plan."""


@plan.command(
    "import", help=N_("Liest einen Plan oder eine Bilanz ein und berichtet, was sich ändert.")
)
@click.argument("file", metavar=N_("DATEI"), type=click.Path(path_type=Path))
@click.option("--plan", "slug", help=N_("Kurzname des Plans; ein neuer wird angelegt."))
@click.option(
    "--as-of", type=Day(), help=N_("Stand, wenn die Datei keinen oder einen anderen nennt.")
)
@click.option(
    "--format",
    "file_format",
    default="auto",
    show_default=True,
    callback=_one_of(READABLE),
    help=N_("auto, bilanz, docx, xlsx, csv oder json."),
)
@click.option("--dry-run", is_flag=True, help=N_("Nur zeigen, was sich ändern würde."))
@click.option("--json", "as_json", is_flag=True, help=N_("Bericht als ein JSON-Dokument."))
@with_app
def import_file(
    file: Path,
    slug: str | None,
    as_of: dt.date | None,
    file_format: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read in a plan or a stock-taking and report what changes."""
    try:
        content = read_bytes(file, str(file), LARGEST)
        reading = read_file(content, str(file), cast(FileFormat, file_format))
        draft = reading.draft(known=_known(slug))
    except UnreadableFile as refused:
        _refuse(str(problem) for problem in refused.problems)
    draft = _with_day(draft, as_of)
    if draft.as_of is None:
        wish = _("Bitte geben Sie ihn mit --as-of JJJJ-MM-TT an.")
        _refuse([_("%(file)s: Die Datei nennt keinen Stand. %(wish)s", file=file, wish=wish)])
    source = ImportSource(file.name, hashlib.sha256(content).hexdigest())
    report = _imported(draft, slug, source, dry_run)
    if as_json:
        answer = {"file": str(file), "dry_run": dry_run, **report.as_json()}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in report_lines(report, dry_run=dry_run):
        click.echo(line)


@plan.command("export", help=N_("Gibt den Plan aus, mit dem Stand jedes Ziels."))
@click.option("--plan", "slug", help=N_("Kurzname des Plans; nötig bei mehreren Plänen."))
@click.option("--as-of", type=Day(), help=N_("Stand zu diesem Tag; sonst der letzte."))
@click.option(
    "--format",
    "file_format",
    default="json",
    show_default=True,
    callback=_one_of(WRITABLE),
    help=N_("json, csv, xlsx oder docx."),
)
@click.option(
    "-o", "output", metavar=N_("DATEI"), type=click.Path(path_type=Path), help=N_("Zieldatei.")
)
@with_app
def export(slug: str | None, as_of: dt.date | None, file_format: str, output: Path | None) -> None:
    """Write out the plan with the status of every goal."""
    written = plan_file(the_plan(slug), file_format, as_of, now=clock.now())
    if output is None:
        click.echo(written, nl=False)
        return
    try:
        output.write_bytes(written)
    except OSError as error:
        _refuse(
            [
                _(
                    "%(output)s: Die Datei lässt sich nicht schreiben (%(strerror)s).",
                    output=output,
                    strerror=error.strerror,
                )
            ]
        )
    click.echo(_("Geschrieben: %(output)s", output=output))


@plan.command(
    "undo-import",
    help=N_("Nimmt zurück, was zuletzt eingelesen wurde, solange nichts darauf beruht."),
)
@click.option("--plan", "slug", help=N_("Kurzname des Plans; nötig bei mehreren Plänen."))
@with_app
def undo(slug: str | None) -> None:
    """Undo the last import while nothing rests on it."""
    with transaction():
        plan = the_plan(slug)
        made = last_import(plan)
        if made is None:
            raise RuleBroken(_("Es gibt nichts, was sich zurücknehmen ließe."))
        undo_import(plan, made, by=None, now=clock.now())
        words = _(
            "Zurückgenommen: %(file_name)s, Stand %(day)s",
            file_name=made.file_name,
            day=f"{made.reporting_on:%d.%m.%Y}",
        )
    click.echo(words)


def _refuse(lines: Any) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


def _known(slug: str | None) -> dict[int, str]:
    """The fields of the plan that is meant, where there is one already."""
    plans = [each for each in all_plans() if slug in (None, each.slug)]
    return field_names(plans[0]) if len(plans) == 1 else {}


def _with_day(draft: PlanDraft, as_of: dt.date | None) -> PlanDraft:
    """The draft at the day the operator named; a different one in the file is worth a word."""
    if as_of is None:
        return draft
    doubts = draft.doubts
    if draft.as_of not in (None, as_of):
        message = _l(
            "Die Datei nennt den Stand %(as_of)s, eingelesen wird sie zum %(chosen)s.",
            as_of=str(draft.as_of),
            chosen=str(as_of),
        )
        doubts = (Doubt(None, message), *doubts)
    return replace(draft, as_of=as_of, doubts=doubts)


def _imported(
    draft: PlanDraft, slug: str | None, source: ImportSource, dry_run: bool
) -> ImportReport:
    try:
        with _rehearsal() if dry_run else transaction():
            now = clock.now()
            target, is_new = plan_for(draft, slug, by=None, now=now)
            return import_plan(draft, target, by=None, now=now, source=source, is_new=is_new)
    except StaleDataError:
        raise RuleBroken(
            _(
                "Jemand hat den Plan zur gleichen Zeit geändert. "
                "Bitte lesen Sie die Datei noch einmal ein."
            )
        ) from None


@contextmanager
def _rehearsal() -> Iterator[None]:
    """The same deed, and nothing of it is kept."""
    try:
        yield
    finally:
        db.session.rollback()


def the_plan(slug: str | None) -> Plan:
    """The plan with this slug; without one the only plan. Raises RuleBroken."""
    plans = all_plans()
    chosen = [each for each in plans if slug in (None, each.slug)]
    if len(chosen) == 1:
        return chosen[0]
    if not plans:
        raise RuleBroken(_("Es gibt noch keinen Plan. Lesen Sie einen ein: plan import DATEI."))
    slugs = ", ".join(each.slug for each in plans)
    if slug:
        raise RuleBroken(
            _("Einen Plan „%(slug)s“ gibt es nicht. Vorhanden: %(slugs)s.", slug=slug, slugs=slugs)
        )
    raise RuleBroken(_("Bitte nennen Sie mit --plan einen der Pläne: %(slugs)s.", slugs=slugs))
