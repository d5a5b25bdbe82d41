#!/usr/bin/env python3
"""Makes the man page of what the programs say of themselves:
{ credence --experimental-dump-help; credence-job --experimental-dump-help; } | man.py VERSION"""

import json
import sys


def escaped(text):
    """A line of text as roff takes it."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def lines(text):
    return [escaped(line) for line in text.splitlines()]


def discussion(text, heading):
    """Paragraphs as they are; a block under words in capitals becomes a section of its own, line for line."""
    page = []
    for block in text.split("\n\n"):
        first, *rest = block.splitlines()
        if rest and first == first.upper():
            page += [f"{heading} {first}", ".nf"] + [escaped(line.strip()) for line in rest] + [".fi"]
        elif page:
            page += [".PP"] + lines(block)
        else:
            page += lines(block)
    return page


def spelled(argument):
    """The names of an argument, with what it takes."""
    value = "" if argument["kind"] == "flag" else f" \\fI{escaped(argument['valueName'])}\\fR"
    if argument["kind"] == "positional":
        return value.strip() + ("..." if argument["isRepeating"] else "")
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    names = [f"\\fB{escaped(dashes[name['kind']] + name['name'])}\\fR" for name in argument["names"]]
    return ", ".join(names) + value


def synopsis(command, name):
    shown = [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]
    words = [f"\\fB{escaped(name)}\\fR"]
    if any(argument["kind"] != "positional" for argument in shown):
        words.append("[\\fIoptions\\fR]")
    words += [spelled(argument) for argument in shown if argument["kind"] == "positional"]
    return " ".join(words)


def options(command):
    page = []
    for argument in command.get("arguments", []):
        name = argument.get("preferredName", {}).get("name")
        if not argument["shouldDisplay"] or name in ("help", "version"):
            continue
        page += [".TP", spelled(argument)] + lines(argument.get("abstract", ""))
        if argument.get("defaultValue"):
            page.append(f"Default: {escaped(argument['defaultValue'])}.")
    return page


def commands(command, prefix):
    """Every command that does something, and those below it."""
    for child in command.get("subcommands", []):
        if child["commandName"] == "help" or not child["shouldDisplay"]:
            continue
        name = f"{prefix} {child['commandName']}"
        if any(below["commandName"] != "help" for below in child.get("subcommands", [])):
            yield from commands(child, name)
        else:
            yield name, child


def told():
    """What one program says after the other."""
    text, decoder = sys.stdin.read().strip(), json.JSONDecoder()
    while text:
        dump, end = decoder.raw_decode(text)
        yield dump["command"]
        text = text[end:].strip()


def joined(command, other):
    """Puts the commands that another program does in the places from which they are handed over to it."""
    below = {child["commandName"]: child for child in other["subcommands"] if child["shouldDisplay"]}
    handed = {child["commandName"] for child in command["subcommands"]}
    own = {**other, "subcommands": [child for name, child in below.items() if name not in handed]}
    places = {**below, other["commandName"]: own}
    names = [child["commandName"] for child in command["subcommands"]]
    there = [
        child if name == "help" else places.get(name, child) for name, child in zip(names, command["subcommands"])
    ]
    return {**command, "subcommands": there}


def main():
    command, *others = told()
    for other in others:
        command = joined(command, other)
    name = command["commandName"]
    page = [f'.TH {name.upper()} 1 "" "{name} {sys.argv[1]}" "{name}"']
    page += [".SH NAME", f"{name} \\- {escaped(command['abstract'][0].lower() + command['abstract'][1:].rstrip('.'))}"]
    page.append(".SH SYNOPSIS")
    for place, (path, child) in enumerate(commands(command, name)):
        page += ([".br"] if place else []) + [synopsis(child, path)]
    page.append(".SH COMMANDS")
    for path, child in commands(command, name):
        page += [f'.SS "{escaped(path)}"'] + lines(child["abstract"])
        if child.get("discussion"):
            page += [".PP"] + discussion(child["discussion"], ".PP\n.B")
        page += options(child)
    page += [".SH OPTIONS", ".TP", "\\fB\\-h\\fR, \\fB\\-\\-help\\fR", "Says what a command takes; every command has it."]
    page += [".TP", "\\fB\\-\\-version\\fR", "Prints the version."]
    page += discussion(command["discussion"], ".SH")
    print("\n".join(page))


main()
