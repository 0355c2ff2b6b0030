"""What states and kinds are called, the same on pages, in letters and in documents."""

from __future__ import annotations

from app.language import N_
from app.models.groups import BodyForm
from app.models.meetings import AgendaKind, AgreementKind, ArchiveState, ItemOutcome
from app.models.plans import Category
from app.models.reports import ReportKind, ReportPart, ReportState, Step
from app.models.tasks import TaskState

CATEGORY_WORDS = {
    Category.DONE: N_("Umgesetzt"),
    Category.IN_PROGRESS: N_("In Arbeit"),
    Category.STARTED: N_("Begonnen"),
    Category.NOT_STARTED: N_("Nicht umgesetzt"),
    Category.NOT_FEASIBLE: N_("Wird nicht umgesetzt"),
    Category.UNKNOWN: N_("Keine Angabe"),
}
BODY_FORM_WORDS = {
    BodyForm.PEER_GROUP: N_("Peergroup"),
    BodyForm.WORKING_GROUP: N_("Arbeitsgruppe"),
    BodyForm.WORKSHOP: N_("Workshop"),
    BodyForm.EXISTING_BODY: N_("Bestehendes Gremium"),
    BodyForm.COMMITTEE: N_("Ausschuss"),
    BodyForm.OTHER: N_("Andere Form"),
}
ITEM_WORDS = {
    AgendaKind.INFORMATION: N_("Information"),
    AgendaKind.DISCUSSION: N_("Beratung"),
    AgendaKind.AGREEMENT: N_("Vereinbarung"),
    AgendaKind.RESOLUTION: N_("Beschluss"),
}
ITEM_OUTCOME_WORDS = {
    ItemOutcome.DISCUSSED: N_("beraten"),
    ItemOutcome.NOTED: N_("zur Kenntnis genommen"),
    ItemOutcome.AGREED: N_("vereinbart"),
    ItemOutcome.NOT_AGREED: N_("nicht vereinbart"),
    ItemOutcome.POSTPONED: N_("vertagt"),
}
AGREEMENT_WORDS = {
    AgreementKind.TOPIC_AREA: N_("Themenfeld"),
    AgreementKind.METHOD: N_("Methode"),
    AgreementKind.AGREEMENT: N_("Vereinbarung"),
    AgreementKind.TASK: N_("Arbeitsauftrag"),
    AgreementKind.TARGET: N_("Zielsetzung"),
}
ARCHIVE_WORDS = {
    ArchiveState.CURRENT: N_("Noch nicht angeboten"),
    ArchiveState.OFFERED: N_("Dem Kreisarchiv angeboten"),
    ArchiveState.HANDED_OVER: N_("Vom Kreisarchiv übernommen"),
    ArchiveState.DECLINED: N_("Vom Kreisarchiv abgelehnt"),
    ArchiveState.DELETED: N_("Gelöscht"),
}
REPORT_WORDS = {
    ReportKind.BILANZ: N_("Bilanz"),
    ReportKind.COMMITTEE: N_("Bericht für den Ausschuss"),
}
REPORT_STATE_WORDS = {
    ReportState.DRAFT: N_("Entwurf"),
    ReportState.CO_SIGNING: N_("Mitzeichnung"),
    ReportState.RELEASED: N_("Freigegeben"),
    ReportState.SENT: N_("Versandt"),
}
STEP_WORDS = {
    Step.GIVEN: N_("Zur Mitzeichnung gegeben"),
    Step.CO_SIGNED: N_("Mitgezeichnet"),
    Step.RETURNED: N_("Zur Überarbeitung zurückgeholt"),
    Step.RELEASED: N_("Freigegeben"),
    Step.SENT: N_("Versandt"),
}
PART_WORDS = {
    ReportPart.FOREWORD: N_("Vorwort"),
    ReportPart.PROCESS: N_("Arbeitsprozess"),
    ReportPart.COMPOSITION: N_("Zusammenstellung der Gruppen"),
    ReportPart.RESULTS: N_("Vereinbarte Zielsetzungen und Ergebnisse"),
    ReportPart.MOTION: N_("Antrag der Verwaltung"),
}
TASK_WORDS = {
    TaskState.OPEN: N_("Offen"),
    TaskState.IN_PROGRESS: N_("In Arbeit"),
    TaskState.WAITING: N_("Wartet auf andere"),
    TaskState.TO_CHECK: N_("Zur Prüfung"),
    TaskState.DONE: N_("Erledigt"),
    TaskState.POSTPONED: N_("Zurückgestellt"),
    TaskState.NOT_FEASIBLE: N_("Nicht umsetzbar"),
}
