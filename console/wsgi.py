"""The WSGI application that granian or gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")

pages = get_wsgi_application()

from console.api.doors import wire_first  # noqa: E402  (needs the settings)

application = wire_first(pages)

gc.collect()
gc.freeze()  # what was made so far stays: a full collection need not look at it again
