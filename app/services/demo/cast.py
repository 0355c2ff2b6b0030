"""The demo's actors, bodies and members. Names are functions; nobody here is a real person."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.accounts import PlanRole
from app.models.groups import BodyForm, MembershipRole
from app.models.people import ActorKind


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An actor that is no person; `speaker` is the key of a member who speaks for it."""

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    speaker: str | None = None


@dataclass(frozen=True, kw_only=True)
class Player:
    """A member of the cast: the function as name, an address under example.org."""

    key: str
    name: str
    organisation: str | None = None
    role: PlanRole = PlanRole.MEMBER
    account: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


@dataclass(frozen=True, kw_only=True)
class Group:
    """A body of the demo; `goals` are keys, `seats` are (player, role) pairs."""

    slug: str
    name: str
    form: BodyForm
    purpose: str
    external: bool = False
    in_portfolio: bool = False
    rhythm: str | None = None
    goals: tuple[str, ...] = ()
    fields: tuple[int, ...] = ()
    seats: tuple[tuple[str, MembershipRole], ...] = ()


K = ActorKind
ORGANISATIONS = (
    Organisation(
        name="Amt für Migration und Flüchtlinge",
        kind=K.OFFICE,
        aliases=("Amt Integration und Flüchtlinge", "Amt 23"),
        speaker="integrationsbeauftragte",
    ),
    Organisation(
        name="Fachbereich Integration", kind=K.OFFICE, aliases=("Sachgebiet Integration",)
    ),
    Organisation(name="Gesundheitsamt", kind=K.OFFICE, speaker="gesundheitsamt"),
    Organisation(name="Amt für Jugend und Bildung", kind=K.OFFICE),
    Organisation(name="Bildungsbüro", kind=K.OFFICE, speaker="bildungsbuero"),
    Organisation(name="Ehrenamtskoordination", kind=K.FUNCTION, speaker="ehrenamt"),
    Organisation(name="Wirtschaftsförderung", kind=K.FUNCTION, speaker="wirtschaft"),
    Organisation(name="Gleichstellungsbeauftragte", kind=K.FUNCTION),
    Organisation(name="Stadt Sindelfingen", kind=K.MUNICIPALITY, speaker="sindelfingen"),
    Organisation(name="Stadt Herrenberg", kind=K.MUNICIPALITY),
    Organisation(name="Stadt Böblingen", kind=K.MUNICIPALITY),
    Organisation(name="Stadt Leonberg", kind=K.MUNICIPALITY),
    Organisation(name="Städte und Gemeinden im Landkreis", kind=K.GROUP),
    Organisation(name="Caritas", kind=K.PROVIDER, speaker="caritas"),
    Organisation(
        name="NISA Frauenverein",
        kind=K.MIGRANT_ORGANISATION,
        aliases=("Frauenverein NISA", "Frauenverein Nisa"),
        speaker="frauenverein",
    ),
    Organisation(name="NIKA", kind=K.ASSOCIATION, aliases=("Netzwerk Interkulturelle Arbeit",)),
    Organisation(
        name="Muslimische Religionsgemeinschaften", kind=K.RELIGIOUS_COMMUNITY, speaker="gemeinden"
    ),
    Organisation(name="Kreisseniorenrat", kind=K.COUNTY_BODY),
    Organisation(name="Bürgerstiftung Sindelfingen", kind=K.FOUNDATION),
    Organisation(name="Welcome Center der Region Stuttgart", kind=K.INSTITUTION),
    Organisation(
        name="Bundesamt für Migration und Flüchtlinge", kind=K.PUBLIC_AUTHORITY, aliases=("BAMF",)
    ),
)

