"""The policies that applied to refused calls, each text kept once."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from accounts.database.prepared import TEXT, Prepared
from accounts.policy import AppliedPolicy, compiled
from console.models import PolicyText

AGAIN = timedelta(hours=1)  # how often it is noted that a text is in use
_used_at: Prepared[tuple[datetime]] = Prepared(
    lambda content_hash: PolicyText.objects.filter(pk=content_hash).values_list("used_at"), TEXT
)


def keep_policies(policies: tuple[AppliedPolicy, ...], *, real_now: datetime) -> str:
    """Keep the list of these policies and the text of each; the list's hash.

    One query where that was done within the hour, as it was for whoever is refused again and again.
    """
    listed = _listed(policies)
    found = _used_at(hash_of(listed))
    if not found or found[0][0] < real_now - AGAIN:
        _keep({listed, *(policy.document.text for policy in policies)}, real_now)
    return hash_of(listed)


def find_policies(content_hash: str) -> tuple[AppliedPolicy, ...] | None:
    """The policies of a list that was kept; None if it is gone."""
    listed = PolicyText.objects.filter(pk=content_hash).first()
    entries = json.loads(listed.text) if listed else []
    texts = PolicyText.objects.in_bulk({entry["text"] for entry in entries})
    if listed is None or any(entry["text"] not in texts for entry in entries):
        return None
    return tuple(
        AppliedPolicy(
            name=entry["name"],
            arn=entry["arn"],
            document=compiled(texts[entry["text"]].text),
            boundary=entry["boundary"],
            session=entry["session"],
            attached_to=tuple(entry["attached_to"]),
        )
        for entry in entries
    )


@lru_cache(maxsize=1024)
def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=256)
def _listed(policies: tuple[AppliedPolicy, ...]) -> str:
    """The list of policies as JSON: all but their texts, which it names by their hashes."""
    return json.dumps(
        [
            {
                "name": policy.name,
                "arn": policy.arn,
                "boundary": policy.boundary,
                "session": policy.session,
                "attached_to": policy.attached_to,
                "text": hash_of(policy.document.text),
            }
            for policy in policies
        ]
    )


def _keep(texts: Iterable[str], real_now: datetime) -> None:
    """Store those that are new, note of the others that they are in use.

    In the order of their hashes, so that two writers do not wait for each other in a ring.
    """
    rows = sorted(
        (PolicyText(content_hash=hash_of(text), used_at=real_now, text=text) for text in texts),
        key=lambda row: row.content_hash,
    )
    PolicyText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["content_hash"], update_fields=["used_at"]
    )
