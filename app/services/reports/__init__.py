"""Reports: begun, written, taken on their way, frozen at their release, added to afterwards."""

from app.services.reports.additions import add_supplement, enter_number
from app.services.reports.annexes import add_annex, forget_annexes, remove_annex, restore_annex
from app.services.reports.making import (
    begin_bilanz,
    begin_committee,
    bring_back,
    discard,
    forget_drafts,
)
from app.services.reports.texts import edit, use_proposal, write
from app.services.reports.way import take_step

__all__ = [
    "add_annex",
    "add_supplement",
    "begin_bilanz",
    "begin_committee",
    "bring_back",
    "discard",
    "edit",
    "enter_number",
    "forget_annexes",
    "forget_drafts",
    "remove_annex",
    "restore_annex",
    "take_step",
    "use_proposal",
    "write",
]
