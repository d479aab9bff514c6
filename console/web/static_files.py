"""Static files as the server keeps them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names with hashes, which script modules import each other by as well."""

    support_js_module_import_aggregation = True
