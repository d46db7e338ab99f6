"""Which alerts an article raises: one change, one alert, and nothing that its story has told before.

In: an article with what was found in it, its place in the ledger, what its story has alerted, the settings. Out:
alerts, with the reason. Called by the jobs, inside the transaction that places the article.
"""

from service.stages.alerts.decide import AlertDecision, decide_alerts
from service.stages.alerts.ledger import raise_missed_contact
from service.stages.alerts.make import MATCHED, compute_alert_id
from service.stages.alerts.placing import ContactNews, EditedArticle, Placing

__all__ = [
    "MATCHED",
    "AlertDecision",
    "ContactNews",
    "EditedArticle",
    "Placing",
    "compute_alert_id",
    "decide_alerts",
    "raise_missed_contact",
]
