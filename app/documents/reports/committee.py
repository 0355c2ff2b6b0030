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
from app.domain.wording import day_of_year, long_day

UNKNOWN = "–"


def committee_document(edition: Edition[CommitteeReport]) -> Document:
    """The whole report, with what was added to it since its release."""
    report = edition.content
    return Document(
        title=report.title,
        subtitle=report.head.plan,
        preline=" · ".join(part for part in (report.head.county, edition.place) if part),
        author=author_of(report.head),
        day=report.reporting_on,
        mark=mark_of(edition),
        blocks=[
            *supplements(edition),
            _head(edition),
            Heading(text="Antrag der Verwaltung"),
            *_paragraphs(report.motion),
            *_process(report),
            *_composition(report),
            *_results(report),
            *_annexes(report),
        ],
    )


def _head(edition: Edition[CommitteeReport]) -> Facts:
    report = edition.content
    when = f" am {long_day(report.held_on)}" if report.held_on else ""
    return Facts(
        rows=[
            ("Beratung", f"{report.body}{when}, öffentlich"),
            ("Vorlage", edition.number or "Nummer wird vergeben"),
            ("Federführend", report.head.office),
            ("Stichtag", day_of_year(report.reporting_on)),
            ("Anlagen", str(len(report.annexes)) if report.annexes else "keine"),
        ]
    )


def _paragraphs(texts: Sequence[str]) -> Iterator[Block]:
    return (Paragraph(text=text) for text in texts)


def _process(report: CommitteeReport) -> Iterator[Block]:
    yield Heading(text="1. Arbeitsprozess")
    yield from _paragraphs(report.process)
    if report.meetings:
        yield Table(
            caption="Sitzungen",
            head=["Termin", "Sitzung", "Gruppe", "Teilnahme"],
            widths=[26, 44, 24, 30],
            rows=[[one.when, _named(one), one.body, attended(one)] for one in report.meetings],
        )
    if report.agreements:
        yield Table(
            caption="Themenfelder, Methoden und Vereinbarungen",
            head=["Nummer", "Art", "Was vereinbart ist", "Sitzung"],
            widths=[15, 20, 60, 29],
            rows=[
                [
                    one.label,
                    one.kind,
                    one.text + (f" (beruht auf {one.based_on})" if one.based_on else ""),
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
        return "steht noch bevor"
    if meeting.present is None:
        return "nicht erfasst"
    people = "1 Person" if meeting.present == 1 else f"{meeting.present} Personen"
    if not meeting.organisations:
        return people
    one = meeting.organisations == 1
    return people + f" aus {'1 Organisation' if one else f'{meeting.organisations} Organisationen'}"


def _composition(report: CommitteeReport) -> Iterator[Block]:
    yield Heading(text="2. Zusammenstellung der Gruppen")
    yield from _paragraphs(report.composition)
    for group in report.groups:
        yield Heading(text=group.name, level=2)
        yield Facts(rows=group_facts(group))
        if group.organisations:
            yield Bullets(points=group.organisations)


def group_facts(group: GroupLine) -> list[tuple[str, str]]:
    """What is told of a group beside the names of its organisations."""
    return [
        ("Form", group.form + (", im Portfolio des Plans" if group.external else "")),
        ("Seit", day_of_year(group.since) if group.since else ""),
        ("Mitglieder", str(group.members) if group.members else ""),
        ("Ohne Organisation", str(group.without_organisation or "")),
        ("Bezug zum Plan", ", ".join(group.goals)),
        ("Organisationen", organisations_words(group)),
    ]


def organisations_words(group: GroupLine) -> str:
    """ "10, davon 1 Migrantenorganisation"; says where none is represented (R35)."""
    if not group.organisations:
        return ""
    number = group.migrant_organisations
    if not number and group.external:
        return str(len(group.organisations))
    migrant = "keine Migrantenorganisation"
    if number:
        migrant = f"{number} Migrantenorganisation{'' if number == 1 else 'en'}"
    return f"{len(group.organisations)}, davon {migrant}"


def _results(report: CommitteeReport) -> Iterator[Block]:
    yield Heading(text="3. Vereinbarte Zielsetzungen und Ergebnisse")
    yield from _paragraphs(report.results)
    if report.targets:
        yield Table(
            caption="Zielsetzungen",
            head=["Ziel des Plans", "Zielsetzung", "Ausgangswert", "Zielwert", "Zuletzt"],
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
            caption="Ergebnisse",
            head=["Tag", "Aufgabe oder Gremium", "Ergebnis", "Ziel"],
            widths=[17, 38, 55, 14],
            rows=[[f"{one.on:%d.%m.%Y}", *_found(one)] for one in report.findings],
        )
    yield from _standing(report)


def target_words(target: TargetLine) -> str:
    """The target, where it was agreed, and what it lacks to be verifiable (R50)."""
    said = target.title + (f" ({target.agreed})" if target.agreed else "")
    if target.missing:
        said += f"\nNoch nicht überprüfbar; es fehlt: {', '.join(target.missing)}."
    return said


def _found(result: ResultLine) -> list[str]:
    return [result.source, result.text, result.goals]


def _standing(report: CommitteeReport) -> Iterator[Block]:
    """How the goals of the plan stand, and how they moved; nothing while the plan has none."""
    if not report.figures.listed:
        return
    yield Heading(text="Stand der Ziele nach Handlungsfeldern", level=2)
    yield Facts(rows=facts_of(report.figures, report.compared_on))
    yield picture(
        "Ziele nach Handlungsfeld und Stand",
        [Bar(f"{one.number}. {one.name}", one.figures.counts) for one in report.fields],
    )
    yield figures_table(report.fields, report.figures)
    if report.compared_on is not None:
        yield Table(
            caption=f"Veränderungen seit dem {day_of_year(report.compared_on)}",
            head=["Handlungsfeld", "Veränderung"],
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
        yield Heading(text="Anlagen")
        yield Bullets(points=[_annex_words(one) for one in report.annexes])


def _annex_words(annex: AnnexLine) -> str:
    file = f" (Datei {annex.file_name})" if annex.file_name else ""
    return f"Anlage {annex.number}: {annex.title}{file}"
