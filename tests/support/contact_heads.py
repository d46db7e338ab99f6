"""Contacts in few columns, for tests of the timeline."""

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.views import ContactHead


def make_head(
    when: str,
    people: str = "Lloyd Austin – Sergei Shoigu",
    *,
    channel: Channel = Channel.PHONE,
    status: ContactStatus = ContactStatus.HELD,
    initiator: Initiator = Initiator.US,
    known: bool = True,
) -> ContactHead:
    """A contact of that day or month, by "name, name – name"; `known` False: nobody gives a date, it was first told of
    then."""
    one, _, other = people.partition(" – ")
    us, ru = (tuple(name.strip() for name in side.split(",") if name.strip()) for side in (one, other))
    number = f"c-{when}-{channel.value}-{one}"
    return ContactHead(number, when, when if known else None, channel, status, initiator, us, ru, False, False)
