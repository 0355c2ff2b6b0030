"""What changes from one asking to the next, in statements that are put together once.

For the pages that everybody opens, as SQLAlchemy takes longer to put their statements together
than the databases take to answer them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Date, Integer, bindparam

from app.domain.access import Viewer
from app.domain.tasks import SOON
from app.orm import UTCDateTime

PLAN: Any = bindparam("plan", type_=Integer)
PERSON: Any = bindparam("person", type_=Integer)  # whom the account stands for; 0 is nobody
ACTORS: Any = bindparam("actors", type_=Integer, expanding=True)  # in whose name it may act
BODIES: Any = bindparam("bodies", type_=Integer, expanding=True)  # of which it is an active member
TODAY: Any = bindparam("today", type_=Date)
SOON_OVER: Any = bindparam("soon_over", type_=Date)
THIS_MONTH: Any = bindparam("this_month", type_=Date)
THIS_YEAR: Any = bindparam("this_year", type_=Date)
THIS_YEAR_AT: Any = bindparam("this_year_at", type_=UTCDateTime)


def values_for(viewer: Viewer | None, plan_id: int, today: dt.date) -> dict[str, Any]:
    """What stands in the places when this viewer, or nobody, asks about the plan on that day."""
    return {
        "plan": plan_id,
        "person": viewer.actor_ids.get(plan_id, 0) if viewer else 0,
        "actors": sorted(viewer.acts_as(plan_id)) if viewer else [],
        "bodies": sorted(viewer.body_roles) if viewer else [],
        "today": today,
        "soon_over": today + SOON,
        "this_month": today.replace(day=1),
        "this_year": dt.date(today.year, 1, 1),
        "this_year_at": dt.datetime(today.year, 1, 1, tzinfo=dt.UTC),
    }
