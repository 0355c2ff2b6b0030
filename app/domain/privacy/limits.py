"""How long data about people are kept: one table, read by the job, the pages and the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.language import N_


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What goes when its last day is over.

    `days` are counted from what `since` says; `what`, `why` and `how_long` are a row of the
    privacy page.
    """

    days: int
    since: str
    what: str
    why: str
    how_long: str


LIMITS: Mapping[str, Limit] = {
    "sign_ins": Limit(
        days=90,
        since="sign_in_record.at",
        what=N_("Wann Sie sich angemeldet haben"),
        why=N_("Fremde Anmeldungen erkennen"),
        how_long=N_("90 Tage"),
    ),
    "sessions": Limit(
        days=30,
        since="user_session.created_at",
        what=N_("Angemeldete Geräte: Beginn und Tag der letzten Benutzung"),
        why=N_("Angemeldet bleiben, fremde Anmeldungen erkennen"),
        how_long=N_("bis zum Abmelden, höchstens 30 Tage"),
    ),
    "links": Limit(
        days=1,
        since="sign_in_link.created_at",
        what=N_("Anmeldelinks, nur als Prüfwert"),
        why=N_("Einmal anmelden"),
        how_long=N_("gültig 10 Minuten, gelöscht nach einem Tag"),
    ),
    "tries": Limit(
        days=1,
        since="throttle.since_at",
        what=N_("Prüfwert der Netzadresse bei Anmeldeversuchen"),
        why=N_("Das Ausprobieren von Passwörtern bremsen"),
        how_long=N_("einen Tag nach dem Versuch"),
    ),
    "answers": Limit(
        days=183,
        since="meeting.held_on",
        what=N_("Antworten auf Einladungen und Bemerkungen dazu"),
        why=N_("Sitzungen vorbereiten"),
        how_long=N_("sechs Monate nach der Sitzung, danach nur Zahlen"),
    ),
    "poll_answers": Limit(
        days=183,
        since="date_poll.closed_at",
        what=N_("Antworten auf Terminabstimmungen"),
        why=N_("Einen Tag finden, an dem möglichst viele können"),
        how_long=N_("sechs Monate nach dem Ende der Abstimmung, danach nur Zahlen"),
    ),
    "feeds": Limit(
        days=90,
        since="feed.revoked_at",
        what=N_("Kalender-Abos"),
        why=N_("Termine in Ihrem Kalender zeigen"),
        how_long=N_("bis Sie das Abo beenden, danach 90 Tage"),
    ),
    "left": Limit(
        days=365,
        since="actor.left_on",
        what=N_("Konto, E-Mail-Adresse und Telefon"),
        why=N_("Anmelden und anschreiben"),
        how_long=N_("zwölf Monate nach dem Ausscheiden"),
    ),
    "bodies": Limit(
        days=30,
        since="outbox_letter.created_at",
        what=N_("Text von E-Mails an Sie"),
        why=N_("Den Brief noch einmal schicken, wenn er nicht ankam"),
        how_long=N_("bis der Brief abgeschlossen ist, höchstens 30 Tage"),
    ),
    "letters": Limit(
        days=400,
        since="outbox_letter.finished_at",
        what=N_("E-Mails an Sie: Art, Betreff, Adresse und Zeit"),
        why=N_("Erinnern und belegen, dass erinnert wurde"),
        how_long=N_("400 Tage"),
    ),
    "uploads": Limit(
        days=1,
        since="plan_upload.uploaded_at",
        what=N_("Hochgeladene Dateien, über die noch nicht entschieden ist"),
        why=N_("Vor dem Einlesen zeigen, was sich ändert"),
        how_long=N_("einen Tag"),
    ),
    "removed": Limit(
        days=30,
        since="agenda_file.removed_at",
        what=N_(
            "Entfernte Tagesordnungspunkte, Unterlagen und Anlagen, verworfene Entwürfe von "
            "Berichten, und wer sie entfernt hat"
        ),
        why=N_("Das Entfernen rückgängig machen"),
        how_long=N_("30 Tage nach dem Entfernen"),
    ),
    "bytes": Limit(
        days=1,
        since="the last upload of these bytes",
        what=N_("Inhalte hochgeladener Dateien, die zu nichts mehr gehören"),
        why=N_("Nicht löschen, was gerade jemand hochlädt"),
        how_long=N_(
            "zwei Stunden, nachdem der letzte Eintrag gelöscht ist, frühestens am Tag nach dem "
            "Hochladen"
        ),
    ),
    "erasures": Limit(
        days=400,
        since="erasure.erased_at",
        what=N_("Dass jemand gelöscht wurde, nur als Kennnummer"),
        why=N_("Nach dem Zurückholen einer Sicherung noch einmal löschen"),
        how_long=N_("400 Tage, damit auch ältere Sicherungen nichts zurückbringen"),
    ),
    "audit": Limit(
        days=3653,
        since="audit_entry.at",
        what=N_("Wer wann was geändert hat, nur mit Kennnummern"),
        why=N_("Änderungen nachvollziehen"),
        how_long=N_("zehn Jahre"),
    ),
}

# What has no day of its own: why it stays, and until when.
KEPT: Mapping[str, Limit] = {
    "plan": Limit(
        days=0,
        since="",
        what=N_("Gruppen, Sitzungen, Aufgaben und Meldungen zum Stand"),
        why=N_("Die Umsetzung des Plans begleiten und belegen"),
        how_long=N_("mit dem Plan; danach entscheidet das Archiv"),
    ),
    "minutes": Limit(
        days=0,
        since="",
        what=N_("Name und Anwesenheit in freigegebenen Protokollen"),
        why=N_("Belegen, wer beraten und vereinbart hat"),
        how_long=N_(
            "auf Dauer (Artikel 17 Absatz 3 DSGVO), es sei denn, die Geschäftsstelle löscht das "
            "Protokoll; das darf sie erst, wenn das Kreisarchiv es abgelehnt oder ein Jahr lang "
            "nicht geantwortet hat"
        ),
    ),
    "report_files": Limit(
        days=1,
        since="report_file.ended_at",
        what=N_("Angeforderte Berichtsdateien"),
        why=N_("Große Berichte erstellen, ohne dass Sie warten"),
        how_long=N_("einen Tag"),
    ),
}


def limit_of(key: str) -> Limit:
    """The limit of this key, or why there is none."""
    return LIMITS.get(key) or KEPT[key]
