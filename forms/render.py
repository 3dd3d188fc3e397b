"""Fills the printed forms: JSON lines in, JSON lines out, until the end of standard input.

    render.py FORMS_FOLDER FONTS_FOLDER

Request   {"id": 7, "folder": "lease/1", "format": "pdf" | "png", "data": "{…}",
           "sha256": "…", "qr": "text of the QR code", "timestamp": seconds, "ppi": 130}
Answer    {"id": 7, "pages": ["base64", …]}                      a PDF is one page here
          {"id": 7, "line": 12, "cause": "what Typst says"}      line is 0 when it is not known

The data reaches the form as a JSON text in sys.inputs and is never read as Typst code. A form sees
the files of its own folder only, the given fonts only, and no packages.
"""

import base64
import io
import json
import pathlib
import re
import sys

import segno
import typst

PLACE = re.compile(r"form\.typ:(\d+):\d+")
PACKAGE = re.compile(r'"@[^"]*"')


class Refused(Exception):
    """A form or request that is not rendered; `line` counts from 1, 0 when there is none."""

    def __init__(self, cause, line=0):
        super().__init__(cause)
        self.line = line


def qr_picture(text):
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture, kind="svg", border=0, xmldecl=False, svgns=True)
    return picture.getvalue().decode()


class Forms:
    """One warm compiler a form; a changed form.typ gets a new one."""

    def __init__(self, root, fonts):
        self.root = pathlib.Path(root).resolve(strict=True)
        self.fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
        self.compilers = {}

    def compiler(self, name):
        folder = (self.root / name).resolve()
        form = folder / "form.typ"
        if self.root not in folder.parents or not form.is_file():
            raise Refused("no such form")
        for source in folder.glob("**/*.typ"):
            for number, line in enumerate(source.read_text("utf-8").splitlines(), 1):
                if PACKAGE.search(line):
                    raise Refused(f"packages are not allowed ({source.name})", number)
        changed = form.stat().st_mtime_ns
        known = self.compilers.get(name)
        if known is None or known[0] != changed:
            # Package folders that do not exist: a package name put together at run time is not
            # found there either, and the proxy in the environment keeps it off the network.
            nowhere = str(folder / "packages")
            made = typst.Compiler(
                str(form), root=str(folder), font_paths=self.fonts,
                package_path=nowhere, package_cache_path=nowhere)
            known = self.compilers[name] = (changed, made)
        return known[1]

    def render(self, request):
        options = {"format": request["format"], "timestamp": request["timestamp"]}
        if request["format"] == "pdf":
            options["pdf_standards"] = ["a-2b"]
        else:
            options["ppi"] = request["ppi"]
        inputs = {
            "data": request["data"], "sha256": request["sha256"],
            "qr": qr_picture(request["qr"]),
        }
        try:
            made, warnings = self.compiler(request["folder"]).compile_with_warnings(
                sys_inputs=inputs, **options)
        except typst.TypstError as error:
            raise Refused(error.message, line_of(error.diagnostic)) from error
        for warning in warnings:
            # A font that is not there changes every page: better no paper than a wrong one.
            if "unknown font family" in warning.message:
                raise Refused(warning.message, line_of(warning.diagnostic))
        return made if isinstance(made, list) else [made]


def line_of(diagnostic):
    place = PLACE.search(diagnostic or "")
    return int(place.group(1)) if place else 0


def answer(forms, request):
    try:
        pages = forms.render(request)
        return {"id": request["id"], "pages": [base64.b64encode(p).decode() for p in pages]}
    except Refused as refused:
        return {"id": request["id"], "line": refused.line, "cause": str(refused)}


def main():
    forms = Forms(sys.argv[1], sys.argv[2])
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(forms, json.loads(line)), ensure_ascii=False) + "\n")
        sys.stdout.flush()


main()
