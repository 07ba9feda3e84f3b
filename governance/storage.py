# SPDX-License-Identifier: Apache-2.0
"""Static files with a hash in their name, compressed, ES-module imports rewritten too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A changed module must never meet an old copy of what it imports: hash imports as well."""

    support_js_module_import_aggregation = True