PLAYERS = (
    Player(
        key="geschaeftsstelle",
        name="Geschäftsstelle Integrationsplan",
        organisation="Fachbereich Integration",
        role=PlanRole.COORDINATOR,
    ),
    Player(key="vorsitz", name="Vorsitz der Peergroup", organisation="Fachbereich Integration"),
    Player(
        key="schriftfuehrung",
        name="Schriftführung der Peergroup",
        organisation="Fachbereich Integration",
    ),
    Player(
        key="integrationsbeauftragte",
        name="Integrationsbeauftragte Stelle",
        organisation="Amt für Migration und Flüchtlinge",
    ),
    Player(
        key="gesundheitsamt", name="Ansprechperson Gesundheitsamt", organisation="Gesundheitsamt"
    ),
    Player(key="bildungsbuero", name="Ansprechperson Bildungsbüro", organisation="Bildungsbüro"),
    Player(
        key="ehrenamt",
        name="Ansprechperson Ehrenamtskoordination",
        organisation="Ehrenamtskoordination",
    ),
    Player(
        key="wirtschaft",
        name="Ansprechperson Wirtschaftsförderung",
        organisation="Wirtschaftsförderung",
    ),
    Player(
        key="sindelfingen", name="Vertretung Stadt Sindelfingen", organisation="Stadt Sindelfingen"
    ),
    Player(key="caritas", name="Vertretung Caritas", organisation="Caritas"),
    Player(
        key="frauenverein", name="Vertretung NISA Frauenverein", organisation="NISA Frauenverein"
    ),
    Player(
        key="gemeinden",
        name="Vertretung der Religionsgemeinschaften",
        organisation="Muslimische Religionsgemeinschaften",
        account=False,
    ),
    Player(
        key="ausschuss",
        name="Lesezugang Sozial- und Gesundheitsausschuss",
        role=PlanRole.READER,
    ),
)

R = MembershipRole
GROUPS = (
    Group(
        slug="peergroup",
        name="Peergroup",
        form=BodyForm.PEER_GROUP,
        purpose=(
            "Die Gruppe, die den Integrationsplan erarbeitet hat. Sie vereinbart, wie es "
            "weitergeht: mit wem, mit welchen Themen zuerst und in welcher Form."
        ),
        seats=(
            ("vorsitz", R.CHAIR),
            ("schriftfuehrung", R.MINUTE_TAKER),
            ("integrationsbeauftragte", R.MEMBER),
            ("gesundheitsamt", R.MEMBER),
            ("bildungsbuero", R.MEMBER),
            ("ehrenamt", R.MEMBER),
            ("wirtschaft", R.MEMBER),
            ("sindelfingen", R.MEMBER),
            ("caritas", R.MEMBER),
            ("frauenverein", R.MEMBER),
            ("gemeinden", R.MEMBER),
        ),
    ),
    Group(
        slug="transparenz-sprachfoerderung",
        name="Transparenz in der Sprachförderung",
        form=BodyForm.EXISTING_BODY,
        external=True,
        in_portfolio=True,
        purpose="Die Träger stimmen ihre Sprachangebote für Erwachsene ab.",
        rhythm="eigener Rhythmus",
        goals=("3.2",),
        seats=(("caritas", R.MEMBER),),
    ),
    Group(
        slug="arbeitsmarkt",
        name="Integration von Flüchtlingen in den Arbeitsmarkt",
        form=BodyForm.EXISTING_BODY,
        external=True,
        in_portfolio=True,
        purpose="Wege geflüchteter Menschen in Arbeit und Ausbildung.",
        rhythm="eigener Rhythmus",
        fields=(4,),
        seats=(("wirtschaft", R.MEMBER),),
    ),
    Group(
        slug="sozial-und-gesundheitsausschuss",
        name="Sozial- und Gesundheitsausschuss",
        form=BodyForm.COMMITTEE,
        external=True,
        purpose=(
            "Ausschuss des Kreistags. Ihm werden der Arbeitsprozess, die Gruppen und die "
            "vereinbarten Zielsetzungen vorgestellt."
        ),
        rhythm="nach dem Sitzungskalender des Kreistags",
    ),
)
