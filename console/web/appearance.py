"""The appearance of pages: colours and text size, kept in two cookies."""

from django.http import HttpRequest, HttpResponse

from console.web.cookies import keep_for_a_year

MODES = {"browser": "Browser default", "light": "Light", "dark": "Dark"}
SIZES = {"100": "100 %", "125": "125 %", "150": "150 %"}
MODE, SIZE = "visual_mode", "text_size"


def appearance(request: HttpRequest) -> dict[str, object]:
    """Context processor: `visual_mode`, `text_size` and `color_scheme`, which the page's meta
    element says; and what can be chosen. A cookie that says anything else says nothing.
    """
    mode, size = _chosen(request, MODE, MODES), _chosen(request, SIZE, SIZES)
    return {
        "visual_mode": mode,
        "text_size": size,
        "visual_modes": MODES,
        "text_sizes": SIZES,
        "color_scheme": "light dark" if mode == "browser" else mode,
    }


def keep(response: HttpResponse, *, mode: str, size: str) -> None:
    """Keep what was chosen in this browser for a year."""
    keep_for_a_year(response, MODE, mode)
    keep_for_a_year(response, SIZE, size)


def _chosen(request: HttpRequest, cookie: str, choices: dict[str, str]) -> str:
    value = request.COOKIES.get(cookie, "")
    return value if value in choices else next(iter(choices))
