"""Laws of feeds: whose they are, and what a name must be."""

from __future__ import annotations

from app.domain.access import Viewer, may_see_body
from app.domain.errors import RuleBroken
from app.language import gettext as _
from app.models.feeds import Feed, FeedScope
from app.models.groups import Body

LONGEST_NAME = 80
MOST_FEEDS = 20


def may_manage(viewer: Viewer, feed: Feed) -> bool:
    """A feed belongs to its account alone; not even the office renews somebody else's address."""
    return feed.account_id == viewer.account_id


def checked_name(name: str) -> str:
    """The name on one line. Raises RuleBroken when it is empty or too long."""
    tidy = " ".join(name.split())
    if not tidy:
        raise RuleBroken(_("Bitte geben Sie dem Abonnement einen Namen."), field="name")
    if len(tidy) > LONGEST_NAME:
        raise RuleBroken(
            _(
                "Bitte kürzen Sie den Namen auf höchstens %(most)s Zeichen.",
                most=LONGEST_NAME,
            ),
            field="name",
        )
    return tidy


def check_scope(viewer: Viewer, scope: FeedScope, body: Body | None) -> None:
    """Raises RuleBroken for a group feed without a group that its owner may see."""
    if scope is not FeedScope.GROUP:
        return
    if body is None or not may_see_body(viewer, body):
        raise RuleBroken(
            _("Diese Gruppe gibt es nicht, oder Sie gehören ihr nicht an."), field="scope"
        )


def check_number(living: int) -> None:
    """Raises RuleBroken when an account wants more addresses than anybody can keep in view."""
    if living >= MOST_FEEDS:
        raise RuleBroken(
            _(
                "Sie haben schon %(most)s Abonnements. Bitte beenden Sie eines, das Sie "
                "nicht mehr brauchen.",
                most=MOST_FEEDS,
            ),
            field="name",
        )
