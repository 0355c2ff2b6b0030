"""The register of personal data: every column that says something of a person, and what is done.

`HELD` is what the data page shows and what erasure goes through; `TEXTS` are the columns in which
anybody may have written a name; `NOTHING` are the columns of text that hold nothing of a person,
with the reason. A column that stands nowhere fails the suite (`tests/domain/test_privacy.py`).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.language import N_

FORGOTTEN = "ehemaliges Mitglied"
FORGOTTEN_ACCOUNT = "Gelöschtes Konto"


class Erase(enum.Enum):
    """What erasure does with the rows: they go, or they stay and lead to nobody."""

    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True, kw_only=True)
class Held:
    """Rows of one table that say something of a person.

    `by` are the columns that name the person's row or account, and what the person is in such a
    row; `shows` what the data page tells; `clears` what erasure empties in rows that stay.
    `limit` is a key of `limits.LIMITS` or of `limits.KEPT`.
    """

    table: str
    title: str
    by: Mapping[str, str]
    shows: Mapping[str, str] = field(default_factory=dict)
    secret: tuple[str, ...] = ()  # held as a check value only; told, not shown
    erase: Erase = Erase.KEEP
    clears: tuple[str, ...] = ()
    limit: str


HELD = (
    Held(
        table="actor",
        title=N_("Person"),
        by={"id": ""},
        shows={
            "name": N_("Name"),
            "email": N_("E-Mail-Adresse"),
            "phone": N_("Telefon"),
            "note": N_("Notiz der Geschäftsstelle"),
            "organisation_id": N_("Gehört zu"),
            "left_on": N_("Ausgeschieden am"),
            "created_at": N_("Angelegt"),
        },
        clears=("email", "phone", "note", "contact_id"),
        limit="left",
    ),
    Held(
        table="actor_alias",
        title=N_("Weitere Schreibweisen"),
        by={"actor_id": ""},
        shows={"name": N_("Name")},
        erase=Erase.DELETE,
        limit="left",
    ),
    Held(
        table="actor",
        title=N_("Ansprechperson für"),
        by={"contact_id": N_("Ansprechperson")},
        shows={"name": N_("Stelle")},
        clears=("contact_id",),
        limit="plan",
    ),
    Held(
        table="account",
        title=N_("Konto"),
        by={"id": ""},
        shows={
            "name": N_("Name"),
            "email": N_("E-Mail-Adresse"),
            "locale": N_("Sprache"),
            "active": N_("Kann sich anmelden"),
            "created_at": N_("Angelegt"),
            "welcomed_at": N_("Begrüßung gelesen"),
        },
        secret=("password_hash",),
        clears=("password_hash",),
        limit="left",
    ),
    Held(
        table="plan_access",
        title=N_("Zugang zu Plänen"),
        by={"account_id": "", "actor_id": ""},
        shows={"plan_id": N_("Plan"), "role": N_("Rolle")},
        erase=Erase.DELETE,
        limit="left",
    ),
    Held(
        table="sign_in_record",
        title=N_("Anmeldungen"),
        by={"account_id": ""},
        shows={"at": N_("Angemeldet")},
        erase=Erase.DELETE,
        limit="sign_ins",
    ),
    Held(
        table="user_session",
        title=N_("Angemeldete Geräte"),
        by={"account_id": ""},
        shows={
            "created_at": N_("Seit"),
            "last_seen_on": N_("Zuletzt benutzt"),
            "expires_at": N_("Endet"),
        },
        secret=("token_hash",),
        erase=Erase.DELETE,
        limit="sessions",
    ),
    Held(
        table="sign_in_link",
        title=N_("Anmeldelinks"),
        by={"account_id": ""},
        shows={"created_at": N_("Verlangt"), "used_at": N_("Benutzt")},
        secret=("token_hash", "browser_hash"),
        erase=Erase.DELETE,
        limit="links",
    ),
    Held(
        table="reminder_preference",
        title=N_("Einstellungen zu Benachrichtigungen"),
        by={"account_id": "", "actor_id": ""},
        shows={
            "off": N_("Abbestellt"),
            "meeting_days": N_("Tage vor Sitzungen"),
            "task_days": N_("Tage vor Fristen"),
            "digest_weekday": N_("Gesammelt am Wochentag"),
            "duties_only": N_("Nur was zu tun ist"),
            "paused_until": N_("Pause bis"),
        },
        erase=Erase.DELETE,
        limit="left",
    ),
    Held(
        table="feed",
        title=N_("Kalender-Abos"),
        by={"account_id": ""},
        shows={
            "name": N_("Name"),
            "scope": N_("Umfang"),
            "created_at": N_("Eingerichtet"),
            "last_used_on": N_("Zuletzt abgerufen"),
            "revoked_at": N_("Beendet"),
        },
        secret=("token_hash",),
        erase=Erase.DELETE,
        limit="feeds",
    ),
    Held(
        table="contact_consent",
        title=N_("Einwilligungen, Kontaktdaten zu zeigen"),
        by={"person_id": ""},
        shows={
            "body_id": N_("Gruppe"),
            "email": N_("E-Mail-Adresse"),
            "phone": N_("Telefon"),
            "given_at": N_("Gegeben"),
            "withdrawn_at": N_("Zurückgenommen"),
        },
        erase=Erase.DELETE,
        limit="left",
    ),
    Held(
        table="membership",
        title=N_("Mitgliedschaften"),
        by={"person_id": N_("Mitglied"), "deputy_id": N_("Stellvertretung")},
        shows={
            "body_id": N_("Gruppe"),
            "role": N_("Rolle"),
            "on_behalf_of_id": N_("Für"),
            "from_on": N_("Seit"),
            "until_on": N_("Bis"),
            "reinvitation": N_("Wiedereinladung"),
            "note": N_("Notiz der Geschäftsstelle"),
        },
        clears=("note",),
        limit="plan",
    ),
    Held(
        table="attendee",
        title=N_("Einladungen, Antworten und Anwesenheit"),
        by={"person_id": N_("eingeladen"), "represented_by_id": N_("Vertretung")},
        shows={
            "meeting_id": N_("Sitzung"),
            "on_behalf_of_id": N_("Für"),
            "partstat": N_("Antwort"),
            "answered_at": N_("Geantwortet"),
            "comment": N_("Bemerkung"),
            "attendance": N_("Anwesenheit"),
        },
        clears=("comment", "answered_at"),
        limit="answers",
    ),
    Held(
        table="uninvited",
        title=N_("Von der Liste einer Sitzung genommen"),
        by={"person_id": ""},
        shows={"meeting_id": N_("Sitzung"), "since_at": N_("Seit")},
        erase=Erase.DELETE,
        limit="answers",
    ),
    Held(
        table="poll_answer",
        title=N_("Antworten auf Terminabstimmungen"),
        by={"person_id": ""},
        shows={
            "option_id": N_("Tag"),
            "choice": N_("Antwort"),
            "answered_at": N_("Geantwortet"),
        },
        erase=Erase.DELETE,
        limit="poll_answers",
    ),
    Held(
        table="meeting",
        title=N_("Leitung und Schriftführung von Sitzungen"),
        by={"chair_id": N_("Sitzungsleitung"), "minute_taker_id": N_("Schriftführung")},
        shows={"title": N_("Sitzung"), "held_on": N_("Tag")},
        limit="plan",
    ),
    Held(
        table="agenda_item",
        title=N_("Vorgetragene Tagesordnungspunkte"),
        by={"presenter_id": ""},
        shows={"meeting_id": N_("Sitzung"), "title": N_("Punkt")},
        limit="plan",
    ),
    Held(
        table="agenda_item",
        title=N_("Entfernte Tagesordnungspunkte"),
        by={"removed_by_id": ""},
        shows={
            "meeting_id": N_("Sitzung"),
            "title": N_("Punkt"),
            "removed_at": N_("Entfernt"),
        },
        clears=("removed_by_id",),
        limit="removed",
    ),
    Held(
        table="minutes_name",
        title=N_("Genannt in freigegebenen Protokollen"),
        by={"person_id": ""},
        shows={"minutes_id": N_("Protokoll"), "name": N_("Als")},
        limit="minutes",
    ),
    Held(
        table="minutes",
        title=N_("Freigegebene Protokolle"),
        by={"approved_by_id": N_("hat freigegeben")},
        shows={"meeting_id": N_("Sitzung"), "approved_at": N_("Freigegeben")},
        clears=("approved_by_id",),
        limit="minutes",
    ),
    Held(
        table="minutes_revision",
        title=N_("Geschriebene Protokolltexte"),
        by={"author_id": ""},
        shows={
            "agenda_item_id": N_("Punkt"),
            "written_at": N_("Geschrieben"),
            "body": N_("Text"),
        },
        clears=("author_id",),
        limit="minutes",
    ),
    Held(
        table="minutes_note",
        title=N_("Rückmeldungen und Vermerke zu Protokollen"),
        by={"author_id": ""},
        shows={"minutes_id": N_("Protokoll"), "written_at": N_("Geschrieben"), "text": N_("Text")},
        clears=("author_id",),
        limit="minutes",
    ),
    Held(
        table="topic_proposal",
        title=N_("Vorgeschlagene Themen"),
        by={"proposer_id": N_("vorgeschlagen"), "author_id": N_("eingetragen")},
        shows={
            "body_id": N_("Gruppe"),
            "title": N_("Thema"),
            "reason": N_("Begründung"),
            "answer": N_("Antwort"),
            "raised_on": N_("Vorgeschlagen am"),
        },
        limit="plan",
    ),
    Held(
        table="agenda_file",
        title=N_("Hochgeladene Unterlagen"),
        by={"author_id": ""},
        shows={"file_name": N_("Datei"), "created_at": N_("Hochgeladen")},
        limit="plan",
    ),
    Held(
        table="agenda_file",
        title=N_("Entfernte Unterlagen"),
        by={"removed_by_id": ""},
        shows={"file_name": N_("Datei"), "removed_at": N_("Entfernt")},
        clears=("removed_by_id",),
        limit="removed",
    ),
    Held(
        table="task",
        title=N_("Aufgaben"),
        by={"accountable_id": N_("verantwortlich"), "person_id": N_("benannt")},
        shows={
            "title": N_("Aufgabe"),
            "due_on": N_("Frist"),
            "state": N_("Stand"),
            "result": N_("Ergebnis"),
        },
        limit="plan",
    ),
    Held(
        table="task_actor",
        title=N_("Beteiligt an Aufgaben"),
        by={"actor_id": ""},
        shows={"task_id": N_("Aufgabe")},
        limit="plan",
    ),
    Held(
        table="task_report",
        title=N_("Gemeldete Stände"),
        by={"author_id": N_("gemeldet"), "on_behalf_of_id": N_("gemeldet für")},
        shows={
            "task_id": N_("Aufgabe"),
            "state": N_("Stand"),
            "percent": N_("Prozent"),
            "text": N_("Text"),
            "evidence_url": N_("Nachweis"),
            "no_evidence": N_("Warum kein Nachweis"),
            "reported_at": N_("Gemeldet"),
        },
        limit="plan",
    ),
    Held(
        table="task_entry",
        title=N_("Schritte an Aufgaben"),
        by={
            "author_id": N_("getan"),
            "signer_id": N_("über einen Brief"),
            "on_behalf_of_id": N_("im Namen der Person"),
        },
        shows={
            "task_id": N_("Aufgabe"),
            "kind": N_("Schritt"),
            "reason": N_("Begründung"),
            "at": N_("Wann"),
        },
        limit="plan",
    ),
    Held(
        table="goal",
        title=N_("Verantwortlich für Ziele"),
        by={"responsible_id": ""},
        shows={"official_title": N_("Ziel")},
        limit="plan",
    ),
    Held(
        table="assessment",
        title=N_("Gesetzte Umsetzungsstände"),
        by={"author_id": ""},
        shows={
            "goal_id": N_("Ziel"),
            "reporting_on": N_("Stichtag"),
            "status_raw": N_("Stand"),
            "reason": N_("Begründung"),
        },
        limit="plan",
    ),
    Held(
        table="target_value",
        title=N_("Eingetragene Messwerte"),
        by={"author_id": ""},
        shows={"target_id": N_("Zielsetzung"), "measured_on": N_("Tag"), "source": N_("Quelle")},
        limit="plan",
    ),
    Held(
        table="body_result",
        title=N_("Eingetragene Ergebnisse von Gremien"),
        by={"author_id": ""},
        shows={"body_id": N_("Gremium"), "found_on": N_("Tag"), "text": N_("Text")},
        limit="plan",
    ),
    Held(
        table="plan_upload",
        title=N_("Hochgeladene Dateien"),
        by={"account_id": ""},
        shows={"file_name": N_("Datei"), "uploaded_at": N_("Hochgeladen")},
        erase=Erase.DELETE,
        limit="uploads",
    ),
    Held(
        table="plan_import",
        title=N_("Eingelesene Dateien"),
        by={"account_id": N_("eingelesen"), "undone_by_id": N_("zurückgenommen")},
        shows={"file_name": N_("Datei"), "imported_at": N_("Eingelesen")},
        limit="plan",
    ),
    Held(
        table="status_round",
        title=N_("Abfragen zum Stand"),
        by={"opened_by_id": N_("begonnen"), "closed_by_id": N_("abgeschlossen")},
        shows={"reporting_on": N_("Stichtag"), "opened_at": N_("Begonnen")},
        limit="plan",
    ),
    Held(
        table="round_request",
        title=N_("Bitten um Zuarbeit"),
        by={"actor_id": N_("gefragt"), "recipient_id": N_("angeschrieben")},
        shows={"round_id": N_("Abfrage")},
        limit="plan",
    ),
    Held(
        table="round_answer",
        title=N_("Antworten auf Abfragen"),
        by={"answered_by_id": N_("eingetragen"), "person_id": N_("geantwortet")},
        shows={"said": N_("Antwort"), "percent": N_("Prozent"), "answered_at": N_("Geantwortet")},
        limit="plan",
    ),
    Held(
        table="round_decision",
        title=N_("Entscheidungen über Antworten"),
        by={"decided_by_id": ""},
        shows={"verdict": N_("Entscheidung"), "reason": N_("Begründung"), "decided_at": N_("Wann")},
        limit="plan",
    ),
    Held(
        table="report",
        title=N_("Begonnene Berichte"),
        by={"created_by_id": ""},
        shows={"title": N_("Bericht"), "created_at": N_("Begonnen")},
        limit="plan",
    ),
    Held(
        table="report",
        title=N_("Verworfene Entwürfe von Berichten"),
        by={"removed_by_id": ""},
        shows={"title": N_("Bericht"), "removed_at": N_("Verworfen")},
        clears=("removed_by_id",),
        limit="removed",
    ),
    Held(
        table="report_text",
        title=N_("Geschriebene Berichtstexte"),
        by={"author_id": ""},
        shows={"report_id": N_("Bericht"), "body": N_("Text"), "written_at": N_("Geschrieben")},
        limit="plan",
    ),
    Held(
        table="report_annex",
        title=N_("Herausgenommene Anlagen"),
        by={"removed_by_id": ""},
        shows={
            "report_id": N_("Bericht"),
            "title": N_("Anlage"),
            "removed_at": N_("Herausgenommen"),
        },
        clears=("removed_by_id",),
        limit="removed",
    ),
    Held(
        table="report_step",
        title=N_("Schritte an Berichten"),
        by={"by_id": ""},
        shows={"report_id": N_("Bericht"), "step": N_("Schritt"), "at": N_("Wann")},
        limit="plan",
    ),
    Held(
        table="report_supplement",
        title=N_("Nachträge zu Berichten"),
        by={"author_id": ""},
        shows={"report_id": N_("Bericht"), "text": N_("Text"), "written_at": N_("Geschrieben")},
        limit="plan",
    ),
    Held(
        table="report_file",
        title=N_("Angeforderte Berichtsdateien"),
        by={"ordered_by_id": ""},
        shows={"report_id": N_("Bericht"), "ordered_at": N_("Angefordert")},
        erase=Erase.DELETE,
        limit="report_files",
    ),
    Held(
        table="outbox_letter",
        title=N_("Briefe"),
        by={"account_id": "", "actor_id": ""},
        shows={
            "kind": N_("Art"),
            "subject": N_("Betreff"),
            "address": N_("An"),
            "state": N_("Verbleib"),
            "due_at": N_("Fällig"),
            "finished_at": N_("Erledigt"),
        },
        clears=("payload", "mime", "subject"),
        limit="letters",
    ),
    Held(
        table="audit_entry",
        title=N_("Änderungen"),
        by={"account_id": N_("getan"), "on_behalf_of_id": N_("im Namen der Person")},
        shows={"at": N_("Wann"), "action": N_("Was")},
        limit="audit",
    ),
)

# Columns in which anybody may have written somebody's name or address.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "actor": ("note",),
    "agenda_file": ("file_name",),
    "annex_file": ("file_name",),
    "agenda_item": ("title", "description", "result"),
    "agreement": ("text",),
    "assessment": ("status_raw", "reason"),
    "attachment": ("file_name",),
    "attendee": ("comment",),
    "body": ("name", "purpose", "rhythm", "form_note"),
    "body_result": ("text", "source"),
    "committee_result": ("text",),
    "cycle": ("note",),
    "date_poll": ("note",),
    "deadline_rule": ("label",),
    "example": ("text", "import_snapshot"),
    "feed": ("name",),
    "field_of_action": ("narrative", "import_snapshot"),
    "goal": (
        "official_title",
        "official_description",
        "working_title",
        "working_description",
        "markup",
        "folded",
    ),
    "goal_note": ("text",),
    "letter_text": ("subject", "introduction", "closing"),
    "meeting": ("title", "place", "online_url", "purpose", "access_note", "state_reason"),
    "membership": ("note",),
    "minutes_note": ("text",),
    "minutes_revision": ("body",),
    "outbox_letter": ("subject", "payload", "address"),
    "plan": ("subtitle", "office_email", "office_name", "import_snapshot"),
    "plan_import": ("file_name", "report", "traces"),
    "plan_upload": ("file_name", "reading", "meanings", "report", "problems"),
    "report": ("title", "frozen"),
    "report_annex": ("title",),
    "report_step": ("who", "note"),
    "report_supplement": ("text",),
    "report_text": ("body", "proposal"),
    "round_answer": ("said",),
    "round_decision": ("reason",),
    "status_round": ("note",),
    "target": ("title", "indicator", "data_source", "evidence"),
    "target_value": ("source", "reason"),
    "task": (
        "title",
        "description",
        "due_label",
        "state_reason",
        "decided_by",
        "result",
        "folded",
    ),
    "task_entry": ("reason", "changes"),
    "task_report": ("text", "evidence_url", "no_evidence"),
    "topic_proposal": ("title", "reason", "answer"),
}

WORDS_OF_OURS = "Wörter des Programms, Prüfsummen und Kennungen"
PUBLIC_PLAN = "Angaben des öffentlichen Plans"
NOTHING: Mapping[str, Mapping[str, str]] = {
    "actor": {"folded": "der Name, wie die Suche ihn vergleicht; folgt ihm von selbst"},
    "address_state": {
        "address_hash": "Prüfwert einer Adresse mit Schlüssel; sagt, ob sie erreichbar ist",
        "evidence": "Antwort des E-Mail-Servers ohne Adresse",
    },
    "agenda_file": {"media_type": WORDS_OF_OURS, "sha256": WORDS_OF_OURS},
    "annex_file": {"media_type": WORDS_OF_OURS, "sha256": WORDS_OF_OURS},
    "agenda_item": {"number": WORDS_OF_OURS, "template_key": WORDS_OF_OURS},
    "assessment": {"label": PUBLIC_PLAN},
    "attachment": {"media_type": WORDS_OF_OURS, "sha256": WORDS_OF_OURS},
    "audit_checkpoint": {
        "fingerprint": WORDS_OF_OURS,
        "key": WORDS_OF_OURS,
        "signature": WORDS_OF_OURS,
    },
    "audit_entry": {
        "object_type": WORDS_OF_OURS,
        "changes": "nur Kennnummern, Tage, Stände und Titel; Namen und Texte werden nicht notiert",
        "previous": WORDS_OF_OURS,
        "fingerprint": WORDS_OF_OURS,
    },
    "audit_head": {"fingerprint": WORDS_OF_OURS},
    "body": {"slug": WORDS_OF_OURS},
    "body_result": {"perspective": "Blickwinkel einer Stelle in einem Wort"},
    "committee_result": {"paper_number": WORDS_OF_OURS},
    "deadline_rule": {"key": WORDS_OF_OURS},
    "feed_component": {
        "answer": WORDS_OF_OURS,
        "frame": WORDS_OF_OURS,
        "text": "Abschrift eines Termins; wird verworfen, wenn jemand gelöscht wird",
    },
    "field_of_action": {"name": PUBLIC_PLAN, "motto": PUBLIC_PLAN, "pages": PUBLIC_PLAN},
    "goal": {"source_lines": PUBLIC_PLAN},
    "meeting": {"answer_numbers": "wie viele was geantwortet haben, ohne Namen"},
    "outbox_event": {
        "from_state": WORDS_OF_OURS,
        "to_state": WORDS_OF_OURS,
        "code": WORDS_OF_OURS,
    },
    "outbox_letter": {
        "dedup_key": WORDS_OF_OURS,
        "object_type": WORDS_OF_OURS,
        "reason": WORDS_OF_OURS,
        "owner": WORDS_OF_OURS,
        "message_id": WORDS_OF_OURS,
        "last_class": WORDS_OF_OURS,
        "last_code": WORDS_OF_OURS,
    },
    "plan": {
        "slug": WORDS_OF_OURS,
        "title": PUBLIC_PLAN,
        "county": PUBLIC_PLAN,
        "resolution_numbers": PUBLIC_PLAN,
        "timezone": WORDS_OF_OURS,
        "holiday_region": WORDS_OF_OURS,
        "office_phone": "Nummer der Geschäftsstelle, keine private",
    },
    "plan_import": {"sha256": WORDS_OF_OURS},
    "plan_upload": {"sha256": WORDS_OF_OURS, "mapping": "welche Spalte was ist"},
    "poll_option": {"answer_numbers": "wie viele was geantwortet haben, ohne Namen"},
    "letter_text": {"kind": WORDS_OF_OURS},
    "reminder_rule": {"reach": WORDS_OF_OURS},
    "report": {"paper_number": WORDS_OF_OURS, "sha256": WORDS_OF_OURS},
    "report_file": {"content": "der Bericht als Datei, einen Tag lang"},
    "system_state": {"instance_id": WORDS_OF_OURS},
    "target": {"unit": WORDS_OF_OURS},
    "throttle": {"key": "Prüfwert einer Adresse oder eines Netzes, einen Tag lang"},
    "topic": {"name": PUBLIC_PLAN},
    "worker": {"id": WORDS_OF_OURS, "host": "Name der eigenen Maschine"},
}
