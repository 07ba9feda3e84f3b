# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of messages, and the bodies that are checked."""

from typing import Any

from rest_framework import serializers

Shape = serializers.Serializer[Any]
MOST_IDS = 200
PAGE, MOST_ROWS = 30, 200
LARGEST_ID = 2**63 - 1


class NoticeQuery(serializers.Serializer[None]):
    unread = serializers.BooleanField(default=False, help_text="only what is unread")
    cursor = serializers.CharField(default="", allow_blank=True)
    page_size = serializers.IntegerField(default=PAGE, min_value=1, help_text="at most 200")


class NoticeShape(Shape):
    id = serializers.IntegerField()
    code = serializers.CharField(help_text="which message it is; `sensitive` tells no more")
    title = serializers.CharField()
    text = serializers.CharField()
    asks = serializers.BooleanField(help_text="something is expected of the reader")
    event = serializers.IntegerField(help_text="its event; opens within your reach only")
    made_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class NoticePage(Shape):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = NoticeShape(many=True)


class ReadBody(serializers.Serializer[None]):
    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_IDS,
    )
    all = serializers.BooleanField(default=False, help_text="in place of `ids`")
    up_to = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="with `all`: the newest id that was on the screen",
    )


class UnreadAnswer(Shape):
    unread = serializers.IntegerField()


class KeysShape(serializers.Serializer[None]):
    p256dh = serializers.CharField(max_length=100)
    auth = serializers.CharField(max_length=32)


class PushBody(serializers.Serializer[None]):
    endpoint = serializers.CharField(max_length=600)
    keys = KeysShape()


class PushGone(serializers.Serializer[None]):
    endpoint = serializers.CharField(max_length=600)


class PushAnswer(Shape):
    key = serializers.CharField(help_text="`applicationServerKey`, base64url")
    browsers = serializers.IntegerField(help_text="how many of yours are subscribed")


class WaysBody(serializers.Serializer[None]):
    mail = serializers.BooleanField()
    gateway = serializers.BooleanField(help_text="SMS or DingTalk by the county's gateway")


class WaysAnswer(Shape):
    mail = serializers.BooleanField()
    gateway = serializers.BooleanField()
    offered = serializers.ListField(
        child=serializers.ChoiceField(["push", "mail", "gateway"]),
        help_text="what the county has switched on and you can be reached by",
    )
    manages = serializers.BooleanField(help_text="looks after a county's deliveries")


class ReplyShape(Shape):
    id = serializers.IntegerField()
    event = serializers.IntegerField()
    number = serializers.CharField()
    text = serializers.CharField(help_text="what they are to be told")
    sending = serializers.BooleanField(help_text="the gateway is still being tried")
    made_at = serializers.DateTimeField()
    told_at = serializers.DateTimeField(allow_null=True)


class ReplyQuery(serializers.Serializer[None]):
    cursor = serializers.CharField(default="", allow_blank=True)
    page_size = serializers.IntegerField(default=PAGE, min_value=1, help_text="at most 200")


class ReplyPage(Shape):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ReplyShape(many=True)
