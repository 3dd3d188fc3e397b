"""Speaks the controllers' protocol through the package `uhppoted`.

One JSON object a line in, one out: {"encode": name, "arguments": [...]} gives {"hex": ...},
{"decode": name, "hex": ...} gives the reply's fields; dates and times are ISO 8601 text.
"""

import datetime
import json
import sys

try:
    from uhppoted import decode, encode
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(1)


def value_of(argument):
    """Text is a day or a time."""
    if not isinstance(argument, str):
        return argument
    moment = datetime.datetime.fromisoformat(argument)
    return moment if "T" in argument else moment.date()


def text_of(value):
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def answer(question):
    if "encode" in question:
        arguments = [value_of(argument) for argument in question["arguments"]]
        return {"hex": bytes(getattr(encode, question["encode"])(*arguments)).hex()}
    reply = getattr(decode, question["decode"])(bytes.fromhex(question["hex"]))
    return vars(reply)


print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), default=text_of), flush=True)
