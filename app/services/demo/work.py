"""What the demo's year holds: agreements and the tasks that the stock-taking itself suggests."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.meetings import AgreementKind, ItemOutcome
from app.models.tasks import TaskState

MonthDay = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class DemoAgreement:
    kind: AgreementKind
    item: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DemoReport:
    """A progress report; it is written when the world is loaded."""

    state: TaskState
    percent: int | None
    text: str


@dataclass(frozen=True, kw_only=True)
class DemoTask:
    """A task: accountable and further actors by name or player key, `due` month and day.

    `by` names the working meeting ("july", "september") whose day the task follows.
    """

    title: str
    accountable: str
    description: str = ""
    goals: tuple[str, ...] = ()
    topic: tuple[int, str] | None = None
    due: MonthDay | None = None
    due_label: str | None = None
    by: str | None = None
    further: tuple[str, ...] = ()
    agreement: int | None = None
    recurs_months: int | None = None
    report: DemoReport | None = None


@dataclass(frozen=True, kw_only=True)
class DemoPaper:
    """A paper at an item of the kickoff."""

    item: str
    title: str
    public: bool
    paragraphs: tuple[str, ...]


GOALS_OF_FIRST_TOPICS = ("7.1", "7.2", "7.4", "5.3", "5.5")

A = AgreementKind
AGREEMENTS = (
    DemoAgreement(
        kind=A.AGREEMENT,
        item="actors",
        text="Migrantenorganisationen und Religionsgemeinschaften werden fest eingebunden.",
    ),
    DemoAgreement(
        kind=A.TOPIC_AREA,
        item="adopt_topic_areas",
        text="Zuerst behandelt werden Religion (7.1, 7.2, 7.4) und Gesundheit (5.3, 5.5).",
    ),
    DemoAgreement(
        kind=A.METHOD,
        item="adopt_methods",
        text="Gearbeitet wird in der Peergroup und in zwei Arbeitstreffen im Juli und September.",
    ),
    DemoAgreement(
        kind=A.AGREEMENT,
        item="adopt_agreements",
        text=(
            "Die Gremien „Transparenz in der Sprachförderung“ und „Integration von Flüchtlingen "
            "in den Arbeitsmarkt“ gehören zum Portfolio des Plans."
        ),
    ),
)

S = TaskState
TASKS = (
    DemoTask(
        title="Zweiten interreligiösen Austausch vorbereiten",
        accountable="integrationsbeauftragte",
        description="Einladungskreis, Ort und Themen mit den Gemeinden abstimmen.",
        goals=("7.1",),
        due=(7, 14),
        due_label="bis zur Sommerpause",
        further=("Muslimische Religionsgemeinschaften",),
        agreement=2,
        report=DemoReport(
            state=S.IN_PROGRESS, percent=30, text="Drei Gemeinden haben ihr Interesse zugesagt."
        ),
    ),
    DemoTask(
        title="Abfrage auf weitere Religionsgemeinschaften ausweiten",
        accountable="Amt für Migration und Flüchtlinge",
        goals=("7.2",),
        by="september",
        agreement=2,
    ),
    DemoTask(
        title="Unterstützung für Imame vereinbaren",
        accountable="ehrenamt",
        description="Klären, welche Fortbildungen und Veranstaltungen offenstehen.",
        goals=("7.4",),
        due=(9, 15),
        further=("Muslimische Religionsgemeinschaften",),
        agreement=2,
    ),
    DemoTask(
        title="Schulungen zur Wahrnehmung für Fachkräfte planen",
        accountable="gesundheitsamt",
        goals=("5.3",),
        due=(9, 29),
        further=("Gleichstellungsbeauftragte",),
        agreement=2,
    ),
    DemoTask(
        title="Ausbau der Kulturdolmetschenden: Bedarf je Stadt erheben",
        accountable="frauenverein",
        goals=("5.5", "3.3", "4.4"),
        due=(7, 7),
        further=("caritas",),
        agreement=2,
        report=DemoReport(
            state=S.WAITING, percent=20, text="Zwei Städte haben geantwortet, drei noch nicht."
        ),
    ),
    DemoTask(
        title="Konzept für den Dolmetscher-Pool abschließen",
        accountable="caritas",
        goals=("3.3",),
        by="july",
    ),
    DemoTask(
        title="Über die Ausschreibung zur interkulturellen Öffnung berichten",
        accountable="integrationsbeauftragte",
        goals=("1.2",),
        due=(5, 31),
        due_label="im ersten Halbjahr",
    ),
    DemoTask(
        title="Umsetzungsstand bei „Keine Angabe“ klären",
        accountable="geschaeftsstelle",
        goals=("8.1", "8.3"),
        due=(4, 28),
    ),
    DemoTask(
        title="Mögliche Angebote für soziale Berufe zusammenstellen",
        accountable="bildungsbuero",
        goals=("4.3",),
        due=(10, 13),
    ),
    DemoTask(
        title="Bedarf an Sportangeboten erfragen",
        accountable="sindelfingen",
        topic=(8, "Sport"),
        due=(9, 8),
    ),
    DemoTask(
        title="Einbürgerungsfeier ausrichten",
        accountable="Amt für Migration und Flüchtlinge",
        goals=("1.4",),
        due=(6, 23),
        recurs_months=6,
    ),
    DemoTask(
        title="Ehrenamtstag ausrichten",
        accountable="ehrenamt",
        goals=("6.4",),
        due=(6, 30),
        recurs_months=6,
    ),
    DemoTask(
        title="Jahresbericht zum Sprachstand der Kinder vorlegen",
        accountable="gesundheitsamt",
        goals=("4.1",),
        due=(10, 27),
        further=("Amt für Jugend und Bildung",),
        recurs_months=12,
    ),
    DemoTask(
        title="Unternehmerpreis wiederholen",
        accountable="wirtschaft",
        goals=("1.3", "4.5", "8.2"),
        due=(11, 10),
        recurs_months=12,
    ),
    DemoTask(
        title="Informationsveranstaltung mit dem Welcome Center anbieten",
        accountable="wirtschaft",
        goals=("4.6",),
        due=(6, 14),
        recurs_months=6,
    ),
    DemoTask(
        title="Fortbildung zur kultursensiblen Pflege anbieten",
        accountable="frauenverein",
        goals=("5.4",),
        due=(10, 6),
        recurs_months=6,
    ),
    DemoTask(
        title="Weiterführung des Wohnprojekts klären",
        accountable="sindelfingen",
        description="Das geförderte Projekt läuft zum Jahresende aus.",
        goals=("2.3",),
        due=(11, 3),
    ),
)
TOPICS_WITHOUT_GOALS = ((8, ("Sicherheit", "Hilfen für Kinder und Jugendliche", "Sport")),)

PAPERS = (
    DemoPaper(
        item="stock_taking",
        title="Fragen an die Bilanz",
        public=True,
        paragraphs=(
            "Welche Ziele sind umgesetzt, und was hat dabei geholfen?",
            "Wo fehlt eine Angabe zum Stand, und wer kann sie geben?",
            "Welche Ziele passen nicht mehr in die Zeit?",
        ),
    ),
    DemoPaper(
        item="forms",
        title="Arbeitsformen im Vergleich",
        public=False,
        paragraphs=(
            "Arbeitsgruppe: wenige, die sich oft treffen und ein Thema ausarbeiten.",
            "Workshop: viele an einem Tag, mit einem Ergebnis am Abend.",
            "Peergroup: alle, die den Plan erarbeitet haben, viermal im Jahr.",
            "Bestehendes Gremium: keine neue Runde, dafür ein fester Platz auf der Tagesordnung.",
        ),
    ),
)
# By player; "+" yes, "o" if need be, "-" no, for each day on offer. The others still owe an answer.
POLL_ANSWERS = (
    ("vorsitz", "++o"),
    ("schriftfuehrung", "+o+"),
    ("gesundheitsamt", "-+o"),
    ("bildungsbuero", "++-"),
    ("gemeinden", "o+-"),
)
ABSENT = ("sindelfingen", "wirtschaft")
# By the line of the template: what the minutes of the kickoff say, and what became of the item.
RESULTS = (
    (
        "welcome",
        "Der Vorsitz begrüßt die Anwesenden. Die Tagesordnung wird ohne Änderung angenommen.",
        ItemOutcome.NOTED,
    ),
    (
        "stock_taking",
        "Die Geschäftsstelle stellt die Bilanz vor. Bei zwei Zielen fehlt eine Angabe zum Stand; "
        "die Geschäftsstelle fragt nach.",
        ItemOutcome.DISCUSSED,
    ),
    (
        "actors",
        "Migrantenorganisationen und Religionsgemeinschaften sollen nicht nur eingeladen, sondern "
        "fest beteiligt werden.",
        ItemOutcome.AGREED,
    ),
    (
        "adopt_topic_areas",
        "Religion und Gesundheit kommen zuerst, weil hier die meisten Ziele offen sind.",
        ItemOutcome.AGREED,
    ),
    (
        "adopt_methods",
        "Die Peergroup bleibt zusammen. Im Juli und im September folgen Arbeitstreffen.",
        ItemOutcome.AGREED,
    ),
    (
        "adopt_agreements",
        "Zwei Gremien, die es schon gibt, berichten künftig auch für den Plan.",
        ItemOutcome.AGREED,
    ),
    ("dates", "Der Tag im Juli wird in einer Abstimmung gesucht.", ItemOutcome.NOTED),
)
