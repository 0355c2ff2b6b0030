"""The texts of the committee's report as we propose them; nothing yet is no failure (R61)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.domain.reports.committee import GroupLine, MeetingLine, TargetLine
from app.domain.wording import day_of_year

UP_TO_TWELVE = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"


def many(number: int, one: str, several: str) -> str:
    """ "eine Gruppe", "drei Gruppen", "14 Gruppen"; `one` comes with its article."""
    if number == 1:
        return one
    words = dict(enumerate(UP_TO_TWELVE.split()))
    return f"{words.get(number, number)} {several}"


def motion_words(body: str) -> str:
    """What the committee is asked for; the report is presented, not put to the vote."""
    return f"Das Gremium „{body}“ nimmt den Bericht zur Kenntnis."


def process_words(meetings: Sequence[MeetingLine], agreed: int, year: int) -> str:
    """How the year went."""
    held = [one for one in meetings if one.held]
    if not held:
        planned = many(len(meetings), "eine Sitzung", "Sitzungen")
        ahead = f" Geplant: {planned}." if meetings else ""
        return f"Im Jahr {year} hat bis zum Stichtag noch keine Sitzung stattgefunden.{ahead}"
    counted = [one.present for one in held if one.present is not None]
    took = "fand" if len(held) == 1 else "fanden"
    said = f"Im Jahr {year} {took} {many(len(held), 'eine Sitzung', 'Sitzungen')} statt"
    if counted:
        people = many(sum(counted), "eine Person", "Personen")
        said += f", mit {people}" if len(held) == 1 else f", zusammen mit {sum(counted)} Teilnahmen"
    if not agreed:
        return f"{said}. Vereinbarungen sind noch nicht festgehalten."
    verb = "wurde" if agreed == 1 else "wurden"
    return f"{said}. Dabei {verb} {many(agreed, 'eine Vereinbarung', 'Vereinbarungen')} getroffen."


def composition_words(groups: Sequence[GroupLine]) -> str:
    """Who takes part; says where no migrant organisation is represented (R35)."""
    own = [one for one in groups if not one.external]
    if not own:
        return "Eine Arbeitsgruppe ist noch nicht eingerichtet."
    organisations = {name for one in own for name in one.organisations}
    verb = "arbeitet" if len(own) == 1 else "arbeiten"
    said = f"An der Umsetzung {verb} {many(len(own), 'eine Gruppe', 'Gruppen')}"
    if organisations:
        whom = many(len(organisations), "eine Organisation", "Organisationen")
        said += f"; die Mitglieder sprechen für {whom}"
    said += "."
    without = [one.name for one in own if one.organisations and not one.migrant_organisations]
    if without:
        said += f" Ohne Migrantenorganisation: {', '.join(without)}."
    bodies = len(groups) - len(own)
    if bodies:
        verb = "ist" if bodies == 1 else "sind"
        which = many(bodies, "ein bestehendes Gremium", "bestehende Gremien")
        said += f" Eingebunden {verb} {which}."
    return said


def results_words(
    targets: Sequence[TargetLine], agreed: int, done: int, findings: int, reporting_on: dt.date
) -> str:
    """What was agreed, and what has come of it."""
    said = "Überprüfbare Zielsetzungen werden noch vereinbart."
    if targets:
        ready = sum(not one.missing for one in targets)
        verb = "ist" if len(targets) == 1 else "sind"
        what = many(len(targets), "eine Zielsetzung", "Zielsetzungen")
        said = f"Vereinbart {verb} {what}, davon überprüfbar: {ready}."
    if agreed:
        verb = "ist" if agreed == 1 else "sind"
        what = many(agreed, "ein Arbeitsauftrag", "Arbeitsaufträge")
        said += f" Vergeben {verb} {what}, davon erledigt: {done}."
    else:
        said += " Arbeitsaufträge sind noch nicht vergeben."
    if not findings:
        said += f" Ergebnisse liegen zum {day_of_year(reporting_on)} noch nicht vor."
    return said
