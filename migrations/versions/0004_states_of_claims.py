"""Contacts know the state of the claims that they were folded from: how far they go, and a digest of them all.

So a fold that is remembered is carried on when one more article tells of a contact. What the claims come to that are
stored is filled in here, as `claim_states` has it.
"""

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("state", sa.String(), nullable=True))
    connection = op.get_bind()
    for contact_id in connection.execute(sa.text("SELECT id FROM contacts ORDER BY id")).scalars().all():
        told = connection.execute(
            sa.text("SELECT claim, source, sequence FROM claims WHERE contact_id = :id ORDER BY sequence, position"),
            {"id": contact_id},
        )
        state = ""
        for claim, source, sequence in told:
            digest = blake2b(f"{state}\n{claim}\n{source}".encode(), digest_size=8).hexdigest()
            state = f"{sequence}-{digest}"
        changed = {"id": contact_id, "state": state}
        connection.execute(sa.text("UPDATE contacts SET state = :state WHERE id = :id"), changed)
