"""What of the demo world has been built so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from app.models.groups import Body
from app.models.meetings import Meeting
from app.models.people import Actor
from app.models.plans import Goal, Plan


@dataclass
class World:
    """What has been built so far, by the names the facts use."""

    plan: Plan
    office: int
    now: dt.datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
