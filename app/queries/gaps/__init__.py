"""What is missing in a plan: each kind of gap counted and listed; the meetings' own are theirs."""

from app.queries.gaps.kinds import Kind
from app.queries.gaps.lists import Row, count_all, doubtful, first_of_each, page_of

__all__ = ["Kind", "Row", "count_all", "doubtful", "first_of_each", "page_of"]
