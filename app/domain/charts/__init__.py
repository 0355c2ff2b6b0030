"""The geometry of pictures: numbers become places in percent of the drawing, nothing is drawn here.

Percent, not units: so the templates' SVG stretches with its page while its writing keeps its size.
"""

from app.domain.charts.lines import (
    Series,
    Stroke,
    TimeChart,
    number,
    over_time,
)
from app.domain.charts.stacks import (
    Segment,
    stacked,
)
from app.domain.charts.totals import (
    Totals,
    burn_up,
)
from app.domain.charts.years import (
    Place,
    Span,
    in_year,
    on_year_line,
)

__all__ = [
    "Place",
    "Segment",
    "Series",
    "Span",
    "Stroke",
    "TimeChart",
    "Totals",
    "burn_up",
    "in_year",
    "number",
    "on_year_line",
    "over_time",
    "stacked",
]
