"""Writes zones.txt: a thousand made-up machine-readable zones by PyPI mrz 0.6.2.

Each line: zone, surname, given names, number, birth, sex, expiry, nationality; tabs between.
Run: python3 zone_fixture.py > zones.txt
"""

import random

from mrz.generator.td1 import TD1CodeGenerator
from mrz.generator.td2 import TD2CodeGenerator
from mrz.generator.td3 import TD3CodeGenerator

SURNAMES = ["Eriksson", "Müller", "O'Connor", "Nguyen", "García-López", "Østergård", "Wang", "Li"]
GIVEN = ["Anna Maria", "Jürgen", "Mei", "Jean-Luc", "Søren", "Zoë", "Xiaoman", "A"]
COUNTRIES = ["UTO", "FRA", "CHN", "SWE", "USA", "D", "VNM", "ESP"]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def main():
    source = random.Random(9303)
    kinds = [(TD1CodeGenerator, "I"), (TD2CodeGenerator, "I"), (TD3CodeGenerator, "P")]
    for index in range(1000):
        generator, code = kinds[index % 3]
        number = "".join(source.choices(LETTERS, k=source.randint(6, 9)))
        birth = f"{source.randint(0, 99):02}{source.randint(1, 12):02}{source.randint(1, 28):02}"
        expiry = f"{source.randint(20, 40)}{source.randint(1, 12):02}{source.randint(1, 28):02}"
        surname, given = source.choice(SURNAMES), source.choice(GIVEN)
        state, nation, sex = source.choice(COUNTRIES), source.choice(COUNTRIES), source.choice("MF<")
        extra = "".join(source.choices(LETTERS, k=source.randint(0, 7)))
        if generator is TD1CodeGenerator:
            zone = generator(code, state, number, birth, sex, expiry, nation, surname, given, extra)
        else:
            zone = generator(code, state, surname, given, number, nation, birth, sex, expiry, extra)
        printed = [str(part).replace("<", " ") for part in (zone.surname, zone.given_names)]
        fields = [str(zone).replace("\n", "")] + printed
        print("\t".join(fields + [number, birth, sex, expiry, nation]))


main()
