"""The decorators that mark a view: what it performs, shows and offers, or why it is public.

They set an attribute and wrap nothing. AuthorizationMiddleware reads it before the view runs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from accounts.actions import Action
from console.targets import Target

View = TypeVar("View", bound=Callable[..., Any])
FindTarget = Callable[..., Target]
Pair = tuple[Action, FindTarget]
RowPair = tuple[Action, Callable[[Any], Target]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What the gate must know of a view.

    performs  the view's own action; refused means that the view is not entered
    shows     actions of single panels; a refused panel shows its refusal, the page goes on
    offers    actions behind controls and details that are drawn only where allowed
    each      actions decided for each row of a list while the view runs: `gate.allows_for(action,
              row)` asks, `gate.perform_for(action, row)` calls
    public    why the view needs no permission, in words
    signed_in  why every caller may enter it, and nobody else, in words
    part_of_sign_in  a caller who must change the password first may enter it
    calls       the view performs its own reading action in gate.perform, with its parameters;
                otherwise entering the view is the call
    tries_password  an operation of the API that proves itself by the caller's password, so that it
                counts as an attempt
    prepares    what an operation of the API works out of its call before its transaction
    undeniable  why no policy can refuse the view's own action to a caller, in words
    refused     draws the refusal of a form that was sent, instead of the page of its own
    """

    performs: Pair | None = None
    shows: tuple[Pair, ...] = field(default=())
    offers: tuple[Pair, ...] = field(default=())
    each: tuple[RowPair, ...] = field(default=())
    public: str = ""
    signed_in: str = ""
    part_of_sign_in: bool = False
    undeniable: str = ""
    calls: bool = False
    refused: Callable[..., Any] | None = None
    tries_password: bool = False
    prepares: Callable[..., Any] | None = None


def mark_of(view: Any) -> Mark | None:
    """The view's mark, or None for an unmarked view."""
    return getattr(view, "mark", None)


def performs(action: Action, *, on: FindTarget) -> Callable[[View], View]:
    """The view performs this action on that target; if it is refused, the view does not run.

    With a safe method a view of a writing action only opens its form: the same decision is made,
    but nothing is called and no event is written unless it is refused. A form without a name is
    allowed if the policies allow at least one name.
    """
    return _marked(lambda mark: replace(mark, performs=(action, on)))


def shows(*actions: Action, on: FindTarget) -> Callable[[View], View]:
    """The page has a panel for each of these reading actions; each is decided by itself, once."""
    pairs = tuple((action, on) for action in actions)
    return _marked(lambda mark: replace(mark, shows=tuple(dict.fromkeys((*mark.shows, *pairs)))))


def offers(*actions: Action, on: FindTarget) -> Callable[[View], View]:
    """Controls and details that are drawn only where the policy allows these actions."""
    pairs = tuple((action, on) for action in actions)
    return _marked(lambda mark: replace(mark, offers=(*mark.offers, *pairs)))


def offers_each(*actions: Action, on: Callable[[Any], Target]) -> Callable[[View], View]:
    """Details and controls of a list's rows: each is drawn where `gate.allows_for(action, row)`."""
    pairs = tuple((action, on) for action in actions)
    return _marked(lambda mark: replace(mark, each=(*mark.each, *pairs)))


def signed_in(*, because: str) -> Callable[[View], View]:
    """The view needs a caller, and no permission; its panels and controls are still decided."""
    return _marked(lambda mark: replace(mark, signed_in=because))


def public(*, because: str) -> Callable[[View], View]:
    """The view needs no permission; the reason is for the reader and for the system check."""
    return _marked(lambda mark: replace(mark, public=because))


def part_of_sign_in(view: View) -> View:
    """The view is open to a caller who must change the password before anything else."""
    return _marked(lambda mark: replace(mark, part_of_sign_in=True))(view)


def calls_by_itself(view: View) -> View:
    """The view performs its reading action in gate.perform: the event has its parameters."""
    return _marked(lambda mark: replace(mark, calls=True))(view)


def refused_in(draw: Callable[..., Any]) -> Callable[[View], View]:
    """When the view's own action is refused to a form that was sent, `draw(request, refusal)` gives
    the answer: the form again, with status 403. The view itself is not entered.
    """
    return _marked(lambda mark: replace(mark, refused=draw))


def tries_password(view: View) -> View:
    """The operation checks the caller's password; an attempt is counted before it runs."""
    return _marked(lambda mark: replace(mark, tries_password=True))(view)


def undeniable(*, because: str) -> Callable[[View], View]:
    """Every caller may perform the view's action, as on AWS, whatever the policies say."""
    return _marked(lambda mark: replace(mark, undeniable=because))


def prepares(work: Callable[..., Any]) -> Callable[[View], View]:
    """Before the transaction `work(call)` does what takes long. `call.prepared` is its result; a
    ServiceError that it raises is the error of the call."""
    return _marked(lambda mark: replace(mark, prepares=work))


def _marked(change: Callable[[Mark], Mark]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.mark = change(mark_of(view) or Mark())  # type: ignore[attr-defined]
        return view

    return decorate
