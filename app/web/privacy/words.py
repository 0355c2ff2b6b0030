"""Where texts stand, in words."""

from __future__ import annotations

from app.language import lazy_gettext as _l

PLACES = {
    "actor": _l("Notizen zu Mitwirkenden"),
    "agenda_file": _l("Namen von Unterlagen"),
    "agenda_item": _l("Tagesordnungspunkte"),
    "agreement": _l("Vereinbarungen"),
    "annex_file": _l("Namen von Anlagen"),
    "assessment": _l("Umsetzungsstände"),
    "attachment": _l("Namen von Nachweisen"),
    "attendee": _l("Bemerkungen zu Einladungen"),
    "body": _l("Angaben zu Gruppen"),
    "body_result": _l("Ergebnisse von Gremien"),
    "committee_result": _l("Ergebnisse des Ausschusses"),
    "cycle": _l("Notizen zu Sitzungsjahren"),
    "date_poll": _l("Terminabstimmungen"),
    "deadline_rule": _l("Fristen"),
    "example": _l("Beispiele"),
    "feed": _l("Namen von Kalender-Abos"),
    "field_of_action": _l("Texte der Handlungsfelder"),
    "goal": _l("Texte der Ziele"),
    "goal_note": _l("Zweifelhafte Stellen"),
    "meeting": _l("Angaben zu Sitzungen"),
    "membership": _l("Notizen zu Mitgliedschaften"),
    "minutes_name": _l("Name und Anwesenheit in Protokollen"),
    "minutes_note": _l("Vermerke zu Protokollen"),
    "minutes_revision": _l("Texte von Protokollen"),
    "outbox_letter": _l("Anschrift und Betreff von Briefen"),
    "plan": _l("Angaben zum Plan"),
    "plan_import": _l("Berichte vom Einlesen"),
    "report": _l("Berichte"),
    "report_annex": _l("Anlagen von Berichten"),
    "report_step": _l("Schritte an Berichten"),
    "report_supplement": _l("Nachträge zu Berichten"),
    "report_text": _l("Berichtstexte"),
    "round_answer": _l("Antworten auf Abfragen"),
    "round_decision": _l("Entscheidungen über Antworten"),
    "status_round": _l("Abfragen"),
    "target": _l("Zielsetzungen"),
    "target_value": _l("Messwerte"),
    "task": _l("Aufgaben"),
    "task_entry": _l("Verlauf von Aufgaben"),
    "task_report": _l("Gemeldete Stände"),
    "topic_proposal": _l("Themenvorschläge"),
}


def place(table: str) -> str:
    """What people call the place where a text stands."""
    return str(PLACES.get(table, table))
