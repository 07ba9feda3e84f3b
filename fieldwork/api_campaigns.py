# SPDX-License-Identifier: Apache-2.0
"""Campaigns over HTTP: start one, how far it is by unit, and the list behind each number."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import IDEMPOTENCY_KEY, answers
from accounts.refusals import BadFields
from accounts.requests import REPLAYED, JsonView, check_length, person
from events.api_events import paged
from events.pages import Order, page_of
from fieldwork import api_schema as docs
from fieldwork.access import (
    area_for,
    campaign_for,
    campaigns_in_reach,
    check_commands,
    check_runs,
)
from fieldwork.actions.campaigns import TARGET_COLUMNS, add_targets, start_campaign
from fieldwork.asked import uuid_and_fields
from fieldwork.models import Campaign
from fieldwork.queries import coverage, targets_of, with_target
from fieldwork.representation import campaign_answer, coverage_answer, target_answer
from grids.directory import UnitRow, unit_by_id
from registers.access import grids_under, reading_posts
from registers.importing import MOST_BYTES, BadFile, read_table
from registers.queries import today

NEWEST = Order("newest", "id", descending=True, holds=int)
FIRST = Order("first", "id", holds=int)


class Campaigns(JsonView):
    """The campaigns one is asked by or may watch, and the door for new ones."""

    @extend_schema(
        operation_id="campaigns_list",
        summary="专项排查",
        parameters=[docs.CampaignQuery],
        responses=answers(docs.CampaignPage, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """One page, newest first. Two queries besides signing in."""
        asked = docs.CampaignQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        rows = campaigns_in_reach(person(request)).select_related("matter")
        if values["running"] is not None:
            inside = {"from_on__lte": today(), "to_on__gte": today()}
            rows = rows.filter(**inside) if values["running"] else rows.exclude(**inside)
        page = page_of(rows, NEWEST, values["page_size"], values["cursor"])
        scopes = scopes_of(list(page.rows))
        found = [campaign_answer(row, scopes[row.pk]) for row in page.rows]
        return Response(paged(request, page, found))

    @extend_schema(
        operation_id="campaigns_start",
        summary="发起排查",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.CampaignBody,
        responses={201: docs.CampaignShape, **answers(docs.CampaignShape, 400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """By a township's or the county's command, in the units below it."""
        by = person(request)
        check_commands(by)
        client_uuid, raw = uuid_and_fields(request)
        kept = start_campaign(by=by, client_uuid=client_uuid, **raw)
        body = campaign_answer(kept.row, scopes_of([kept.row])[kept.row.pk])
        headers = REPLAYED if kept.replayed else {}
        return Response(body, 200 if kept.replayed else 201, headers=headers)


class CampaignDetail(APIView):
    """One campaign."""

    @extend_schema(
        operation_id="campaigns_retrieve",
        summary="一次排查",
        responses=answers(docs.CampaignShape, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """What is asked of whom, and when it ends."""
        campaign = campaign_for(person(request), pk)
        return Response(campaign_answer(campaign, scopes_of([campaign])[campaign.pk]))


class CampaignCoverage(APIView):
    """How far it is, by unit."""

    @extend_schema(
        operation_id="campaigns_coverage",
        summary="覆盖率",
        parameters=[docs.AreaQuery],
        responses=answers(docs.CoverageAnswer, 400, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """A unit and the units directly below it. Per unit, never per person."""
        by = person(request)
        campaign = campaign_for(by, pk)
        asked = docs.AreaQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        total, below = coverage(campaign, area_for(by, campaign, asked.validated_data["unit"]))
        rows = [coverage_answer(row) for row in below]
        return Response({"total": coverage_answer(total), "below": rows})


class CampaignTargets(APIView):
    """The list behind the numbers."""

    @extend_schema(
        operation_id="campaigns_targets",
        summary="排查对象",
        parameters=[docs.TargetQuery],
        responses=answers(docs.TargetPage, 400, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One page; homes and people are named, masked, within one's own registers alone."""
        by = person(request)
        campaign = campaign_for(by, pk)
        asked = docs.TargetQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        rows = targets_of(campaign, area_for(by, campaign, values["unit"]))
        if values["done"] is not None:
            rows = rows.filter(done_at__isnull=not values["done"])
        page = page_of(with_target(rows), FIRST, values["page_size"], values["cursor"])
        reach = grids_under(reading_posts(by)).keys()
        found = [target_answer(row, reach) for row in page.rows]
        return Response(paged(request, page, found))


class TargetImport(APIView):
    """A list of targets as XLSX or CSV."""

    parser_classes = (MultiPartParser,)

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuse by the announced length, before a byte is read."""
        check_length(request, MOST_BYTES + 64 * 1024)
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="campaigns_import_targets",
        summary="导入排查对象",
        request={"multipart/form-data": docs.TargetFile},
        responses=answers(docs.ImportAnswer, 400, 401, 403, 404, 413, 415),
    )
    def post(self, request: Request, pk: int) -> Response:
        """`dry_run` (true unless said otherwise) tells what would happen and writes nothing."""
        by = person(request)
        campaign = campaign_for(by, pk)
        check_runs(by, campaign)
        asked = docs.TargetFile(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        try:
            lines = read_table(values["file"].read(MOST_BYTES + 1), TARGET_COLUMNS)
        except BadFile as bad:
            raise BadFields({"file": [str(bad)]}) from bad
        return Response(add_targets(campaign, lines, by=by, dry_run=values["dry_run"]))


def scopes_of(campaigns: list[Campaign]) -> dict[int, list[UnitRow]]:
    """The units each campaign asks. One query for all of them."""
    through: QuerySet[Any] = Campaign.units.through._default_manager.filter(campaign__in=campaigns)
    found: dict[int, list[UnitRow]] = defaultdict(list)
    for campaign, unit in through.values_list("campaign_id", "unit_id"):
        found[campaign].append(unit_by_id(unit))
    return defaultdict(list, {pk: sorted(rows, key=lambda r: r.path) for pk, rows in found.items()})
