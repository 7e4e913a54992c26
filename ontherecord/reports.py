"""The reports of the same news in other papers, as far as we found them: data/reports.csv."""

from __future__ import annotations

import csv
from io import StringIO

from ontherecord.article import data_folder
from ontherecord.errors import DataError, in_plain_words
from ontherecord.pictures import Table
from ontherecord.views import Picture

COLUMNS = {
    "report_id": "Report",
    "outlet": "Outlet",
    "stated_origin": "It says that it has this from",
    "stated_route": "By way of",
    "how_read": "How much we read",
}
_STYLE = (
    "<style>.otr-reports{overflow-x:auto}.otr-reports :is(th,td){text-align:left!important;"
    "vertical-align:top;white-space:normal}</style>"
)


@in_plain_words
def reports() -> Picture:
    """A table of the eleven reports: who printed it, and where each says that it has it from."""
    rows = _rows()
    shown = tuple(tuple(row[name] or "(not seen)" for name in COLUMNS) for row in rows)
    table = Table(tuple(COLUMNS.values()), shown)
    html = f'{_STYLE}<div class="otr-reports" tabindex="0" role="region" '
    html += f'aria-label="Reports of the same news">{table.html}</div>'
    told = "\n".join(" | ".join(cells) for cells in (table.heads, *table.rows))
    return Picture(html, f"Table: {len(rows)} reports of the same news\n{told}")


def _rows() -> list[dict[str, str]]:
    path = data_folder() / "reports.csv"
    try:
        rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, "file", f"it cannot be read ({type(error).__name__}).") from None
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise DataError(path, "first line", f"it must name the columns {', '.join(COLUMNS)}.")
    return rows
