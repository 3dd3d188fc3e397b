"""Twenty steps of a door controller's day, by a client that was written elsewhere.

door_client.py HOST:PORT SERIAL...: prints a line a step and ends with 0 when all went as they should.
The boards must be fresh. A tenant's card 1 is left on the first board.
"""

import datetime
import ipaddress
import socket
import sys

from uhppoted import decode, uhppote
from uhppoted.structs import DoorMode

ADDRESS, SERIALS = sys.argv[1], [int(text) for text in sys.argv[2:]]
SERIAL = SERIALS[0]
BOARD = (SERIAL, ADDRESS)
CARD, OTHER = 10058400, 388575490
FROM, UNTIL = datetime.date(2026, 11, 1), datetime.date(2027, 11, 30)
MAGIC_PIN = 123456
WAIT = 2

client = uhppote.Uhppote(bind="127.0.0.1", broadcast=ADDRESS, listen="127.0.0.1:0")
steps = 0


def step(name, seen, wanted):
    """One step: what was seen must be what was wanted."""
    global steps
    if seen != wanted:
        sys.exit(f"{name}: seen {seen}, wanted {wanted}")
    steps += 1
    print(steps, name)


def receive(listener):
    """The next event that is pushed."""
    return decode.event(listener.recv(1024))


def card_fields(card):
    """What get-card tells of a card."""
    doors = (card.door_1, card.door_2, card.door_3, card.door_4)
    return (card.card_number, card.start_date, card.end_date, doors, card.pin)


found = client.get_all_controllers(timeout=0.5)
step("all boards answer", sorted(board.controller for board in found), sorted(SERIALS))

device = client.get_controller(BOARD, timeout=WAIT)
step("a board tells its version", (device.controller, device.version), (SERIAL, "v8.92"))

noon = datetime.datetime(2026, 12, 24, 12, 30, 15)
step("the clock is set", client.set_time(BOARD, noon, timeout=WAIT).datetime, noon)

drift = client.get_time(BOARD, timeout=WAIT).datetime - noon
step("the clock goes on", 0 <= drift.total_seconds() <= 5, True)

status = client.get_status(BOARD, timeout=WAIT)
step(
    "an idle board has no event and closed doors",
    (status.event_index, status.door_1_open, status.relays, status.system_date),
    (0, False, 0, noon.date()),
)

stored = client.put_card(BOARD, CARD, FROM, UNTIL, 0, 1, 29, 0, MAGIC_PIN, {1: True, 3: True}, timeout=WAIT)
step("a card is stored", stored.stored, True)

card = client.get_card(BOARD, CARD, timeout=WAIT)
step(
    "the card is read back",
    (*card_fields(card), card.firstcard),
    (CARD, FROM, UNTIL, (0, 1, 29, 0), MAGIC_PIN, {1: True, 2: False, 3: True, 4: False}),
)

client.put_card(BOARD, OTHER, FROM, UNTIL, 1, 1, 0, 0, 0, timeout=WAIT)
step("two cards are counted", client.get_cards(BOARD, timeout=WAIT).cards, 2)

client.put_card(BOARD, CARD, FROM, FROM, 1, 0, 0, 0, 0, timeout=WAIT)
changed = client.get_card(BOARD, CARD, timeout=WAIT)
step("a card is replaced", card_fields(changed), (CARD, FROM, FROM, (1, 0, 0, 0), 0))

step(
    "cards are found by their places",
    [client.get_card_by_index(BOARD, place, timeout=WAIT).card_number for place in (1, 2, 3)],
    [CARD, OTHER, 0],
)

step("a card is deleted", client.delete_card(BOARD, CARD, timeout=WAIT).deleted, True)

step(
    "a deleted card is gone and its place is marked",
    (
        client.get_card(BOARD, CARD, timeout=WAIT).card_number,
        client.get_card_by_index(BOARD, 1, timeout=WAIT).card_number,
        client.get_cards(BOARD, timeout=WAIT).cards,
    ),
    (0, 0xFFFFFFFF, 1),
)

all_gone = client.delete_all_cards(BOARD, timeout=WAIT).deleted
step("all cards are deleted", (all_gone, client.get_cards(BOARD, timeout=WAIT).cards), (True, 0))

client.put_card(BOARD, 1, FROM, UNTIL, 1, 0, 0, 0, 0, timeout=WAIT)
set_door = client.set_door_control(BOARD, 2, DoorMode.CONTROLLED.value, 7, timeout=WAIT)
door = client.get_door_control(BOARD, 2, timeout=WAIT)
step("a door is set", ((set_door.mode, set_door.delay), (door.door, door.mode, door.delay)), ((3, 7), (2, 3, 7)))

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind(("127.0.0.1", 0))
listener.settimeout(WAIT)
port = listener.getsockname()[1]
client.set_listener(BOARD, ipaddress.IPv4Address("127.0.0.1"), port, 0, timeout=WAIT)
told = client.get_listener(BOARD, timeout=WAIT)
step("the listener is set", (str(told.address), told.port, told.interval), ("127.0.0.1", port, 0))

step("doors report, too", client.record_special_events(BOARD, True, timeout=WAIT).updated, True)

step("a door is opened", client.open_door(BOARD, 1, timeout=WAIT).opened, True)

pushed = [receive(listener) for _ in range(2)]
step(
    "both events are pushed",
    [(event.event_index, event.event_reason, event.event_door) for event in pushed],
    [(1, 44, 1), (2, 23, 1)],
)

status = client.get_status(BOARD, timeout=WAIT)
step(
    "the status shows the open door",
    (status.event_index, status.event_reason, status.door_1_open, status.relays, status.sequence_no),
    (2, 23, True, 1, 2),
)

first, none = (client.get_event(BOARD, index, timeout=WAIT) for index in (1, 3))
client.set_event_index(BOARD, 2, timeout=WAIT)
step(
    "events are read by their numbers",
    (
        (first.index, first.event_type, first.reason, first.timestamp.date()),
        (none.index, none.event_type),
        client.get_event_index(BOARD, timeout=WAIT).event_index,
    ),
    ((1, 2, 44, noon.date()), (0, 0), 2),
)

print(f"done {steps}")
