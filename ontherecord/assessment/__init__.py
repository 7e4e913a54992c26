"""The assessment before and after the course: two forms, answers that are only recorded, a report.

`forms()` gives the forms A and B, and `mark(form, answers)` what somebody's answers come to.
docs/assessment.md tells what is measured and what only people can show.
"""

from __future__ import annotations

from ontherecord.assessment.forms import Form, Page, Statement, forms
from ontherecord.assessment.marking import Marked, mark

__all__ = ["Form", "Marked", "Page", "Statement", "forms", "mark"]
