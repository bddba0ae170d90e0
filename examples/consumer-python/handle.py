"""The rules for one message; None: none of Intake's. Changes the state, and answers what it did."""

import json

OF_EVENTS = ("ce_type", "ce_position", "ce_previous", "ce_logid")


def handle(state, partition, event, *, replays=False, anywhere=False):
    if event is None:
        return "foreign"
    if event["replay_id"] is not None and not replays:
        return "replay"
    # Another log in the same topic.
    if event["log_id"] != state.log_id(event["log_id"]):
        return "foreign"
    last = state.position(partition)
    if last is None:
        last = event["previous"] if anywhere else 0
    if event["position"] <= last:
        return "seen"
    # Something before it is missing: to be handled when both have been published again.
    if event["previous"] > last:
        return "early"
    if event["type"] == "InputReceived":
        state.count(event["data"]["destination"])
    state.move_to(partition, event["position"])
    return "handled"


def event_of(message):
    """A message of Kafka as an event; None where it is none: anyone may write into a topic."""
    headers = {name: value.decode() for name, value in message.headers() or [] if value is not None}
    if message.value() is None or any(name not in headers for name in OF_EVENTS):
        return None
    return {
        "type": headers["ce_type"].split(".")[1],  # intake.InputReceived.v1
        "position": int(headers["ce_position"]),
        "previous": int(headers["ce_previous"]),
        "log_id": headers["ce_logid"],
        "replay_id": headers.get("ce_replayid"),
        "data": json.loads(message.value()),
    }
