#!/usr/bin/env python
# SPDX-License-Identifier: Apache-2.0
"""Django's entry; finds (and if need be starts) the embedded database of DATA_DIR first."""

import os
import sys

from django.core.management import execute_from_command_line

from governance import embedded


def main() -> None:
    """Run one management command against DATABASE_URL or the database of DATA_DIR."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    with embedded.database_for_command(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
