"""Letters in words: their kinds, their states, and why one did not go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.spoken import clock_time, short_day
from app.language import lazy_gettext as _l
from app.models.outbox import LetterState, OutboxLetter

KIND_WORDS = {
    "invitation": _l("Einladung zu einer Sitzung"),
    "meeting_changed": _l("Änderung einer Sitzung"),
    "meeting_cancelled": _l("Absage einer Sitzung"),
    "invitation_withdrawn": _l("Rücknahme einer Einladung"),
    "meeting_reminder": _l("Erinnerung an eine Sitzung"),
    "answer_reminder": _l("Erinnerung an eine Antwort"),
    "minutes_reminder": _l("Erinnerung an ein Protokoll"),
    "agenda_missing": _l("Erinnerung an eine Tagesordnung"),
    "task_unassigned": _l("Hinweis auf eine Aufgabe ohne Person"),
    "task_reminder": _l("Erinnerung an eine Aufgabe"),
    "task_overdue": _l("Bitte um Rückmeldung zu einer Aufgabe"),
    "deadline_reminder": _l("Erinnerung an eine Frist"),
    "goal_resubmission": _l("Wiedervorlage eines Ziels"),
    "task_resubmission": _l("Wiedervorlage einer Aufgabe"),
    "sign_in": _l("Anmeldelink"),
    "invitation_to_group": _l("Aufnahme in eine Gruppe"),
    "task_assigned": _l("Neue Aufgabe"),
    "naming_reminder": _l("Erinnerung: Bitte um eine Person"),
    "task_naming": _l("Bitte um eine Person"),
    "topic_decided": _l("Nachricht zu einem vorgeschlagenen Thema"),
    "task_handed_back": _l("Aufgabe zurückgegeben"),
    "poll_invitation": _l("Bitte um Antwort auf eine Terminabstimmung"),
    "poll_reminder": _l("Erinnerung an eine Terminabstimmung"),
    "round_request": _l("Bitte um Zuarbeit"),
    "round_reminder": _l("Erinnerung an eine Zuarbeit"),
    "round_extension": _l("Mehr Zeit für eine Zuarbeit"),
    "round_due_reminder": _l("Erinnerung an eine Zuarbeit"),
    "poll_closed": _l("Ende einer Terminabstimmung"),
    "barrier_report": _l("Meldung einer Barriere"),
    "address_failed": _l("Nachricht über eine nicht erreichbare Adresse"),
    "minutes_published": _l("Protokoll"),
    "mail_test": _l("Testbrief"),
}
# State: its word, its icon and its tone (see status.badge).
STATE_WORDS = {
    LetterState.DUE: (_l("Wartet"), "waiting", "info"),
    LetterState.HELD: (_l("Angehalten"), "postponed", "warning"),
    LetterState.LEASED: (_l("Wird versendet"), "started", "info"),
    LetterState.SENDING: (_l("Wird versendet"), "started", "info"),
    LetterState.SENT: (_l("Gesendet"), "done", "success"),
    LetterState.CANCELLED: (_l("Entfallen"), "not_feasible", "neutral"),
    LetterState.EXPIRED: (_l("Verfallen"), "clock", "neutral"),
    LetterState.DEAD: (_l("Nicht zustellbar"), "danger", "danger"),
    LetterState.UNCERTAIN: (_l("Ungewiss"), "unknown", "warning"),
}
REASON_WORDS = {
    "outdated": _l("gilt nicht mehr"),
    "answered": _l("schon beantwortet"),
    "folded": _l("steht in einem anderen Brief"),
    "too_late": _l("zu spät"),
    "switched_off": _l("abbestellt"),
    "erased": _l("Person gelöscht"),
    "duties_only": _l("möchte nur, was zu tun ist"),
    "paused": _l("möchte eine Pause"),
    "weekly_limit": _l("Höchstzahl der Woche erreicht"),
    "other_days": _l("möchte zu anderen Zeiten erinnert werden"),
    "released": _l("freigegeben"),
    "restore": _l("Wiederherstellung, wartet auf Freigabe"),
    "not_reachable": _l("keine Adresse"),
    "no_account": _l("Konto gesperrt"),
    "no_meeting": _l("die Sitzung gibt es nicht mehr"),
    "no_plan": _l("den Plan gibt es nicht mehr"),
    "no_text": _l("die Angaben dazu fehlen"),
    "not_on_the_list": _l("steht nicht auf der Liste der Sitzung"),
    "off_the_list": _l("von der Liste der Sitzung genommen"),
    "on_the_list_again": _l("steht wieder auf der Liste der Sitzung"),
    "demo": _l("Beispieldaten, wird nicht versendet"),
    "unknown_kind": _l("diese Art von Brief gibt es nicht mehr"),
    "no_member": _l("nicht mehr in der Gruppe"),
    "reassigned": _l("Aufgabe neu vergeben"),
    "relay_paused": _l("E-Mail-Server antwortet nicht"),
    "relay": _l("E-Mail-Server nimmt zurzeit nichts an"),
    "temporary": _l("E-Mail-Server hat um einen späteren Versuch gebeten"),
    "withheld": _l("wird gleich noch einmal versucht"),
    "address_changed": _l("Adresse hat sich geändert"),
    "address_blocked": _l("Adresse nicht erreichbar"),
    "address": _l("Adresse unbekannt"),
    "letter": _l("vom E-Mail-Server abgelehnt"),
    "no_link": _l("Link gilt nicht mehr"),
    "not_writable": _l("Brief konnte nicht geschrieben werden"),
    "retries_ended": _l("fünf Tage lang vergeblich versucht"),
    "no_answer": _l("E-Mail-Server hat nicht geantwortet"),
    "owner_dead": _l("Versand wurde unterbrochen"),
    "decided_sent": _l("von der Geschäftsstelle für gesendet erklärt"),
    "bounced": _l("kam vom E-Mail-Server der Empfängerin oder des Empfängers zurück"),
    "decided_again": _l("von der Geschäftsstelle noch einmal gesendet"),
}


@dataclass(frozen=True)
class Line:
    """A letter as a row of a list, in words."""

    letter_id: int
    kind: str
    recipient: str
    due: str
    subject: str
    state: tuple[str, str, str]
    reason: str


def line(letter: OutboxLetter, timezone: str) -> Line:
    kind = str(KIND_WORDS.get(letter.kind, letter.kind))
    word, icon_name, tone = STATE_WORDS[letter.state]
    return Line(
        letter_id=letter.id,
        kind=kind,
        recipient=letter.address,
        due=moment(letter.due_at, timezone),
        subject=letter.subject or kind,
        state=(icon_name, str(word), tone),
        reason=reason(letter.reason),
    )


def reason(code: str | None) -> str:
    """Why, in words; a code that nobody knows any more is shown as it is."""
    return str(REASON_WORDS.get(code or "", code or ""))


def moment(instant: dt.datetime, timezone: str) -> str:
    """ "Mi., 22.03.2017, 09:00 Uhr"."""
    local = instant.astimezone(ZoneInfo(timezone))
    return f"{short_day(local.date())}, {clock_time(local.time())}"
