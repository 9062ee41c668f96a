"""Deadlines of assets: when a warehouse that is too old shows as overdue.

Belongs here: how old what may be. Does not: what makes it new.
"""

from datetime import timedelta

import dagster as dg

MONTHLY_DEADLINE = "0 8 5 * *"

PUBLISHED_MONTHLY = dg.FreshnessPolicy.cron(
    deadline_cron=MONTHLY_DEADLINE, lower_bound_delta=timedelta(days=4), timezone="Asia/Ho_Chi_Minh"
)
"""By eight o'clock on the fifth there must be a publication of this month: the provinces' reports are due that day."""
