#!/usr/bin/env python3
"""Makes the data directory of a release that later releases are tested against, and what must be found in it.

    scripts/release-data.py PATH/TO/rapport OUT.tar.gz

The program is run as anybody would run it: a shop with a brand, a plan, journeys and invented people, of whom one withdrew,
one used the link in a mail, one is known by two names and one was erased. Then it is killed, so that everything it had not
put in order lies there as it fell. The archive holds `data/` and `expected.json`. Run it once when a release is made; what it
made is never made again.
"""

import base64
import json
import os
import re
import signal
import socket
import socketserver
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.error
import urllib.request
from email import message_from_string

# As the system tests have them, for they start the program on what is made here.
TOKEN = "at_system_tests_only_0123456789"
KEY = "wk_system_tests_only_0123456789"
PUBLIC = "https://rapport.example"
PEOPLE = 8


class Mails(socketserver.StreamRequestHandler):
    """A mail server that takes everything."""

    taken = []

    def handle(self):
        def say(text):
            self.wfile.write(text.encode() + b"\r\n")

        say("220 mail.example")
        for line in iter(self.rfile.readline, b""):
            verb = line.strip().split(b" ")[0].upper()
            if verb == b"DATA":
                say("354 go on")
                text = []
                for part in iter(self.rfile.readline, b".\r\n"):
                    text.append(part.decode())
                Mails.taken.append(message_from_string("".join(text)))
                say("250 taken")
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 mail.example" if verb in (b"EHLO", b"HELO") else "250 yes")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Api:
    def __init__(self, base):
        self.base = base

    def call(self, method, path, body=None, key=None, form=None):
        data = form.encode() if form else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data=data, method=method)
        request.add_header("content-type", "application/x-www-form-urlencoded" if form else "application/json")
        if key:
            request.add_header("authorization", "Basic " + base64.b64encode(f"{key}:".encode()).decode())
        elif key is None:
            request.add_header("authorization", f"Bearer {TOKEN}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as refused:
            if refused.code >= 500:
                raise
            sys.exit(f"{method} {path}: {refused.code} {refused.read().decode()}")
        return json.loads(text) if text[:1] in ("{", "[") else text


def until(what, ask):
    for _ in range(1200):
        try:
            found = ask()
        except (urllib.error.URLError, ConnectionError):
            found = None
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"never: {what}")


BRAND = {
    "id": "acme", "name": "Acme", "zone": "Europe/Berlin", "country": "DE", "languages": ["en", "de"], "currency": "EUR",
    "sender": {"name": "Acme", "email": "hello@acme.example", "imprint": "Acme GmbH, Beispielweg 1, 10115 Berlin"},
    "purposes": [
        {"id": "offers", "kind": "marketing",
         "wordings": [{"version": 1, "language": "en", "text": "Yes, Acme may send me offers."}]},
        {"id": "service", "kind": "service"},
    ],
    "channels": [
        {"id": "email", "medium": "email", "unit_cost": {"minor": 2, "currency": "EUR"}, "keeps_quiet_hours": False,
         "says_how_to_object": True},
        {"id": "web", "medium": "presence", "unit_cost": {"minor": 0, "currency": "EUR"}, "keeps_quiet_hours": False},
    ],
}

MAIL = """id: send
name: One mail for each spring
brand: acme
activity: spring
purpose: offers
triggers:
  - when: {event: Spring Began}
entry:
  re_entry: always
steps:
  - id: mail
    message:
      channel: email
      content:
        subject: "Hello {{ customer.firstName }}"
        text: |
          Good to have you here.

          [Have a look](https://shop.acme.example/spring)
      valid_for: 1d
"""

CART = """id: cart
name: Full cart
brand: acme
activity: spring
purpose: offers
triggers:
  - absence:
      after: {event: Product Added, remember: [name]}
      without: [{event: Order Completed}]
      within: 30d
entry:
  re_entry: always
steps:
  - id: remind
    message:
      channel: email
      content: {subject: "Still thinking about {{ data.name }}?", text: "It is kept for you."}
"""


