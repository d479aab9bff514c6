"""The same question with other parts: asked of the engine, nothing is called or stored."""

from dataclasses import dataclass, replace

from django.conf import settings

from accounts.editions import BY_NAME, EDITIONS, edition
from accounts.policy import AppliedPolicy, ContextValue, Request, compiled
from accounts.values.mfa_keys import MFA, MFA_AGE
from console.authorization_details.records import FoundRecord
from console.forms.troubleshooter import ATTACHED, WhatIfForm
from console.gate.requests import ConsoleRequest

OF_RESOURCE = ("aws:resourcetag/", "iam:resourcetag/")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The form, and the question: the record's own where nothing else is asked."""

    form: WhatIfForm
    is_other: bool
    request: Request
    policies: tuple[AppliedPolicy, ...]


def what_if(request: ConsoleRequest, record: FoundRecord) -> WhatIf:
    """What the query string asks about a record; faults stand at the form's fields. Nothing else is
    answered where nothing is explained."""
    own = record.request
    as_it_was = {
        "action": own.action,
        "resource": own.resource,
        "mfa": str(own.context.get(MFA, "absent")),
        "policies": ATTACHED,
    }
    sent = {name: request.GET[name] for name in as_it_was if name in request.GET and settings.TEACH}
    form = WhatIfForm({**as_it_was, **sent})
    if not sent or not form.is_valid() or form.cleaned_data == as_it_was:
        return WhatIf(form, False, own, record.policies)
    asked = form.cleaned_data
    return WhatIf(
        form,
        True,
        Request(asked["action"], asked["resource"], _context(own, asked["resource"], asked["mfa"])),
        _policies(record.policies, asked["policies"]),
    )


def _context(own: Request, resource: str, mfa: str) -> dict[str, ContextValue]:
    """The keys of the call with another state of MFA; another resource's tags are not known."""
    context = {key: value for key, value in own.context.items() if key not in (MFA, MFA_AGE)}
    if resource != own.resource:
        context = {key: value for key, value in context.items() if not key.startswith(OF_RESOURCE)}
    if mfa != "absent":
        context[MFA] = mfa
    if mfa == "true":
        context[MFA_AGE] = own.context.get(MFA_AGE, "0")
    return context


def _policies(attached: tuple[AppliedPolicy, ...], name: str) -> tuple[AppliedPolicy, ...]:
    """The policies with a published version in the place of the one that is a version of the same
    policy, or beside them where there is none.

    A copy under another name counts as well, by its text: nothing is stored, and who asks "what if
    AWS's text stood here" means that copy. A suggestion of a published version
    (accounts/suggestions/published.py) goes by the name alone, as applying one does: it says what
    an administrator can do, and that leaves a copy of another name where it is.
    """
    if name == ATTACHED:
        return attached
    chosen = BY_NAME[name]
    versions = {edition(each.name) for each in EDITIONS if each.policy_name == chosen.policy_name}
    document = compiled(edition(name))
    found = tuple(
        replace(each, document=document)
        if not (each.boundary or each.session)
        and (each.name == chosen.policy_name or each.document.text in versions)
        else each
        for each in attached
    )
    if found != attached:
        return found
    return (*attached, AppliedPolicy(chosen.policy_name, None, document))
