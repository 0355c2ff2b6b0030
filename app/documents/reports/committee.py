"""The committee's report on paper: the head of a council paper, then the three parts (R57)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.documents.bars import Bar
from app.documents.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from app.documents.reports.figures import changes_words, facts_of, figures_table, picture
from app.documents.reports.marks import author_of, mark_of, supplements
from app.domain.reports.committee import (
    AnnexLine,
    CommitteeReport,
    GroupLine,
    MeetingLine,
    ResultLine,
    TargetLine,
)
from app.domain.reports.content import Edition
from app.domain.spoken import day_of_year, long_day, numeric_day
from app.language import gettext as _
from app.language import ngettext

UNKNOWN = "–"


def committee_document(edition: Edition[CommitteeReport]) -> Document:
    """The whole report, with what was added to it since its release."""
    report = edition.content
    return Document(
        title=report.title,
        subtitle=report.head.plan,
        preline=" · ".join(part for part in (report.head.county, str(edition.place)) if part),
        author=author_of(report.head),
        day=report.reporting_on,
        mark=mark_of(edition),
        blocks=[
            *supplements(edition),
            _head(edition),
            Heading(text=_("Antrag der Verwaltung")),
            *_paragraphs(report.motion),
            *_process(report),
            *_composition(report),
            *_results(report),
            *_annexes(report),
        ],
    )


def _head(edition: Edition[CommitteeReport]) -> Facts:
    report = edition.content
    where = _("%(body)s, öffentlich", body=report.body)
    if report.held_on:
        where = _("%(body)s am %(day)s, öffentlich", body=report.body, day=long_day(report.held_on))
    return Facts(
        rows=[
            (_("Beratung"), where),
            (_("Vorlage"), edition.number or _("Nummer wird vergeben")),
            (_("Federführend"), report.head.office),
            (_("Stichtag"), day_of_year(report.reporting_on)),
            (_("Anlagen"), str(len(report.annexes)) if report.annexes else _("keine")),
        ]
    )


def _paragraphs(texts: Sequence[str]) -> Iterator[Block]:
    return (Paragraph(text=text) for text in texts)


def _process(report: CommitteeReport) -> Iterator[Block]:
    yield Heading(text=_("1. Arbeitsprozess"))
    yield from _paragraphs(report.process)
    if report.meetings:
        yield Table(
            caption=_("Sitzungen"),
            head=[_("Termin"), _("Sitzung"), _("Gruppe"), _("Teilnahme")],
            widths=[26, 44, 24, 30],
            rows=[[one.when, _named(one), one.body, attended(one)] for one in report.meetings],
        )
    if report.agreements:
        yield Table(
            caption=_("Themenfelder, Methoden und Vereinbarungen"),
            head=[_("Nummer"), _("Art"), _("Was vereinbart ist"), _("Sitzung")],
            widths=[15, 20, 60, 29],
            rows=[
                [
                    one.label,
                    one.kind,
                    one.text
                    + (_(" (beruht auf %(label)s)", label=one.based_on) if one.based_on else ""),
                    one.meeting,
                ]
                for one in report.agreements
            ],
        )


def _named(meeting: MeetingLine) -> str:
    return "\n".join(part for part in (meeting.title, meeting.purpose) if part)


def attended(meeting: MeetingLine) -> str:
    """ "18 Personen aus 14 Organisationen"; nobody's absence is told (R59)."""
    if not meeting.held:
        return _("steht noch bevor")
    if meeting.present is None:
        return _("nicht erfasst")
    people = ngettext("%(num)s Person", "%(num)s Personen", meeting.present)
    if not meeting.organisations:
        return people
    return ngettext(
        "%(people)s aus %(num)s Organisation",
        "%(people)s aus %(num)s Organisationen",
        meeting.organisations,
        people=people,
    )


def _composition(report: CommitteeReport) -> Iterator[Block]:
    yield Heading(text=_("2. Zusammenstellung der Gruppen"))
    yield from _paragraphs(report.composition)
    for group in report.groups:
        yield Heading(text=group.name, level=2)
        yield Facts(rows=group_facts(group))
        if group.organisations:
            yield Bullets(points=group.organisations)


