"""Help: what the words of the pages mean, and the tutorial. It needs no other server."""

from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from console.gate.decorators import public
from console.web.markdown import as_html
from console.web.words import SEARCH_MAX, matching, words

TUTORIAL = "docs/tutorial.md"
PICTURES = "tutorial/"
UNFOLDED = 3  # a search that finds no more shows the texts at once


@public(because="It explains words, the same to everybody; nothing of an account stands in it.")
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """All words, those that are searched, or one; a panel where scripts run, else a page."""
    _must_teach()
    search, chosen = request.GET.get("search", "").strip(), request.GET.get("word", "")
    if chosen and chosen not in words():
        raise Http404("no such word")
    shown = list(words().values())
    if chosen:
        shown = [words()[chosen]]
    elif search:
        shown = matching(search)
    context = {
        "words": shown,
        "search": search[:SEARCH_MAX],
        "some": bool(chosen or search),
        "unfolded": len(shown) <= UNFOLDED,
        "search_max": SEARCH_MAX,
    }
    return render(request, "help/words.html", context)


@public(because="It is a document of this software, the same to everybody.")
@require_safe
def tutorial(request: HttpRequest) -> HttpResponse:
    """The tutorial, with its pictures."""
    _must_teach()
    return render(request, "help/tutorial.html", {"text": _tutorial()})


def _must_teach() -> None:
    if not settings.TEACH:
        raise Http404("explanations are off")


@cache
def _tutorial() -> SafeString:
    text = (settings.BASE_DIR / TUTORIAL).read_text(encoding="utf-8")
    return as_html(text, address=_served)


def _served(address: str) -> str:
    """Where a link of the tutorial leads here; "" for what is not served."""
    if address.startswith(PICTURES):
        return static(address)
    return ""
