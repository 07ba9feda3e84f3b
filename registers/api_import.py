# SPDX-License-Identifier: Apache-2.0
"""A table of records over HTTP, first as a dry run (先试一遍)."""

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import answers
from accounts.refusals import BadFields, NotAllowed, NotFound
from accounts.requests import check_length, person
from grids.directory import unit_by_code
from registers import api_schema as docs
from registers.access import keeping_posts, register_of
from registers.actions.import_table import import_records
from registers.importing import MOST_BYTES, BadFile, read_table

# Beside the file a form has a few short fields.
MOST_FORM = MOST_BYTES + 64 * 1024


class ImportTable(APIView):
    """Adds and changes by line, and the lines that cannot be read, with why."""

    parser_classes = (MultiPartParser,)

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuse by the announced length, before a byte is read."""
        check_length(request, MOST_FORM)
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="registers_import",
        summary="导入底数",
        request={"multipart/form-data": docs.ImportBody},
        responses=answers(docs.ImportAnswer, 400, 401, 403, 404, 413, 415),
    )
    def post(self, request: Request) -> Response:
        """`dry_run` (true unless said otherwise) tells what would happen and writes nothing."""
        by = person(request)
        if not keeping_posts(by):
            raise NotAllowed
        asked = docs.ImportBody(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        under = unit_by_code(values["unit"])
        if under is None:
            raise NotFound
        register, file = register_of(values["register"]), values["file"]
        try:
            lines = read_table(file.read(MOST_BYTES + 1), register.columns)
        except BadFile as bad:
            raise BadFields({"file": [str(bad)]}) from bad
        dry_run = values["dry_run"]
        report = import_records(register, lines, under=under, by=by, dry_run=dry_run)
        return Response(report.answer(), headers={"Cache-Control": "no-store"})
