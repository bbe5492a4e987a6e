#!/usr/bin/env python3
"""event_schemas.py SCHEMA WATCHED - what nats_watch saw is valid by the schemas of the events, has no
field that they do not name, and there is one of each event. Exit 77 without a validator."""
import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    SCHEMA = json.load(file)
NAMES = {part["x-subject"]: name for name, part in SCHEMA["$defs"].items() if "x-subject" in part}


def validator(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    whole = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}
    return jsonschema.Draft202012Validator(whole)


def unnamed(value, part):
    """Fields of the value that its schema does not name."""
    while "$ref" in part:
        part = SCHEMA["$defs"][part["$ref"].rsplit("/", 1)[1]]
    if not isinstance(value, dict):
        return []
    properties = part.get("properties", {})
    found = [field for field in value if field not in properties]
    for field, inner in value.items():
        if field in properties:
            found += [f"{field}.{name}" for name in unnamed(inner, properties[field])]
    return found


def faults(subject, event):
    name = NAMES[subject]
    found = [error.message for error in validator(name).iter_errors(event)]
    return found + [f"{field} is not in the schema" for field in unnamed(event, SCHEMA["$defs"][name])]


def main():
    seen = {}
    status = 0
    with open(sys.argv[2], encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if len(fields) < 4 or fields[2] not in NAMES or not fields[3].startswith("{"):
                continue
            event = json.loads(fields[3])
            # What a stranger put in is no event of the farm's.
            if event.get("header", {}).get("userId") == "stranger":
                continue
            seen.setdefault(fields[2], event)
            for fault in faults(fields[2], event):
                print(f"FAILED: {fields[2]}: {fault}: {fields[3]}")
                status = 1
    for subject in sorted(set(NAMES) - set(seen)):
        print(f"FAILED: {subject}: none was published")
        status = 1
    for subject, event in seen.items():
        for field in SCHEMA["$defs"][NAMES[subject]]["required"]:
            less = {name: value for name, value in event.items() if name != field}
            if not faults(subject, less):
                print(f"FAILED: {subject}: without {field} it is valid all the same")
                status = 1
        if not faults(subject, {**event, "fieldOfTheFuture": 1}):
            print(f"FAILED: {subject}: a field that nobody knows is not noticed")
            status = 1
    print(f"{len(seen)} events")
    return status


if __name__ == "__main__":
    sys.exit(main())