def fill(api):
    api.call("PUT", "/v1/brands/acme", {"settings": BRAND})
    shop = api.call("POST", "/v1/sources", {"id": "shop", "name": "shop", "brand": "acme", "touchpoint": "shop",
                                         "trust": "trusted"})["write_key"]
    for node in (
        {"id": "plan:acme", "name": "Acme", "currency": "EUR", "starts": "2020-01-01", "ends": "2099-12-31"},
        {"id": "area:direct", "parent": "plan:acme", "name": "Direct"},
        {"id": "campaign:season", "parent": "area:direct", "name": "Season"},
        {"id": "activity:spring", "parent": "campaign:season", "name": "spring", "brand": "acme"},
    ):
        api.call("POST", "/v1/plan/nodes", node)
    amount = {"minor": 1_000_000, "currency": "EUR"}
    api.call("POST", "/v1/plan/transfers", {"to": "spring", "amount": amount, "reason": "yearly plan"})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mails)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    api.call("PUT", "/v1/mail", {"host": "127.0.0.1", "port": server.server_address[1], "security": "none", "connections": 2})
    for document in (MAIL, CART):
        name = document.split("\n")[0].removeprefix("id: ")
        api.call("POST", f"/v1/journeys/{name}/publish", {"document": document})

    def say(messages):
        api.call("POST", "/v1/batch", {"batch": messages}, key=shop)

    def person(n):
        return f"u{n}", f"person{n}@example.com"

    say([{"type": "identify", "userId": user, "messageId": f"known-{user}", "traits": {"email": mail, "firstName": "Ada"}}
         for user, mail in map(person, range(PEOPLE))])
    for n in range(PEOPLE):
        consent(api, person(n)[1], "grant")
    say([{"type": "page", "anonymousId": "cookie-0", "name": "Home", "messageId": "page-0"},
         {"type": "alias", "previousId": "cookie-0", "userId": "u0", "messageId": "alias-0"}])
    say([{"type": "track", "userId": f"u{n}", "event": "Spring Began", "messageId": f"spring-{n}"} for n in range(PEOPLE)])
    until("everybody has mail", lambda: len(Mails.taken) >= PEOPLE)
    say([{"type": "track", "userId": "u1", "event": "Product Added", "messageId": "cart-1",
          "properties": {"product_id": "p1", "name": "Lamp"}},
         {"type": "track", "userId": "u2", "event": "Order Completed", "messageId": "order-2",
          "properties": {"order_id": "o-2", "total": 49.9, "currency": "EUR",
                         "products": [{"product_id": "p1", "sku": "s1", "name": "Lamp", "price": 49.9, "quantity": 1}]}}])
    consent(api, person(3)[1], "withdraw")
    link = next(mail["List-Unsubscribe"] for mail in Mails.taken if mail["To"] and "person4@" in mail["To"])
    path = re.search(re.escape(PUBLIC) + r"([^>]+)", link).group(1)
    api.call("POST", path, key=False, form="List-Unsubscribe=One-Click")
    api.call("POST", "/v1/suppressions", {"who": {"email": person(6)[1]}, "reason": "complaint", "brand": "acme",
                                          "source": "desk"})
    gone = number(api, "u5")
    api.call("POST", f"/v1/customers/{gone}/erase", {"confirm": gone, "reason": "asked for"})
    time.sleep(3)
    later = next(mail["List-Unsubscribe"] for mail in Mails.taken if mail["To"] and "person7@" in mail["To"])
    return re.search(re.escape(PUBLIC) + r"([^>]+)", later).group(1)


def consent(api, email, act):
    body = {"who": {"email": email}, "brand": "acme", "purpose": "offers", "channel": "email", "act": act, "source": "desk"}
    if act == "grant":
        body |= {"wording": {"version": 1, "language": "en"}, "proof": {"kind": "personal", "reference": f"form-{email}"}}
    api.call("POST", "/v1/consents", body)


def number(api, user):
    found = api.call("GET", f"/v1/customers?identifier=user_id:{user}")
    return found[0]["id"] if found else None


def expected(api, link):
    people = {}
    for n in range(PEOPLE):
        customer = number(api, f"u{n}")
        if customer is None:
            people[f"u{n}"] = None
            continue
        states = api.call("GET", f"/v1/customers/{customer}/consents")["states"]
        offers = next((s["status"] for s in states if s["purpose"] == "offers" and s["channel"] == "email"), "never")
        timeline = api.call("GET", f"/v1/customers/{customer}/timeline?limit=200")["items"]
        people[f"u{n}"] = {"id": customer, "offers": offers, "events": sum(line["kind"] == "event" for line in timeline)}
    figures = api.call("GET", "/v1/plan/nodes/activity%3Aspring")["node"]["figures"]
    journeys = {name: api.call("GET", f"/v1/journeys/{name}/counts") for name in ("send", "cart")}
    return {"people": people, "figures": {kind: amount["minor"] for kind, amount in figures.items()},
            "entered": {name: counts["entered"] for name, counts in journeys.items()}, "unsubscribe_u7": link}


def main():
    program, out = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        settings = os.path.join(scratch, "rapport.toml")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(f'public_url = "{PUBLIC}"\n[log]\nlevel = "warn"\n')
        data, port = os.path.join(scratch, "data"), free_port()
        command = [program, "serve", "--data", data, "--listen", f"127.0.0.1:{port}", "--write-key", KEY,
                   "--admin-token", TOKEN, "--config", settings]
        api = Api(f"http://127.0.0.1:{port}")
        # Once in good order and once killed: snapshots lie there, and a log that goes on behind them.
        try:
            server = subprocess.Popen(command)
            until("ready", lambda: api.call("GET", "/readyz", key=False))
            link = fill(api)
            server.send_signal(signal.SIGTERM)
            server.wait()
            server = subprocess.Popen(command)
            until("ready", lambda: api.call("GET", "/readyz", key=False))
            viewed = {"type": "track", "userId": "u1", "event": "Product Viewed", "messageId": "viewed-1"}
            api.call("POST", "/v1/batch", {"batch": [viewed]}, key=KEY)
            time.sleep(2)
            facts = expected(api, link)
        finally:
            server.kill()
            server.wait()
        facts_path = os.path.join(scratch, "expected.json")
        with open(facts_path, "w", encoding="utf-8") as file:
            json.dump(facts, file, indent=1, sort_keys=True)
        with tarfile.open(out, "w:gz") as archive:
            # Empty, large, and made again by every start.
            archive.add(data, "data", filter=lambda file: None if file.name == "data/reserve" else file)
            archive.add(facts_path, "expected.json")
    print(json.dumps(facts, indent=1))


main()
