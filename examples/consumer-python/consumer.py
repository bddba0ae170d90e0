"""Counts the inputs of each destination."""

import json
import os
import signal
import sys
from collections import Counter

from confluent_kafka import Consumer, KafkaException

from handle import event_of, handle
from state import State

BATCH = 500
PATIENCE_SECONDS = 0.5


def main():
    brokers = os.environ.get("KAFKA_BROKERS")
    if not brokers:
        sys.exit("set KAFKA_BROKERS, for example 127.0.0.1:9092")
    options = {"replays": os.environ.get("REPLAYS") == "on", "anywhere": os.environ.get("BEGIN") == "anywhere"}
    state = State(os.environ.get("STATE", "state.sqlite"))
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": os.environ.get("GROUP", "example-python"),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            # How long the partitions of one that was killed wait for another; 45 seconds if nothing is said.
            "session.timeout.ms": 6_000,
        }
    )
    stopping = asked_to_stop()
    consumer.subscribe([os.environ.get("TOPIC", "intake.events")])
    try:
        while not stopping:
            messages = sound(consumer.consume(BATCH, PATIENCE_SECONDS))
            if messages:
                take(state, messages, options)
                commit(consumer, messages)
    finally:
        consumer.close()


def take(state, messages, options):
    did = Counter(handled=0, seen=0, early=0, replay=0, foreign=0)
    with state.transaction():
        for message in messages:
            did[handle(state, message.partition(), event_of(message), **options)] += 1
    print(json.dumps({**did, "counts": state.counts()}), flush=True)
    if did["early"] > 0:
        print("events before these are missing; have them published again", file=sys.stderr, flush=True)


def commit(consumer, messages):
    """After the state: a crash between the two brings the messages again, and they are known."""
    last = {message.partition(): message for message in messages}
    for message in last.values():
        # Of these messages by name: a plain commit() may be carried out when the next ones have been read already.
        consumer.commit(message=message, asynchronous=True)


def sound(messages):
    """Without what the client reports and mends by itself, such as a topic that is not there yet."""
    for message in messages:
        if message.error() and message.error().fatal():
            raise KafkaException(message.error())
        if message.error():
            print(message.error(), file=sys.stderr, flush=True)
    return [message for message in messages if not message.error()]


def asked_to_stop():
    """Filled by the first signal: what is under way is finished."""
    signals = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: signals.append(received))
    return signals


main()