def group_facts(group: GroupLine) -> list[tuple[str, str]]:
    """What is told of a group beside the names of its organisations."""
    return [
        (_("Form"), _in_portfolio(_(group.form)) if group.external else _(group.form)),
        (_("Seit"), day_of_year(group.since) if group.since else ""),
        (_("Mitglieder"), str(group.members) if group.members else ""),
        (_("Ohne Organisation"), str(group.without_organisation or "")),
        (_("Bezug zum Plan"), ", ".join(group.goals)),
        (_("Organisationen"), organisations_words(group)),
    ]


def _in_portfolio(form: str) -> str:
    return _("%(form)s, im Portfolio des Plans", form=form)


def organisations_words(group: GroupLine) -> str:
    """ "10, davon 1 Migrantenorganisation"; says where none is represented (R35)."""
    if not group.organisations:
        return ""
    number = group.migrant_organisations
    if not number and group.external:
        return str(len(group.organisations))
    all_ = len(group.organisations)
    if not number:
        return _("%(all)s, davon keine Migrantenorganisation", all=all_)
    return ngettext(
        "%(all)s, davon %(num)s Migrantenorganisation",
        "%(all)s, davon %(num)s Migrantenorganisationen",
        number,
        all=all_,
    )


def _results(report: CommitteeReport) -> Iterator[Block]:
    yield Heading(text=_("3. Vereinbarte Zielsetzungen und Ergebnisse"))
    yield from _paragraphs(report.results)
    if report.targets:
        yield Table(
            caption=_("Zielsetzungen"),
            head=[
                _("Ziel des Plans"),
                _("Zielsetzung"),
                _("Ausgangswert"),
                _("Zielwert"),
                _("Zuletzt"),
            ],
            widths=[32, 40, 24, 24, 24],
            rows=[
                [
                    one.goal,
                    target_words(one),
                    one.baseline or UNKNOWN,
                    one.target or UNKNOWN,
                    one.latest or UNKNOWN,
                ]
                for one in report.targets
            ],
        )
    if report.findings:
        yield Table(
            caption=_("Ergebnisse"),
            head=[_("Tag"), _("Aufgabe oder Gremium"), _("Ergebnis"), _("Ziel")],
            widths=[17, 38, 55, 14],
            rows=[[numeric_day(one.on), *_found(one)] for one in report.findings],
        )
    yield from _standing(report)


def target_words(target: TargetLine) -> str:
    """The target, where it was agreed, and what it lacks to be verifiable (R50)."""
    said = target.title + (f" ({target.agreed})" if target.agreed else "")
    if not target.missing:
        return said
    missing = _(
        "Noch nicht überprüfbar; es fehlt: %(parts)s.",
        parts=", ".join(_(part) for part in target.missing),
    )
    return f"{said}\n{missing}"


def _found(result: ResultLine) -> list[str]:
    return [result.source, result.text, result.goals]


def _standing(report: CommitteeReport) -> Iterator[Block]:
    """How the goals of the plan stand, and how they moved; nothing while the plan has none."""
    if not report.figures.listed:
        return
    yield Heading(text=_("Stand der Ziele nach Handlungsfeldern"), level=2)
    yield Facts(rows=facts_of(report.figures, report.compared_on))
    yield picture(
        _("Ziele nach Handlungsfeld und Stand"),
        [Bar(f"{one.number}. {one.name}", one.figures.counts) for one in report.fields],
    )
    yield figures_table(report.fields, report.figures)
    if report.compared_on is not None:
        yield Table(
            caption=_("Veränderungen seit dem %(day)s", day=day_of_year(report.compared_on)),
            head=[_("Handlungsfeld"), _("Veränderung")],
            widths=[40, 60],
            rows=[
                [
                    f"{one.number}. {one.name}",
                    changes_words(one.figures.changes) if one.figures.changes else UNKNOWN,
                ]
                for one in report.fields
            ],
        )


def _annexes(report: CommitteeReport) -> Iterator[Block]:
    if report.annexes:
        yield Heading(text=_("Anlagen"))
        yield Bullets(points=[_annex_words(one) for one in report.annexes])


def _annex_words(annex: AnnexLine) -> str:
    said = _("Anlage %(number)s: %(title)s", number=annex.number, title=annex.title)
    if not annex.file_name:
        return said
    return _("%(annex)s (Datei %(file)s)", annex=said, file=annex.file_name)
