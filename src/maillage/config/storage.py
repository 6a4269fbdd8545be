from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class ModuleManifestStorage(ManifestStaticFilesStorage):
    """Hashed names, also inside the `import` lines of ES modules."""

    support_js_module_import_aggregation = True
    manifest_strict = False
