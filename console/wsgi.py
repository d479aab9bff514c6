"""The WSGI application that granian or gunicorn serves."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
django.setup(set_prefix=False)

from console.api.entry import api_first  # noqa: E402  (needs the settings)
from console.web.uploads import PageHandler  # noqa: E402

application = api_first(PageHandler())

gc.collect()
gc.freeze()  # what was made so far stays: a full collection need not look at it again
