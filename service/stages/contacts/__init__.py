"""Contacts as articles claim them: date, channel, participants, initiator, status, accounts, first-since.

In: an article, its reading, the watch, a verdict. Out: contact claims. Called by jobs and by `hotline scan`.
"""

from service.stages.contacts.claim import claim_contacts

__all__ = ["claim_contacts"]
